package import Alerting
import Diagnostics
import Expressions
package import Model

extension Rule {
    /// The alert of an SLA named `S`, compiled as the product compiles it.
    package static func sla(
        _ name: String = "S",
        good: String = "queueCallCount at most 10",
        percent: Double = 95,
        window: TimeSpan = .days(30),
        by labels: [String]? = nil,
        matchers: [String] = [],
        hours: ActiveHours = .always
    ) throws -> Rule {
        var diagnostics: [Diagnostic] = []
        let file = SourceFile(name: "test", text: good)
        let condition = Condition.compile(SourceText(file: file), in: Scope(), diagnostics: &diagnostics)
        guard let condition else { throw RefusedText(description: "`\(good)`: \(diagnostics.map(\.message))") }
        var samples = Objective.Samples.ofElement
        if let labels {
            let located = labels.map { Located($0, at: file.start) }
            guard let counts = condition.members(by: located, diagnostics: &diagnostics) else {
                throw RefusedText(description: "`\(good)` by \(labels): \(diagnostics.map(\.message))")
            }
            samples = .ofMembers(counts)
        }
        let texts = SourceFile(name: "test", text: "{{ errorBudgetRemaining }} at {{ burnRate }} of {{ objective }}")
        let template = Template.compile(
            SourceText(file: texts),
            in: Scope(),
            hasValue: false,
            given: Objective.templateValues,
            diagnostics: &diagnostics
        )
        guard let template else { throw RefusedText(description: "\(diagnostics.map(\.message))") }
        return Rule(
            sla: name,
            Objective(condition, samples, percent: percent, window: window),
            matchers: try matchers.map { text in try Matcher(parsing: text) },
            annotations: [TemplatedLabel(name: "summary", template: template)],
            hours: hours
        )
    }
}

extension AlertConfiguration {
    /// SLAs, told to one webhook receiver `ops`, over the source `s`.
    package static func of(
        slas: [Rule],
        sources: [SourceProfile] = [SourceProfile(name: "s")],
        staleness: TimeSpan = .minutes(5)
    ) throws -> AlertConfiguration {
        var configuration = try AlertConfiguration.of([], sources: sources, staleness: staleness)
        configuration.rules = RuleSet(slas)
        return configuration
    }
}
