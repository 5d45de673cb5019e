import Alerting
import Model

/// The drawn timeline of one alert: its states, the counters with their limits, and who was told.
struct SeriesChart {
    /// How high the parts of a chart are, in pixels.
    private enum Height {
        static let states = 14.0
        static let caption = 24.0
        static let counters = 60.0
        static let notifications = 14.0
    }

    /// The finest that counters are drawn.
    private static let columnLimit = 500

    let record: ReplayRecord
    let series: AlertHistory.Series
    let window: TimeWindow
    /// The greatest value of each counter that is drawn, so that a series' charts have one scale.
    let peaks: [Metric: Double]
    /// The series whose counters are drawn.
    private let code: AccessCode?
    /// The charts of counters; none for an alert that is about no single series, or one that there was no room for.
    private let lanes: [CounterLane]

    init(
        _ series: AlertHistory.Series,
        of record: ReplayRecord,
        lanes: [CounterLane],
        window: TimeWindow,
        peaks: [Metric: Double]
    ) {
        self.record = record
        self.series = series
        self.window = window
        self.peaks = peaks
        if case .series(_, let code) = series.key.subject, record.counters.has(code) {
            self.code = code
            self.lanes = lanes
        } else {
            self.code = nil
            self.lanes = []
        }
    }

    /// Writes the chart with its axis below.
    func write(to page: inout HTMLWriter, title: String) {
        let drawn = lanes.map { lane in (lane, [lane.metric] + lane.others) }
        let ticks = window.ticks()
        page.element("div", ["class": "plot"]) { page in
            writeDrawing(to: &page, title: title, ticks: ticks)
            for (index, (lane, metrics)) in drawn.enumerated() {
                let y = top(ofLane: index)
                page.element("div", ["class": "caption", "style": "top:\((y - Height.caption + 3).decimal)px"]) {
                    page in
                    for metric in metrics { writeCaption(of: metric, isArea: metric == lane.metric, to: &page) }
                }
                writeLimits(of: lane, y: y, to: &page)
            }
        }
        page.axis(ticks, in: window)
    }

    private func top(ofLane index: Int) -> Double {
        Height.states + Double(index) * (Height.caption + Height.counters) + Height.caption
    }

    private var told: [ReplayRecord.Notification] {
        record.notifications.filter { notification in
            notification.at >= window.start && notification.at <= window.end
                && notification.alerts.contains(where: series.fingerprints.contains)
        }
    }

    // MARK: Drawing

    private func writeDrawing(to page: inout HTMLWriter, title: String, ticks: [TimeWindow.Tick]) {
        let lanesEnd = Height.states + Double(lanes.count) * (Height.caption + Height.counters)
        let told = told
        let height = lanesEnd + (record.notifications.isEmpty ? 0 : Height.notifications)
        page.drawing(height: height, title: title) { page in
            page.grid(ticks, in: window, height: height)
            let bands = Band.bands(series.stretches.map { ($0, series.labels) }, in: window)
            for band in bands { page.bar(band, y: Height.states, height: lanesEnd - Height.states, isShade: true) }
            for (index, lane) in lanes.enumerated() {
                let y = top(ofLane: index)
                writeCounters(of: lane, y: y, to: &page)
                page.rule(y: y + Height.counters, "base")
                for limit in lane.limits {
                    let level = StepPath.level(of: limit.value, top: scale(of: lane), y: y, Height.counters)
                    page.rule(y: level, limit.isEnd ? "limit ends" : "limit \(Tone(severity: severity(limit)).name)")
                }
            }
            for band in bands { page.bar(band, y: 1, height: Height.states - 4) }
            writeFlapping(to: &page)
            page.ticks(told, in: window, y: lanesEnd + 3, height: Height.notifications - 4)
        }
    }

    /// Underlines the times in which the alert counted as flapping.
    private func writeFlapping(to page: inout HTMLWriter) {
        for (start, end) in series.flapping {
            guard let part = window.part(from: start, to: end ?? window.end) else { continue }
            let first = window.share(of: part.start) * Band.width
            let last = window.share(of: part.end) * Band.width
            let until = end.map { "to \($0.text(.full)) (\($0 - start))" } ?? "to the end of the recording"
            page.element(
                "path",
                ["class": "flapping", "d": "M\(first.decimal) \((Height.states - 1.5).decimal)H\(last.decimal)"]
            ) { page in page.element("title", text: "flapping from \(start.text(.full)) \(until)") }
        }
    }

    private func severity(_ limit: CounterLane.Limit) -> String? { limit.severity ?? series.labels["severity"] }

    private func scale(of lane: CounterLane) -> Double {
        let values = ([lane.metric] + lane.others).map { peaks[$0] ?? 0 } + lane.limits.map(\.value)
        return max(1, values.max() ?? 1) * 1.08
    }

    private func writeCounters(of lane: CounterLane, y: Double, to page: inout HTMLWriter) {
        let path = StepPath(values: [], top: scale(of: lane), y: y, height: Height.counters)
        for metric in lane.others {
            var line = path
            line.values = extents(of: metric).map { $0.map { Double($0.high) } }
            page.empty("path", ["class": "line \(metric.className)", "d": line.line])
        }
        let extents = extents(of: lane.metric)
        var high = path
        high.values = extents.map { $0.map { Double($0.high) } }
        var low = path
        low.values = extents.map { $0.map { Double($0.low) } }
        page.empty("path", ["class": "area \(lane.metric.className)", "d": high.area])
        if low.values != high.values {
            page.empty("path", ["class": "area \(lane.metric.className)", "d": low.area])
        }
    }

    private func extents(of metric: Metric) -> [CounterHistory.Extent?] {
        guard let code else { return [] }
        return record.counters.extents(
            of: metric,
            code,
            in: window,
            columns: record.counters.columnCount(in: window, atMost: Self.columnLimit),
            staleness: record.staleness
        )
    }

    // MARK: Words

    private func writeCaption(of metric: Metric, isArea: Bool, to page: inout HTMLWriter) {
        let peak = extents(of: metric).compactMap { $0?.high }.max()
        page.element("span") { page in
            page.element("i", ["class": "key \(isArea ? "area" : "line") \(metric.className)"]) { _ in }
            let most = peak.map { ", up to \(metric.text(Double($0)))" } ?? ", unknown"
            page.text(metric.rawValue + most)
        }
    }

    /// The numbers beside the limits' lines, moved apart where they would cover each other.
    private func writeLimits(of lane: CounterLane, y: Double, to page: inout HTMLWriter) {
        let lineHeight = 12.0
        var lowest = Double.infinity
        for limit in lane.limits.sorted(by: { $0.value < $1.value }) {
            let level = StepPath.level(of: limit.value, top: scale(of: lane), y: y, Height.counters)
            let place = min(level - lineHeight, lowest - lineHeight)
            lowest = place
            page.element(
                "span",
                ["class": limit.isEnd ? "limit ends" : "limit", "style": "top:\(place.decimal)px"],
                text: limit.text(lane.metric)
            )
        }
    }
}

extension HTMLWriter {
    /// A drawing as wide as its place, `height` pixels high.
    ///
    /// It is stretched to its width, so text stands beside it and not in it.
    mutating func drawing(height: Double, title: String, _ content: (inout HTMLWriter) -> Void) {
        element(
            "svg",
            [
                "viewBox": "0 0 \(Band.width.decimal) \(height.decimal)", "preserveAspectRatio": "none",
                "style": "height:\(height.decimal)px", "role": "img",
            ]
        ) { page in
            page.element("title", text: title)
            content(&page)
        }
    }

    /// The lines of a time axis.
    mutating func grid(_ ticks: [TimeWindow.Tick], in window: TimeWindow, height: Double) {
        let lines = ticks.map { "M\((window.share(of: $0.time) * Band.width).decimal) 0V\(height.decimal)" }
        empty("path", ["class": "grid", "d": lines.joined()])
    }

    /// A line over the whole width.
    mutating func rule(y: Double, _ name: String) {
        empty("path", ["class": name, "d": "M0 \(y.decimal)H\(Band.width.decimal)"])
    }

    /// A bar, or the shade below it.
    mutating func bar(_ band: Band, y: Double, height: Double, isShade: Bool = false, name: String? = nil) {
        element(
            "rect",
            [
                "class": "\(isShade ? "shade" : "bar") \(name ?? band.tone.name)", "x": band.start.decimal,
                "y": y.decimal, "width": (band.end - band.start).decimal, "height": height.decimal,
            ]
        ) { page in page.element("title", text: band.title) }
    }

    /// Marks where receivers were told; of those that would cover each other the first, so that there is an end to them.
    mutating func ticks(
        _ notifications: [ReplayRecord.Notification],
        in window: TimeWindow,
        y: Double,
        height: Double
    ) {
        var last: [GroupNotification.Status: Double] = [:]
        for notification in notifications {
            let x = window.share(of: notification.at) * Band.width
            if let before = last[notification.status], x - before < 1 { continue }
            last[notification.status] = x
            element(
                "path",
                [
                    "class": "told \(notification.status.rawValue)",
                    "d": "M\(x.decimal) \(y.decimal)v\(height.decimal)",
                ]
            ) { page in
                page.element(
                    "title",
                    text: "\(notification.at.text(.full)) to \(notification.receiver): "
                        + "\(notification.status.rawValue), \(notification.reason)"
                )
            }
        }
    }

    /// The times below a drawing.
    mutating func axis(_ ticks: [TimeWindow.Tick], in window: TimeWindow) {
        element("div", ["class": "axis"]) { page in
            for (index, tick) in ticks.enumerated() {
                let share = window.share(of: tick.time)
                // A label at an edge stays inside; of the others every second gives way on a narrow screen.
                let place = share < 0.04 ? " first" : share > 0.96 ? " last" : ""
                page.element(
                    "span",
                    [
                        "class": (index.isMultiple(of: 2) ? "even" : "odd") + place,
                        "style": "left:\((share * 100).decimal)%",
                    ],
                    text: tick.label
                )
            }
        }
    }
}
