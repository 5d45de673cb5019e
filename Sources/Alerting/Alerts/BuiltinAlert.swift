package import Model

/// An alert about Callwatch's own work, routed like all others.
package enum BuiltinAlert: String, Sendable, Hashable, Codable, CaseIterable {
    /// A source brought no good poll for its `down_after`.
    case sourceDown = "SourceDown"
    /// A code's own request was answered without it for the source's `down_after`.
    case accessCodeMissing = "AccessCodeMissing"
    /// A receiver could not be told.
    case deliveryFailing = "DeliveryFailing"
    /// A rule makes two alerts of the same labels.
    case ruleFailing = "RuleFailing"
    /// A heartbeat did not come in time.
    case heartbeatMissing = "HeartbeatMissing"

    /// What a configuration says of a built-in alert (`builtin_alerts`).
    package struct Settings: Sendable, Hashable {
        /// Whether it is raised.
        package var isEnabled: Bool
        /// Labels over its own.
        package var labels: Labels

        /// Settings; the defaults raise it with its own labels.
        package init(isEnabled: Bool = true, labels: Labels = [:]) {
            self.isEnabled = isEnabled
            self.labels = labels
        }
    }

    /// The severity that it has unless its settings give another.
    package var severity: String {
        switch self {
        case .sourceDown, .deliveryFailing: "critical"
        case .accessCodeMissing, .ruleFailing, .heartbeatMissing: "warning"
        }
    }

    /// How long after its last dead letter `DeliveryFailing` resolves without a success.
    static let deliveryFailingLasts = TimeSpan.hours(1)

    /// What it says of `labels`.
    func annotations(for labels: Labels, detail: String) -> Labels {
        func label(_ name: String) -> String { labels[name] ?? "" }
        let summary =
            switch self {
            case .sourceDown: "No good poll from source \(label("source"))"
            case .accessCodeMissing:
                "Access code \(label("innoId")) of VDN \(label("vdn")) is missing in the contact centre's answers"
            case .deliveryFailing: "Notifications to receiver \(label("receiver")) are not delivered"
            case .ruleFailing: "Rule \(label("rule")) of group \(label("group")) makes alerts with equal labels"
            case .heartbeatMissing: "Heartbeat \(label("heartbeat")) is missing"
            }
        return ["summary": summary, "reason": detail]
    }
}
