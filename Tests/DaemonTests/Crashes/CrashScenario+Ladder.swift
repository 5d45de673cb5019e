import Alerting
import Model

extension CrashScenario {
    /// Ten minutes of incidents: ladders to their end, answers, a snooze, notes, and an end.
    static func ladder() throws -> CrashScenario {
        let queues: [Int64: [(poll: Int, calls: Double)]] = [
            1: [(0, 0), (2, 8), (20, 30), (44, 0)],
            2: [(0, 0), (2, 8), (10, 0), (14, 8)],
        ]
        return CrashScenario(
            configuration: try configuration(rules: ladderRules, sections: ladderSections),
            polls: 60,
            queue: { code, poll in queues[code]?.last { $0.poll <= poll }?.calls ?? 0 },
            fails: { _ in false },
            answer: { delivery, seconds in
                // The phone of ana is out of reach for some time: its messages keep their order.
                delivery.receiver == "ana/phone" && (60..<110).contains(seconds)
                    ? .retry(error: "503", retryAfter: nil) : .delivered
            },
            acts: [
                .init(after: 95, IncidentAct(.acknowledge(snooze: .seconds(45)), incident: 2, as: "bo")),
                .init(after: 151, IncidentAct(.acknowledge(snooze: nil), incident: 1, as: "ana", note: "on it")),
                .init(after: 152, IncidentAct(.note("the trunk is down"), incident: 1, as: "ana")),
                .init(after: 161, IncidentAct(.acknowledge(snooze: nil), incident: 3, as: "ana")),
                .init(after: 306, IncidentAct(.escalate, incident: 1, as: "bo")),
            ]
        )
    }

    private static let ladderRules = """
        groups:
          - name: queues
            rules:
              - alert: Waiting
                levels:
                  - { severity: warning, when: queueCallCount above 5 }
                  - { severity: critical, when: queueCallCount above 20 }
                annotations: { summary: "{{ queueCallCount }} wait" }

        """

    /// No step falls on a poll.
    private static let ladderSections = """
        route:
          receiver: desk
          group_by: [alertname, innoId]
          group_wait: 3100ms
          group_interval: 31700ms
          escalation: duty
        receivers:
          - name: desk
            webhook_configs: [{ url: "http://127.0.0.1:1/desk" }]
        smtp: { smarthost: "127.0.0.1:1", from: callwatch@example.com, tls: none }
        users:
          - name: ana
            contact_methods:
              phone: { webhook: "http://127.0.0.1:1/ana", body: "{{summary}} {{ackURL}}", content_type: text/plain }
              mail: { email: ana@example.com }
            notify: { high: [{ via: phone }, { via: mail, after: 11s }, { via: phone, after: 33s }] }
          - name: bo
            contact_methods: { phone: { webhook: "http://127.0.0.1:1/bo" } }
            notify: { high: [{ via: phone }] }
        schedules:
          - name: voice
            time_zone: UTC
            layers: [{ users: [ana], rotation: daily, handoff: "00:00", from: 2023-01-01 }]
        escalation_policies:
          - name: duty
            steps:
              - { notify: [schedule:voice], wait: 41300ms }
              - { notify: [user:bo, receiver:desk], wait: 37900ms }
            repeat: 1
            when_exhausted: receiver:desk
            ack_timeout: 77s

        """
}
