import Alerting
import Expressions
import Model

extension StatusPage {
    /// The rules: what each waits for, how near the newest polls are to it, and what became of it.
    package func rules() -> [UInt8] {
        let rules = view.engine.ruleStatuses(limit: Limit.rows)
        let all = view.engine.configuration.rules.rules.count
        return document("Rules", current: .rules) { page in
            page.element("h1", text: "Rules")
            guard all > 0 else {
                return page.element("p", text: "There are no rules: the configuration's `rule_files` name none.")
            }
            page.table(
                "What is watched for, in the order of the files",
                ["Rule", "Condition", "Newest polls", "Alerts"]
            ) { page in
                for rule in rules { write(rule, to: &page) }
            }
            page.leftOut(all - rules.count, "rule", "the first are shown")
            writeObjectives(to: &page)
        }
    }

    private func write(_ status: RuleStatus, to page: inout HTMLWriter) {
        let rule = status.rule
        page.element("tr") { page in
            page.element("th", ["scope": "row"]) { page in
                page.element("bdi", text: rule.alert)
                page.element("div", ["class": "note"], text: rule.group)
            }
            page.element("td") { page in
                guard rule.objective == nil else { return page.text("the error budget of an SLA burns too fast") }
                for level in rule.levels {
                    page.element("div") { page in
                        if let severity = level.severity {
                            page.element("span", ["class": "tag \(Tone(severity: severity).name)"], text: severity)
                            page.text(" ")
                        }
                        page.element("code", text: level.when.text)
                        if level.timing.holdFor > .zero { page.text(" for \(level.timing.holdFor)") }
                    }
                }
            }
            page.element("td") { writeReaches(of: status, to: &$0) }
            page.element("td") { page in
                if status.firing > 0 {
                    let tone = Tone(severity: rule.levels.last?.severity).name
                    page.element("span", ["class": "tag \(tone)"]) { page in
                        page.text("\(status.firing.grouped) firing")
                    }
                    page.text(" ")
                    page.link("./?name=\(rule.alert.percentEncoded)", "Show", rule.alert)
                    page.text(" ")
                }
                if status.pending > 0 { page.text("\(status.pending.grouped) pending ") }
                page.element("span", ["class": "note"], text: "of \(counted(status.elements, rule.grain.noun))")
            }
        }
    }

    private func writeReaches(of status: RuleStatus, to page: inout HTMLWriter) {
        guard let reaches = status.reaches else { return page.text("too many series to look at") }
        page.element("ul", ["class": "plain"]) { page in
            for reach in reaches {
                let metric = reach.threshold.metric
                page.element("li") { page in
                    page.text("\(metric.rawValue) ")
                    switch (reach.lowest, reach.highest) {
                    case (let low?, let high?):
                        let range = low == high ? metric.text(low) : "\(metric.text(low)) to \(metric.text(high))"
                        page.element("b", text: range)
                    default: page.text("unknown")
                    }
                    let threshold = metric.text(reach.threshold.value)
                    page.element("span", ["class": "note"], text: ", compared with \(threshold)")
                }
            }
        }
    }

    private func writeObjectives(to page: inout HTMLWriter) {
        let objectives = view.engine.objectives
        guard !objectives.isEmpty else { return }
        page.element("h2", text: "SLAs")
        page.table("How much of the error budgets is left", ["SLA", "Of", "Good", "Objective", "Budget left"]) { page in
            for status in objectives.prefix(Limit.rows) {
                page.element("tr") { page in
                    page.element("th", ["scope": "row"], text: status.sla)
                    page.element("td") { $0.name(status.labels) }
                    page.element("td", text: ObjectiveStatus.percent(status.goodShare))
                    page.element("td", text: "\(ObjectiveStatus.percent(status.objective)) of \(status.window)")
                    page.element("td", text: ObjectiveStatus.percent(status.errorBudgetRemaining))
                }
            }
        }
        page.leftOut(objectives.count - Limit.rows, "row", "the first are shown")
    }
}

extension Grain {
    /// What a rule of this grain sees one of.
    fileprivate var noun: String {
        if case .group = self { "group" } else { "access code" }
    }
}
