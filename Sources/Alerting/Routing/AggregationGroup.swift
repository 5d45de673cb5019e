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

        /// Forgets the alerts that do not fire any more.
        mutating func forgetFiring(except alerts: Set<Fingerprint>) {
            firing = firing.filter { alerts.contains($0.key) }
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
    /// The message that began each mail integration's thread.
    var threads: [String: String]
    /// When it is looked at next.
    var nextFlush: Timestamp

    init(id: ID, key: String, nextFlush: Timestamp) {
        self.id = id
        self.key = key
        self.nextFlush = nextFlush
        members = [:]
        log = [:]
        threads = [:]
    }

    /// Forgets the alerts that have resolved and been told; whether nothing is left.
    mutating func dropResolved() -> Bool {
        members = members.filter { !$0.value.isResolved }
        return members.isEmpty
    }

    /// Why an integration is to be told now that `firing` fire (with the places of their severities) and `resolved`
    /// have resolved since the last time; nil when there is nothing to tell.
    ///
    /// Of alerts that have `moved` there is nothing. The cases and their order are those of Alertmanager's deduplication, and one of our own for a risen severity.
    func reason(
        toTell integration: String,
        firing: [Fingerprint: Int],
        moved: Set<Fingerprint> = [],
        resolved: Set<Fingerprint>,
        sendsResolved: Bool,
        repeatInterval: TimeSpan,
        at now: Timestamp
    ) -> NotificationReason? {
        guard let entry = log[integration] else { return firing.isEmpty ? nil : .firstNotification }
        if firing.keys.contains(where: { entry.firing[$0] == nil }) { return .newAlerts }
        if firing.contains(where: { $0.value > entry.firing[$0.key] ?? $0.value }) { return .severityRaised }
        // Alerts that began and ended since the last notification were never told, so their end is not either.
        if firing.isEmpty {
            guard !moved.isSuperset(of: entry.firing.keys) else { return nil }
            return moved.isEmpty ? .allResolved : .someResolved
        }
        if sendsResolved, !resolved.isSubset(of: entry.resolved) { return .someResolved }
        return now - entry.at >= repeatInterval ? .repeatInterval : nil
    }
}
