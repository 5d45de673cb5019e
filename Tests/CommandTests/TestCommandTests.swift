// Full Foundation for the temporary folder and for reading what was written.
import Foundation
import PeerPrograms
import Testing

@Suite(.timeLimit(.minutes(2)))
struct TestCommandTests {
    private static let rules = """
        groups:
          - name: voice
            rules:
              - { alert: Backlog, when: queueCallCount above 10, for: 1m, labels: { severity: warning } }
        """

    private static func test(_ name: String, severity: String) -> String {
        """
          - name: \(name)
            input_series: [{ series: 'queueCallCount{vdn="170",innoId="1"}', values: 20x5 }]
            alert_rule_test:
              - eval_time: 1m
                alertname: Backlog
                exp_alerts: [{ exp_labels: { vdn: 170, innoId: 1, severity: \(severity) } }]

        """
    }

    private static let passing = "rule_files: [a.rules.yaml]\ntests:\n" + test("a backlog fires", severity: "warning")
    private static let failing = passing + test("a <critical> one", severity: "critical")

    /// Runs `callwatch test` in a folder with these files, and reads one of them afterwards.
    private func run(
        _ arguments: [String],
        files: [String: String] = ["good.test.yaml": passing, "bad.test.yaml": failing],
        thenRead result: String? = nil
    ) async throws -> (outcome: Command.Outcome, result: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("callwatch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files.merging(["a.rules.yaml": Self.rules], uniquingKeysWith: { own, _ in own }) {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        let outcome = try await Command.run(["test"] + arguments, in: folder.path)
        let text = try result.map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
        return (outcome, text ?? "")
    }

    @Test func testsThatPassAreALineEach() async throws {
        let outcome = try await run(["good.test.yaml"]).outcome
        #expect(outcome.output == "ok    good.test.yaml: a backlog fires\n1 passed, 0 failed\n")
        #expect(outcome.messages.isEmpty)
        #expect(outcome.status == 0)
    }

    @Test func testsThatFailShowWhatDiffers() async throws {
        let outcome = try await run(["bad.test.yaml", "good.test.yaml"]).outcome
        #expect(
            outcome.output == """
                ok    bad.test.yaml: a backlog fires
                FAIL  bad.test.yaml: a <critical> one
                  bad.test.yaml:14:22: `Backlog` at 1m: it fires, but not as expected
                      alertname="Backlog"
                      innoId="1"
                    - severity="critical"
                    + severity="warning"
                      vdn="170"
                ok    good.test.yaml: a backlog fires
                2 passed, 1 failed

                """
        )
        #expect(outcome.messages.isEmpty)
        #expect(outcome.status == 1)
    }

    @Test func jsonIsOneObjectATest() async throws {
        let outcome = try await run(["--format", "json", "bad.test.yaml"]).outcome
        #expect(
            outcome.output == #"""
                {"file":"bad.test.yaml","line":3,"name":"a backlog fires","passed":true,"failures":[]}
                {"file":"bad.test.yaml","line":9,"name":"a <critical> one","passed":false,"failures":[{"file":"bad.test.yaml","line":14,"column":22,"message":"`Backlog` at 1m: it fires, but not as expected","difference":["  alertname=\"Backlog\"","  innoId=\"1\"","- severity=\"critical\"","+ severity=\"warning\"","  vdn=\"170\""]}]}

                """#
        )
        #expect(outcome.status == 1)
    }

    @Test func aFilterChoosesByAnyPartOfTheName() async throws {
        let outcome = try await run(["--filter", "^a [b]", "bad.test.yaml"]).outcome
        #expect(outcome.output == "ok    bad.test.yaml: a backlog fires\n1 passed, 0 failed\n")
        #expect(outcome.status == 0)
    }

    @Test func aFilterThatFindsNothingIsAFault() async throws {
        let outcome = try await run(["--filter", "backlogs", "good.test.yaml"]).outcome
        #expect(outcome.output == "0 passed, 0 failed\n")
        #expect(outcome.messages == "error: no test has a name in which `backlogs` is found\n")
        #expect(outcome.status == 1)
    }

    @Test func mistakesAreShownOnceAndTheOtherFilesRun() async throws {
        let files = [
            "a.test.yaml": Self.passing, "b.test.yaml": "rule_files: [bad.rules.yaml]\ntests: []\n",
            "c.test.yaml": "rule_files: [bad.rules.yaml]\ntests:\n" + Self.test("x", severity: "warning"),
            "bad.rules.yaml": "groups: [{ name: g, rules: [{ alert: Backlog, when: queueCalls above 1 }] }]\n",
        ]
        let arguments = ["a.test.yaml", "b.test.yaml", "c.test.yaml", "none.test.yaml"]
        let outcome = try await run(arguments, files: files).outcome
        #expect(
            outcome.output == """
                ok    a.test.yaml: a backlog fires
                FAIL  b.test.yaml: the file has mistakes
                FAIL  c.test.yaml: the file has mistakes
                FAIL  none.test.yaml: the file has mistakes
                1 passed, 3 failed

                """
        )
        #expect(outcome.messages.split(separator: "error[unknown-metric]").count == 2)
        #expect(outcome.messages.contains("error[empty-list]: `tests` needs at least one item\n --> b.test.yaml:2:8\n"))
        #expect(outcome.messages.contains("error[missing-file]: no file `none.test.yaml`\n"))
        #expect(outcome.status == 1)
    }

    @Test(.enabled(if: Program.find("python3") != nil, "python3 is not installed"))
    func junitIsWellFormed() async throws {
        let (outcome, report) = try await run(["--junit", "report.xml", "bad.test.yaml"], thenRead: "report.xml")
        #expect(outcome.status == 1)
        #expect(report.contains(#"name="a &lt;critical&gt; one" classname="bad.test.yaml""#))
        #expect(report.contains("  - severity=&quot;critical&quot;\n  + severity=&quot;warning&quot;\n"))
        let script = "import sys, xml.dom.minidom as m; m.parseString(sys.argv[1]); print(end='well formed')"
        #expect(try await runProgram("python3", ["-c", script, report]) == "well formed")
    }

    @Test(
        arguments: [
            (["--filter", "(", "good.test.yaml"], "--filter is not a regular expression: missing ): ("),
            ([], "Missing expected argument"),
            (["--format", "xml", "good.test.yaml"], "xml"),
            (["--verbose", "good.test.yaml"], "Unknown option '--verbose'"),
        ]
    )
    func wrongUsageIsStatusTwo(_ arguments: [String], _ message: String) async throws {
        let outcome = try await run(arguments).outcome
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains(message))
        #expect(outcome.output.isEmpty)
    }

    @Test func aReportThatCannotBeWrittenIsStatusThree() async throws {
        let outcome = try await run(["--junit", "no/such/folder.xml", "good.test.yaml"]).outcome
        #expect(outcome.status == 3)
        #expect(outcome.messages == "error: cannot write no/such/folder.xml: No such file or directory\n")
    }

    @Test func helpHasAnExample() async throws {
        let outcome = try await run(["--help"]).outcome
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example:\n  callwatch test rules/tests/*.test.yaml\n"))
    }
}
