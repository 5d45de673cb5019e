package import Diagnostics

/// What a place of a file wants, and how to make a value of what is written there.
///
/// Shapes are put together: `.list(of: .mapping("a rule") { rule in ... })`. A module with notations of its own adds
/// them as static computed members (a shape is not `Sendable`, as it may carry what its reader needs):
///
///     extension Shape where Value == Severity {
///         static var severity: Shape { .parsed("a severity", example: "warning") { Severity($0.text) } }
///     }
package struct Shape<Value> {
    /// What is wanted, with its article: `a list of matchers`.
    package let wanted: String
    /// How it is written, for the help text.
    package let example: String?
    private let make: (_ node: Node, _ subject: Subject, _ diagnostics: inout [Diagnostic]) -> Value?

    /// A shape whose reader gives nil after it has added what is wrong to the diagnostics.
    ///
    /// The reader is given nodes that have a value and are readable; `subject` is how messages call the place.
    package init(
        _ wanted: String,
        example: String? = nil,
        read: @escaping (_ node: Node, _ subject: Subject, _ diagnostics: inout [Diagnostic]) -> Value?
    ) {
        self.wanted = wanted
        self.example = example
        self.make = read
    }

    /// The value of `node`, or nil after what is wrong has been added to `diagnostics`.
    ///
    /// `subject` is how messages call the place: "`for`", "an item of `rules`".
    package func read(_ node: Node, as subject: Subject, into diagnostics: inout [Diagnostic]) -> Value? {
        if case .unreadable = node { return nil }
        guard !node.isNoValue else {
            diagnostics.append(wrongType(node, subject))
            return nil
        }
        return make(node, subject, &diagnostics)
    }

    /// The mistake that `node` is something else than wanted.
    package func wrongType(_ node: Node, _ subject: Subject, help: String? = nil) -> Diagnostic {
        let help = help ?? example.map { "for example `\($0)`" }
        return YAMLDiagnostics.wrongType(node, subject, wanted: wanted, help: help)
    }

    /// The same with what `transform` makes of the value.
    package func map<Other>(_ transform: @escaping (Value) -> Other) -> Shape<Other> {
        Shape<Other>(wanted, example: example) { node, subject, diagnostics in
            make(node, subject, &diagnostics).map(transform)
        }
    }

    /// The same with the place of the node.
    package var located: Shape<Located<Value>> {
        Shape<Located<Value>>(wanted, example: example) { node, subject, diagnostics in
            make(node, subject, &diagnostics).map { Located($0, at: node.range) }
        }
    }
}
