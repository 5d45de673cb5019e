import Model

/// The alerts that one receiver is told of together, what it has been told of them, and when it is told next.
package struct AggregationGroup: Sendable, Hashable, Codable {
    /// The identity of a group: a node of the routing tree, who is told, and the labels that make the group.
    package struct ID: Sendable, Hashable, Codable {
        /// The node's path, with its place among equal ones.
        let route: String
        /// Who is told; differs from the node's receiver for an alert about that receiver itself.
        let receiver: String
        /// The labels that make the group.
        let labels: Labels

        /// The identity as one text, for the store and for a stable order.
        var text: String { "\(route)@\(receiver):\(labels)" }
    }

    /// One alert of a group.
    enum Member: Sendable, Hashable, Codable {
        /// It fires: labels, annotations and values are read from the alert when a notification is built.
        case firing
        /// It fires and was told here, but since a reload it belongs to a group of another receiver: only its end is told
        /// here.
        case moved
        /// It has resolved since the last notification.
        case resolved(NotifiedAlert)

        /// Whether it has resolved.
        var isResolved: Bool {
            if case .resolved = self { true } else { false }
        }
    }

    /// What an integration was last told.
    struct LogEntry: Sendable, Hashable, Codable {
        /// The alerts that were told as firing, with the place of their severity among the levels.
        var firing: [Fingerprint: Int]
        /// The alerts that were told as resolved.
        var resolved: Set<Fingerprint>
        /// When.
        var at: Timestamp
        /// How often that was told again since something was new; nil in a record of a version that did not count.
        var repeats: Int?

        /// When it is told again if nothing is new: after the first of `intervals`, then the second; the last stays.
        func repetition(_ intervals: [TimeSpan]) -> Timestamp {
            let index = min(repeats ?? 0, intervals.count - 1)
            return intervals.indices.contains(index) ? at + intervals[index] : .distantFuture
        }

        /// Forgets the alerts that were told as firing and of which that is so.
        mutating func forgetFiring(where isForgotten: (Fingerprint) -> Bool) {
            firing = firing.filter { !isForgotten($0.key) }
        }
    }

    /// Its identity.
    let id: ID
    /// The key in webhooks: `{}/{severity="critical"}:{alertname="X"}`.
    let key: String
    /// Its alerts.
    var members: [Fingerprint: Member]
    /// What each integration, by its name, was last told.
    var log: [String: LogEntry]
    /// The message that began each mail integration's thread, and the one that each chat changes.
    var threads: [String: String]
    /// When it is looked at next.
    var nextFlush: Timestamp
    /// The alerts that fired when it was last looked at and were not told, and why; nil for none.
    var held: [Fingerprint: Suppression]?
    /// Why an integration was not told when the group was last looked at, as history has it; nil for none.
    var quiet: [String: String]?
    /// The alerts of it that flap, with the highest severity (by its place among the levels) that it was told of each
    /// since, or a number below all for none; nil for no such alert.
    var flapping: [AlertKey: Int]?

    init(id: ID, key: String, nextFlush: Timestamp) {
        self.id = id
        self.key = key
        self.nextFlush = nextFlush
        members = [:]
        log = [:]
        threads = [:]
    }

    /// Whether nothing is left to keep it for.
    var isIdle: Bool { members.isEmpty && flapping == nil }

    /// Forgets the alerts that have resolved and been told.
    mutating func dropResolved() {
        members = members.filter { !$0.value.isResolved }
    }

    /// Why an integration is to be told now that `firing` fire (with the places of their severities), `unsaid` fire and
    /// are not told here, and `resolved` have resolved since the last time; nil when there is nothing to tell.
    ///
    /// The cases and their order are those of Alertmanager's deduplication, and two of our own: for a risen severity,
    /// and for the end of a mute.
    func reason(
        toTell integration: String,
        firing: [Fingerprint: Int],
        unsaid: Set<Fingerprint> = [],
        resolved: Set<Fingerprint>,
        sendsResolved: Bool,
        repeatIntervals: [TimeSpan],
        at now: Timestamp
    ) -> NotificationReason? {
        guard let entry = log[integration] else { return firing.isEmpty ? nil : .firstNotification }
        if firing.keys.contains(where: { entry.firing[$0] == nil }) { return .newAlerts }
        if firing.contains(where: { $0.value > entry.firing[$0.key] ?? $0.value }) { return .severityRaised }
        if firing.keys.contains(where: { self.held?[$0]?.isMute == true }) { return .muteEnded }
        // Alerts that began and ended since the last notification were never told, so their end is not either.
        if firing.isEmpty {
            let stillFiring = entry.firing.keys.filter(unsaid.contains)
            guard stillFiring.count < entry.firing.count else { return nil }
            return stillFiring.isEmpty ? .allResolved : .someResolved
        }
        if sendsResolved, !resolved.isSubset(of: entry.resolved) { return .someResolved }
        return now >= entry.repetition(repeatIntervals) ? .repeatInterval : nil
    }

    /// Takes note that an integration is told.
    ///
    /// Alerts that are not told here any more stay known: the receiver takes them to fire, and they do.
    mutating func noteTold(
        _ integration: String,
        _ reason: NotificationReason,
        firing: [Fingerprint: Int],
        unsaid: Set<Fingerprint>,
        resolved: Set<Fingerprint>,
        at now: Timestamp
    ) {
        let before = log[integration]
        let known = before?.firing.filter { unsaid.contains($0.key) } ?? [:]
        log[integration] = LogEntry(
            firing: firing.merging(known) { new, _ in new },
            resolved: resolved,
            at: now,
            repeats: reason == .repeatInterval ? (before?.repeats ?? 0) + 1 : 0
        )
    }

    /// Whether an integration was told that an alert fires.
    func knowsFiring(_ fingerprint: Fingerprint) -> Bool { log.values.contains { $0.firing[fingerprint] != nil } }

    /// Takes an alert out as if it had never been in, but for what was told of others.
    mutating func drop(_ fingerprint: Fingerprint) {
        members[fingerprint] = nil
        held?[fingerprint] = nil
        for integration in log.keys { log[integration]?.firing[fingerprint] = nil }
    }
}
