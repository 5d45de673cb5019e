import Alerting
import Diagnostics
import Expressions
import Model

/// An explanation for people, on a terminal of a hundred columns.
struct ExplanationText {
    /// How wide lines become at most, where nothing in them is one long word.
    static let width = 100

    /// Its lines, without control characters.
    private(set) var lines: [String] = []

    /// The text of one explanation.
    init(_ explanation: Explanation) {
        addTitle(explanation)
        if let standing = explanation.standing { add(standing, of: explanation) }
        for level in explanation.levels { add(level, of: explanation) }
        addTellings(explanation)
        addIncidents(explanation)
        addPast(explanation)
    }

    /// What each part of the text begins with.
    private mutating func heading(_ text: String) {
        lines.append("")
        lines.append(text)
    }

    /// One sentence, broken where it is too long.
    private mutating func sentence(_ text: String, indent: Int = 2) {
        lines += Self.wrapped(DisplayWidth.printable(text.unicodeScalars), indent: indent)
    }

    /// A text broken at spaces into lines that are not too wide, the second and later ones two columns further in.
    static func wrapped(_ text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if !line.isEmpty, DisplayWidth.of((margin + longer).unicodeScalars) > width {
                lines.append(margin + line)
                line = "  " + word
            } else {
                line = longer
            }
        }
        return line.isEmpty ? lines : lines + [margin + line]
    }

    // MARK: The alert

    private mutating func addTitle(_ explanation: Explanation) {
        let group = explanation.name.group.map { " of group \($0)" } ?? ""
        var title = "\(explanation.name.alert)\(group) is \(explanation.state.rawValue)"
        if let severity = explanation.levels.last(where: { $0.state.state == .firing })?.severity {
            title += " with severity \(severity)"
        }
        let since = explanation.state == .firing ? explanation.startsAt : explanation.activeAt
        if let since {
            title += " since \(since.rfc3339)"
            if let poll = explanation.poll { title += " (\((poll.at - since).inWholeSeconds))" }
        }
        sentence(title, indent: 0)
        sentence(explanation.labels.without("alertname").description)
        if let detail = explanation.detail { sentence(detail) }
        addPoll(explanation)
        if let conflict = explanation.conflict {
            let other = conflict.group.map { "\(conflict.alert) of group \($0)" } ?? conflict.alert
            sentence("Nothing is sent for it: the alert \(other) has the same labels and comes first.")
        }
        if explanation.isOutsideHours {
            sentence("The poll is outside the rule's hours, in which the rule counts as not holding.")
        }
    }

    private mutating func addPoll(_ explanation: Explanation) {
        guard let poll = explanation.poll else {
            if explanation.name.group != nil { sentence("Its source was not polled yet.") }
            return
        }
        let lastSeen = poll.lastSeenAt.map { "it was last seen at \($0.rfc3339)" } ?? "it was never seen"
        switch (poll.isGood, poll.isSeen) {
        case (false, _):
            let failure = poll.failure.map { " (\($0))" } ?? ""
            sentence("The newest poll, at \(poll.at.rfc3339), failed\(failure); \(lastSeen).")
        case (true, false): sentence("The newest poll, at \(poll.at.rfc3339), did not bring it; \(lastSeen).")
        case (true, true):
            let failure = poll.failure.map { "; another request failed (\($0))" } ?? ""
            sentence("The newest poll, at \(poll.at.rfc3339), brought it\(failure).")
        }
    }

    // MARK: SLAs

    private mutating func add(_ standing: Explanation.Standing, of explanation: Explanation) {
        let status = standing.status
        let left = ObjectiveStatus.percent(status.errorBudgetRemaining)
        heading("Error budget: \(left)\(status.errorBudgetRemaining == nil ? "" : " left")")
        let found =
            status.goodShare == nil
            ? "there is none yet"
            : "\(ObjectiveStatus.percent(status.goodShare)) are, in \(status.known.inWholeSeconds) of which samples tell"
        sentence(
            "\(ObjectiveStatus.percent(status.objective)) of the samples of \(status.window) are to be good: \(found)."
        )
        let samples = standing.hasMembers ? "Samples of the newest poll, all good" : "Sample of the newest poll, good"
        heading("\(samples): \(standing.sample.valueText)")
        lines += ExpressionTreeText(standing.sample).lines
        if explanation.isOutsideHours { sentence("It does not count outside the SLA's hours.") }
    }

    // MARK: Levels

    private mutating func add(_ level: Explanation.Level, of explanation: Explanation) {
        let name = level.severity.map { "Level \($0) (\(level.state.state.rawValue)), " } ?? ""
        switch level.basis {
        case .conditions(let when, let end):
            heading("\(name)\(name.isEmpty ? "C" : "c")ondition: \(when.valueText)")
            lines += ExpressionTreeText(when).lines
            // Of a level that does not fire, nobody asks what would end it.
            if let end, level.state.state == .firing {
                lines.append("  End condition: \(end.valueText)")
                lines += ExpressionTreeText(end).lines
            }
        case .burns(let burns):
            heading("\(name)a pair is met: \(level.truth.map(String.init) ?? "unknown")")
            lines += BurnText(burns).lines
        }
        for line in level.outlook(explanation) { sentence(line) }
    }

    // MARK: Notifications

    private mutating func addTellings(_ explanation: Explanation) {
        let isTold = explanation.tellings.contains { $0.nextTick != nil }
        heading(isTold ? "Who is told" : "Who would be told")
        if explanation.tellings.isEmpty { sentence("Nobody.") }
        for telling in explanation.tellings {
            let tick = telling.nextTick.map { ", next looked at \($0.rfc3339)" } ?? ""
            sentence("\(telling.receiver), group \(telling.groupKey)\(tick)")
            sentence(
                "group_wait \(telling.groupWait), group_interval \(telling.groupInterval), "
                    + "repeat_interval \(telling.repeatIntervals.map(\.description).joined(separator: ", "))",
                indent: 4
            )
            if telling.parts.isEmpty { sentence("Nobody: this receiver has no integrations.", indent: 4) }
            for part in telling.parts { sentence("\(part.integration): \(part.verdict.text)", indent: 4) }
        }
    }

    // MARK: Incidents

    private mutating func addIncidents(_ explanation: Explanation) {
        if !explanation.incidents.isEmpty { heading("Incidents, newest first") }
        for status in explanation.incidents {
            sentence(status.line)
            for line in status.outlook { sentence(line, indent: 4) }
            for line in status.record.log { sentence("\(line.at.rfc3339)  \(line.text)", indent: 4) }
        }
    }

    // MARK: The past

    private mutating func addPast(_ explanation: Explanation) {
        if !explanation.deliveries.isEmpty { heading("Deliveries, newest first") }
        for delivery in explanation.deliveries {
            let destination = [delivery.receiver, delivery.integration, delivery.recipient].compactMap(\.self)
            let status = delivery.status(of: explanation.fingerprint)?.rawValue ?? ""
            sentence(
                "\(delivery.createdAt.rfc3339)  \(destination.joined(separator: " ")): \(status), "
                    + "\(delivery.notification.reason.text): \(delivery.stateText)"
            )
        }
        heading("History, newest first")
        if explanation.history.isEmpty { sentence("No transition is known.") }
        for entry in explanation.history { sentence("\(entry.at.rfc3339)  \(entry.text)") }
    }
}

extension Explanation.Telling.Verdict {
    /// What it means for the integration.
    var text: String {
        switch self {
        case .notFiring: "not told, the alert does not fire"
        case .waits(let time): "not told yet, will be at \(time.rfc3339)"
        case .told(let time, let repeatedAt):
            "told, last at \(time.rfc3339), repeated at \(repeatedAt.rfc3339) if it still fires"
        case .heldBack(let reason): "not told, \(reason)"
        case .toldElsewhere: "knows of the alert, which is told elsewhere since the routes changed"
        case .endWaits(let time): "knows of the alert, is told of its end at \(time.rfc3339)"
        case .endIsNotTold: "knows of the alert, is not told of its end (send_resolved: false)"
        case .endedUntold: "not told, the alert ended before"
        }
    }
}

extension Delivery {
    /// What became of it.
    var stateText: String {
        let error = lastError.map { " (\($0))" } ?? ""
        switch state {
        case .delivered: return "delivered"
        case .dead: return "given up after \(counted(attempts, "attempt"))\(error)"
        case .pending:
            let next = nextAttemptAt.map { ", next at \($0.rfc3339)" } ?? ""
            return attempts == 0 ? "not tried yet" : "failed \(counted(attempts, "time"))\(error)\(next)"
        }
    }
}
