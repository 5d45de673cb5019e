// Full Foundation for signals and FileManager's lists.
import Foundation
import PeerPrograms
import Simulator
import Testing

@testable import callwatch

@Suite(.timeLimit(.minutes(2)))
struct DemoTests {
    /// A rule that finds something at the first poll.
    private static let rule = """
        groups:
          - name: demo
            rules:
              - alert: SomebodyCalls
                when: allCallCount above 0
                annotations: { summary: "{{ allCallCount }} callers of code {{ labels.innoId }}" }

        """

    private func folders(rule: String? = rule) throws -> (work: TemporaryFolder, temporary: TemporaryFolder) {
        let work = try TemporaryFolder("demo")
        try FileManager.default.createDirectory(atPath: work.file("rules"), withIntermediateDirectories: false)
        if let rule { try work.write(rule, to: "rules/calls.rules.yaml") }
        return (work, try TemporaryFolder("scratch"))
    }

    @Test func endsByItselfAndLeavesNothing() async throws {
        let (work, temporary) = try folders()
        let demo = try Command(["demo", "--for", "2s"], in: work.path, temporary: temporary.path)
        let outcome = try await demo.finish()
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(/daemon +http:\/\/127\.0\.0\.1:\d+\/metrics/))
        #expect(outcome.output.contains(/simulator +http:\/\/127\.0\.0\.1:\d+, seed 1, 4 times as fast/))
        #expect(outcome.output.contains(work.file("rules")))
        #expect(outcome.output.contains("This ends after 2s"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test func showsTheWebhookAndTheMailOfAnAlert() async throws {
        let (work, temporary) = try folders()
        let demo = try Command(["demo"], in: work.path, temporary: temporary.path)
        let output = try #require(await demo.output(upTo: "  | * SomebodyCalls"))
        let webhook = try #require(
            output.firstMatch(of: /webhook  FIRING, \d+ alerts?  first notification, to receiver demo/)
        )
        #expect(output[webhook.range.upperBound...].contains(/SomebodyCalls firing .* innoId=\d+/))
        #expect(output.contains(/\d+ callers of code \d+/))
        #expect(output.contains("  From:    demo@callwatch.example"))
        #expect(output.contains("  Subject: [FIRING:"))
        demo.signal(SIGINT)
        #expect(try await demo.finish().status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func aSignalEndsItInOrder(signal: Int32) async throws {
        let (work, temporary) = try folders()
        let demo = try Command(["demo"], in: work.path, temporary: temporary.path)
        _ = try #require(await demo.output(upTo: "Ctrl-C ends it"))
        demo.signal(signal)
        #expect(try await demo.finish().status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test func aSecondSignalEndsItAtOnce() async throws {
        let (work, temporary) = try folders()
        let demo = try Command(["demo"], in: work.path, temporary: temporary.path)
        _ = try #require(await demo.output(upTo: "Ctrl-C ends it"))
        demo.signal(SIGSTOP)
        // Both are there when it goes on, so that the second finds it ending, however fast it is.
        demo.signal(SIGINT)
        demo.signal(SIGTERM)
        demo.signal(SIGCONT)
        let status = try await demo.finish().status
        #expect([128 + SIGINT, 128 + SIGTERM].contains(status))
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test func withoutRulesItSaysWhereItLooked() async throws {
        let (work, _) = try folders(rule: nil)
        let nowhere = try await Command.run(["demo", "--for", "1s"], in: work.path)
        #expect(nowhere.status == 3)
        #expect(nowhere.messages.contains("rules, "))
        #expect(nowhere.messages.contains("--rules DIR"))
        let missing = try await Command.run(["demo", "--for", "1s", "--rules", "none"], in: work.path)
        #expect(missing.status == 3)
        #expect(
            missing.messages == "error: no *.rules.yaml file in none; name a folder of rule files with --rules DIR\n"
        )
    }

    @Test func mistakesInRulesAreShown() async throws {
        let (work, temporary) = try folders(rule: Self.rule.replacing("allCallCount above", with: "allCalCount above"))
        let demo = try Command(["demo", "--for", "9s"], in: work.path, temporary: temporary.path)
        let outcome = try await demo.finish()
        #expect(outcome.status == 1)
        #expect(outcome.messages.contains("error[unknown-metric]"))
        #expect(outcome.messages.contains("calls.rules.yaml:5:"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test func aReaderThatHasGoneEndsIt() async throws {
        let (work, temporary) = try folders()
        let said = try await runProgram(
            "sh",
            [
                "-c", "cd \"$1\" && { TMPDIR=\"$2\" \"$3\" demo --for 1m; echo $? >status; } | true; cat status", "sh",
                work.path, temporary.path, try Command.path,
            ]
        )
        #expect(said.hasSuffix("error: cannot write to standard output: Broken pipe\n3\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    }

    @Test(arguments: [
        (["--for", "0s"], "--for must be above 0"), (["--for", "soon"], "--for"), (["--seed", "x"], "--seed"),
        (["--speed", "0"], "--speed 0.0: is not above 0"), (["--speed", "x"], "--speed"), (["--port", "1"], "--port"),
    ])
    func wrongUsageNamesTheFlagAndEndsWithTwo(arguments: [String], message: String) async throws {
        let (work, _) = try folders()
        let outcome = try await Command.run(["demo", "--for", "1s"] + arguments, in: work.path)
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains(message))
    }

    @Test func helpShowsEveryFlagAndAnExample() async throws {
        let outcome = try await Command.run(["demo", "--help"])
        #expect(outcome.status == 0)
        for flag in ["--rules", "--seed", "--speed", "--for"] { #expect(outcome.output.contains(flag), "\(flag)") }
        #expect(outcome.output.contains("Example:\n  callwatch demo\n"))
    }
}

struct RuleFolderTests {
    @Test func theFolderThatCameWithTheProgramIsFound() throws {
        let folder = try TemporaryFolder("installed")
        for name in ["bin", "share", "share/callwatch", "share/callwatch/rules"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        }
        for name in ["b.rules.yaml", "a.rules.yaml", ".c.rules.yaml", "callwatch.yaml"] {
            try folder.write("groups: []\n", to: "share/callwatch/rules/\(name)")
        }
        let program = folder.file("bin/callwatch")
        let shared = try RuleFolder.find(nil, from: folder.path, executable: program)
        #expect(shared.path == folder.file("bin/../share/callwatch/rules"))
        #expect(shared.files == ["a.rules.yaml", "b.rules.yaml"])
        #expect(shared.catalog == nil)
        // The current folder's own comes first; one without rules is none.
        try FileManager.default.createDirectory(atPath: folder.file("rules"), withIntermediateDirectories: false)
        try folder.write("innoId,name\n", to: "rules/access-codes.csv")
        #expect(try RuleFolder.find(nil, from: folder.path, executable: program).path == shared.path)
        try folder.write("groups: []\n", to: "rules/c.rules.yaml")
        let own = try RuleFolder.find(nil, from: folder.path, executable: program)
        #expect(own.path == folder.file("rules"))
        #expect(own.catalog == folder.file("rules/access-codes.csv"))
    }

    @Test func oddPathsAreWrittenSoThatTheyAreReadBack() throws {
        let folder = try TemporaryFolder("odd")
        let name = "a \"b\" ${env:X} [c]*? #: é"
        try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
        try folder.write("groups: []\n", to: "\(name)/x.rules.yaml")
        let address = try #require(try? ListenAddress(parsing: "127.0.0.1:1"))
        let yaml = DemoConfiguration(
            rules: try RuleFolder.find(folder.file(name)),
            simulator: address,
            webhooks: address,
            mail: address
        ).yaml
        #expect(yaml.contains(#"/a \"b\" $${env:X} [[]c][*][?] #: é/*.rules.yaml"]"#))
    }
}
