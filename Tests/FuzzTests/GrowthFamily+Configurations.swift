extension GrowthFamily {
    private static let configurationHead = "route: { receiver: ops }\n"
    private static let receivers = "receivers: [{ name: ops }]\n"

    /// What can be repeated in a configuration.
    static let configurations: [GrowthFamily] = [
        GrowthFamily("receivers", .configuration, "route: { receiver: r0 }\nreceivers:\n") { "  - name: r\($0)\n" },
        GrowthFamily("receivers of one name", .configuration, "route: { receiver: r }\nreceivers:\n") { _ in
            "  - name: r\n"
        },
        GrowthFamily("routes", .configuration, "\(receivers)route:\n  receiver: ops\n  routes:\n") {
            "    - { matchers: [vdn=\($0)], receiver: ops }\n"
        },
        GrowthFamily("routes to unknown receivers", .configuration, "route:\n  receiver: r0\n  routes: [", "]\n") {
            "{ receiver: receiver\($0) },\n"
        },
        GrowthFamily(
            "unknown receivers near known ones",
            .configuration,
            "route:\n  receiver: ops\n  routes:\n",
            "receivers:\n  - { name: ops }\n"
        ) {
            "    - { receiver: receiver\($0) }\n"
        },
        GrowthFamily("fallbacks", .configuration, "\(configurationHead)receivers:\n  - name: ops\n") {
            "  - { name: receiver\($0), fallback: receiver\($0 + 1)x }\n"
        },
        GrowthFamily("a circle of fallbacks", .configuration, "\(configurationHead)receivers:\n  - name: ops\n") {
            "  - { name: r\($0), fallback: r\($0 + 1) }\n"
        },
        GrowthFamily(
            "webhooks",
            .configuration,
            "\(configurationHead)receivers:\n  - name: ops\n    webhook_configs:\n"
        ) {
            "      - url: https://h/\($0)\n"
        },
        GrowthFamily(
            "mail addresses",
            .configuration,
            "\(configurationHead)smtp: { smarthost: 'm:25', from: a@b }\nreceivers: [{ name: ops, email_configs: [{ to: '",
            "a@b' }] }]\n"
        ) {
            "a\($0)@b.example, "
        },
        GrowthFamily(
            "a mail address of quotes",
            .configuration,
            "\(configurationHead)smtp: { smarthost: 'm:25', from: a@b }\nreceivers: [{ name: ops, email_configs: [{ to: '",
            "a@b' }] }]\n"
        ) { _ in
            "\"a, "
        },
        GrowthFamily("sources", .configuration, "\(configurationHead)\(receivers)sources:\n") {
            "  - { name: s\($0), recording: '-' }\n"
        },
        GrowthFamily("sources of one name", .configuration, "\(configurationHead)\(receivers)sources:\n") { _ in
            "  - { name: s, recording: '-' }\n"
        },
        GrowthFamily(
            "targets",
            .configuration,
            "\(configurationHead)\(receivers)sources:\n  - name: s\n    cc_cms:\n      url: https://h\n      access_key: a\n      secret_key: b\n      targets:\n"
        ) {
            "        - { cc_id: 1, vdn: \($0 % 5000), inno_ids: [\($0)] }\n"
        },
        GrowthFamily(
            "codes",
            .configuration,
            "\(configurationHead)\(receivers)sources: [{ name: s, cc_cms: { url: 'https://h', access_key: a, secret_key: b, targets: [{ cc_id: 1, vdn: 1, inno_ids: [",
            "1] }] } }]"
        ) {
            "\($0), "
        },
        GrowthFamily(
            "ranges of codes",
            .configuration,
            "\(configurationHead)\(receivers)sources: [{ name: s, cc_cms: { url: 'https://h', access_key: a, secret_key: b, targets: [{ cc_id: 1, vdn: 1, inno_ids: [",
            "1] }] } }]"
        ) { _ in
            "1-9007199254740992, "
        },
        GrowthFamily("time intervals", .configuration, "\(configurationHead)\(receivers)time_intervals:\n") {
            "  - { name: i\($0), time_intervals: [{ times: [{ start_time: '09:00', end_time: '17:00' }] }] }\n"
        },
        GrowthFamily(
            "weekdays",
            .configuration,
            "\(configurationHead)\(receivers)time_intervals: [{ name: i, time_intervals: [{ weekdays: [",
            "monday] }] }]"
        ) { _ in
            "'monday:friday', "
        },
        GrowthFamily(
            "years",
            .configuration,
            "\(configurationHead)\(receivers)time_intervals: [{ name: i, time_intervals: [{ years: [",
            "'2020'] }] }]"
        ) {
            "'\($0 % 3000):\($0 % 3000 + 1)', "
        },
        GrowthFamily(
            "zones that do not exist",
            .configuration,
            "\(configurationHead)\(receivers)time_intervals:\n",
            largest: 8 << 10
        ) {
            "  - { name: i\($0), time_intervals: [{ location: Europe/Berln }] }\n"
        },
        GrowthFamily("substitutions", .configuration, "\(configurationHead)\(receivers)storage: { path: '", "' }") {
            _ in "${env:A} $$ "
        },
        GrowthFamily(
            "substitutions of nothing",
            .configuration,
            "\(configurationHead)\(receivers)storage: { path: '",
            "' }"
        ) { _ in
            "${env:B} ${x:y} "
        },
        GrowthFamily("open substitutions", .configuration, "\(configurationHead)\(receivers)storage: { path: '", "' }")
        { _ in "${a" },
        GrowthFamily("includes", .configuration, "\(configurationHead)\(receivers)include:\n") { "  - a\($0).yaml\n" },
        GrowthFamily("rule files", .configuration, "\(configurationHead)\(receivers)rule_files:\n") {
            "  - a\($0).yaml\n"
        },
        GrowthFamily("patterns of files", .configuration, "\(configurationHead)\(receivers)rule_files:\n") { _ in
            "  - '[a-z]*.yaml'\n"
        },
        GrowthFamily("a pattern of stars", .configuration, "\(configurationHead)\(receivers)rule_files: ['", "']\n") {
            _ in "*a"
        },
        GrowthFamily(
            "a pattern of stars in a row",
            .configuration,
            "\(configurationHead)\(receivers)rule_files: ['",
            "']\n"
        ) { _ in "*" },
        GrowthFamily("a pattern of open sets", .configuration, "\(configurationHead)\(receivers)rule_files: ['", "']\n")
        { _ in "[" },
        GrowthFamily("a pattern of sets", .configuration, "\(configurationHead)\(receivers)rule_files: ['", "']\n") {
            _ in "[\u{20}-\u{10FFFF}]"
        },
        GrowthFamily("users", .configuration, "\(configurationHead)\(receivers)server:\n  users:\n") {
            "    - { name: u\($0), password_hash: '$6$saltsaltsaltsalt$0123456789' }\n"
        },
        GrowthFamily(
            "headers",
            .configuration,
            "\(configurationHead)receivers: [{ name: ops, webhook_configs: [{ url: 'https://h', http_config: { http_headers: {",
            "} } }] }]"
        ) {
            "H\($0): { values: [x] }, "
        },
        GrowthFamily(
            "values of a header",
            .configuration,
            "\(configurationHead)receivers: [{ name: ops, webhook_configs: [{ url: 'https://h', http_config: { http_headers: { H: { values: [",
            "x] } } } }] }]"
        ) {
            "x\($0), "
        },
        GrowthFamily("labels to group by", .configuration, "\(receivers)route: { receiver: ops, group_by: [", "a] }") {
            "l\($0), "
        },
        GrowthFamily(
            "matchers in one text",
            .configuration,
            "\(receivers)route: { receiver: ops, routes: [{ matchers: ['{",
            "a=b}'] }] }"
        ) {
            "l\($0)=~\"x\", "
        },
    ]

    private static let testsHead = "rule_files: [a.rules.yaml]\ntests:\n"
    private static let series = "  - input_series:\n"
    private static let expectations = "    alert_rule_test: [{ eval_time: 1m, alertname: A }]\n"

    /// What can be repeated in a test file.
    static let tests: [GrowthFamily] = [
        GrowthFamily("tests", .tests, testsHead) {
            "  - { name: t\($0), alert_rule_test: [{ eval_time: 1m, alertname: A }] }\n"
        },
        GrowthFamily("series of a test", .tests, testsHead + series, expectations) {
            "      - { series: 'queueCallCount{innoId=\"\($0)\"}', values: 1x4 }\n"
        },
        GrowthFamily("series with a mistake", .tests, testsHead + series, expectations) {
            "      - { series: 'queueCallCnt{innoId=\"\($0)\"}', values: 1x4 }\n"
        },
        GrowthFamily("one series many times", .tests, testsHead + series, expectations) { _ in
            "      - { series: 'queueCallCount{innoId=\"1\"}', values: 1x4 }\n"
        },
        GrowthFamily(
            "labels of a series",
            .tests,
            testsHead + series + "      - { values: 1, series: 'queueCallCount{innoId=\"1\"",
            "}' }\n" + expectations
        ) {
            ",l\($0)=\"x\""
        },
        GrowthFamily(
            "values",
            .tests,
            testsHead + series + "      - { series: 'queueCallCount{innoId=\"1\"}', values: '",
            "' }\n" + expectations
        ) { _ in
            "1 _ 2 "
        },
        GrowthFamily(
            "long runs of values",
            .tests,
            testsHead + series + "      - { series: 'queueCallCount{innoId=\"1\"}', values: '",
            "' }\n" + expectations
        ) { _ in
            "0+1x999999999 "
        },
        GrowthFamily(
            "values that are none",
            .tests,
            testsHead + series + "      - { series: 'queueCallCount{innoId=\"1\"}', values: '",
            "' }\n" + expectations
        ) { _ in
            "x "
        },
        GrowthFamily(
            "alerts expected",
            .tests,
            testsHead + "  - alert_rule_test:\n      - eval_time: 1m\n        alertname: A\n        exp_alerts:\n"
        ) {
            "          - exp_labels: { l: x\($0) }\n"
        },
        GrowthFamily("alert tests", .tests, testsHead + "  - alert_rule_test:\n") {
            "      - { eval_time: \($0 % 60)s, alertname: A, exp_alerts: [{ exp_labels: { a: b } }] }\n"
        },
        GrowthFamily("alert tests of unknown alerts", .tests, testsHead + "  - alert_rule_test:\n") {
            "      - { eval_time: 1m, alertname: A\($0) }\n"
        },
        GrowthFamily("groups in order", .tests, "rule_files: [a.rules.yaml]\ntests: []\ngroup_eval_order:\n") {
            "  - g\($0)\n"
        },
        GrowthFamily(
            "events",
            .tests,
            testsHead + "  - alert_rule_test: [{ eval_time: 1m, alertname: A }]\n    events:\n"
        ) {
            "      - { at: \($0)ms, fail_poll: true }\n"
        },
    ]
}
