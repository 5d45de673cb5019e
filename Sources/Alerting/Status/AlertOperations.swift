package import Model

/// What people and programs may ask of a running engine about its alerts and itself.
package protocol AlertOperations: Sendable {
    /// The alerts that fire, in the order of their labels.
    func alerts() async -> [AlertStatus]

    /// The groups in which alerts fire, in the order of their labels, then receivers.
    func alertGroups() async -> [AlertGroupStatus]

    /// What runs, and by which configuration.
    func status() async -> ServiceStatus
}

/// An alert that fires, as it is shown.
package struct AlertStatus: Sendable, Hashable {
    /// The alert.
    package var alert: NotifiedAlert
    /// When it was last looked at.
    package var updatedAt: Timestamp
    /// Until when it counts as firing if nothing more is heard of it.
    package var endsAt: Timestamp
    /// Who is told of it, unless something keeps it from being told.
    package var receivers: [String]
    /// Why it is not told; empty for one that is.
    package var suppression: Suppression

    /// An alert that fires.
    package init(
        _ alert: NotifiedAlert,
        updatedAt: Timestamp,
        endsAt: Timestamp,
        receivers: [String],
        suppression: Suppression = Suppression()
    ) {
        self.alert = alert
        self.updatedAt = updatedAt
        self.endsAt = endsAt
        self.receivers = receivers
        self.suppression = suppression
    }
}

/// An aggregation group in which alerts fire, as it is shown.
package struct AlertGroupStatus: Sendable, Hashable {
    /// The labels that make the group.
    package var labels: Labels
    /// What is said of its route.
    package var routeLabels: Labels
    /// Who is told.
    package var receiver: String
    /// The alerts of it that fire, in the order of their labels.
    package var alerts: [AlertStatus]

    /// A group with the alerts of it that fire.
    package init(labels: Labels, routeLabels: Labels = [:], receiver: String, alerts: [AlertStatus]) {
        self.labels = labels
        self.routeLabels = routeLabels
        self.receiver = receiver
        self.alerts = alerts
    }
}

/// What runs, and by which configuration.
package struct ServiceStatus: Sendable, Hashable {
    /// The version of the program.
    package var version: String
    /// Since when it runs.
    package var startedAt: Timestamp
    /// The names of the receivers, in order.
    package var receivers: [String]
    /// The part of the configuration that Alertmanager has as well, as YAML; secrets are masked.
    package var configuration: String

    /// What a program of that version, running since then, works by.
    package init(version: String, startedAt: Timestamp, receivers: [String], configuration: String) {
        self.version = version
        self.startedAt = startedAt
        self.receivers = receivers
        self.configuration = configuration
    }
}
