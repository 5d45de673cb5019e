/// A condition on one label, in Alertmanager's notation: `team="voice"`, `queue=~"sales|support"`.
///
/// A label that is not there counts as empty. Regular expressions are RE2's and match the whole value.
package struct Matcher: Sendable, CustomStringConvertible {
    /// How a value is compared.
    package enum Operator: String, Sendable, CaseIterable {
        /// The value is this text.
        case equal = "="
        /// The value is not this text.
        case notEqual = "!="
        /// The whole value matches this pattern.
        case matches = "=~"
        /// The value does not match this pattern.
        case matchesNot = "!~"
    }

    /// The label's name.
    package let name: String
    /// How its value is compared.
    package let comparison: Operator
    /// The text or pattern it is compared with.
    package let value: String
    private let pattern: Pattern?

    /// A matcher; throws when `value` is to be a pattern and is none.
    package init(_ name: String, _ comparison: Operator, _ value: String) throws(Pattern.Mistake) {
        self.name = name
        self.comparison = comparison
        self.value = value
        switch comparison {
        case .equal, .notEqual: pattern = nil
        case .matches, .matchesNot: pattern = try Pattern(value)
        }
    }

    /// A matcher for one exact value.
    package init(_ name: String, equals value: String) {
        self.name = name
        self.comparison = .equal
        self.value = value
        self.pattern = nil
    }

    /// Whether `labels` satisfy it.
    package func matches(_ labels: Labels) -> Bool {
        matches(value: labels[name] ?? "")
    }

    /// Whether a label of that value satisfies it.
    package func matches(value actual: String) -> Bool {
        switch comparison {
        case .equal: actual == value
        case .notEqual: actual != value
        case .matches: pattern?.matches(actual) ?? false
        case .matchesNot: !(pattern?.matches(actual) ?? true)
        }
    }

    /// The matcher in its notation, the value quoted.
    package var description: String { "\(name)\(comparison.rawValue)\"\(value.escapedForMatcher)\"" }
}

extension Matcher: Hashable {
    package static func == (left: Matcher, right: Matcher) -> Bool {
        (left.name, left.comparison, left.value) == (right.name, right.comparison, right.value)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(comparison)
        hasher.combine(value)
    }
}

extension [Matcher] {
    /// Whether `labels` satisfy all of them.
    package func matches(_ labels: Labels) -> Bool {
        allSatisfy { $0.matches(labels) }
    }
}
