import Alerting
import Diagnostics
import Expressions
import Model

extension ReplayPage {
    /// A chart of one alert and one day, or the whole of a short recording.
    private struct Chart {
        var series: ReplaySummary.OfSeries
        var window: TimeWindow
        var firing: TimeSpan
        var pending: TimeSpan
    }

    // MARK: The table of rules

    func writeRuleTable(to page: inout HTMLWriter) {
        page.element("section") { page in
            page.element("h2", text: "Rules")
            page.table("How often and how long each rule fired", ["Rule"] + Self.figureHeadings + ["Series"]) { page in
                for (index, rule) in summary.rules.enumerated() {
                    page.element("tr", ["class": rule.total.fired == 0 ? "quiet" : "loud"]) { page in
                        page.element("th", ["scope": "row"]) { page in
                            if rule.series.isEmpty {
                                page.text(rule.name.alert)
                            } else {
                                page.element("a", ["href": "#rule-\(index + 1)"], text: rule.name.alert)
                            }
                            page.element("small", text: rule.name.group)
                        }
                        writeFigures(rule.total, to: &page)
                        page.element("td", ["class": "number"], text: rule.seriesFired.grouped)
                    }
                }
            }
            page.element(
                "p",
                ["class": "note"],
                text: "Median and longest are of firings that are over. A flap is an alert that fires again within "
                    + "\(AlertFigures.flapWithin) of its end. Not fired: pending that ended before it fired."
            )
        }
    }

    private static let figureHeadings = ["Fired", "Median", "Longest", "Time firing", "Flaps", "Not fired"]

    private func writeFigures(_ figures: AlertFigures, to page: inout HTMLWriter) {
        let isQuiet = figures.fired == 0
        let still = figures.firingAtEnd > 0 ? " (\(figures.firingAtEnd.grouped) to the end)" : ""
        for text in [
            figures.fired.grouped + still,
            figures.median?.inWholeSeconds.description ?? "–",
            figures.longest?.description ?? "–",
            isQuiet ? "–" : figures.firingTime.description,
            isQuiet ? "–" : figures.flaps.grouped,
            figures.unfired.grouped,
        ] {
            page.element("td", ["class": "number"], text: text)
        }
    }

    // MARK: One rule

    func writeRule(_ summary: ReplaySummary.OfRule, _ rule: Rule, id: String, to page: inout HTMLWriter) {
        page.element("section", ["id": id, "class": "rule"]) { page in
            page.element("h2") { page in
                page.text(summary.name.alert)
                page.element("small", text: summary.name.group)
            }
            page.element("p", ["class": "facts"], text: summary.text)
            writeConditions(of: rule, to: &page)
            writeCalendar(of: summary, to: &page)
            writeSeriesTable(of: summary, to: &page)
            writeCharts(of: summary, rule, to: &page)
            writeFirings(of: summary, to: &page)
        }
    }

    private func writeConditions(of rule: Rule, to page: inout HTMLWriter) {
        page.element("ul", ["class": "conditions"]) { page in
            if let objective = rule.objective { writeObjective(objective, to: &page) }
            for level in rule.levels where rule.objective == nil {
                page.element("li") { page in
                    if let severity = level.severity {
                        page.element("span", ["class": "severity \(Tone(severity: severity).name)"], text: severity)
                    }
                    page.element("code", text: level.when.text)
                    if level.timing.holdFor > .zero { page.text(" for \(level.timing.holdFor)") }
                    if let end = level.resolveWhen {
                        page.text(" until ")
                        page.element("code", text: end.text)
                    }
                    if level.timing.keepFiringFor > .zero { page.text(" for \(level.timing.keepFiringFor)") }
                }
            }
            for (word, intervals) in [("Only in", rule.hours.active), ("Not in", rule.hours.muted)] {
                guard !intervals.isEmpty else { continue }
                page.element("li") { page in
                    page.text(word)
                    for interval in intervals {
                        page.text(" ")
                        page.element("code", text: interval.name)
                    }
                }
            }
        }
    }

    /// A recording of several days as one line a day, so that what comes every day at nine stands in a column.
    private func writeCalendar(of rule: ReplaySummary.OfRule, to page: inout HTMLWriter) {
        guard rule.total.fired > 0, let first = days.first, days.count > 1 else { return }
        let ticks = first.ticks()
        page.element("div", ["class": "calendar"]) { page in
            for day in days.prefix(Limit.days) {
                page.row { page in
                    page.element("time", ["datetime": String(day.start.rfc3339.prefix(10))], text: day.start.text(.day))
                } content: { page in
                    let title = "\(rule.name.alert) on \(day.start.text(.day))"
                    writeBands(of: rule.series.map(\.history), in: day, day.ticks(), title: title, to: &page)
                }
            }
            page.row { _ in
            } content: { page in
                page.axis(ticks, in: first)
            }
            page.leftOut(days.count - Limit.days, "day", "the first are drawn")
        }
    }

    private func writeSeriesTable(of rule: ReplaySummary.OfRule, to page: inout HTMLWriter) {
        guard rule.series.count > 1 else { return }
        page.element("details") { page in
            page.element("summary", text: "Series by series (\(rule.series.count.grouped))")
            page.table("How often and how long for each series", ["Series"] + Self.figureHeadings) { page in
                for series in rule.series.prefix(Limit.rows) {
                    page.element("tr", ["class": series.figures.fired == 0 ? "quiet" : "loud"]) { page in
                        page.element("th", ["scope": "row"]) { $0.name(shortened(series.labels)) }
                        writeFigures(series.figures, to: &page)
                    }
                }
            }
            page.leftOut(
                rule.series.count - Limit.rows,
                "series",
                plural: "series",
                "those that fired longest are shown"
            )
        }
    }

    /// The labels by which a reader tells a series from others.
    func shortened(_ labels: Labels) -> Labels {
        labels.without("alertname").without("severity").without(commonLabels)
    }

    private func writeFirings(of rule: ReplaySummary.OfRule, to page: inout HTMLWriter) {
        let all = rule.series.flatMap { series in series.history.firings.map { (series, $0) } }
        guard !all.isEmpty else { return }
        func length(_ firing: Firing) -> TimeSpan { (firing.end ?? period.end) - firing.start }
        let longest = all.enumerated().sorted { left, right in
            let (first, second) = (length(left.element.1), length(right.element.1))
            return first == second ? left.offset < right.offset : first > second
        }
        let shown = longest.prefix(Limit.rows).map(\.element).enumerated().sorted { left, right in
            let (first, second) = (left.element.1.start, right.element.1.start)
            return first == second ? left.offset < right.offset : first < second
        }
        page.element("details") { page in
            page.element("summary", text: "Each time it fired (\(all.count.grouped))")
            page.table("Each firing, in the order of time", ["From", "To", "For", "Severity", "Series"]) { page in
                for (_, (series, firing)) in shown {
                    page.element("tr") { page in
                        page.element("td") { $0.time(firing.start) }
                        page.element("td") { page in
                            guard let end = firing.end else { return page.text("the end of the recording") }
                            page.time(end)
                        }
                        page.element("td", ["class": "number"], text: length(firing).description)
                        let severity = series.labels["severity"] ?? "–"
                        let severities = firing.severities.isEmpty ? [severity] : firing.severities
                        page.element("td", text: severities.joined(separator: ", "))
                        page.element("td") { $0.name(shortened(series.labels)) }
                    }
                }
            }
            page.leftOut(all.count - Limit.rows, "firing", "the longest are shown")
        }
    }

    // MARK: Charts

    /// The days of a recording that is too long for one chart, each over the hours that have polls; none otherwise.
    var days: [TimeWindow] {
        guard period.length > Limit.singleChart, let hours = record.hours else { return [] }
        let hour: Int64 = 3_600_000
        let (first, last) = (hours.lowerBound / hour * hour, (hours.upperBound / hour + 1) * hour)
        return record.days.map { day in
            let midnight = Timestamp(milliseconds: day * Timestamp.millisecondsOfDay)
            return TimeWindow(start: midnight + .milliseconds(first), end: midnight + .milliseconds(last))
        }
    }

    private func writeCharts(of summary: ReplaySummary.OfRule, _ rule: Rule, to page: inout HTMLWriter) {
        let windows = days.isEmpty ? [period] : days
        let all = summary.series.flatMap { series in windows.compactMap { chart(of: series, in: $0) } }
        let fired = all.filter { $0.firing > .zero }
        let candidates = fired.isEmpty ? all : fired
        let limit = fired.isEmpty ? Limit.pendingCharts : Limit.charts
        let drawn = candidates.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            return (first.firing, first.pending) == (second.firing, second.pending)
                ? left.offset < right.offset : (first.firing, first.pending) > (second.firing, second.pending)
        }.prefix(limit)
        let lanes = CounterLane.lanes(for: rule)
        let charts = drawn.sorted { $0.offset < $1.offset }.map(\.element)
        for chart in charts {
            let windows = charts.filter { $0.series.history.key == chart.series.history.key }.map(\.window)
            write(chart, lanes, peaks: peaks(of: chart.series, lanes, in: windows), to: &page)
        }
        page.leftOut(
            candidates.count - limit,
            days.isEmpty ? "chart" : "chart of a series and a day",
            plural: days.isEmpty ? nil : "charts of a series and a day",
            fired.isEmpty ? "those with the longest wait are drawn" : "those that fired longest are drawn"
        )
    }

    private func chart(of series: ReplaySummary.OfSeries, in window: TimeWindow) -> Chart? {
        var chart = Chart(series: series, window: window, firing: .zero, pending: .zero)
        for stretch in series.history.stretches {
            guard let part = window.part(from: stretch.start, to: stretch.end ?? period.end) else { continue }
            // One that began at the last poll has no length, and yet it fired.
            let length = TimeSpan(milliseconds: max(1, part.length.milliseconds))
            let sum = { (before: TimeSpan) in TimeSpan(milliseconds: before.milliseconds + length.milliseconds) }
            if stretch.state == .firing { chart.firing = sum(chart.firing) } else { chart.pending = sum(chart.pending) }
        }
        return chart.firing > .zero || chart.pending > .zero ? chart : nil
    }

    private func peaks(
        of series: ReplaySummary.OfSeries,
        _ lanes: [CounterLane],
        in windows: [TimeWindow]
    ) -> [Metric: Double] {
        guard case .series(_, let code) = series.history.key.subject else { return [:] }
        var peaks: [Metric: Double] = [:]
        for metric in lanes.flatMap({ [$0.metric] + $0.others }) {
            let highest = windows.flatMap { window in
                record.counters.extents(of: metric, code, in: window, columns: 1, staleness: record.staleness)
            }
            peaks[metric] = highest.compactMap { $0.map { Double($0.high) } }.max()
        }
        return peaks
    }

    private func write(
        _ chart: Chart,
        _ lanes: [CounterLane],
        peaks: [Metric: Double],
        to page: inout HTMLWriter
    ) {
        let labels = shortened(chart.series.labels)
        let day = days.isEmpty ? "" : chart.window.start.text(.day)
        page.element("figure") { page in
            page.element("figcaption") { page in
                page.name(labels)
                if !day.isEmpty {
                    page.element("time", ["datetime": String(chart.window.start.rfc3339.prefix(10))], text: day)
                }
                page.element("span", ["class": "facts"], text: facts(of: chart))
            }
            let drawing = SeriesChart(
                chart.series.history,
                of: record,
                lanes: lanes,
                window: chart.window,
                peaks: peaks
            )
            drawing.write(to: &page, title: "Timeline of \(labels.description) \(day): \(facts(of: chart))")
        }
    }

    private func facts(of chart: Chart) -> String {
        guard !days.isEmpty else { return chart.series.figures.text }
        let firings = chart.series.history.firings.count {
            chart.window.part(from: $0.start, to: $0.end ?? period.end) != nil
        }
        return firings == 0 ? "pending, never fired" : "fired \(counted(firings, "time")), \(chart.firing) together"
    }
}
