import Alerting
import Delivery
import Model
import Outbound

/// Values that the suites share.
enum Sample {
    static let now = Timestamp(milliseconds: 1_412_668_163_500)

    static let backlog = NotifiedAlert(
        status: .firing,
        labels: ["alertname": "QueueBacklog", "innoId": "3", "name": "Sales", "severity": "critical", "vdn": "170"],
        annotations: ["runbook_url": "https://wiki.example.com/backlog", "summary": "21 callers wait at Sales"],
        startsAt: Timestamp(milliseconds: 1_412_667_900_000),
        endsAt: nil,
        fingerprint: Fingerprint(value: 0x00ab_cdef_0123_4567),
        values: [CounterValue(.queueCallCount, 21), CounterValue(.longestWaitTime, 140)],
        reason: nil
    )

    static let ended = NotifiedAlert(
        status: .resolved,
        labels: ["alertname": "QueueBacklog", "innoId": "4", "name": "Support", "severity": "critical", "vdn": "170"],
        annotations: ["summary": "nobody waits at Support"],
        startsAt: Timestamp(milliseconds: 1_412_667_600_000),
        endsAt: Timestamp(milliseconds: 1_412_668_125_250),
        fingerprint: Fingerprint(value: 0x1122_3344_5566_7788),
        values: nil,
        reason: .noData
    )

    static func notification(_ alerts: [NotifiedAlert] = [backlog, ended]) -> GroupNotification {
        GroupNotification(
            receiver: "ops",
            groupKey: #"{}/{severity="critical"}:{alertname="QueueBacklog", vdn="170"}"#,
            groupLabels: ["alertname": "QueueBacklog", "vdn": "170"],
            reason: .someResolved,
            alerts: alerts
        )
    }

    static func delivery(
        of notification: GroupNotification = notification(),
        threadID: String? = nil,
        integration: String = "webhook[0]",
        recipient: String? = nil
    ) -> Delivery {
        Delivery(
            id: "d-1",
            sequence: 1,
            messageID: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            threadID: threadID,
            receiver: "ops",
            integration: integration,
            recipient: recipient,
            notification: notification,
            createdAt: now,
            expiresAt: now + .hours(24)
        )
    }

    static func email(
        to: [String] = ["ops@example.com", "lead@example.com"],
        fromHeader: String? = nil,
        headers: [HTTPSettings.Header] = [],
        smtp: SMTPSettings = SMTPSettings(host: "localhost", port: 587, hello: "callwatch.example.com")
    ) -> EmailSettings {
        EmailSettings(to: to, from: "callwatch@example.com", fromHeader: fromHeader, headers: headers, smtp: smtp)
    }

    static let externalURL = "https://callwatch.example.com"
    static let linkKey = [UInt8](repeating: 7, count: 32)
}

/// A sender with the one integration of the one receiver `ops`.
struct OneIntegration {
    let transport: Transport
    let sender: DeliverySender
    let receivers: [String: Receiver]

    init(_ name: String, _ kind: Integration.Kind) throws {
        transport = try Transport()
        sender = DeliverySender(transport: transport, version: "1.2.3", linkKey: Sample.linkKey)
        let integration = Integration(name: name, sendResolved: true, kind: kind)
        receivers = ["ops": Receiver(name: "ops", integrations: [integration])]
    }

    func attempt(_ delivery: Delivery) async -> DeliveryOutcome? {
        await sender.attempt(delivery, with: receivers, externalURL: Sample.externalURL, now: Sample.now)
    }
}
