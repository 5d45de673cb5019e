import ConfigFiles
import Diagnostics
import TestSupport
import Testing

/// Random changes to good files: nothing may stop the program, and a value is there exactly when there is no error.
struct MutationTests {
    private static let pieces: [String] = [
        "", " ", "\n", "\t", ":", "- ", "[", "]", "{", "}", "\"", "'", "~", "null", "0", "-1", "99999999999999999999",
        "${env:A}", "${", "$${", "*", "&a ", "*a", "#", "|", ">", "é", "\u{0}", "\r", "a=~\"(\"", "{{", "}}", "include",
        "1-9007199254740992", "9007199254740992", "1e999", ",", "@", "https://", "::1", "...",
    ]

    private static func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0...scalars.count, using: &random)
            let end = min(scalars.count, start + [0, 0, 1, 3, 20].randomElement(using: &random, default: 0))
            let piece = pieces.randomElement(using: &random, default: "")
            scalars.replaceSubrange(start..<end, with: Array(piece.unicodeScalars))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let configuration = """
        include: [more.yaml]
        sources:
          - name: cloud
            interval: 15s
            catalog: codes.csv
            cc_cms: { url: "https://h:1", access_key: "${env:A}", secret_key: b, targets: [{ cc_id: 1, vdn: 1, inno_ids: [1, 3-9] }] }
          - { name: old, recording: "-" }
        route: { receiver: ops, group_by: ['...'], routes: [{ matchers: ['{a="b",c=~"d"}'], receiver: duty, group_wait: 0s }] }
        receivers:
          - name: ops
            webhook_configs: [{ url: "https://h", secret: whsec_AQID, http_config: { basic_auth: { username: a, password: b } } }]
            fallback: duty
          - { name: duty, email_configs: [{ to: '"A, b" <a@b>, c@d' }] }
        smtp: { smarthost: "m:25", from: a@b }
        server: { listen: "[::1]:0", users: [{ name: u, password_hash: "$6$saltsaltsaltsalt$0123456789", role: admin }] }
        """

    private static let test = """
        config_file: callwatch.yaml
        rule_files: [a.rules.yaml]
        evaluation_interval: 30s
        group_eval_order: [g]
        tests:
          - name: one
            start_timestamp: 2026-01-05T09:00:00Z
            input_series:
              - { series: 'queueCallCount{innoId="1",vdn="170",source="cloud"}', values: 0+2x10 _x3 1.5 stale -1e3 }
            events: [{ at: 1m, fail_poll: true }, { at: 90s, reload: true }]
            alert_rule_test:
              - { eval_time: 2m, alertname: A, state: pending, exp_alerts: [{ exp_labels: { a: b }, exp_annotations: { c: d } }] }
            notification_test: [{ eval_time: 3m, exp_notifications: [{ receiver: ops, status: firing, alerts: [A] }] }]
        """

    @Test(arguments: 0..<20)
    func noChangeToAFileStopsTheProgram(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let good = [
            "etc/callwatch.yaml": Self.configuration, "etc/more.yaml": "storage: { path: x }\nreceivers: [{ name: c }]",
            "etc/codes.csv": "innoId,vdn,name\n1,,\"a, b\"\n2,170,c\n", "etc/a.rules.yaml": ConfigurationCase.rules,
            "etc/a.test.yaml": Self.test,
        ]
        #expect(
            ConfigurationFiles.load("etc/callwatch.yaml", files: MemoryFiles(good, environment: ["A": "1"]).access)
                .value != nil
        )
        #expect(load("etc/a.test.yaml", MemoryFiles(good, environment: ["A": "1"])).tests.count == 1)
        for _ in 0..<40 {
            var files = good
            for path in good.keys.sorted() where Bool.random(using: &random) || path.hasSuffix("callwatch.yaml") {
                files[path] = Self.mutated(files[path] ?? "", &random)
            }
            let memory = MemoryFiles(files, environment: ["A": "1"])
            check(ConfigurationFiles.load("etc/callwatch.yaml", files: memory.access))
            check(RuleFiles.load(["etc/a.rules.yaml"], files: memory.access))
            let file = load("etc/a.test.yaml", memory)
            #expect(file.tests.isEmpty == file.diagnostics.hasErrors)
            #expect(file.diagnostics == file.diagnostics.inOrder())
            for test in file.tests { _ = test.run() }
        }
    }

    private func load(_ path: String, _ memory: MemoryFiles) -> TestFile {
        TestFiles.load([path], files: memory.access)[0]
    }

    private func check<Value>(_ loaded: Loaded<Value>) {
        #expect((loaded.value == nil) == loaded.diagnostics.hasErrors)
        #expect(loaded.diagnostics == loaded.diagnostics.inOrder())
        _ = DiagnosticRenderer().text(loaded.diagnostics)
    }
}

extension Array {
    /// An element by chance.
    fileprivate func randomElement(using random: inout some RandomNumberGenerator, default other: Element) -> Element {
        isEmpty ? other : self[Int.random(in: indices, using: &random)]
    }
}
