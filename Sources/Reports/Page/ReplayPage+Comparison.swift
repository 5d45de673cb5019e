import Alerting
import Model

extension ReplayPage {
    /// What other rules would have changed.
    func writeComparison(to page: inout HTMLWriter) {
        guard let comparison, let other else { return }
        page.element("section", ["id": "comparison"]) { page in
            page.element("h2", text: "With the other rules")
            page.element("p", ["class": "facts"], text: comparison.text)
            guard !comparison.alerts.isEmpty else { return }
            writeTable(comparison, to: &page)
            writeCharts(comparison, other, to: &page)
            writeChanges(comparison.changes, to: &page)
        }
    }

    private func writeTable(_ comparison: RuleComparison, to page: inout HTMLWriter) {
        let headings =
            ["Alert", "Fired", "With the others", "Time firing", "With the others"]
            + RuleComparison.Kind.allCases.map(\.heading) + ["As before"]
        page.table("What the other rules would have changed", headings) { page in
            for alert in comparison.alerts {
                page.element("tr") { page in
                    page.element("th", ["scope": "row"], text: alert.alert)
                    for text in [
                        alert.before.fired.grouped, alert.after.fired.grouped,
                        alert.before.firingTime.description, alert.after.firingTime.description,
                    ] + RuleComparison.Kind.allCases.map({ alert.count($0).grouped }) + [alert.unchanged.grouped] {
                        page.element("td", ["class": "number"], text: text)
                    }
                }
            }
        }
    }

    /// For each alert with changes two lines: the rules', and below it the other rules'.
    private func writeCharts(_ comparison: RuleComparison, _ others: ReplayRecord, to page: inout HTMLWriter) {
        let changed = Dictionary(grouping: comparison.changes) { Pair(alert: $0.alert, subject: $0.subject) }
        let pairs = changed.sorted { left, right in
            if left.value.count != right.value.count { return left.value.count > right.value.count }
            let (first, second) = (left.value[0], right.value[0])
            return first.alert == second.alert
                ? first.labels < second.labels : first.alert.precedesInScalars(second.alert)
        }
        let ticks = period.ticks()
        page.element("div", ["class": "calendar pairs"]) { page in
            for (pair, changes) in pairs.prefix(Limit.charts) {
                page.row { page in
                    page.element("b", text: pair.alert)
                    page.text(" ")
                    page.name(shortened(changes[0].labels))
                    page.element("div", text: Self.words(for: changes))
                } content: { page in
                    let title = "\(pair.alert) \(changes[0].labels): \(Self.words(for: changes))"
                    page.drawing(height: Lane.height * 2, title: title) { page in
                        page.grid(ticks, in: period, height: Lane.height * 2)
                        let before = bands(of: pair, in: record, changed: changes.compactMap(\.before))
                        for band in before { page.bar(band.band, y: Lane.top, height: Lane.bar, name: band.name) }
                        let after = bands(of: pair, in: others, changed: changes.compactMap(\.after))
                        for band in after {
                            page.bar(band.band, y: Lane.height + Lane.top, height: Lane.bar, name: band.name)
                        }
                    }
                }
            }
            page.row { _ in
            } content: { page in
                page.axis(ticks, in: period)
            }
        }
        page.element(
            "p",
            ["class": "note"],
            text: "Above what the rules did, below what the others would have done; pale what is as before."
        )
        page.leftOut(pairs.count - Limit.charts, "chart", "those with the most changes are drawn")
    }

    /// How high the parts of a line for one set of rules are, in pixels.
    private enum Lane {
        static let height = 16.0
        static let top = 3.0
        static let bar = 10.0
    }

    /// The times firing of an alert, those that are as before apart from the others.
    private func bands(
        of pair: Pair,
        in record: ReplayRecord,
        changed: [Firing]
    ) -> [(band: Band, name: String)] {
        let changed = Set(changed)
        let firings = record.alerts.series.filter { $0.key.alert == pair.alert && $0.key.subject == pair.subject }
            .flatMap { series in series.firings.map { (firing: $0, labels: series.labels) } }
            .sorted { $0.firing.start < $1.firing.start }
        func bands(_ isChanged: Bool) -> [(band: Band, name: String)] {
            let stretches = firings.filter { changed.contains($0.firing) == isChanged }.map { firing, labels in
                let severity = firing.severities.last
                let stretch = AlertStretch(state: .firing, severity: severity, start: firing.start, end: firing.end)
                return (stretch: stretch, labels: labels)
            }
            return Band.bands(stretches, in: period).map { ($0, isChanged ? $0.tone.name : "\($0.tone.name) same") }
        }
        return bands(false) + bands(true)
    }

    /// One alert under whatever rules: its name, and what it is about.
    private struct Pair: Hashable {
        var alert: String
        var subject: AlertKey.Subject
    }

    private static func words(for changes: [RuleComparison.Change]) -> String {
        RuleComparison.Kind.allCases.compactMap { kind in
            let number = changes.count { $0.kind == kind }
            return number > 0 ? "\(number) \(kind.rawValue)" : nil
        }.joined(separator: ", ")
    }

    private func writeChanges(_ changes: [RuleComparison.Change], to page: inout HTMLWriter) {
        guard !changes.isEmpty else { return }
        page.element("details") { page in
            page.element("summary", text: "Each change (\(changes.count.grouped))")
            page.table(
                "Each firing that is not as before, in the order of time",
                ["At", "Change", "Alert", "Series", "With the rules", "With the others", "Difference"]
            ) { page in
                for change in changes.prefix(Limit.rows) {
                    page.element("tr") { page in
                        page.element("td") { $0.time(change.at) }
                        page.element("td", ["class": change.kind.rawValue], text: change.kind.rawValue)
                        page.element("td", text: change.alert)
                        page.element("td") { $0.name(shortened(change.labels)) }
                        page.element("td", ["class": "number"]) { write(change.before, to: &$0) }
                        page.element("td", ["class": "number"]) { write(change.after, to: &$0) }
                        page.element("td", text: change.difference)
                    }
                }
            }
            page.leftOut(changes.count - Limit.rows, "change", "the first are shown")
        }
    }

    private func write(_ firing: Firing?, to page: inout HTMLWriter) {
        guard let firing else { return page.text("–") }
        page.time(firing.start, as: .clock)
        page.text(" to ")
        guard let end = firing.end else { return page.text("the end") }
        page.time(end, as: .clock)
    }
}

extension RuleComparison.Kind {
    /// The heading of its column.
    fileprivate var heading: String {
        switch self {
        case .gained: "Gained"
        case .lost: "Lost"
        case .earlier: "Earlier"
        case .later: "Later"
        case .longer: "Longer"
        case .shorter: "Shorter"
        }
    }
}
