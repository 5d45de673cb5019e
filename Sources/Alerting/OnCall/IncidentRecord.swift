package import Model

/// An incident with the group of alerts that it is about: what is stored of it.
package struct IncidentRecord: Sendable, Hashable, Codable {
    /// One line of what became of it.
    package struct LogLine: Sendable, Hashable, Codable {
        /// When it happened.
        package let at: Timestamp
        /// Who did it; nil for what came by itself, or of somebody who gave no name.
        package let person: String?
        /// What happened, in words.
        package let text: String
    }

    /// That nobody is told for now, as all that fires of it is held back.
    struct Hold: Sendable, Hashable, Codable {
        /// Why; nil when nothing fires and its end is not told yet.
        var reason: String?
        /// When that is looked at again, if no event comes before; nil for what only an event ends.
        var until: Timestamp?
    }

    /// The longest log; of one that is longer the oldest lines are in the history alone.
    static let longestLog = 1000

    /// How long an incident that is over is kept.
    static let retention = TimeSpan.days(5)
    /// How many incidents that are over are kept at most.
    static let mostKept = 1000

    /// The incident.
    package internal(set) var incident: Incident
    /// The group that it is about.
    var group: AggregationGroup.ID
    /// The group's key in webhooks.
    package internal(set) var groupKey: String
    /// The alerts as they were when the group was last looked at: firing before resolved, then by labels.
    package internal(set) var alerts: [NotifiedAlert]
    /// The alerts that it has had, with the highest place of their severities among the levels.
    var levels: [Fingerprint: Int]
    /// Why nobody is told for now; nil while somebody is.
    var hold: Hold?
    /// What became of it, the oldest line first.
    package internal(set) var log: [LogLine] = []

    /// The labels that make the group.
    package var groupLabels: Labels { group.labels }

    /// Why nobody is told for now; nil while somebody is, and for one of which nothing fires any more.
    package var holdReason: String? { hold?.reason }

    /// Whether an alert is or was one of it.
    package func concerns(_ alert: Fingerprint) -> Bool { levels[alert] != nil }

    /// The summary of its first alert, and how many others there are.
    package var summary: String {
        guard let first = alerts.first else { return groupLabels.description }
        return alerts.count > 1 ? "\(first.headline) and \(alerts.count - 1) more" : first.headline
    }

    /// The key by which services know it: not that of the group, whose messages they would take its pages for.
    var pageKey: String { "\(groupKey)#\(incident.id)" }

    mutating func note(_ happening: Incident.Happening, at now: Timestamp) {
        log.append(LogLine(at: now, person: happening.person, text: happening.text))
        if log.count > Self.longestLog { log.removeFirst(log.count - Self.longestLog) }
    }
}

/// When people were told last, as it is stored.
struct PageQueueRecord: Sendable, Hashable, Codable {
    struct Told: Sendable, Hashable, Codable {
        var contact: Contact
        var at: Timestamp
    }

    /// In the order of the contacts' names.
    var told: [Told]

    init(_ queue: PageQueue) {
        told = queue.lastTold.map { Told(contact: $0.key, at: $0.value) }.sorted {
            ($0.contact.person, $0.contact.method) < ($1.contact.person, $1.contact.method)
        }
    }

    var queue: PageQueue {
        PageQueue(lastTold: Dictionary(told.map { ($0.contact, $0.at) }) { first, _ in first })
    }
}
