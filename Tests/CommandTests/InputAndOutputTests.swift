// Full Foundation for the numbers of signals.
import Foundation
import PeerPrograms
import Testing

/// What commands make of where their input comes from and their result goes to.
@Suite(.timeLimit(.minutes(2)))
struct InputAndOutputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("input-and-output")
        try folder.write(
            "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]\n",
            to: "a.rules.yaml"
        )
        try folder.write("groups: [{ name: g, rules: [{ alert: A, when: queueCallCnt above 1 }] }]\n", to: "bad.yaml")
        try folder.write(Self.line(second: 0, queue: 5) + Self.line(second: 1, queue: 0), to: "polls.jsonl")
        try folder.write("innoId,name\n1,\u{1B}[31mred\n", to: "codes.csv")
    }

    private static func line(second: Int, queue: Int) -> String {
        #"{"timestamp":"2014-10-07T07:45:0\#(second)Z","ccId":1,"vdn":170,"resultCode":"0100000","#
            + #""resultDesc":[{"innoId":1,"queueCallCount":\#(queue)}]}"# + "\n"
    }

    private func shell(_ line: String) async throws -> Command.Outcome {
        try await Command.shell(line, in: folder.path)
    }

    // MARK: Results that cannot be written

    @Test(arguments: [
        "check bad.yaml", "check --format json a.rules.yaml", "replay --rules a.rules.yaml --polls polls.jsonl",
        "replay --rules a.rules.yaml --polls polls.jsonl --format json", "hash-password < codes.csv",
    ])
    func resultThatCannotBeWrittenIsTheWorldsFault(_ command: String) async throws {
        let outcome = try await shell("callwatch \(command) > /dev/full")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("error: cannot write to standard output: No space left on device"))
    }

    // MARK: Standard input

    @Test(arguments: ["-", "/dev/stdin"])
    func rulesAreReadFromAPipe(_ name: String) async throws {
        let good = try await shell("cat a.rules.yaml | callwatch check \(name)")
        #expect(good.status == 0, "\(good.messages)")
        let bad = try await shell("cat bad.yaml | callwatch check \(name)")
        #expect(bad.status == 1)
        #expect(bad.output.contains("--> \(name):1:"))
    }

    @Test func everyInputOfAReplayMayBeStandardInput() async throws {
        let plain = "callwatch replay --format json --rules a.rules.yaml --polls polls.jsonl --catalog codes.csv"
        let expected = try await shell(plain)
        #expect(expected.status == 0)
        #expect(expected.output.split(separator: "\n").count == 2)
        for name in ["a.rules.yaml", "polls.jsonl", "codes.csv"] {
            let outcome = try await shell("cat \(name) | " + plain.replacing(name, with: "-"))
            #expect(outcome.status == 0, "\(outcome.messages)")
            #expect(outcome.output == expected.output)
        }
    }

    @Test(arguments: [
        "check - -", "check --config - -", "replay --rules - --polls -",
        "replay --rules a.rules.yaml --polls polls.jsonl - -",
    ])
    func standardInputIsNamedOnce(_ command: String) async throws {
        let outcome = try await shell("callwatch \(command) < polls.jsonl")
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains("Standard input (-) can be read only once"))
    }

    @Test(.enabled(if: Program.find("curl") != nil, "curl is not installed"))
    func simulatorServesStandardInputAgainAndAgain() async throws {
        // At this speed a round of the two polls is over in two milliseconds.
        let command = try Command(
            ["simulate", "--listen", "127.0.0.1:0", "--no-auth", "--polls", "-", "--speed", "1000"],
            input: folder.file("polls.jsonl")
        )
        let url = try #require(await command.nextMessage()?.split(separator: " ").last)
        for _ in 0..<3 {
            let answer = try await runProgram(
                "curl",
                ["-sS", "-d", #"{"ccId":1,"vdn":170,"innoIds":[1]}"#]
                    + ["\(url)/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"]
            )
            #expect(answer.contains(#""resultCode":"0100000""#))
        }
        command.signal(SIGTERM)
        #expect(try await command.finish().status == 0)
    }

    private static let isRoot = geteuid() == 0

    @Test(.enabled(if: !isRoot || Program.find("setpriv") != nil, "root reads everything without setpriv"))
    func fileThatMayNotBeReadIsSaidSoInPlainWords() async throws {
        let launcher = Self.isRoot ? "setpriv --reuid=65534 --clear-groups \"$program\"" : "callwatch"
        let outcome = try await shell(
            """
            mkdir locked && cp a.rules.yaml locked && chmod 000 locked && chmod 000 bad.yaml
            \(launcher) check bad.yaml locked/a.rules.yaml a.rules.yaml; status=$?
            chmod 700 locked; exit $status
            """
        )
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("error[unreadable-file]: cannot read `bad.yaml`: permission denied\n"))
        #expect(
            outcome.output.contains("error[unreadable-file]: cannot read `locked/a.rules.yaml`: permission denied\n")
        )
    }

    @Test func endlessDeviceIsReadToTheLimitOnly() async throws {
        let outcome = try await shell("callwatch check /dev/zero")
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains("error[unreadable-file]: cannot read `/dev/zero`: more than 4 MiB come from it")
        )
    }

    // MARK: Recordings

    @Test func ofARecordingThatIsNotThereNothingIsSaidButThat() async throws {
        let outcome = try await shell("callwatch replay --rules a.rules.yaml --polls none.jsonl")
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
    }

    @Test(.enabled(if: Program.find("gzip") != nil, "gzip is not installed"))
    func brokenCompressionIsTheInputsFault() async throws {
        let outcome = try await shell(
            "gzip -c polls.jsonl | head -c -9 | callwatch replay --rules a.rules.yaml --polls - --format json"
        )
        #expect(outcome.status == 1)
        #expect(outcome.messages.contains("error: standard input:"))
        #expect(outcome.messages.contains("the gzip data is cut off"))
    }

    @Test func controlCharactersOfLabelsDoNotReachTheTerminal() async throws {
        let outcome = try await shell(
            "callwatch replay --rules a.rules.yaml --polls polls.jsonl --catalog codes.csv"
        )
        #expect(outcome.output.contains(#"name="\u{1B}[31mred""#))
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test(arguments: [
        ("", "note: no source's labels"), ("--source c", "note: no source is named `c`: "), ("--source b", ""),
    ])
    func replayNotesThatNoSourceLendsItsLabels(_ flag: String, _ note: String) async throws {
        try folder.write(
            """
            sources: [{ name: a, recording: polls.jsonl }, { name: b, recording: polls.jsonl }]
            route: { receiver: ops }
            receivers: [{ name: ops }]

            """,
            to: "callwatch.yaml"
        )
        let outcome = try await shell("callwatch replay --config callwatch.yaml --polls polls.jsonl \(flag)")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty == note.isEmpty)
        #expect(note.isEmpty || outcome.messages.contains(note))
    }

    // MARK: Passwords

    @Test(arguments: [
        ("printf ''", "no password"), ("printf '%512s\n' x", "longer than 511 bytes"),
        (#"printf 'a\000b\n'"#, "a zero byte"), (#"printf 'a\377\n'"#, "not UTF-8"),
    ])
    func whatCannotBeAPasswordIsExplained(_ input: String, _ words: String) async throws {
        let outcome = try await shell("\(input) | callwatch hash-password")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.contains(words))
    }

    @Test func longestPasswordIsHashed() async throws {
        let outcome = try await shell("printf '%511s\nnext' x | callwatch hash-password")
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.output.hasPrefix("$"))
    }
}
