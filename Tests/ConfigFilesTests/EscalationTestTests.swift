import ConfigFiles
import Diagnostics
import Testing

/// Tests of who is told of incidents, under a configuration.
struct EscalationTestTests {
    private static let configuration = """
        rule_files: [../rules/a.rules.yaml]
        route: { receiver: ops, group_by: [alertname], group_wait: 30s, group_interval: 1m, escalation: duty }
        receivers: [{ name: ops, webhook_configs: [{ url: "https://a.example.com" }] }]
        users:
          - name: ana
            contact_methods: { phone: { webhook: "https://sms.example.com", body: "{{summary}} {{ackURL}}", content_type: text/plain } }
            notify: { high: [{ via: phone }] }
          - name: bo
            contact_methods: { phone: { webhook: "https://sms.example.com" } }
            notify: { high: [{ via: phone }] }
        escalation_policies:
          - name: duty
            steps:
              - { notify: [user:ana], wait: 5m }
              - { notify: [user:bo, receiver:ops], wait: 5m }
        """

    private func report(_ test: String) throws -> String {
        let lines = test.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return try RuleTestCase(
            """
            config_file: ../etc/callwatch.yaml
            evaluation_interval: 1m
            tests:
              - name: one
                input_series:
                  - { series: 'longestWaitTime{innoId="7"}', values: 90x20 0x20 }
            \(lines.joined(separator: "\n"))
            """,
            files: ["etc/callwatch.yaml": Self.configuration]
        ).report()
    }

    @Test func ladderIsClimbedUntilSomebodyAnswers() throws {
        let report = try report(
            """
            events:
              - { at: 6m, ack: { incident: INC-1, as: bo, snooze: 4m } }
              - { at: 12m, ack: INC-1 }
            escalation_test:
              - { eval_time: 29s, exp_notified: [] }
              - { eval_time: 30s, exp_notified: [{ user: ana, contact_method: phone, step: 1, incident: INC-1 }] }
              - eval_time: 6m
                exp_notified: [{ user: bo, contact_method: phone, step: 2 }, { receiver: ops, step: 2 }]
              - { eval_time: 9m59s }
              - { eval_time: 10m, exp_notified: [{ user: ana, step: 1 }] }
              - { eval_time: 21m }
              - eval_time: 22m
                exp_notified: [{ user: ana, status: resolved }, { user: bo, status: resolved }, { receiver: ops }]
            """
        )
        #expect(report.isEmpty, "\(report)")
    }

    @Test func whoIsNotToldAsExpectedIsShown() throws {
        let report = try report(
            """
            events: [{ at: 1m, ack: INC-2 }]
            escalation_test:
              - eval_time: 2m
                exp_notified: [{ user: ana, contact_method: phone, step: 2 }, { user: bo }]
              - { eval_time: 6m, exp_notified: [{ receiver: ops }] }
            """
        )
        #expect(
            report == """
                7:29: nothing to acknowledge at 1m: there is no incident INC-2, or it was over long ago
                10:24: `ana` was told something else, at 30s
                    contact_method: phone
                  - step: 2
                  + step: 1
                    user: ana
                10:71: `bo` was not told by 2m
                  - user: bo
                11:40: `bo` was told at 5m30s, and nobody expects it
                  + contact_method: phone
                  + incident: INC-1
                  + status: firing
                  + step: 2
                  + user: bo
                """
        )
    }

    @Test(arguments: [
        ("exp_notified: [{ user: anna }]", "unknown-user"),
        ("exp_notified: [{ user: ana, contact_method: mail }]", "unknown-contact-method"),
        ("exp_notified: [{ receiver: opps }]", "unknown-receiver"), ("exp_notified: [{ step: 1 }]", "missing-key"),
        ("exp_notified: [{ user: ana, receiver: ops }]", "conflicting-keys"),
        ("exp_notified: [{ user: ana, incident: 7 }]", "invalid-value"),
    ])
    func mistakesAreFound(_ expectation: String, _ id: String) throws {
        let file = RuleTestCase(
            """
            config_file: ../etc/callwatch.yaml
            tests: [{ name: one, escalation_test: [{ eval_time: 1m, \(expectation) }] }]
            """,
            files: ["etc/callwatch.yaml": Self.configuration]
        ).load()
        #expect(try #require(file).diagnostics.map(\.id) == [id])
    }

    @Test func withoutAConfigurationNobodyIsTold() throws {
        let file = RuleTestCase(
            """
            rule_files: [../rules/*.rules.yaml]
            tests: [{ name: one, events: [{ at: 0s, ack: INC-1 }], escalation_test: [{ eval_time: 1m }] }]
            """
        ).load()
        #expect(try #require(file).diagnostics.map(\.id) == ["no-receivers"])
    }
}
