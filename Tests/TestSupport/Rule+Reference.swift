package import Alerting
import Diagnostics
import Expressions
import Model

/// A rule's text that the product refuses.
package struct RefusedText: Error, CustomStringConvertible {
    /// The text and what was said of it.
    package let description: String
}

extension Rule {
    /// The rule compiled as the product compiles it.
    package init(_ reference: ReferenceRule) throws {
        let scope = try Self.scope(of: reference)
        let levels = try reference.levels.map { level in
            Level(
                severity: level.severity,
                when: try Self.condition(level.when, in: scope),
                resolveWhen: try level.resolveWhen.map { try Self.condition($0, in: scope) },
                timing: LevelTiming(
                    holdFor: level.holdFor,
                    keepFiringFor: level.keepFiringFor,
                    resolveNoDataAfter: reference.resolveNoDataAfter
                )
            )
        }
        self.init(
            group: reference.group,
            alert: reference.alert,
            matchers: try reference.matchers.map { text in try Matcher(parsing: text) },
            levels: levels,
            labels: try reference.labels.map { try Self.label($0, in: scope) },
            annotations: try reference.annotations.map { try Self.label($0, in: scope) }
        )
    }

    private static func text(_ text: String) -> SourceText {
        SourceText(file: SourceFile(name: "test", text: text))
    }

    private static func check(_ diagnostics: [Diagnostic], of text: String) throws {
        guard let first = diagnostics.first else { return }
        throw RefusedText(description: "`\(text)`: \(first.id): \(first.message)")
    }

    private static func scope(of rule: ReferenceRule) throws -> Scope {
        var diagnostics: [Diagnostic] = []
        let lets = rule.lets.sorted { $0.key < $1.key }.map { name, text in
            let place = SourceFile(name: "test", text: name).start
            return (name: Located(name, at: place), text: Self.text(text))
        }
        let scope = Scope(lets: lets, diagnostics: &diagnostics)
        try check(diagnostics, of: rule.lets.description)
        return scope
    }

    private static func condition(_ text: String, in scope: Scope) throws -> Condition {
        var diagnostics: [Diagnostic] = []
        let condition = Condition.compile(Self.text(text), in: scope, diagnostics: &diagnostics)
        try check(diagnostics, of: text)
        guard let condition else { throw RefusedText(description: "`\(text)`: refused without a word") }
        return condition
    }

    private static func label(_ label: ReferenceRule.Label, in scope: Scope) throws -> TemplatedLabel {
        var diagnostics: [Diagnostic] = []
        let template = Template.compile(Self.text(label.text), in: scope, hasValue: true, diagnostics: &diagnostics)
        try check(diagnostics, of: label.text)
        guard let template else { throw RefusedText(description: "`\(label.text)`: refused without a word") }
        return TemplatedLabel(name: label.name, template: template)
    }
}
