package import Alerting
import JSON
package import Model

/// What an integration would send about a notification, for people who write templates.
package struct NotificationPreview: Sendable {
    /// One part of it.
    package struct Part: Sendable {
        /// What it is: `subject`, `text`, `html` or `body`.
        package let name: String
        /// Of what type it is.
        package let contentType: String
        /// The part itself; keys and tokens are `<secret>`.
        package let content: String
    }

    /// The integration's name, `email[0]`.
    package let integration: String
    /// The parts, in the order they are sent.
    package let parts: [Part]

    /// What `integration` would send about `notification`, in which something fires, at a time.
    package init(
        _ integration: Integration,
        about notification: GroupNotification,
        externalURL: String,
        now: Timestamp
    ) {
        self.integration = integration.name
        var notification = notification
        if !integration.sendResolved { notification.alerts.removeAll { $0.status == .resolved } }
        let delivery = Delivery(
            id: "preview",
            sequence: 0,
            messageID: "preview",
            threadID: nil,
            receiver: notification.receiver,
            integration: integration.name,
            recipient: integration.recipients.first,
            notification: notification,
            createdAt: now,
            expiresAt: now
        )
        switch DeliveryWay(integration.kind, to: integration.recipients.first) {
        case .webhook(let settings):
            let (bytes, contentType) = WebhookBody.of(notification, settings, externalURL: externalURL)
            parts = [Part(name: "body", contentType: contentType, content: String(decoding: bytes, as: UTF8.self))]
        case .mail(let settings, _):
            let mail = MailComposer(settings: settings, externalURL: externalURL).parts(about: notification)
            parts = [
                Part(name: "subject", contentType: "text/plain", content: mail.subject.onOneLine),
                Part(name: "text", contentType: "text/plain", content: mail.text),
                Part(name: "html", contentType: "text/html", content: mail.html),
            ]
        case .service(let service):
            let telling = Telling(delivery: delivery, externalURL: ExternalURL(externalURL), now: now)
            let secrets = (service.connection.secrets + service.keys.map(\.text)).filter { !$0.isEmpty }
            parts = service.requests(about: telling).map { request in
                let body = String(decoding: request.body, as: UTF8.self)
                let shown = secrets.sorted { $0.utf8.count > $1.utf8.count }.reduce(body) { text, secret in
                    text.replacing(Self.quoted(secret), with: Self.quoted("<secret>"))
                }
                return Part(name: "body", contentType: "application/json", content: shown)
            }
        case nil: parts = []
        }
    }

    /// A text as it stands in JSON: a key is always the whole value of a member, and what only contains its letters is
    /// not spoilt.
    private static func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return json.text
    }
}

extension GroupNotification {
    /// A group such as contact centres have: two alerts that fire, of which one flaps, and one that has ended.
    ///
    /// It is told to `receiver`, as one of the group that `route` makes of it.
    package static func sample(to receiver: String, by route: Route) -> GroupNotification {
        let alerts = [
            sampleAlert(innoID: "3", name: "Sales", severity: "critical", waiting: 21, longest: 140),
            sampleAlert(innoID: "7", name: "Technical help", severity: "warning", waiting: 12, longest: 65),
            sampleAlert(innoID: "9", name: "Orders", severity: "warning", waiting: 2, longest: 8, hasEnded: true),
        ]
        let common = alerts.dropFirst().reduce(alerts[0].labels) { $0.common(with: $1.labels) }
        let groupLabels = route.groupLabels(of: common)
        return GroupNotification(
            receiver: receiver,
            groupKey: "\(route.path):\(groupLabels)",
            groupLabels: groupLabels,
            reason: .newAlerts,
            routeLabels: route.labels,
            alerts: alerts
        )
    }

    /// When the sample is told: a quarter to ten on a working day.
    package static let sampleTime = Timestamp(milliseconds: 1_412_675_100_000)

    private static func sampleAlert(
        innoID: String,
        name: String,
        severity: String,
        waiting: Double,
        longest: Double,
        hasEnded: Bool = false
    ) -> NotifiedAlert {
        let labels: Labels = [
            "alertname": "QueueBacklog", "ccId": "1", "innoId": innoID, "name": name, "severity": severity,
            "source": "cloud", "team": "voice", "vdn": "170",
        ]
        return NotifiedAlert(
            status: hasEnded ? .resolved : .firing,
            labels: labels,
            annotations: [
                "description": "Move agents to this queue, or offer callers to be called back.",
                "runbook_url": "https://wiki.example.com/backlog",
                "summary": "\(Int(waiting)) callers wait for \(name) & nobody answers <yet>",
            ],
            startsAt: sampleTime - .minutes(12),
            endsAt: hasEnded ? sampleTime - .minutes(1) : nil,
            fingerprint: Fingerprint(of: labels),
            values: [
                CounterValue(.allCallCount, waiting + 30), CounterValue(.ivrCallCount, 4),
                CounterValue(.agentCallCount, 26), CounterValue(.queueCallCount, waiting),
                CounterValue(.longestWaitTime, longest),
            ],
            reason: hasEnded ? .condition : nil,
            isFlapping: innoID == "7"
        )
    }
}
