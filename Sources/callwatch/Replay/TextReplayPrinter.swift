import Alerting
import Model

/// A timeline for people, and at its end what each rule came to.
struct TextReplayPrinter: ReplayPrinter {
    /// What is counted of one rule.
    private struct Tally {
        var fired = 0
        var durations: [TimeSpan] = []
        var flaps = 0
        var series: Set<Labels> = []
        /// When each series' alert last resolved.
        var lastEnd: [Fingerprint: Timestamp] = [:]
    }

    /// An alert that fires again so soon after its end has flapped.
    private static let flapWithin = TimeSpan.minutes(5)

    private var output = ResultWriter()
    private var tallies: [RuleSet.Name: Tally] = [:]
    private let names: [RuleSet.Name]

    init(_ rules: RuleSet) {
        names = rules.rules.map { RuleSet.Name(group: $0.group, alert: $0.alert) }
    }

    mutating func print(_ occurrence: Replay.Occurrence) throws {
        switch occurrence {
        case .transition(let transition):
            count(transition)
            try output.line(Self.line(transition))
        case .notification(let notification, let time):
            let count = notification.alerts.count
            try output.line(
                "\(time.rfc3339)  -> \(notification.receiver): \(notification.status.rawValue), "
                    + "\(count) \(count == 1 ? "alert" : "alerts") of \(notification.groupLabels) "
                    + "(\(notification.reason.text))"
            )
        }
    }

    mutating func end() throws {
        try output.line("")
        for name in names {
            try output.line(summary(of: name, tallies[name] ?? Tally()))
        }
        try output.flush()
    }

    private static func line(_ transition: AlertTransition) -> String {
        let severity = transition.severity.map { " \($0)" } ?? ""
        let reason = transition.reason.flatMap { $0 == .condition ? nil : " (\($0.rawValue))" } ?? ""
        let since = transition.from == .inactive ? "" : " after \((transition.at - transition.activeAt).description)"
        let values = (transition.values ?? []).map { "\($0.metric.rawValue)=\(Int64($0.value))" }.joined(separator: " ")
        let labels = transition.labels.without("alertname")
        return "\(transition.at.rfc3339)  \(transition.key.alert) \(transition.from.rawValue) -> "
            + "\(transition.to.rawValue)\(severity)\(reason)\(since)  \(labels)  \(values)"
    }

    private mutating func count(_ transition: AlertTransition) {
        guard let group = transition.key.group else { return }
        let name = RuleSet.Name(group: group, alert: transition.key.alert)
        var tally = tallies[name] ?? Tally()
        tally.series.insert(transition.labels)
        if transition.to == .firing, transition.from != .firing {
            tally.fired += 1
            if let end = tally.lastEnd[transition.fingerprint], transition.at - end <= Self.flapWithin {
                tally.flaps += 1
            }
        }
        if transition.endsFiring, let start = transition.startsAt {
            tally.durations.append(transition.at - start)
            tally.lastEnd[transition.fingerprint] = transition.at
        }
        tallies[name] = tally
    }

    private func summary(of name: RuleSet.Name, _ tally: Tally) -> String {
        let title = "\(name.group)/\(name.alert)"
        guard tally.fired > 0 else { return "\(title): never fired" }
        let sorted = tally.durations.sorted()
        let lengths =
            sorted.isEmpty
            ? "none over yet"
            : "median \(sorted[sorted.count / 2]), longest \(sorted[sorted.count - 1])"
        return "\(title): fired \(tally.fired) \(tally.fired == 1 ? "time" : "times"), \(lengths), "
            + "\(tally.flaps) within \(Self.flapWithin) of the last end, \(tally.series.count) series"
    }
}
