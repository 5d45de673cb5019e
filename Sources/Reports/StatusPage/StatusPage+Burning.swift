import Alerting
import Model

extension StatusPage {
    /// What burns: an article for each of the first alerts, a line for each name of the others.
    func writeBurning(alert name: String?, to page: inout HTMLWriter) {
        let burning = view.burningAlerts(named: name, limit: Limit.alerts)
        let total = name == nil ? burning.total : burning.total(named: name)
        page.element("h2", ["id": "burning-title", "class": total == 0 ? "aloud" : "quiet-title"], text: "What burns")
        guard total > 0 else { return writeQuiet(to: &page) }
        page.element("ol", ["class": "alerts"]) { page in
            for alert in burning.alerts {
                page.element("li") { write(alert, to: &$0) }
            }
        }
        let rest = total - burning.alerts.count
        guard rest > 0 else { return }
        page.element("p", ["class": "left-out"]) { page in
            page.text("\(counted(rest, "alert")) more: the worst and newest are shown. ")
            page.text("Programs get all of them at ")
            page.element("code", text: "/api/v2/alerts")
            page.text(".")
        }
        guard name == nil else { return }
        writeNames(burning, to: &page)
    }

    private func writeQuiet(to page: inout HTMLWriter) {
        let sources = view.engine.sourceStatuses(after: view.cycles, at: view.now)
        page.element("div", ["class": "calm"]) { page in
            if sources.isEmpty {
                page.element("p", text: "There is no source to watch: the configuration names none.")
            } else if sources.allSatisfy({ $0.lastGoodPollAt == nil }) {
                page.element("p", text: "Nothing is known yet: no source has answered a poll.")
            } else {
                page.element("p", text: "No alert fires.")
                let newest = sources.compactMap(\.lastGoodPollAt).max()
                guard let newest else { return }
                page.element("p", ["class": "note"]) { page in
                    page.text("The newest good poll: ")
                    page.since(newest, view.now)
                }
            }
        }
    }

    /// How many alerts of each name fire, where not all are shown.
    private func writeNames(_ burning: BurningAlerts, to page: inout HTMLWriter) {
        let rows = burning.counts.map { name, counts in
            (name: name, count: counts.values.reduce(0, +))
        }.sorted { ($1.count, $0.name.alert) < ($0.count, $1.name.alert) }
        page.table("All alerts that fire, by name", ["Alert", "Group", "Firing"]) { page in
            for row in rows.prefix(Limit.rows) {
                page.element("tr") { page in
                    page.element("th", ["scope": "row"]) { page in
                        page.link("./?name=\(row.name.alert.percentEncoded)", row.name.alert)
                    }
                    page.element("td", text: row.name.group ?? "built-in")
                    page.element("td", ["class": "number"], text: row.count.grouped)
                }
            }
        }
        page.leftOut(rows.count - Limit.rows, "name", "those with the most alerts are shown")
    }

    // MARK: One alert

    private func write(_ burning: BurningAlerts.Alert, to page: inout HTMLWriter) {
        let alert = burning.status.alert
        let severity = alert.labels["severity"]
        let tone = Tone(severity: severity)
        let id = alert.fingerprint.description
        page.element("article", ["class": "alert \(tone.name)", "id": "a-\(id)", "aria-labelledby": "t-\(id)"]) {
            page in
            page.element("h3", ["id": "t-\(id)"]) { page in
                page.element("span", ["class": "tag \(tone.name)"], text: severity ?? "firing")
                page.text(" ")
                page.element("bdi", text: alert.labels["alertname"] ?? "")
                if let name = alert.labels["name"] {
                    page.text(" ")
                    page.element("bdi", ["class": "subject"], text: name)
                }
            }
            page.element("p", ["class": "since"]) { page in
                page.text("since ")
                page.time(alert.startsAt)
                page.text(", for \(max(.zero, view.now - alert.startsAt).inWholeSeconds)")
                for word in burning.status.suppression.words {
                    page.text(" ")
                    page.element("span", ["class": "tag quiet"], text: word)
                }
                if alert.isFlapping { page.element("span", ["class": "tag quiet"], text: "flapping") }
            }
            for annotation in ["summary", "description"] {
                guard let text = alert.annotations[annotation] else { continue }
                page.element("p", ["class": annotation], text: text)
            }
            if let reason = alert.annotations["reason"], burning.rule == nil { page.element("p", text: reason) }
            writeCharts(of: burning, to: &page)
            writeTold(burning, to: &page)
            page.element("p", ["class": "labels"]) { page in
                for pair in alert.labels.pairs where !["alertname", "severity", "name"].contains(pair.name) {
                    page.element("code", text: "\(pair.name)=\(pair.value)")
                    page.text(" ")
                }
            }
            page.element("p", ["class": "actions"]) { page in
                let about = [alert.labels["alertname"], alert.labels["name"]].compactMap(\.self).joined(separator: " ")
                page.link("./?alert=\(id)", "Why?", about, id: "why-\(id)")
                page.text(" ")
                page.link("./?view=history&alert=\(id)", "History", "of \(about)", id: "past-\(id)")
                guard visitor.maySilence else { return }
                page.text(" ")
                page.link("./?view=silence&alert=\(id)", "Silence", about, id: "hush-\(id)")
            }
        }
    }

    /// Who was told, who will be, and why somebody is not.
    private func writeTold(_ burning: BurningAlerts.Alert, to page: inout HTMLWriter) {
        page.element("ul", ["class": "told", "aria-label": "Who is told"]) { page in
            if burning.tellings.isEmpty { page.element("li", text: "Nobody is told.") }
            for telling in burning.tellings.prefix(Limit.parts) {
                for part in telling.parts.prefix(Limit.parts) {
                    page.element("li") { page in
                        page.element("b", text: telling.receiver)
                        page.text(" \(part.integration) ")
                        write(part.verdict, to: &page)
                    }
                }
                if telling.parts.isEmpty {
                    page.element("li", text: "\(telling.receiver) has nobody to tell: it has no integrations.")
                }
            }
        }
    }

    private func write(_ verdict: Explanation.Telling.Verdict, to page: inout HTMLWriter) {
        switch verdict {
        case .told(let time, _):
            page.text("told at ")
            page.time(time, as: .clock)
        case .waits(let time):
            page.text("will be told at ")
            page.time(time, as: .clock)
        case .heldBack(let reason): page.element("span", ["class": "held"], text: "not told: \(reason)")
        case .toldElsewhere: page.text("is told only of its end: the routes have changed")
        case .notFiring, .endWaits, .endIsNotTold, .endedUntold: page.text(verdict.text)
        }
    }

    // MARK: Charts

    /// The counters that the rule looks at, each with its value and the last half hour.
    private func writeCharts(of burning: BurningAlerts.Alert, to page: inout HTMLWriter) {
        guard let values = burning.status.alert.values, !values.isEmpty else { return }
        let lanes = burning.rule.map(CounterLane.lanes) ?? []
        let drawn = Set(lanes.map(\.metric))
        page.element("div", ["class": "values"]) { page in
            if case .series(let source, let code) = burning.key.subject {
                for lane in lanes {
                    let samples = view.recent.samples(of: lane.metric, code, of: source)
                    let value = values.first { $0.metric == lane.metric }?.value
                    let chart = SmallChart(lane, samples, value: value, view: view, labels: burning.status.alert.labels)
                    chart.write(to: &page)
                }
            }
            let others = values.filter { !drawn.contains($0.metric) }
            guard !others.isEmpty else { return }
            page.element("dl", ["class": "counters"]) { page in
                for value in others {
                    page.element("div") { page in
                        page.element("dt", text: value.metric.rawValue)
                        page.element("dd", text: value.metric.text(value.value))
                    }
                }
            }
        }
    }
}

extension Suppression {
    /// What keeps an alert from being told from now on, in words; a group that was told before may say otherwise yet.
    fileprivate var words: [String] {
        [
            silencedBy.isEmpty ? nil : "silenced", inhibitedBy.isEmpty ? nil : "inhibited",
            mutedBy.isEmpty ? nil : "muted",
        ].compactMap(\.self)
    }
}

extension BurningAlerts {
    /// How many alerts of that name fire.
    fileprivate func total(named name: String?) -> Int {
        counts.filter { $0.key.alert == name }.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    }
}
