import ConfigFiles
import Testing

/// What tests of rules see, and when.
struct RuleTestRunTests {
    private static let series = """
        input_series:
          - { series: 'queueCallCount{innoId="7",vdn="170"}', values: 5 20x9 }
          - { series: 'longestWaitTime{innoId="7",vdn="170"}', values: 30+60x9 }

        """

    private func report(_ test: String) throws -> String {
        try RuleTestCase(test: Self.series + test).report()
    }

    private func alert(_ evalTime: String, _ state: String, _ alerts: String, name: String = "Backlog") -> String {
        "alert_rule_test: [{ eval_time: \(evalTime), alertname: \(name), state: \(state), exp_alerts: [\(alerts)] }]"
    }

    private static let firing =
        "{ exp_labels: { innoId: 7, vdn: 170, severity: warning }, exp_annotations: { summary: 20 wait } }"

    @Test(
        arguments: [
            ("0s", "firing", ""), ("0s", "pending", ""), ("0s", "inactive", ""),
            ("1m", "pending", firing), ("1m", "firing", ""),
            ("2m59s", "pending", firing),
            ("3m", "firing", firing), ("3m", "pending", ""),
            // Between two polls everything is as at the one before.
            ("3m59s", "firing", firing),
            ("3m", "inactive", "{ exp_labels: { innoId: 8 } }"),
        ]
    )
    func alertsAreInTheirState(_ evalTime: String, _ state: String, _ alerts: String) throws {
        let report = try report(alert(evalTime, state, alerts))
        #expect(report.isEmpty, "\(report)")
    }

    @Test(
        arguments: [
            ("0s", "firing", firing, "it is inactive, and is to be firing"),
            ("1m", "firing", firing, "it has been pending since 1m, and is to be firing"),
            ("3m", "pending", firing, "it has been firing since 3m, and is to be pending"),
            ("3m", "firing", "", "it fires, and nobody expects it"),
            ("1m", "pending", "", "it is pending, and nobody expects it"),
            ("1m", "inactive", "", "it has been pending since 1m, and is to be inactive"),
            ("4m", "inactive", "{ exp_labels: { vdn: 170 } }", "it has been firing since 3m, and is to be inactive"),
        ]
    )
    func alertsInAnotherStateFail(_ evalTime: String, _ state: String, _ alerts: String, _ message: String) throws {
        let failures = try RuleTestCase(test: Self.series + alert(evalTime, state, alerts)).failures()
        #expect(failures.map(\.message) == ["`Backlog` at \(evalTime): \(message)"])
    }

    @Test func alertsWithOtherLabelsOrAnnotationsShowWhatDiffers() throws {
        let report = try report(
            """
            alert_rule_test:
              - eval_time: 3m
                alertname: Backlog
                exp_alerts:
                  - exp_labels: { innoId: 7, severity: critical, team: sales, ccId: 1 }
                    exp_annotations: { summary: 21 wait, runbook: "a\\nb" }
            """
        )
        #expect(
            report == #"""
                11:13: `Backlog` at 3m: it fires, but not as expected
                    alertname="Backlog"
                    ccId="1"
                    innoId="7"
                  - severity="critical"
                  + severity="warning"
                  - team="sales"
                  + vdn="170"
                  - runbook: a\nb
                  - summary: 21 wait
                  + summary: 20 wait
                """#
        )
    }

    @Test func annotationsMustBeExpectedAsInPromtool() throws {
        let failures = try RuleTestCase(
            test: Self.series + alert("3m", "firing", "{ exp_labels: { innoId: 7, vdn: 170, severity: warning } }")
        ).failures()
        #expect(failures.count == 1)
        #expect(failures.first?.difference.last?.text == "summary: 20 wait")
    }

    @Test func levelsHaveTheirSeverityAmongTheLabels() throws {
        func labels(_ severity: String) -> String { "{ exp_labels: { innoId: 7, vdn: 170, severity: \(severity) } }" }
        for (time, severity) in [("1m", "warning"), ("4m", "warning"), ("5m", "critical")] {
            let report = try report(alert(time, "firing", labels(severity), name: "LongWait"))
            #expect(report.isEmpty, "\(report)")
        }
        let report = try report(alert("4m", "firing", labels("critical"), name: "LongWait"))
        #expect(report.contains("  - severity=\"critical\"\n  + severity=\"warning\""))
    }

    @Test func eachExpectationTakesTheAlertThatFitsIt() throws {
        // The second expects any source; the first would take its alert if pairs were made one after the other.
        let test = """
            input_series:
              - { series: 'queueCallCount{innoId="1"}', values: 20 }
              - { series: 'queueCallCount{innoId="2"}', values: 20 }
              - { series: 'queueCallCount{innoId="3",source="other"}', values: 20 }
            alert_rule_test:
              - alertname: Backlog
                state: pending
                exp_alerts:
                  - { exp_labels: { innoId: 2, severity: warning }, exp_annotations: { summary: 20 wait } }
                  - { exp_labels: { innoId: 1, source: test, severity: warning }, exp_annotations: { summary: 20 wait } }
                  - { exp_labels: { innoId: 3, severity: warning }, exp_annotations: { summary: 20 wait } }
            """
        let report = try RuleTestCase(test: test).report()
        // A source of the test's own choice is to be told.
        #expect(report.hasPrefix("14:13: `Backlog` at 0s: it is pending, but not as expected"))
        #expect(report.contains(#"  + source="other""#))
        #expect(!report.contains("\n13:"))
        #expect(!report.contains("\n12:"))
    }

    @Test func theClockBeginsWhereItIsToldTo() throws {
        for start in ["2026-01-05T09:00:00Z", "1767603600", "1767603600.5", "0"] {
            let report = try report("start_timestamp: \(start)\n" + alert("3m", "firing", Self.firing))
            #expect(report.isEmpty, "\(report)")
        }
    }

    @Test func theIntervalOfTheTestGoesBeforeThatOfTheFile() throws {
        let text = """
            rule_files: [../rules/a.rules.yaml]
            evaluation_interval: 5m
            tests:
              - interval: 30s
                input_series: [{ series: 'queueCallCount{innoId="7",vdn="170"}', values: 20x9 }]
                \(alert("2m", "firing", Self.firing))
              - input_series: [{ series: 'queueCallCount{innoId="7",vdn="170"}', values: 20x9 }]
                \(alert("5m", "firing", Self.firing))
            """
        let file = try #require(RuleTestCase(text).load())
        #expect(file.tests.map(\.name) == ["#1", "#2"])
        let report = try RuleTestCase(text).report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test func aPollThatFailsTellsNothingNew() throws {
        // The third poll would end what is pending; it fails, and the next brings 20 again.
        let test = """
            input_series: [{ series: 'queueCallCount{innoId="7",vdn="170"}', values: 20 20 1 20 }]
            \(alert("3m", "firing", Self.firing))
            """
        #expect(try !RuleTestCase(test: test).report().isEmpty)
        let report = try RuleTestCase(test: test + "\nevents: [{ at: 2m, fail_poll: true }]").report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test func rulesHoldInTheirHours() throws {
        let rules = """
            groups:
              - name: voice
                rules: [{ alert: Open, when: queueCallCount above 1, active_time_intervals: [office] }]
            """
        let text = """
            config_file: ../etc/hours.yaml
            rule_files: [../rules/a.rules.yaml]
            tests:
              - start_timestamp: 2026-01-05T08:58:00Z
                input_series: [{ series: 'queueCallCount{innoId="1"}', values: 5x5 }]
                alert_rule_test:
                  - { eval_time: 1m, alertname: Open, state: inactive }
                  - { eval_time: 2m, alertname: Open, exp_alerts: [{ exp_labels: { innoId: 1 } }] }
            """
        let hours = """
            rule_files: []
            time_intervals: [{ name: office, time_intervals: [{ times: [{ start_time: '09:00', end_time: '17:00' }] }] }]
            route: { receiver: ops }
            receivers: [{ name: ops }]
            """
        let files = ["rules/a.rules.yaml": rules, "etc/hours.yaml": hours]
        let report = try RuleTestCase(text, files: files).report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test(arguments: ["true", "[../rules/a.rules.yaml]", "../rules/a.*.yaml"])
    func aReloadKeepsWhatIsThereStill(_ files: String) throws {
        let report = try report("events: [{ at: 2m, reload: \(files) }]\n" + alert("3m", "firing", Self.firing))
        #expect(report.isEmpty, "\(report)")
    }

    @Test func aReloadOfOtherRulesEndsWhatIsGone() throws {
        let text = """
            rule_files: [../rules/a.rules.yaml]
            tests:
              - input_series: [{ series: 'queueCallCount{innoId="7",vdn="170"}', values: 20x9 }]
                events: [{ at: 3m, reload: other.rules.yaml }]
                alert_rule_test:
                  - { eval_time: 2m, alertname: Backlog, exp_alerts: [\(Self.firing)] }
                  - { eval_time: 3m, alertname: Backlog, state: inactive }
                  - { eval_time: 3m, alertname: Other, exp_alerts: [{ exp_labels: { innoId: 7, vdn: 170 } }] }
            """
        let other = "groups: [{ name: voice, rules: [{ alert: Other, when: queueCallCount above 1 }] }]"
        let report = try RuleTestCase(text, files: ["tests/other.rules.yaml": other]).report()
        #expect(report.isEmpty, "\(report)")
    }
}
