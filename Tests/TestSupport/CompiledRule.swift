import Foundation
import Model

// Foundation for `range(of:options:)` with a regular expression.

/// A rule of the reference with its texts read.
struct CompiledRule {
    struct Level {
        let severity: String?
        let when: ReferenceExpression
        let resolveWhen: ReferenceExpression?
        let holdFor: TimeSpan
        let keepFiringFor: TimeSpan
    }

    let group: String
    let alert: String
    let levels: [Level]
    let resolveNoDataAfter: TimeSpan?
    private let matchers: [(name: String, comparison: String, value: String)]
    private let templates: [ReferenceRule.Label]
    private let lets: [String: String]

    init(_ rule: ReferenceRule) throws {
        group = rule.group
        alert = rule.alert
        levels = try rule.levels.map { level in
            Level(
                severity: level.severity,
                when: try ReferenceParser.parse(level.when, lets: rule.lets),
                resolveWhen: try level.resolveWhen.map { try ReferenceParser.parse($0, lets: rule.lets) },
                holdFor: level.holdFor,
                keepFiringFor: level.keepFiringFor
            )
        }
        resolveNoDataAfter = rule.resolveNoDataAfter
        matchers = try rule.matchers.map(Self.matcher)
        templates = rule.labels
        lets = rule.lets
    }

    private static func matcher(_ text: String) throws -> (name: String, comparison: String, value: String) {
        for comparison in ["=~", "!~", "!=", "="] {
            guard let found = text.range(of: comparison) else { continue }
            let name = text[..<found.lowerBound].trimmingCharacters(in: .whitespaces)
            let value = text[found.upperBound...].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            return (name, comparison, value)
        }
        throw ReferenceParser.Mistake(text: text, message: "no matcher")
    }

    /// Whether the rule looks at a series with these labels.
    func sees(_ labels: [String: String]) -> Bool {
        matchers.allSatisfy { matcher in
            let actual = labels[matcher.name] ?? ""
            let isMatch =
                matcher.comparison.hasSuffix("~")
                ? actual.range(of: "^(?:\(matcher.value))$", options: .regularExpression) != nil
                : actual == matcher.value
            return isMatch == !matcher.comparison.hasPrefix("!")
        }
    }

    /// What the rule's conditions, and with them its alerts, are for.
    var grain: ReferenceGrain { levels.reduce(.constant) { $0.meeting($1.when.grain) } }

    /// A history that keeps what the rule's expressions ask for.
    func history(staleness: TimeSpan) throws -> ReferenceHistory {
        let expressions =
            levels.flatMap { [$0.when] + ($0.resolveWhen.map { [$0] } ?? []) }
            + (try templates.flatMap { try pieces($0.text).compactMap(\.expression) })
        return ReferenceHistory(
            staleness: staleness,
            groupings: expressions.reduce(into: []) { $0.formUnion($1.groupings) },
            reach: expressions.map { $0.reach(staleness: staleness) }.max() ?? .zero
        )
    }

    /// The labels of an alert for `element` that leaves `inactive` while the `shown` level gives `{{ value }}`.
    func labels(
        of element: ReferenceElement,
        at time: Timestamp,
        shown: Int,
        in evaluation: inout ReferenceEvaluation
    ) throws -> [String: String] {
        let grain = evaluation.history.labels[element] ?? [:]
        var labels = grain
        for template in templates {
            var text = ""
            for piece in try pieces(template.text) {
                switch piece {
                case .text(let plain): text += plain
                case .label(let name): text += grain[name] ?? ""
                case .value:
                    guard let comparison = levels[shown].when.firstComparison else {
                        throw ReferenceParser.Mistake(text: template.text, message: "there is no value")
                    }
                    // A bare left side takes the unit that its place asks for.
                    var measure = ReferenceMeasure.of(comparison.left)
                    measure.powers = measure.powers ?? ReferenceMeasure.of(comparison.right).powers
                    text += evaluation.text(comparison.left, measure, of: element, at: time)
                case .number(let x): text += evaluation.text(x, ReferenceMeasure.of(x), of: element, at: time)
                }
            }
            labels[template.name] = text.isEmpty ? nil : text
        }
        labels["alertname"] = alert
        return labels
    }

    /// A part of a template.
    private enum Piece {
        case text(String)
        case label(String)
        case value
        case number(ReferenceExpression)

        var expression: ReferenceExpression? {
            guard case .number(let expression) = self else { return nil }
            return expression
        }
    }

    private func pieces(_ template: String) throws -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(template)
        while let opening = rest.range(of: "{{"), let closing = rest.range(of: "}}") {
            pieces.append(.text(String(rest[..<opening.lowerBound])))
            let inner = rest[opening.upperBound..<closing.lowerBound].trimmingCharacters(in: .whitespaces)
            rest = rest[closing.upperBound...]
            if inner == "value" {
                pieces.append(.value)
            } else if inner.hasPrefix("labels.") {
                pieces.append(.label(String(inner.dropFirst("labels.".count))))
            } else {
                pieces.append(.number(try ReferenceParser.parse(inner, lets: lets)))
            }
        }
        return pieces + [.text(String(rest))]
    }
}
