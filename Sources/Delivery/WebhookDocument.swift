package import Alerting
import JSON
import Model

/// The body of a webhook: Alertmanager's document of version `4`, with what the polls said besides.
///
/// Common labels and annotations are those of all alerts, the ones cut off by `maxAlerts` included. The same
/// notification always gives the same bytes, so that a signature can be checked against a stored body.
package struct WebhookDocument: Sendable {
    private let notification: GroupNotification
    private let maxAlerts: Int
    private let externalURL: ExternalURL

    /// The document about `notification` with at most `maxAlerts` alerts, 0 for all.
    package init(_ notification: GroupNotification, maxAlerts: Int, externalURL: String) {
        self.notification = notification
        self.maxAlerts = maxAlerts
        self.externalURL = ExternalURL(externalURL)
    }

    /// The document as JSON in UTF-8.
    package var bytes: [UInt8] {
        let told = maxAlerts > 0 ? notification.alerts.prefix(maxAlerts) : notification.alerts[...]
        var json = JSONWriter()
        json.object { json in
            json.member("version", "4")
            json.member("groupKey", notification.groupKey)
            json.member("truncatedAlerts", notification.alerts.count - told.count)
            json.member("status", notification.status.rawValue)
            json.member("receiver", notification.receiver)
            json.member("groupLabels", notification.groupLabels)
            json.member("commonLabels", notification.commonLabels)
            json.member("commonAnnotations", notification.commonAnnotations)
            json.member("externalURL", externalURL.text)
            json.member("notification_reason", notification.reason.text)
            json.member("routeLabels", notification.routeLabels ?? [:])
            if let page = notification.page { write(page, to: &json) }
            json.member("alerts") { json in
                json.array { json in
                    for alert in told { write(alert, to: &json) }
                }
            }
        }
        return json.bytes
    }

    private func write(_ page: IncidentPage, to json: inout JSONWriter) {
        json.member("incidents") { json in
            json.array { json in
                for line in page.lines {
                    json.object { json in
                        json.member("id", line.id)
                        json.member("state", line.isResolved ? "resolved" : "open")
                        json.member("summary", line.summary)
                        if let step = line.step { json.member("step", step) }
                    }
                }
            }
        }
        if let contact = page.contact {
            json.member("person", contact.person)
            json.member("contactMethod", contact.method)
        }
        if let links = page.links {
            json.member("ackURL", links.acknowledge)
            json.member("snoozeURL", links.snooze)
        }
    }

    private func write(_ alert: NotifiedAlert, to json: inout JSONWriter) {
        json.object { json in
            json.member("status", alert.status.rawValue)
            json.member("labels", alert.labels)
            json.member("annotations", alert.annotations)
            json.member("startsAt", alert.startsAt.rfc3339)
            json.member("endsAt", alert.endsAt?.rfc3339 ?? Self.noTime)
            json.member("generatorURL", externalURL.generator(of: alert))
            json.member("fingerprint", alert.fingerprint.description)
            if let values = alert.values {
                json.member("values") { json in
                    json.object { json in
                        for counter in values {
                            json.member(counter.metric.rawValue) { $0.number(counter.value) }
                        }
                    }
                }
            }
            if let reason = alert.reason {
                json.member("reason", reason.rawValue)
            }
            if alert.isFlapping {
                json.member("flapping", true)
            }
        }
    }

    /// Go's zero time, which Alertmanager sends while an alert fires.
    static let noTime = "0001-01-01T00:00:00Z"
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ labels: Labels) {
        member(name) { json in
            json.object { json in
                for pair in labels.pairs { json.member(pair.name, pair.value) }
            }
        }
    }
}
