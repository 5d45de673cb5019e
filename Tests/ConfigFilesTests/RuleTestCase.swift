import ConfigFiles
import Diagnostics
import Testing

/// A test file of one text beside a rule file and a configuration.
struct RuleTestCase {
    static let rules = """
        groups:
          - name: voice
            rules:
              - alert: Backlog
                when: queueCallCount above 10
                for: 2m
                labels: { severity: warning }
                annotations: { summary: "{{ queueCallCount }} wait" }
              - alert: LongWait
                levels:
                  - { severity: warning, when: longestWaitTime above 1m }
                  - { severity: critical, when: longestWaitTime above 5m }
        """

    static let configuration = """
        sources:
          - { name: cloud, recording: "-", labels: { site: north }, catalog: codes.csv }
          - { name: old, recording: old.jsonl }
        rule_files: [../rules/a.rules.yaml]
        route: { receiver: ops, group_by: [alertname], group_wait: 30s, group_interval: 1m, repeat_interval: 10m }
        receivers:
          - { name: ops, webhook_configs: [{ url: "https://a.example.com" }], email_configs: [{ to: a@example.com }] }
        smtp: { smarthost: "mail.example.com:25", from: a@example.com }
        """

    private let memory: MemoryFiles

    /// A test file; `files` stand beside those that are always there, or replace them.
    init(_ text: String, files: [String: String] = [:]) {
        let all = [
            "rules/a.rules.yaml": Self.rules, "etc/callwatch.yaml": Self.configuration,
            "etc/codes.csv": "innoId,team\n7,sales\n", "etc/old.jsonl": "", "tests/a.test.yaml": text,
        ]
        memory = MemoryFiles(all.merging(files) { _, own in own })
    }

    /// One test of the rules, whose keys are those of `text`.
    init(test text: String, rules: String = Self.rules) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indented = lines.map { "    \($0)" }.joined(separator: "\n")
        self.init(
            "rule_files: [../rules/*.rules.yaml]\ntests:\n  - name: one\n\(indented)\n",
            files: ["rules/a.rules.yaml": rules]
        )
    }

    func load() -> TestFile? {
        TestFiles.load(["tests/a.test.yaml"], files: memory.access).first
    }

    /// What fails when the tests are run; the file must have no mistakes.
    func failures(sourceLocation: SourceLocation = #_sourceLocation) throws -> [TestFailure] {
        let file = try #require(load(), sourceLocation: sourceLocation)
        let text = DiagnosticRenderer().text(file.diagnostics)
        #expect(!file.diagnostics.hasErrors, "\(text)", sourceLocation: sourceLocation)
        #expect(!file.tests.isEmpty, sourceLocation: sourceLocation)
        return file.tests.flatMap { $0.run() }
    }

    /// The failures as people read them.
    func report(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try failures(sourceLocation: sourceLocation).map { failure in
            let start = failure.range.start
            let lines = failure.difference.map { "  \($0.side.rawValue) \($0.text)" }
            return (["\(start.line):\(start.column): \(failure.message)"] + lines).joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
