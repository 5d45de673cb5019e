import Alerting
import Model

/// The subject that Alertmanager gives a mail: `[FIRING:2] group label values (other common label values)`; how many of
/// the alerts flap stands behind the status: `[FIRING:2] [FLAPPING:1]`.
enum MailSubject {
    /// The subject of a mail about `notification`.
    static func text(_ notification: GroupNotification) -> String {
        let group = notification.groupLabels
        let groupNames = Set(group.pairs.map(\.name))
        let others = notification.commonLabels.pairs.filter { !groupNames.contains($0.name) }
        let firing = notification.alerts.count { $0.status == .firing }
        let status = notification.status.rawValue.uppercased() + (firing > 0 ? ":\(firing)" : "")
        let flapping = notification.alerts.count(where: \.isFlapping)
        var parts =
            (notification.page.map { ["[\($0.ids)]"] } ?? []) + ["[\(status)]"]
            + (flapping > 0 ? ["[FLAPPING:\(flapping)]"] : []) + values(group.pairs)
        if !others.isEmpty { parts.append("(\(values(others).joined(separator: " ")))") }
        return parts.joined(separator: " ")
    }

    /// The values in Alertmanager's order: `alertname` first, the others by name.
    private static func values(_ pairs: [Labels.Pair]) -> [String] {
        (pairs.filter { $0.name == "alertname" } + pairs.filter { $0.name != "alertname" }).map(\.value)
    }
}
