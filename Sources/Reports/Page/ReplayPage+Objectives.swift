import Alerting
import Expressions
import Model

// What SLAs add to the page.
extension ReplayPage {
    /// What is left of each SLA's error budgets at the end of the recording.
    func writeObjectives(to page: inout HTMLWriter) {
        let rules = summary.rules.filter { !$0.objectives.isEmpty }
        guard !rules.isEmpty else { return }
        page.element("section") { page in
            page.element("h2", text: "Error budgets")
            for rule in rules { writeBudgets(of: rule, to: &page) }
            page.element(
                "p",
                ["class": "note"],
                text: "What is left at the end of the recording of the samples that may be bad, as far as there are "
                    + "samples; below zero the objective is missed."
            )
        }
    }

    private func writeBudgets(of rule: ReplaySummary.OfRule, to page: inout HTMLWriter) {
        guard let first = rule.objectives.first else { return }
        let caption = "\(rule.name.alert): \(ObjectiveStatus.percent(first.objective)) good over \(first.window)"
        page.table(caption, ["Series", "Left", "Good", "Known"]) { page in
            for status in rule.objectives.prefix(Limit.rows) {
                let isMissed = status.errorBudgetRemaining.map { $0 < 0 } ?? false
                page.element("tr", ["class": isMissed ? "loud" : "quiet"]) { page in
                    page.element("th", ["scope": "row"]) { $0.name(shortened(status.labels)) }
                    for text in [
                        ObjectiveStatus.percent(status.errorBudgetRemaining), ObjectiveStatus.percent(status.goodShare),
                        status.known.inWholeSeconds.description,
                    ] {
                        page.element("td", ["class": "number"], text: text)
                    }
                }
            }
        }
        page.leftOut(
            rule.objectives.count - Limit.rows,
            "series",
            plural: "series",
            "those with the least left are shown"
        )
    }

    /// What the samples of an SLA are, and when its alert fires.
    func writeObjective(_ objective: Objective, to page: inout HTMLWriter) {
        page.element("li") { page in
            page.text("\(ObjectiveStatus.percent(objective.percent / 100)) over \(objective.window) ")
            page.element("code", text: objective.good.text)
        }
        for alert in BurnRateAlert.all(for: objective.window) {
            page.element("li") { page in
                page.element("span", ["class": "severity \(Tone(severity: alert.severity).name)"], text: alert.severity)
                let pairs = alert.pairs.map { "above \($0.factor.shortest) over \($0.long) and \($0.short)" }
                page.text(" burn rate \(pairs.joined(separator: ", or "))")
            }
        }
    }
}

extension Double {
    /// The number without a fraction where it is none.
    fileprivate var shortest: String { Int(exactly: self).map(String.init) ?? String(self) }
}
