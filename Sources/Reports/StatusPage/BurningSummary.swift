import Alerting
import Model

/// What burns, in a line.
struct BurningSummary {
    /// For the title of a window: `2 alerts`.
    let title: String
    /// A sentence.
    let text: String

    /// What burns of the alert of that name, or of all.
    init(_ view: StatusView, alert: String?) {
        self.init(view.burningAlerts(named: alert, limit: 0), alert: alert)
    }

    private init(_ burning: BurningAlerts, alert: String?) {
        let counts = burning.counts.filter { alert == nil || $0.key.alert == alert }
        let bySeverity = counts.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        let total = bySeverity.values.reduce(0, +)
        title = total == 0 ? "All quiet" : counted(total, "alert")
        let severities = bySeverity.sorted { left, right in
            let (first, second) = (Tone(severity: left.key).rawValue, Tone(severity: right.key).rawValue)
            return first == second ? (left.key ?? "") < (right.key ?? "") : first > second
        }
        let parts = severities.map { "\($0.value.grouped) \($0.key ?? "without severity")" }
        let pending = alert == nil && burning.pending > 0 ? " \(burning.pending.grouped) pending." : ""
        text =
            total == 0
            ? "Nothing burns.\(pending)"
            : "\(counted(total, "alert")) \(total == 1 ? "fires" : "fire"): \(parts.joined(separator: ", ")).\(pending)"
    }
}

extension StatusView {
    /// The alerts that fire, those of the worst severity first.
    func burningAlerts(named name: String? = nil, limit: Int) -> BurningAlerts {
        engine.burningAlerts(named: name, at: now, limit: limit) { Tone(severity: $0).rawValue }
    }
}
