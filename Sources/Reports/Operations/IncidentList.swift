package import Alerting
import Diagnostics
import JSON
import Model

/// Incidents, as they are shown.
package struct IncidentList: Sendable {
    private let statuses: [IncidentStatus]

    /// A list of `statuses`, newest first.
    package init(_ statuses: [IncidentStatus]) {
        self.statuses = statuses
    }

    /// The documented JSON; times are RFC 3339 in UTC, or null.
    package var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("incidents", each: statuses) { $0.incident($1, hasLog: false) }
        }
        return writer.text
    }

    /// One line for each, without control characters; one line where there is nothing to show.
    package var text: String {
        guard !statuses.isEmpty else { return "no incidents\n" }
        return statuses.map { DisplayWidth.printable($0.line.unicodeScalars) + "\n" }.joined()
    }
}

/// One incident with all that became of it, as it is shown.
package struct IncidentReport: Sendable {
    private let status: IncidentStatus

    /// The report about one incident.
    package init(_ status: IncidentStatus) {
        self.status = status
    }

    /// The documented JSON: that of the list, and the log.
    package var json: String {
        var writer = JSONWriter()
        writer.incident(status, hasLog: true)
        return writer.text
    }

    /// What it is, what comes next and what became of it, without control characters.
    package var text: String {
        let log = status.record.log.map { "  \($0.at.rfc3339)  \($0.text)" }
        return ([status.line] + status.outlook.map { "  \($0)" } + log)
            .map { DisplayWidth.printable($0.unicodeScalars) + "\n" }
            .joined()
    }
}

extension IncidentStatus {
    /// The incident in one line.
    var line: String {
        let incident = record.incident
        let state: String =
            switch incident.state {
            case .triggered: "triggered"
            case .acknowledged(let answer):
                "acknowledged" + (answer.person.map { " by \($0)" } ?? "")
                    + (answer.until.map { " until \($0.rfc3339)" } ?? "")
            case .resolved(let time): "resolved at \(time.rfc3339)"
            }
        return "\(incident.id)  \(state)  since \(incident.openedAt.rfc3339)  \(record.summary)"
    }

    /// What comes next, a sentence each.
    var outlook: [String] {
        var lines: [String] = []
        if let reason = record.holdReason { lines.append("nobody is told for now: \(reason)") }
        for notice in nextNotices {
            lines.append("next \(notice.contact.person) by \(notice.contact.method) at \(notice.at.rfc3339)")
        }
        guard let nextStep else { return lines }
        let names = nextStep.names.isEmpty ? "nobody" : nextStep.names.joined(separator: ", ")
        let step = nextStep.step.map { "step \($0)" } ?? "the end of the ladder"
        return lines + ["\(step) at \(nextStep.at.rfc3339): \(names)"]
    }
}

extension JSONWriter {
    /// An incident in the documented form.
    mutating func incident(_ status: IncidentStatus, hasLog: Bool) {
        let record = status.record
        let incident = record.incident
        var answer: Incident.Acknowledgement?
        var end: Timestamp?
        switch incident.state {
        case .triggered: break
        case .acknowledged(let acknowledgement): answer = acknowledgement
        case .resolved(let time): end = time
        }
        object { writer in
            writer.member("id", incident.id)
            writer.member("state", incident.stateWord.rawValue)
            writer.member("policy", incident.policy)
            writer.member("urgency", incident.urgency.rawValue)
            writer.member("summary", record.summary)
            writer.member("groupKey", record.groupKey)
            writer.member("groupLabels") { writer in
                writer.object { writer in
                    for pair in record.groupLabels.pairs { writer.member(pair.name, pair.value) }
                }
            }
            writer.member("openedAt", incident.openedAt.rfc3339)
            writer.member("acknowledgedBy", answer?.person)
            writer.member("acknowledgedAt", answer?.at.rfc3339)
            writer.member("acknowledgedUntil", answer?.until?.rfc3339)
            writer.member("resolvedAt", end?.rfc3339)
            writer.member("heldBecause", record.holdReason)
            writer.member("alerts", each: record.alerts) { $0.string($1.fingerprint.description) }
            writer.member("told", each: incident.told) { $0.contact($1, at: nil) }
            writer.member("toldReceivers", each: incident.toldReceivers) { $0.string($1) }
            writer.member("nextNotices", each: status.nextNotices) { $0.contact($1.contact, at: $1.at) }
            writer.member("nextStep") { $0.nextStep(status.nextStep) }
            guard hasLog else { return }
            writer.member("log", each: record.log) { writer, line in
                writer.object { writer in
                    writer.member("at", line.at.rfc3339)
                    writer.member("person", line.person)
                    writer.member("text", line.text)
                }
            }
        }
    }

    private mutating func nextStep(_ next: IncidentStatus.NextStep?) {
        guard let next else { return null() }
        object { writer in
            writer.member("step") { writer in
                if let step = next.step { writer.number(Double(step)) } else { writer.null() }
            }
            writer.member("at", next.at.rfc3339)
            writer.member("names", each: next.names) { $0.string($1) }
        }
    }

    private mutating func contact(_ contact: Contact, at time: Timestamp?) {
        object { writer in
            writer.member("person", contact.person)
            writer.member("contactMethod", contact.method)
            if let time { writer.member("at", time.rfc3339) }
        }
    }
}
