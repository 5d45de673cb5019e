// Full Foundation for JSONSerialization.
import Foundation
import PeerPrograms
import Testing

/// `callwatch explain` over a recording, and against a daemon that played the same recording.
@Suite(.timeLimit(.minutes(2)))
struct ExplainTests {
    private static let rules = """
        groups:
          - name: queues
            let:
              busyShare: queueCallCount / allCallCount
            rules:
              - { alert: Backlog, when: queueCallCount above 10, for: 5m, labels: { severity: warning } }
              - { alert: Busy, when: busyShare above 50%, labels: { severity: warning } }
              - { alert: Crowd, when: sum(queueCallCount by vdn) above 30, for: 1m, labels: { severity: warning } }
              - { alert: LongTrouble, when: avg(queueCallCount over 3m) above 5, labels: { severity: warning } }

        """

    private static let configuration = """
        rule_files: [queues.rules.yaml]
        sources: [{ name: cloud, recording: polls.jsonl, catalog: codes.csv }]
        route: { receiver: ops, group_by: [alertname], group_wait: 30s }
        receivers: [{ name: ops }]
        server: { listen: "127.0.0.1:0" }

        """

    /// Two access codes polled once a minute, so many callers waiting of 40.
    private static func polls(_ queues: [(Int, Int)]) -> String {
        queues.enumerated().map { minute, queue in
            let codes = [queue.0, queue.1].enumerated().map { index, calls in
                """
                {"innoId":\(index + 1),"allCallCount":40,"ivrCallCount":0,"agentCallCount":0,\
                "queueCallCount":\(calls),"longestWaitTime":\(calls * 6)}
                """
            }
            return """
                {"timestamp":"2014-10-07T09:0\(minute):00Z","ccId":1,"vdn":170,"resultCode":"0100000",\
                "resultDesc":[\(codes.joined(separator: ","))]}

                """
        }.joined()
    }

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder("explain")
        try folder.write(Self.rules, to: "queues.rules.yaml")
        try folder.write(Self.configuration, to: "callwatch.yaml")
        try folder.write("innoId,name\n1,Sales\n2,Support\n", to: "codes.csv")
        try folder.write(Self.polls([(0, 2), (12, 30), (25, 20), (26, 8)]), to: "polls.jsonl")
        return folder
    }

    private func explain(_ arguments: String..., in folder: TemporaryFolder) async throws -> Command.Outcome {
        try await Command.run(
            ["explain"] + arguments + ["--rules", "queues.rules.yaml", "--polls", "polls.jsonl"],
            in: folder.path
        )
    }

    // MARK: Recordings

    @Test func lastPollIsExplainedUnlessATimeIsGiven() async throws {
        let folder = try folder()
        let last = try await explain("Backlog", "innoId=1", in: folder)
        #expect(last.status == 0, "\(last.messages)")
        #expect(last.output.hasPrefix("Backlog of group queues is pending since 2014-10-07T09:01:00Z (2m)\n"))
        #expect(
            last.output.contains("for: 5m, running since 2014-10-07T09:01:00Z: 3m left, until 2014-10-07T09:06:00Z")
        )
        #expect(last.output.contains("queueCallCount        26 calls"))
        let first = try await explain("Backlog", "innoId=1", "--at", "2014-10-07T09:00:59Z", in: folder)
        #expect(first.output.hasPrefix("Backlog of group queues is inactive\n"))
        #expect(first.output.contains("queueCallCount        0 calls"))
    }

    @Test func jsonHasTheTreeWithItsFigures() async throws {
        let outcome = try await explain("Busy", "innoId=1", "--format", "json", in: try folder())
        #expect(outcome.status == 0, "\(outcome.messages)")
        let expected = """
            "when":{"text":"busyShare above 50%","kind":"comparison","truth":true,"shown":"true","operands":[\
            {"text":"busyShare","kind":"let","value":0.65,"unit":"ratio","shown":"65%","operands":[\
            {"text":"queueCallCount / allCallCount","kind":"arithmetic","value":0.65,"unit":"ratio","shown":"65%",\
            "operands":[{"text":"queueCallCount","kind":"counter","value":26,"unit":"calls","shown":"26 calls",\
            "operands":[]},{"text":"allCallCount","kind":"counter","value":40,"unit":"calls","shown":"40 calls",\
            "operands":[]}]}]},{"text":"50%","kind":"literal","value":0.5,"unit":"ratio","shown":"50%","operands":[]}]}
            """
        #expect(outcome.output.contains(expected), "\(outcome.output)")
        #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [String: Any])
    }

    @Test func jsonOfAnSLAHasItsBudgetAndItsPairs() async throws {
        let outcome = try await Command.run(
            [
                "explain", "WaitingTime", "innoId=1", "--at", "2014-10-07T09:03:00Z", "--format", "json",
                "--config", "callwatch.yaml", "--source", "cloud", "--polls", "polls.jsonl",
            ],
            in: fixture("explain")
        )
        #expect(outcome.status == 0, "\(outcome.messages)")
        struct Answer: Decodable {
            struct Window: Decodable, Equatable {
                let length, known, burnRate: Double?
                let above: Bool?
            }
            struct Pair: Decodable {
                let factor: Double
                let met: Bool?
                let windows: [Window]
            }
            struct Part: Decodable {
                let text: String
                let truth: Bool?
            }
            struct Level: Decodable {
                let severity: String
                let when: Part?
                let pairs: [Pair]
            }
            struct Objective: Decodable {
                let objective, window, known, goodShare, errorBudgetRemaining: Double
                let sample: Part
            }
            struct Explanation: Decodable {
                let objective: Objective
                let levels: [Level]
            }
            let explanations: [Explanation]
        }
        let explanation = try #require(
            JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8)).explanations.first
        )
        let objective = explanation.objective
        #expect((objective.objective, objective.window, objective.known) == (0.9, 3600, 180))
        #expect((objective.goodShare, (objective.errorBudgetRemaining * 1e9).rounded()) == (0.25, -6.5e9))
        #expect(objective.sample.text == "longestWaitTime at most 60s")
        #expect(objective.sample.truth == false)
        #expect(explanation.levels.map(\.severity) == ["warning", "critical"])
        #expect(explanation.levels.allSatisfy { $0.when == nil })
        let pairs = explanation.levels[1].pairs
        #expect(pairs.map(\.factor) == [14.4, 6])
        #expect(pairs.map(\.windows.count) == [2, 2])
        #expect(pairs[0].windows.map(\.length) == [180, 60])
    }

    @Test(
        arguments: [
            (["Backlogg"], 1, "error: no alert is named `Backlogg`; did you mean `Backlog`?"),
            (["Backlog", "innoId=7"], 1, #"satisfies innoId="7""#), (["SourceDown"], 1, "no alert `SourceDown` fires"),
            (["Backlog", "inoId=1"], 1, "they have no label `inoId`, did you mean `innoId`?"),
            (["Backlog", "source=repay"], 1, "did you mean `replay`?"),
            (["Backlog", "innoId=70"], 1, "there is `1`, `2`"),
            (["Backlog", "innoId"], 2, "`innoId` is no LABEL=VALUE"),
            (["Backlog", "--at", "2014-10-07T08:00:00Z"], 1, "has no poll until 2014-10-07T08:00:00Z"),
            (["Backlog", "--at", "noon"], 2, "noon"), (["Backlog", "--url", "http://127.0.0.1:1"], 2, "Give either"),
        ] as [([String], Int32, String)]
    )
    func whatCannotBeExplainedSaysWhy(arguments: [String], status: Int32, message: String) async throws {
        let folder = try folder()
        let outcome = try await Command.run(
            ["explain"] + arguments + ["--rules", "queues.rules.yaml", "--polls", "polls.jsonl"],
            in: folder.path
        )
        #expect(outcome.status == status)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(outcome.output.isEmpty)
    }

    // MARK: Daemons

    @Test(arguments: [
        ("127.0.0.1:9095", "--url is no URL, which begins with http:// or https://: `127.0.0.1:9095`"),
        ("ftp://h", "begins with http://"), ("http://", "--url names no host"), ("", "--url is no URL"),
    ])
    func addressThatIsNoURLIsWrongUsage(url: String, message: String) async throws {
        let outcome = try await Command.run(["explain", "Backlog", "--url", url])
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
    }

    @Test func daemonThatCannotBeReachedIsTheWorldsFault() async throws {
        let outcome = try await Command.run(["explain", "Backlog", "--url", "http://127.0.0.1:1"])
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("cannot ask the daemon: "), "\(outcome.messages)")
        let timed = try await Command.run(["explain", "Backlog", "--at", "2014-10-07T08:00:00Z"])
        #expect(timed.status == 2)
    }

    @Test func daemonAndRecordingExplainTheSamePollAlike() async throws {
        let folder = try folder()
        let daemon = try Command(["run", "--config", "callwatch.yaml"], in: folder.path)
        var url: String?
        while let line = await daemon.nextMessage() {
            if let found = line.range(of: "listening on ") { url = String(line[found.upperBound...]) }
            if line.contains("recording ended") { break }
        }
        let address = try #require(url)
        for question in [["Backlog", "innoId=1"], ["Backlog", "innoId=2"], ["Crowd"], ["LongTrouble", "innoId=2"]] {
            for format in ["json", "text"] {
                let live = try await Command.run(["explain"] + question + ["--url", address, "--format", format])
                #expect(live.status == 0, "\(live.messages)")
                let recorded = try await Command.run(
                    ["explain"] + question
                        + ["--config", "callwatch.yaml", "--source", "cloud", "--polls", "polls.jsonl"]
                        + ["--format", format],
                    in: folder.path
                )
                // When a group is looked at next is a matter of the daemon's own clock.
                #expect(Self.withoutTicks(live.output) == Self.withoutTicks(recorded.output), "\(question)")
            }
        }
        let refused = try await Command.run(["explain", "Backlogs", "--url", address])
        #expect(refused.status == 1)
        #expect(refused.messages == "error: no alert is named `Backlogs`; did you mean `Backlog`?\n")
        daemon.signal(SIGTERM)
        #expect(try await daemon.finish().status == 0)
    }

    private static func withoutTicks(_ text: String) -> String {
        text.replacing(/"nextTick":"[^"]*"/, with: #""nextTick":"""#).replacing(/next looked at .*/, with: "next")
    }
}

/// What people read, over a recording of a bad quarter of an hour: `Fixtures/explain`.
@Suite(.timeLimit(.minutes(2)))
struct ExplainPictureTests {
    /// One case: the arguments behind `$ callwatch explain`, and what the command printed.
    struct Picture: CustomTestStringConvertible, Sendable {
        var arguments: [String]
        var expected: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let file = URL(filePath: fixture("explain/pictures.txt"))
    private static let prompt = "$ callwatch explain "

    /// The cases of the file; nothing where it cannot be read, which a test notices.
    private static let pictures: [Picture] = {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        var pictures: [Picture] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix(prompt) {
                let arguments = line.dropFirst(prompt.count).split(separator: " ").map(String.init)
                pictures.append(Picture(arguments: arguments, expected: ""))
            } else if !pictures.isEmpty {
                pictures[pictures.count - 1].expected += line + "\n"
            }
        }
        return pictures
    }()

    private static func output(_ picture: Picture) async throws -> String {
        let outcome = try await Command.run(
            ["explain"] + picture.arguments
                + ["--config", "callwatch.yaml", "--source", "cloud", "--polls", "polls.jsonl"],
            in: fixture("explain")
        )
        #expect(outcome.status == 0, "\(outcome.messages)")
        return outcome.output
    }

    /// `BLESS=1` writes the pictures anew.
    @Test func explanationsAreAsPictured() async throws {
        #expect(Self.pictures.count > 5)
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            var text = ""
            for picture in Self.pictures {
                text += Self.prompt + picture.arguments.joined(separator: " ") + "\n"
                text += try await Self.output(picture)
            }
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
            return
        }
        for picture in Self.pictures { #expect(try await Self.output(picture) == picture.expected) }
    }

    @Test func linesFitATerminal() {
        let lines = Self.pictures.flatMap { $0.expected.split(separator: "\n") }
        #expect(lines.filter { $0.count > 100 } == [])
    }
}
