package import Model

/// What a notification is that tells of incidents, and not of a group: which ones, and whom it asks to answer.
package struct IncidentPage: Sendable, Hashable, Codable {
    /// One incident of the message.
    package struct Line: Sendable, Hashable, Codable {
        /// The incident's number.
        package let number: Int64
        /// Whether it is over.
        package let isResolved: Bool
        /// The step because of which it is told, counted from 1; nil for the end, and for the end of the ladder.
        package let step: Int?
        /// What is wrong.
        package let summary: String

        /// An incident of a message.
        package init(number: Int64, isResolved: Bool, step: Int?, summary: String) {
            self.number = number
            self.isResolved = isResolved
            self.step = step
            self.summary = summary
        }

        /// The name that never changes: `INC-7`.
        package var id: String { Incident.id(of: number) }
    }

    /// Where somebody answers the message: what it tells of in one press of a button.
    package struct Links: Sendable, Hashable {
        /// Acknowledges.
        package let acknowledge: String
        /// Acknowledges for ``IncidentLink/snooze``.
        package let snooze: String

        /// Links to those addresses.
        package init(acknowledge: String, snooze: String) {
            self.acknowledge = acknowledge
            self.snooze = snooze
        }
    }

    /// The incidents: those of which it is the first message before others.
    package let lines: [Line]
    /// Who is told and how; nil for a receiver that a step names.
    package let contact: Contact?
    /// When its links end.
    package let linksEndAt: Timestamp
    /// Where it is answered; made when it is sent, and never stored.
    package var links: Links?

    /// A message about `lines`.
    package init(lines: [Line], contact: Contact?, linksEndAt: Timestamp) {
        self.lines = lines
        self.contact = contact
        self.linksEndAt = linksEndAt
    }

    private enum CodingKeys: CodingKey {
        case lines, contact, linksEndAt
    }

    /// The numbers of the incidents that somebody can still answer for.
    package var openIncidents: [Int64] { lines.filter { !$0.isResolved }.map(\.number) }

    /// The incidents' names with commas between them.
    package var ids: String { lines.map(\.id).joined(separator: ", ") }

    /// What is wrong in one line: `INC-7: ...`, or how many incidents there are with what is wrong of each.
    package var summary: String {
        let texts = lines.map { "\($0.id)\($0.isResolved ? " resolved" : ""): \($0.summary)" }
        return (texts.count > 1 ? "\(texts.count) incidents: " : "") + texts.joined(separator: "; ")
    }
}
