package import Alerting
package import Model

/// A line of `callwatch replay --format json`, as the command's reference describes it.
package struct ReferenceTransition: Sendable, Hashable {
    /// The poll's time.
    package var at: Timestamp
    /// The rule's group.
    package var group: String?
    /// The alert's name.
    package var alert: String
    /// The alert's labels, without the severity of a level.
    package var labels: [String: String]
    /// The state before.
    package var from: String
    /// The state after.
    package var to: String
    /// For levels: the severity after, or the one it had when it ends firing.
    package var severity: String?
    /// When the run left `inactive`.
    package var activeAt: Timestamp
    /// When the run last fired.
    package var startsAt: Timestamp?
    /// `no_data`, `inactive_hours`, or a reload's reason; nil otherwise.
    package var reason: String?
    /// The counters known at that poll; nil for a group.
    package var values: [Metric: Double]?
}

extension ReferenceTransition {
    /// The line that the product prints for a transition.
    package init(_ transition: AlertTransition) {
        self.init(
            at: transition.at,
            group: transition.key.group,
            alert: transition.key.alert,
            labels: Dictionary(transition.labels.pairs.map { ($0.name, $0.value) }) { first, _ in first },
            from: transition.from.rawValue,
            to: transition.to.rawValue,
            severity: transition.severity,
            activeAt: transition.activeAt,
            startsAt: transition.startsAt,
            reason: transition.reason.flatMap { $0 == .condition ? nil : $0.rawValue },
            values: transition.values.map { Dictionary($0.map { ($0.metric, $0.value) }) { first, _ in first } }
        )
    }
}

extension ReferenceTransition: CustomStringConvertible {
    /// The line itself.
    package var description: String {
        func quoted(_ text: String?) -> String {
            guard let text else { return "null" }
            let escaped = text.unicodeScalars.map { scalar in
                switch scalar {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "\n": "\\n"
                default: String(scalar)
                }
            }
            return "\"\(escaped.joined())\""
        }
        let pairs = labels.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
        let counters = values.map { values in
            Metric.allCases.compactMap { metric in values[metric].map { "\"\(metric.rawValue)\":\(Int($0))" } }
        }
        let fields =
            [
                ("at", quoted(at.rfc3339)), ("group", quoted(group)), ("alert", quoted(alert)),
                ("labels", "{\(pairs.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ","))}"),
                ("from", quoted(from)), ("to", quoted(to)), ("severity", quoted(severity)),
                ("activeAt", quoted(activeAt.rfc3339)), ("startsAt", quoted(startsAt?.rfc3339)),
                ("reason", quoted(reason)),
            ] + (counters.map { [("values", "{\($0.joined(separator: ","))}")] } ?? [])
        return "{\(fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
    }
}
