import ConfigFiles
import Testing

/// The notations of promtool: what `values` and `series` mean.
struct SampleNotationTests {
    private static let rules = """
        groups:
          - name: g
            rules:
              - alert: Seen
                when: queueCallCount at least 0
                annotations: { text: "{{ queueCallCount }}" }
                resolve_no_data_after: 0
        """

    @Test(
        arguments: [
            ("1 2 3", ["1", "2", "3", nil]),
            ("5x2", ["5", "5", "5", nil]),
            ("5x0 6", ["5", "6", nil]),
            ("1+2x3", ["1", "3", "5", "7", nil]),
            ("7-2x3", ["7", "5", "3", "1", nil]),
            ("1 _ 2 _x2 3", ["1", nil, "2", nil, nil, "3", nil]),
            ("_x0 4", ["4", nil]),
            ("8 stale 9", ["8", nil, "9"]),
            (" 1e2   +3 .4e1 ", ["100", "3", "4", nil]),
            ("0+1x1000000000", ["0", "1", "2"]),
            // What no counter can be is unknown, as in an answer.
            ("1 -1 1.5 NaN Inf 9007199254740994 2", ["1", nil, nil, nil, nil, nil, "2"]),
            ("-2+2x2", [nil, "0", "2", nil]),
        ] as [(String, [String?])]
    )
    func valuesExpandToOneSampleAPoll(_ values: String, _ expected: [String?]) throws {
        var lines = ["input_series: [{ series: 'queueCallCount{innoId=\"1\"}', values: '\(values)' }]"]
        lines.append("alert_rule_test:")
        for (minute, text) in expected.enumerated() {
            let alert = text.map { "{ exp_labels: { innoId: 1 }, exp_annotations: { text: \($0) } }" } ?? ""
            lines.append("  - { eval_time: \(minute)m, alertname: Seen, exp_alerts: [\(alert)] }")
        }
        let report = try RuleTestCase(test: lines.joined(separator: "\n"), rules: Self.rules).report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test(
        arguments: [
            (#"queueCallCount{innoId="1"}"#, #"ccId: 1, innoId: 1, vdn: 1, source: test"#),
            (#"queueCallCount{innoId="1",}"#, #"innoId: 1"#),
            (#" queueCallCount { vdn = "170" , innoId = "1" } "#, #"vdn: 170, innoId: 1"#),
            (#"{__name__="queueCallCount",innoId="1",ccId="2"}"#, #"ccId: 2, innoId: 1"#),
            (#"queueCallCount{innoId=`1`,team=`a\b`}"#, #"innoId: 1, team: 'a\b'"#),
            (#"queueCallCount{innoId='1',team='a\'\"\\\tb'}"#, #"innoId: 1, team: "a'\"\\\tb""#),
            (#"queueCallCount{innoId="1",source="other"}"#, #"innoId: 1"#),
        ]
    )
    func seriesGiveTheirLabels(_ series: String, _ labels: String) throws {
        let quoted = series.replacing("'", with: "''")
        let report = try RuleTestCase(
            test: """
                input_series: [{ series: '\(quoted)', values: 3 }]
                alert_rule_test:
                  - alertname: Seen
                    exp_alerts: [{ exp_labels: { \(labels) }, exp_annotations: { text: 3 } }]
                """,
            rules: Self.rules
        ).report()
        #expect(report.isEmpty, "\(report)")
    }

    @Test func metricsOfOneCodeAreOneSeries() throws {
        let report = try RuleTestCase(
            test: """
                input_series:
                  - { series: 'queueCallCount{innoId="1",team="a"}', values: 3 _ _ }
                  - { series: 'longestWaitTime{innoId="1",site="b"}', values: 5 6 _ }
                alert_rule_test:
                  - { alertname: Both, exp_alerts: [{ exp_labels: { innoId: 1, team: a, site: b } }] }
                  # It is delivered as long as one of its counters is.
                  - { alertname: Both, eval_time: 1m, exp_alerts: [{ exp_labels: { innoId: 1, team: a, site: b } }] }
                  - { alertname: Both, eval_time: 2m, exp_alerts: [] }
                """,
            rules: """
                groups:
                  - name: g
                    rules:
                      - alert: Both
                        when: queueCallCount at least 3 or longestWaitTime is 6
                        resolve_no_data_after: 0
                """
        ).report()
        #expect(report.isEmpty, "\(report)")
    }
}
