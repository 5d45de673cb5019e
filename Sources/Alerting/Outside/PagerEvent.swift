package import Model

/// An event in the form of PagerDuty's Events API v2, of which the routing key was found to be right.
package struct PagerEvent: Sendable, Hashable {
    /// What is said of the alert.
    package enum Action: Sendable, Hashable {
        /// It fires.
        case trigger(Payload)
        /// Somebody answers for it.
        case acknowledge
        /// It is over.
        case resolve
    }

    /// How bad it is; each is worse than those before it.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        /// Good to know.
        case info
        /// Something may become wrong.
        case warning
        /// Something is wrong.
        case error
        /// Something is very wrong.
        case critical
    }

    /// What fires.
    package struct Payload: Sendable, Hashable {
        /// What it is about, for people.
        package var summary: String
        /// What it was found on.
        package var source: String
        /// How bad it is.
        package var severity: Severity
        /// When it was found; nil for now.
        package var timestamp: Timestamp?
        /// The part of the source that is concerned.
        package var component: String?
        /// What the source belongs to.
        package var group: String?
        /// What kind of event it is.
        package var eventClass: String?
        /// What else is said, by name.
        package var details: Labels

        /// What fires on a source.
        package init(
            summary: String,
            source: String,
            severity: Severity,
            timestamp: Timestamp? = nil,
            component: String? = nil,
            group: String? = nil,
            eventClass: String? = nil,
            details: Labels = [:]
        ) {
            self.summary = summary
            self.source = source
            self.severity = severity
            self.timestamp = timestamp
            self.component = component
            self.group = group
            self.eventClass = eventClass
            self.details = details
        }
    }

    /// The name of the entry of `routing_keys` that it came with.
    package var routing: String
    /// Which alert, among those of the entry.
    package var dedupKey: String
    /// What is said of it.
    package var action: Action

    /// Something that is said of an alert.
    package init(routing: String, dedupKey: String, action: Action) {
        self.routing = routing
        self.dedupKey = dedupKey
        self.action = action
    }

    /// The `alertname` of an event that has no class.
    static let defaultName = "Event"

    /// The identity of its alert.
    var key: AlertKey {
        AlertKey(group: nil, alert: Self.defaultName, subject: .event(routing: routing, dedupKey: dedupKey))
    }
}

extension PagerEvent.Payload {
    /// The labels of its alert but the severity, under those that the routing key stands for.
    func labels(dedupKey: String, under routing: Labels) -> Labels {
        Labels(
            [
                ("alertname", eventClass ?? PagerEvent.defaultName), ("source", source),
                ("component", component ?? ""), ("group", group ?? ""), ("class", eventClass ?? ""),
                ("dedup_key", dedupKey),
            ]
        ).without("severity").overlaid(with: routing.without("severity"))
    }

    /// What its alert says.
    var annotations: Labels { details.overlaid(with: [("summary", summary)]) }
}

/// Who may send events, by a key that is a credential, and what is known of them (`routing_keys`).
package struct RoutingKey: Sendable, Hashable {
    /// What the log and the history call it.
    package var name: String
    /// The keys that are right; more than one while they are changed.
    package var keys: [Secret]
    /// The labels that all its alerts have.
    package var labels: Labels

    /// An entry of `routing_keys`.
    package init(name: String, keys: [Secret], labels: Labels) {
        self.name = name
        self.keys = keys
        self.labels = labels
    }
}

extension AlertConfiguration {
    /// The entry that a routing key belongs to; nil for a wrong one.
    ///
    /// Every key is looked at to its end, so that time does not tell how much of a guess was right.
    package func routing(of key: String) -> RoutingKey? {
        routingKeys.reduce(nil) { found, entry in
            entry.keys.reduce(false) { $1.isEqual(to: key) || $0 } ? entry : found
        }
    }
}
