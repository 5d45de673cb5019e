import Alerting
import Model
import Reports

/// A timeline for people, and at its end what each rule came to.
struct TextReplayPrinter: ReplayPrinter {
    private var output = ResultWriter()

    mutating func print(_ occurrence: Replay.Occurrence) throws {
        switch occurrence {
        case .transition(let transition): try output.line(Self.line(transition).withoutControlCharacters)
        case .notification(let notification, let time):
            let count = notification.alerts.count
            let line =
                "\(time.rfc3339)  -> \(notification.receiver): \(notification.status.rawValue), "
                + "\(count) \(count == 1 ? "alert" : "alerts") of \(notification.groupLabels) "
                + "(\(notification.reason.text))"
            try output.line(line.withoutControlCharacters)
        case .page(let notification, let time):
            try output.line(Self.line(notification, at: time).withoutControlCharacters)
        case .flapping(let turn): try output.line(Self.line(turn).withoutControlCharacters)
        }
    }

    mutating func end(_ record: ReplayRecord, _ comparison: RuleComparison?) throws {
        try output.line("")
        for line in ReplaySummary(record).lines { try output.line(line.withoutControlCharacters) }
        if let comparison {
            try output.line("")
            try output.line("What the other rules would have changed:")
            for line in comparison.lines { try output.line(line.withoutControlCharacters) }
        }
        try output.flush()
    }

    private static func line(_ transition: AlertTransition) -> String {
        let severity = transition.severity.map { " \($0)" } ?? ""
        let reason = transition.reason.flatMap { $0 == .condition ? nil : " (\($0.rawValue))" } ?? ""
        // How long it was what it was: fired, or pending.
        let start = transition.from == .firing ? transition.startsAt ?? transition.activeAt : transition.activeAt
        let since = transition.from == .inactive ? "" : " after \((transition.at - start).description)"
        let values = (transition.values ?? []).map { "\($0.metric.rawValue)=\(Int64($0.value))" }.joined(separator: " ")
        let labels = transition.labels.without("alertname")
        return "\(transition.at.rfc3339)  \(transition.key.alert) \(transition.from.rawValue) -> "
            + "\(transition.to.rawValue)\(severity)\(reason)\(since)  \(labels)  \(values)"
    }

    private static func line(_ notification: GroupNotification, at time: Timestamp) -> String {
        let contact = notification.page?.contact
        let addressee = contact.map { "\($0.person) by \($0.method)" } ?? notification.receiver
        let incidents = (notification.page?.lines ?? []).map { line in
            line.id + (line.step.map { " step \($0)" } ?? "") + (line.isResolved ? " resolved" : "")
        }
        return "\(time.rfc3339)  => \(addressee): \(incidents.joined(separator: ", "))"
    }

    private static func line(_ turn: FlappingTurn) -> String {
        let labels = turn.labels.without("alertname")
        return "\(turn.at.rfc3339)  \(turn.key.alert) \(turn.begins ? "flapping" : "not flapping any more")  \(labels)"
    }
}

extension String {
    /// The text with what would end or turn a line, or command a terminal, written as `\u{1B}`.
    var withoutControlCharacters: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                text += scalar.escaped(asASCII: true)
            // What turns the direction of the rest of the line.
            case .format where scalar.properties.isBidiControl: text += scalar.escaped(asASCII: true)
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
