import Alerting
import JSON
import Model

/// Which alerts a query wants.
struct AlertSelection {
    /// What their labels must satisfy.
    var filters: [Matcher] = []
    /// The pattern of a receiver that is told of them; nil for all.
    var receiver: Pattern?
    /// Whether those that are told.
    var active = true
    /// Whether those that are silenced.
    var silenced = true
    /// Whether those that are inhibited.
    var inhibited = true
    /// Whether those that a time interval mutes.
    var muted = true

    /// Whether an alert is wanted; of which receiver is not asked here.
    func admits(_ alert: AlertStatus) -> Bool {
        let suppression = alert.suppression
        if !active, suppression.isEmpty { return false }
        if !silenced, !suppression.silencedBy.isEmpty { return false }
        if !inhibited, !suppression.inhibitedBy.isEmpty { return false }
        if !muted, !suppression.mutedBy.isEmpty { return false }
        return filters.admits(alert.alert.labels)
    }

    /// Whether a receiver is wanted.
    func admits(receiver name: String) -> Bool { receiver?.matches(name) ?? true }
}

/// The JSON forms of alerts in answers: Alertmanager's.
struct AlertDocument {
    /// What links to alerts begin with, without a slash at the end.
    let externalURL: String

    /// The alerts that are wanted.
    func text(of alerts: [AlertStatus], _ selection: AlertSelection) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for alert in alerts where selection.admits(alert) && alert.receivers.contains(where: selection.admits) {
                write(alert, to: &writer)
            }
        }
        return writer.text
    }

    /// The groups with the alerts in them that are wanted; none without.
    func text(of groups: [AlertGroupStatus], _ selection: AlertSelection) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for group in groups where selection.admits(receiver: group.receiver) {
                let alerts = group.alerts.filter(selection.admits)
                if !alerts.isEmpty { write(group, alerts, to: &writer) }
            }
        }
        return writer.text
    }

    private func write(_ group: AlertGroupStatus, _ alerts: [AlertStatus], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("alerts") { writer in
                writer.array { writer in
                    for alert in alerts { write(alert, to: &writer) }
                }
            }
            writer.member("labels", group.labels)
            writer.member("receiver") { writer in
                writer.object { $0.member("name", group.receiver) }
            }
            writer.member("routeLabels", group.routeLabels)
        }
    }

    private func write(_ status: AlertStatus, to writer: inout JSONWriter) {
        let alert = status.alert
        writer.object { writer in
            writer.member("annotations", alert.annotations)
            writer.member("endsAt", status.endsAt)
            writer.member("fingerprint", alert.fingerprint.description)
            writer.member("receivers") { writer in
                writer.array { writer in
                    for name in status.receivers { writer.object { $0.member("name", name) } }
                }
            }
            writer.member("startsAt", alert.startsAt)
            writer.member("status") { writer in
                writer.object { writer in
                    writer.member("inhibitedBy", status.suppression.inhibitedBy.map(\.description))
                    writer.member("mutedBy", status.suppression.mutedBy)
                    writer.member("silencedBy", status.suppression.silencedBy)
                    writer.member("state", status.suppression.isEmpty ? "active" : "suppressed")
                }
            }
            writer.member("updatedAt", status.updatedAt)
            writer.member("generatorURL", alert.generatorURL ?? "\(externalURL)/?alert=\(alert.fingerprint)")
            writer.member("labels", alert.labels)
        }
    }
}
