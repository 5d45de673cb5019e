import Alerting
import Expressions
import Model

/// The last half hour of one counter of a series, with the numbers that a rule compares it with.
struct SmallChart {
    /// A column of the drawing is this long.
    private static let column = TimeSpan.seconds(10)
    private static let height = 40.0

    private let lane: CounterLane
    private let samples: [RecentPolls.Sample]
    /// The counter's value that is told.
    private let value: Double?
    private let now: Timestamp
    private let staleness: TimeSpan
    /// The severity of the rule's alerts, for a limit that has none of its own.
    private let severity: String?

    init(_ lane: CounterLane, _ samples: [RecentPolls.Sample], value: Double?, view: StatusView, labels: Labels) {
        self.lane = lane
        self.samples = samples
        self.value = value
        now = view.now
        staleness = view.engine.configuration.staleness
        severity = labels["severity"]
    }

    /// The values, one a column; each holds until the next poll, but no longer than the staleness.
    private var columns: [Double?] {
        let count = Int(RecentPolls.reach.milliseconds / Self.column.milliseconds)
        var next = samples.startIndex
        var columns: [Double?] = []
        for column in 0..<count {
            let end = now - Self.column * Int64(count - 1 - column)
            while next < samples.endIndex, samples[next].time <= end { next += 1 }
            let sample = next > samples.startIndex ? samples[next - 1] : nil
            columns.append(sample.flatMap { end - $0.time < staleness ? $0.value : nil })
        }
        return columns
    }

    /// The chart with its words.
    func write(to page: inout HTMLWriter) {
        let columns = columns
        let known = columns.compactMap(\.self)
        page.element("figure", ["class": "chart"]) { page in
            page.element("figcaption") { page in
                page.element("b", text: value.map(lane.metric.text) ?? "unknown")
                page.text(" \(lane.metric.rawValue)")
                guard !lane.limits.isEmpty else { return }
                let limits = lane.limits.map { $0.text(lane.metric) }.joined(separator: ", ")
                page.element("span", ["class": "note"], text: " limit \(limits)")
            }
            guard let least = known.min(), let most = known.max() else { return }
            let top = max(1, most, lane.limits.map(\.value).max() ?? 1) * 1.08
            page.element(
                "svg",
                [
                    "viewBox": "0 0 \(Band.width.decimal) \(Self.height.decimal)", "preserveAspectRatio": "none",
                    "role": "img",
                ]
            ) { page in
                page.element(
                    "title",
                    text: "\(lane.metric.rawValue) of the last \(RecentPolls.reach), "
                        + "between \(lane.metric.text(least)) and \(lane.metric.text(most))"
                )
                let path = StepPath(values: columns, top: top, y: 0, height: Self.height)
                page.empty("path", ["class": "area \(lane.metric.className)", "d": path.area])
                page.rule(y: Self.height, "base")
                for limit in lane.limits {
                    let level = StepPath.level(of: limit.value, top: top, y: 0, Self.height)
                    let tone = Tone(severity: limit.severity ?? severity).name
                    page.rule(y: level, limit.isEnd ? "limit ends" : "limit \(tone)")
                }
            }
        }
    }
}
