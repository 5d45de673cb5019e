import Alerting
import Diagnostics
import Expressions
import YAML

extension [TableEntry<SourceText>] {
    /// The texts as templates of alerts about `grain`, which may print `given` by name; nil when one has a mistake.
    func templates(
        in scope: Scope,
        grain: Grain?,
        hasValue: Bool,
        given: [GivenValue] = [],
        _ diagnostics: inout [Diagnostic]
    ) -> [Rule.TemplatedLabel]? {
        let templates = compactMap { label in
            Template.compile(
                label.value,
                in: scope,
                grain: grain,
                hasValue: hasValue,
                given: given,
                diagnostics: &diagnostics
            ).map { Rule.TemplatedLabel(name: label.name.value, template: $0) }
        }
        return templates.count == count ? templates : nil
    }

    /// Reports the names that are keys of a rule: most likely lines that are indented too far.
    func doubtNames(in section: String, _ diagnostics: inout [Diagnostic]) {
        for entry in self where WrittenRule.keys.contains(entry.name.value) {
            diagnostics.append(.keyAsLabel(entry.key, in: section))
        }
    }

    /// Reports the names that labels of an alert cannot have.
    func checkNames(hasLevels: Bool, _ diagnostics: inout [Diagnostic]) {
        for label in self {
            switch label.name.value {
            case "": diagnostics.append(.emptyText("the name of a label", at: label.key.range))
            case "alertname": diagnostics.append(.reservedLabel(label.key, reason: .alertName))
            case "severity" where hasLevels: diagnostics.append(.reservedLabel(label.key, reason: .severity))
            default: break
            }
        }
    }
}
