import Alerting
import Model
import Reports

/// A timeline for people, and at its end what each rule came to.
struct TextReplayPrinter: ReplayPrinter {
    private var output = ResultWriter()

    mutating func print(_ occurrence: Replay.Occurrence) throws {
        switch occurrence {
        case .transition(let transition): try output.line(Self.line(transition))
        case .notification(let notification, let time):
            let count = notification.alerts.count
            try output.line(
                "\(time.rfc3339)  -> \(notification.receiver): \(notification.status.rawValue), "
                    + "\(count) \(count == 1 ? "alert" : "alerts") of \(notification.groupLabels) "
                    + "(\(notification.reason.text))"
            )
        }
    }

    mutating func end(_ record: ReplayRecord, _ comparison: RuleComparison?) throws {
        try output.line("")
        for line in ReplaySummary(record).lines { try output.line(line) }
        if let comparison {
            try output.line("")
            try output.line("What the other rules would have changed:")
            for line in comparison.lines { try output.line(line) }
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
}
