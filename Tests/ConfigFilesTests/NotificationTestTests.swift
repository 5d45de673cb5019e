import ConfigFiles
import Testing

/// Tests of who is told what, under a configuration.
struct NotificationTestTests {
    private func report(_ test: String) throws -> String {
        let lines = test.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        return try RuleTestCase(
            """
            config_file: ../etc/callwatch.yaml
            evaluation_interval: 1m
            tests:
              - name: one
            \(lines.joined(separator: "\n"))
            """
        ).report()
    }

    private static let series = """
        input_series:
          - { series: 'longestWaitTime{innoId="7"}', values: 90x3 400x2 0x30 }
          - { series: 'longestWaitTime{innoId="8"}', values: _ 90x5 0x30 }

        """

    @Test func receiversAreToldInTheirGroups() throws {
        let report = try report(
            Self.series + """
                notification_test:
                  - { eval_time: 29s, exp_notifications: [] }
                  - eval_time: 30s
                    exp_notifications:
                      - { receiver: ops, status: firing, reason: first notification, alerts: [LongWait] }
                  - eval_time: 3m
                    exp_notifications:
                      - { receiver: ops, status: firing, reason: new alerts added, alerts: [LongWait, LongWait] }
                  - { eval_time: 4m, exp_notifications: [{ receiver: ops, reason: severity raised }] }
                  - { eval_time: 20m, exp_notifications: [{ receiver: ops, status: resolved }] }
                """
        )
        #expect(report.isEmpty, "\(report)")
    }

    @Test func whatIsNotToldAsExpectedIsShown() throws {
        let report = try report(
            Self.series + """
                notification_test:
                  - eval_time: 1m
                    exp_notifications:
                      - { receiver: ops, status: resolved, alerts: [Backlog] }
                      - { receiver: ops, reason: repeat interval elapsed }
                  - { eval_time: 3m }
                """
        )
        #expect(
            report == """
                11:13: `ops` was told something else, at 30s
                  - alerts: Backlog
                  + alerts: LongWait
                    receiver: ops
                  - status: resolved
                  + status: firing
                12:13: `ops` was not told by 1m
                  - reason: repeat interval elapsed
                  - receiver: ops
                13:9: `ops` was told something at 1m30s, and nobody expects it
                  + alerts: LongWait, LongWait
                  + reason: new alerts added
                  + receiver: ops
                  + status: firing
                """
        )
    }

    @Test(arguments: [
        ("20s", "25s", "[LongWait]", "was not told by 25s, but at 30s"),
        ("20s", "25s", "[LongWait, LongWait]", "was not told by 25s, but at 1m30s"),
        ("40s", "1m", "[LongWait]", "was not told by 1m, but at 30s"),
        ("20s", "25s", "[Backlog]", "was not told by 25s\n"),
    ])
    func whatWasToldAtAnotherTimeSaysWhen(
        _ before: String,
        _ time: String,
        _ alerts: String,
        _ message: String
    ) throws {
        let report = try report(
            Self.series + """
                notification_test:
                  - { eval_time: \(before), exp_notifications: [] }
                  - { eval_time: \(time), exp_notifications: [{ receiver: ops, alerts: \(alerts), status: firing }] }
                """
        )
        #expect(report.contains(message), "\(report)")
    }

    @Test func silenceHoldsBackUntilItEnds() throws {
        let report = try report(
            Self.series + """
                events:
                  - { at: 0s, silence: { matchers: [innoId="7"], duration: 2m } }
                notification_test:
                  - { eval_time: 59s, exp_notifications: [] }
                  - { eval_time: 1m59s, exp_notifications: [{ receiver: ops, alerts: [LongWait] }] }
                  - { eval_time: 2m, exp_notifications: [{ receiver: ops, alerts: [LongWait, LongWait] }] }
                """
        )
        #expect(report.isEmpty, "\(report)")
    }

    @Test func silenceThatIsRefusedIsAFailure() throws {
        let report = try report(
            Self.series + """
                events:
                  - { at: 0s, silence: { matchers: ['innoId=~".*"'] } }
                  - { at: 10s, silence: { matchers: [innoId=7], interval: no-such } }
                notification_test:
                  - { eval_time: 20s, exp_notifications: [] }
                """
        )
        #expect(report.contains("9:28: no silence at 0s: this silence would cover every alert"), "\(report)")
        #expect(report.contains("10:29: no silence at 10s: no time interval is named `no-such`"), "\(report)")
    }

    @Test func seriesHaveTheLabelsOfTheirSourceAndCatalog() throws {
        let report = try report(
            """
            input_series:
              - { series: 'longestWaitTime{innoId="7"}', values: 90 }
              - { series: 'longestWaitTime{innoId="8",team="support"}', values: 90 }
              - { series: 'longestWaitTime{innoId="7",source="old"}', values: 90 }
            alert_rule_test:
              - alertname: LongWait
                exp_alerts:
                  - exp_labels: { innoId: 7, team: sales, site: north, severity: warning }
                  - exp_labels: { innoId: 8, team: support, site: north, source: cloud, severity: warning }
                  - exp_labels: { innoId: 7, source: old, severity: warning }
            """
        )
        #expect(report.isEmpty, "\(report)")
    }

    @Test func rulesOfTheTestFileGoBeforeThoseOfTheConfiguration() throws {
        let text = """
            config_file: ../etc/callwatch.yaml
            rule_files: [mine.rules.yaml]
            tests:
              - input_series: [{ series: 'queueCallCount{innoId="1"}', values: 2x9 }]
                notification_test: [{ eval_time: 1m, exp_notifications: [{ receiver: ops, alerts: [Mine] }] }]
            """
        let mine = "groups: [{ name: g, rules: [{ alert: Mine, when: queueCallCount above 1 }] }]"
        let report = try RuleTestCase(text, files: ["tests/mine.rules.yaml": mine]).report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test func aReloadCanBringAnotherConfiguration() throws {
        let text = """
            config_file: ../etc/callwatch.yaml
            tests:
              - input_series: [{ series: 'longestWaitTime{innoId="7"}', values: 0x3 90x9 }]
                events: [{ at: 2m, reload: ../etc/new.yaml }]
                notification_test: [{ eval_time: 6m, exp_notifications: [{ receiver: duty }] }]
            """
        let new = RuleTestCase.configuration.replacing("ops", with: "duty")
        let report = try RuleTestCase(text, files: ["etc/new.yaml": new]).report()
        #expect(report.isEmpty, "\(report)")
    }
}
