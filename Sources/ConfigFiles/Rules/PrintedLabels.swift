import Alerting
import Diagnostics
import Expressions

/// The labels that the texts of a rule print.
struct PrintedLabels {
    /// Those that are the series' own, of which the sources tell whether any has them.
    private(set) var ofSeries: [Located<String>] = []
    /// The warnings about those that no alert of the rule has, whatever the sources are.
    private(set) var doubts: [Diagnostic] = []

    /// The labels in the templates of `rule`.
    init(_ rule: Rule) {
        // A label's text sees the labels of what the alert is about, an annotation's all labels of the alert.
        let own = Set(rule.labels.map(\.name) + ["alertname"] + (rule.hasLevels ? ["severity"] : []))
        for label in rule.labels { add(label.template.printedLabels, about: rule.grain, besides: []) }
        for annotation in rule.annotations { add(annotation.template.printedLabels, about: rule.grain, besides: own) }
    }

    private mutating func add(_ labels: [Located<String>], about grain: Grain, besides own: Set<String>) {
        for label in labels where !own.contains(label.value) {
            guard case .group(let group) = grain else {
                ofSeries.append(label)
                continue
            }
            let known = Set(group.names).union(["source"])
            guard !known.contains(label.value) else { continue }
            let near = nearestName(to: label.value, among: known.union(own)).map { "did you mean `\($0)`?" }
            doubts.append(.unknownLabel(label, help: near ?? "its alerts are about \(grain)"))
        }
    }
}
