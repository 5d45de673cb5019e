package import Model

/// What a receiver is told about one aggregation group: the content of a webhook document or a mail.
package struct GroupNotification: Sendable, Hashable, Codable {
    /// Whether something burns.
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// At least one alert fires.
        case firing
        /// Every alert has resolved.
        case resolved
    }

    /// The receiver's name.
    package var receiver: String
    /// The group's key, `{}/{severity="critical"}:{alertname="X"}`.
    package var groupKey: String
    /// The labels that make the group.
    package var groupLabels: Labels
    /// Why it is sent, in Alertmanager's words.
    package var reason: NotificationReason
    /// What the routing tree says of the route; nil in one that was stored by a version without.
    package var routeLabels: Labels?
    /// The alerts, firing before resolved, then by labels; never empty.
    package var alerts: [NotifiedAlert]
    /// The incidents that it tells of, and whom; nil for a notification of the group itself.
    package var page: IncidentPage?

    /// A notification of a group.
    package init(
        receiver: String,
        groupKey: String,
        groupLabels: Labels,
        reason: NotificationReason,
        routeLabels: Labels = [:],
        alerts: [NotifiedAlert],
        page: IncidentPage? = nil
    ) {
        self.receiver = receiver
        self.groupKey = groupKey
        self.groupLabels = groupLabels
        self.reason = reason
        self.routeLabels = routeLabels
        self.alerts = alerts
        self.page = page
    }

    /// Firing if at least one alert fires.
    package var status: Status {
        alerts.contains { $0.status == .firing } ? .firing : .resolved
    }

    /// The labels that all alerts have with the same value.
    package var commonLabels: Labels {
        guard let first = alerts.first else { return [:] }
        return alerts.dropFirst().reduce(first.labels) { $0.common(with: $1.labels) }
    }

    /// The annotations that all alerts have with the same text.
    package var commonAnnotations: Labels {
        guard let first = alerts.first else { return [:] }
        return alerts.dropFirst().reduce(first.annotations) { $0.common(with: $1.annotations) }
    }
}

/// One alert of a notification.
package struct NotifiedAlert: Sendable, Hashable, Codable {
    /// Whether it fires.
    package var status: GroupNotification.Status
    /// Its labels, `alertname` and `severity` among them.
    package var labels: Labels
    /// Its annotations, evaluated when the notification was built.
    package var annotations: Labels
    /// When it began to fire.
    package var startsAt: Timestamp
    /// When it resolved; nil while it fires.
    package var endsAt: Timestamp?
    /// Its identity.
    package var fingerprint: Fingerprint
    /// The counters known at the poll it speaks of, in the order of the interface's table; nil for groups and built-in
    /// alerts.
    package var values: [CounterValue]?
    /// Why it resolved; nil while it fires.
    package var reason: ResolveReason?
    /// Whether it fires and resolves too often, so that notices about it are held.
    package var isFlapping: Bool
    /// Where it comes from, in the words of who raised it elsewhere; nil for one of ours.
    package var generatorURL: String?

    /// An alert as it is told.
    package init(
        status: GroupNotification.Status,
        labels: Labels,
        annotations: Labels,
        startsAt: Timestamp,
        endsAt: Timestamp?,
        fingerprint: Fingerprint,
        values: [CounterValue]?,
        reason: ResolveReason?,
        isFlapping: Bool = false,
        generatorURL: String? = nil
    ) {
        self.status = status
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.fingerprint = fingerprint
        self.values = values
        self.reason = reason
        self.isFlapping = isFlapping
        self.generatorURL = generatorURL
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = try container.decode(GroupNotification.Status.self, forKey: .status)
        labels = try container.decode(Labels.self, forKey: .labels)
        annotations = try container.decode(Labels.self, forKey: .annotations)
        startsAt = try container.decode(Timestamp.self, forKey: .startsAt)
        endsAt = try container.decodeIfPresent(Timestamp.self, forKey: .endsAt)
        fingerprint = try container.decode(Fingerprint.self, forKey: .fingerprint)
        values = try container.decodeIfPresent([CounterValue].self, forKey: .values)
        reason = try container.decodeIfPresent(ResolveReason.self, forKey: .reason)
        // Outbox rows of a version that did not know of it lack it.
        isFlapping = try container.decodeIfPresent(Bool.self, forKey: .isFlapping) ?? false
        generatorURL = try container.decodeIfPresent(String.self, forKey: .generatorURL)
    }
}

extension NotifiedAlert {
    /// The summary, or what the alert is called and what it is about.
    package var headline: String {
        if let summary = annotations["summary"], !summary.isEmpty { return summary }
        let others = labels.without("alertname").without("severity").pairs
        let name = labels["alertname"] ?? "Alert"
        return others.isEmpty ? name : "\(name): " + others.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    }
}

/// A counter with its value at one poll.
package struct CounterValue: Sendable, Hashable, Codable {
    /// Which counter.
    package var metric: Metric
    /// Its value.
    package var value: Double

    /// That counter with that value.
    package init(_ metric: Metric, _ value: Double) {
        self.metric = metric
        self.value = value
    }
}

/// Why an alert resolved; the raw value is the word in webhooks, replay and history.
package enum ResolveReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The end condition held.
    case condition
    /// The end condition was unknown for `resolve_no_data_after`.
    case noData = "no_data"
    /// A poll came outside the rule's hours.
    case inactiveHours = "inactive_hours"
    /// A reload took the rule away.
    case ruleRemoved = "rule_removed"
    /// A reload took the series away.
    case seriesRemoved = "series_removed"
}

/// Why a notification is sent; Alertmanager's words, and five of our own.
package enum NotificationReason: Sendable, Hashable {
    /// The group's first.
    case firstNotification
    /// An alert fires that was not told before.
    case newAlerts
    /// An alert that was told resolved, others fire on.
    case someResolved
    /// Every alert that was told resolved.
    case allResolved
    /// `repeat_interval` is over and something still fires.
    case repeatInterval
    /// The severity of an alert that was told rose.
    case severityRaised
    /// A mute or silence ended, and what it held back still fires.
    case muteEnded
    /// The receiver of that name could not be told.
    case fallback(receiver: String)
    /// Somebody is to answer for incidents.
    case escalation
    /// Incidents are over, of which somebody was told.
    case incidentResolved

    /// The words for people and webhooks.
    package var text: String {
        switch self {
        case .firstNotification: "first notification"
        case .newAlerts: "new alerts added"
        case .someResolved: "some alerts resolved"
        case .allResolved: "all alerts resolved"
        case .repeatInterval: "repeat interval elapsed"
        case .severityRaised: "severity raised"
        case .muteEnded: "mute ended"
        case .fallback(let receiver): "fallback for \(receiver)"
        case .escalation: "escalation"
        case .incidentResolved: "incident resolved"
        }
    }
}

extension NotificationReason: Codable {
    private static let plain: [NotificationReason] = [
        .firstNotification, .newAlerts, .someResolved, .allResolved, .repeatInterval, .severityRaised,
        .muteEnded, .escalation, .incidentResolved,
    ]
    private static let fallbackWords = "fallback for "

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        if let reason = Self.plain.first(where: { $0.text == text }) {
            self = reason
        } else if text.hasPrefix(Self.fallbackWords) {
            self = .fallback(receiver: String(text.dropFirst(Self.fallbackWords.count)))
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no notification reason: \(text)")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
