import Alerting
import Expressions
import Model

/// One chart of counters in a series' timeline: a counter as an area, others of its unit as lines, and its limits.
struct CounterLane {
    /// A number that a rule compares the counter with.
    struct Limit: Hashable {
        var value: Double
        /// The severity that begins there, if the rule has levels.
        var severity: String?
        /// Whether it is where the alert ends.
        var isEnd: Bool

        /// What stands beside its line.
        func text(_ metric: Metric) -> String {
            let number = metric.text(value)
            return isEnd ? "ends \(number)" : severity.map { "\($0) \(number)" } ?? number
        }
    }

    /// The counter that is an area.
    var metric: Metric
    /// The counters that are lines.
    var others: [Metric] = []
    /// The numbers that the area is compared with.
    var limits: [Limit]

    /// The lanes for a rule: one for each counter that it compares with a number, the other counters with them.
    static func lanes(for rule: Rule) -> [CounterLane] {
        let metrics = Set(rule.levels.flatMap(\.metrics))
        let limits = limits(of: rule)
        // A line at 0 is the chart's own.
        let main = metrics.filter { metric in limits[metric]?.contains { !$0.isEnd } ?? false }
        var lanes = Metric.allCases.filter(main.contains).map { CounterLane(metric: $0, limits: limits[$0] ?? []) }
        for metric in Metric.allCases where metrics.contains(metric) && !main.contains(metric) {
            if let lane = lanes.firstIndex(where: { $0.metric.unit == metric.unit }) {
                lanes[lane].others.append(metric)
            } else {
                lanes.append(CounterLane(metric: metric, limits: limits[metric] ?? []))
            }
        }
        return lanes
    }

    private static func limits(of rule: Rule) -> [Metric: [Limit]] {
        var limits: [Metric: [Limit]] = [:]
        func add(_ condition: Condition, _ severity: String?, isEnd: Bool) {
            for threshold in condition.thresholds where threshold.value > 0 {
                let limit = Limit(value: threshold.value, severity: isEnd ? nil : severity, isEnd: isEnd)
                if limits[threshold.metric]?.contains(limit) != true {
                    limits[threshold.metric, default: []].append(limit)
                }
            }
        }
        if let objective = rule.objective { add(objective.good, nil, isEnd: false) }
        for level in rule.levels where rule.objective == nil {
            add(level.when, level.severity, isEnd: false)
            if let end = level.resolveWhen { add(end, level.severity, isEnd: true) }
        }
        return limits
    }
}

extension Metric {
    /// A value of this counter for people: `21`, `2m5s`.
    func text(_ value: Double) -> String {
        guard let whole = Int64(exactly: value.rounded()) else { return "\(value)" }
        if unit == .seconds { return TimeSpan.seconds(whole).description }
        return Double(whole) == value ? whole.grouped : "\(value)"
    }

    /// Its class in the style sheet.
    var className: String {
        switch self {
        case .allCallCount: "all"
        case .ivrCallCount: "ivr"
        case .agentCallCount: "agent"
        case .queueCallCount: "queue"
        case .longestWaitTime: "wait"
        }
    }
}

extension BinaryInteger {
    /// The number with its thousands apart: `40,320`.
    var grouped: String {
        let digits = Array(String(magnitude))
        let groups = stride(from: digits.count % 3, through: digits.count, by: 3).map { end in
            String(digits[max(0, end - 3)..<end])
        }
        return (self < 0 ? "-" : "") + groups.filter { !$0.isEmpty }.joined(separator: ",")
    }
}
