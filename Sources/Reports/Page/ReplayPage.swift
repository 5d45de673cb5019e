import Alerting
import Model

/// A replay as one page for people: numbers, drawn timelines, and what other rules would have changed.
///
/// The page is HTML that is well-formed XML too. It has no script and loads nothing, and its Content-Security-Policy
/// lets it load nothing. Its size is bounded: what is left out, it says. The same replay gives the same bytes.
package struct ReplayPage {
    /// Where things came from, as the user named them.
    package struct Origin: Sendable {
        /// The rule files, or the configuration.
        package var rules: [String]
        /// The recordings.
        package var polls: [String]
        /// The other rules that the rules are compared with; none without a comparison.
        package var otherRules: [String]

        /// Those files.
        package init(rules: [String], polls: [String], otherRules: [String] = []) {
            self.rules = rules
            self.polls = polls
            self.otherRules = otherRules
        }
    }

    /// How much of everything the page shows.
    enum Limit {
        /// Charts of one rule, and of a comparison.
        static let charts = 12
        /// Charts of a rule that never fired.
        static let pendingCharts = 2
        /// Rows of a table.
        static let rows = 200
        /// Days of a calendar.
        static let days = 62
        /// A recording longer than this is drawn day by day.
        static let singleChart = TimeSpan.hours(36)
    }

    let record: ReplayRecord
    let summary: ReplaySummary
    let comparison: RuleComparison?
    /// What the other rules made of the same polls.
    let other: ReplayRecord?
    let origin: Origin
    /// The whole recording.
    let period: TimeWindow
    /// The labels that all alerts have with the same value.
    let commonLabels: Labels

    /// The page of `record`, compared with what other rules made of the same polls.
    package init(_ record: ReplayRecord, comparedWith other: ReplayRecord? = nil, origin: Origin) {
        let end = record.period?.end
        self.record = record
        self.other = other
        self.origin = origin
        summary = ReplaySummary(record)
        comparison = other.map { RuleComparison(record, with: $0) }
        let start = record.period?.start ?? Timestamp(milliseconds: 0)
        period = TimeWindow(start: start, end: max(end ?? start, start + .minutes(1)))
        let all = (record.alerts.series + (other?.alerts.series ?? [])).map { $0.labels.without("alertname") }
        let common = all.dropFirst().reduce(all.first ?? [:]) { $0.common(with: $1) }
        commonLabels = Set(all).count > 1 ? common : [:]
    }

    /// The page.
    package var html: String {
        var page = HTMLWriter()
        page.markup("<!DOCTYPE html>\n")
        page.element("html", ["lang": "en"]) { page in
            writeHead(to: &page)
            page.element("body") { page in
                page.element("main") { page in
                    writeHeader(to: &page)
                    writeOverview(to: &page)
                    writeRuleTable(to: &page)
                    writeObjectives(to: &page)
                    writeComparison(to: &page)
                    for (index, rule) in summary.rules.enumerated() where rule.total.fired > 0 {
                        writeRule(rule, record.rules.rules[index], id: "rule-\(index + 1)", to: &page)
                    }
                    writeNotifications(to: &page)
                    for (index, rule) in summary.rules.enumerated() where rule.total.fired == 0 && !rule.series.isEmpty
                    {
                        writeRule(rule, record.rules.rules[index], id: "rule-\(index + 1)", to: &page)
                    }
                }
            }
        }
        page.markup("\n")
        return page.page
    }

    private func writeHead(to page: inout HTMLWriter) {
        page.element("head") { page in
            page.empty("meta", ["charset": "utf-8"])
            page.empty(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
                ]
            )
            page.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            page.empty("meta", ["name": "color-scheme", "content": "light dark"])
            page.element("title", text: "Replay of \(periodText)")
            page.element("style") { $0.markup(Self.style) }
        }
    }

    private var periodText: String {
        guard record.period != nil else { return "no polls" }
        let isOneDay = period.start.dayAndMillisecond.day == period.end.dayAndMillisecond.day
        return "\(period.start.text(.day)) \(period.start.text(.clockMinute)) to "
            + "\(isOneDay ? "" : "\(period.end.text(.day)) ")\(period.end.text(.clockMinute)) UTC"
    }

    // MARK: Header

    private func writeHeader(to page: inout HTMLWriter) {
        page.element("header") { page in
            page.element("h1", text: "What the rules would have done")
            page.element("p", ["class": "period"]) { page in
                guard record.period != nil else { return page.text("The recording has no polls.") }
                page.element("time", ["datetime": period.start.rfc3339], text: periodText)
                page.text(" (\((period.end - period.start).description))")
            }
            page.element("p", ["class": "origin"]) { page in
                writeFiles("Rules", origin.rules, to: &page)
                if !origin.otherRules.isEmpty { writeFiles("Compared with", origin.otherRules, to: &page) }
                writeFiles("Polls", origin.polls, to: &page)
                let failed = record.failedPolls > 0 ? ", \(record.failedPolls.grouped) of them failed" : ""
                page.text("\(record.polls.grouped) polls\(failed), up to \(record.seriesCount.grouped) series each.")
                guard !commonLabels.isEmpty else { return }
                page.text(" All alerts have ")
                page.element("code", text: commonLabels.description)
                page.text(".")
            }
            writeKeyFigures(to: &page)
        }
    }

    private func writeFiles(_ title: String, _ files: [String], to page: inout HTMLWriter) {
        page.text("\(title): ")
        for (index, file) in files.enumerated() {
            if index > 0 { page.text(", ") }
            page.element("code", text: file)
        }
        page.text(". ")
    }

    private func writeKeyFigures(to page: inout HTMLWriter) {
        let all = AlertFigures(joining: summary.rules.map(\.total))
        let fired = summary.rules.count { $0.total.fired > 0 }
        page.element("dl", ["class": "figures"]) { page in
            func write(_ name: String, _ value: String) {
                page.element("div") { page in
                    page.element("dt", text: name)
                    page.element("dd", text: value)
                }
            }
            write("alerts fired", all.fired.grouped)
            write("rules that fired", "\(fired) of \(summary.rules.count)")
            write("median", all.median?.inWholeSeconds.description ?? "–")
            write("longest", all.longest?.description ?? "–")
            write("flaps", all.flaps.grouped)
            if !record.notifications.isEmpty { write("notifications", record.notifications.count.grouped) }
        }
    }

    // MARK: Overview

    /// One line for each rule that fired, and one for the notifications.
    private func writeOverview(to page: inout HTMLWriter) {
        let rules = summary.rules.enumerated().filter { $0.element.total.fired > 0 }
        guard !rules.isEmpty else { return }
        let ticks = period.ticks()
        page.element("section", ["class": "overview"]) { page in
            page.element("h2", text: "When")
            for (index, rule) in rules {
                page.row { page in
                    page.element("a", ["href": "#rule-\(index + 1)"], text: rule.name.alert)
                    page.element("small", text: rule.name.group)
                } content: { page in
                    let title = "\(rule.name.alert): \(rule.total.text)"
                    writeBands(of: rule.series.map(\.history), in: period, ticks, title: title, to: &page)
                }
            }
            if !record.notifications.isEmpty {
                page.row { page in
                    page.element("a", ["href": "#notifications"], text: "Notifications")
                } content: { page in
                    let title = counted(record.notifications.count, "notification")
                    page.drawing(height: 16, title: title) { page in
                        page.grid(ticks, in: period, height: 16)
                        page.ticks(record.notifications, in: period, y: 3, height: 10)
                    }
                }
            }
            page.row { _ in
            } content: { page in
                page.axis(ticks, in: period)
            }
            writeLegend(to: &page)
        }
    }

    private func writeLegend(to page: inout HTMLWriter) {
        page.element("p", ["class": "legend"]) { page in
            for tone in [Tone.critical, .warning, .information, .pending] {
                page.element("span") { page in
                    page.element("i", ["class": "key bar \(tone.name)"]) { _ in }
                    page.text(tone.legend)
                }
            }
            if summary.rules.contains(where: { $0.total.flappingTime > .zero }) {
                page.element("span") { page in
                    page.element("i", ["class": "key flapping"]) { _ in }
                    page.text("flapping")
                }
            }
            guard !record.notifications.isEmpty else { return }
            for (name, text) in [("firing", "told: firing"), ("resolved", "told: resolved")] {
                page.element("span") { page in
                    page.element("i", ["class": "key told \(name)"]) { _ in }
                    page.text(text)
                }
            }
        }
    }

    /// The times firing of several alerts in one line.
    func writeBands(
        of histories: [AlertHistory.Series],
        in window: TimeWindow,
        _ ticks: [TimeWindow.Tick],
        title: String,
        to page: inout HTMLWriter
    ) {
        let firing = histories.flatMap { series in
            series.stretches.filter { $0.state == .firing }.map { (stretch: $0, labels: series.labels) }
        }
        let bands = Band.bands(firing.sorted { $0.stretch.start < $1.stretch.start }, in: window)
        page.drawing(height: 16, title: title) { page in
            page.grid(ticks, in: window, height: 16)
            for band in bands { page.bar(band, y: 3, height: 10) }
        }
    }

    // MARK: Notifications

    private func writeNotifications(to page: inout HTMLWriter) {
        guard !record.notifications.isEmpty else { return }
        page.element("section", ["id": "notifications"]) { page in
            page.element("h2", text: "Notifications")
            page.element("details") { page in
                page.element("summary", text: counted(record.notifications.count, "notification"))
                page.table(
                    "Who would have been told, in the order of time",
                    ["At", "Receiver", "Status", "Why", "Group", "Alerts"]
                ) { page in
                    for notification in record.notifications.prefix(Limit.rows) {
                        page.element("tr") { page in
                            page.element("td") { $0.time(notification.at) }
                            page.element("td", text: notification.receiver)
                            page.element("td", text: notification.status.rawValue)
                            page.element("td", text: notification.reason)
                            page.element("td", text: notification.groupLabels.description)
                            page.element("td", ["class": "number"], text: notification.alerts.count.grouped)
                        }
                    }
                }
                page.leftOut(record.notifications.count - Limit.rows, "notification", "the first are shown")
            }
        }
    }
}

extension Tone {
    /// What its colour means, in the legend.
    fileprivate var legend: String {
        switch self {
        case .pending: "pending"
        case .information: "firing: info"
        case .warning: "firing: warning"
        case .critical: "firing: critical or other"
        }
    }
}

extension HTMLWriter {
    /// A line of a chart: what it is, and beside it, or on a narrow screen below it, the drawing.
    mutating func row(_ label: (inout HTMLWriter) -> Void, content: (inout HTMLWriter) -> Void) {
        element("div", ["class": "row"]) { page in
            page.element("div", ["class": "label"], label)
            page.element("div", ["class": "plot"], content)
        }
    }

    /// A table with a caption and a line of headings; `rows` writes its rows.
    mutating func table(_ caption: String, _ headings: [String], _ rows: (inout HTMLWriter) -> Void) {
        element("div", ["class": "table"]) { page in
            page.element("table") { page in
                page.element("caption", text: caption)
                page.element("thead") { page in
                    page.element("tr") { page in
                        for heading in headings { page.element("th", ["scope": "col"], text: heading) }
                    }
                }
                page.element("tbody", [:], rows)
            }
        }
    }

    /// Says how many of a kind are not on the page, and which are.
    mutating func leftOut(_ number: Int, _ noun: String, plural: String? = nil, _ shown: String) {
        guard number > 0 else { return }
        element("p", ["class": "left-out"], text: "\(counted(number, noun, plural: plural)) left out: \(shown).")
    }

    /// A label set for people: the name first where there is one, then the rest.
    mutating func name(_ labels: Labels) {
        if let name = labels["name"] {
            element("bdi", text: name)
            let rest = labels.pairs.filter { $0.name != "name" }.map { "\($0.name)=\($0.value)" }
            guard !rest.isEmpty else { return }
            text(" ")
            element("small", text: rest.joined(separator: " "))
        } else {
            element("bdi", text: labels.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
        }
    }
}
