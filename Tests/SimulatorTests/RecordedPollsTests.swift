import Foundation
import Simulator
import Testing

struct RecordedPollsTests {
    private static let lines = [
        #"{"timestamp":"2024-03-01T08:00:00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":1,"queueCallCount":4},{"innoId":"2","queueCallCount":"x"}]}"#,
        #"{"timestamp":"2024-03-01T09:00:00+01:00","ccId":1,"vdn":171,"resultCode":"0100000","resultDesc":[{"innoId":9,"longestWaitTime":-3}]}"#,
        "",
        #"{"timestamp":"2024-03-01T08:00:15Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":1,"queueCallCount":5}]}"#,
        #"{"timestamp":"2024-03-01T08:00:15Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":3,"queueCallCount":6}]}"#,
        #"{"timestamp":"2024-03-01T08:00:30Z","ccId":1,"vdn":170,"error":"connection refused"}"#,
        #"{"timestamp":"2024-03-01T08:00:45Z","ccId":1,"vdn":170,"resultCode":"0100003","resultDesc":"CTI 3.6"}"#,
    ]

    /// What the recording answers to requests for codes 1, 2, 3 and 9 of a VDN at these seconds.
    private static func answers(
        _ path: String,
        vdn: Int = 170,
        at seconds: [Double],
        speed: Double = 1,
        interface: String = "queryaccesscodecallinfo"
    ) async throws -> [String] {
        let clock = ManualClock()
        let options = SimulatorOptions.open {
            $0.content = .recording(path: path)
            $0.speed = speed
        }
        return try await SimulatorServer.withServer(
            options: options,
            logger: silentLogger,
            clock: clock.simulatorClock
        ) { address in
            var answers: [String] = []
            for second in seconds {
                clock.advance(to: .milliseconds(Int64(second * 1000)))
                let answer = try await RawExchange.send(
                    to: address,
                    path: "/rest/cmsapp/v1/openapi/vdn/" + interface,
                    body: "{\"ccId\":1,\"vdn\":\(vdn),\"innoIds\":[1,2,3,9]}"
                )
                answers.append(answer.body)
            }
            return answers
        }
    }

    private static let first =
        #"{"resultCode":"0100000","resultDesc":[{"innoId":1,"queueCallCount":4},{"innoId":"2","queueCallCount":"x"}]}"#
    private static let second =
        #"{"resultCode":"0100000","resultDesc":[{"innoId":1,"queueCallCount":5},{"innoId":3,"queueCallCount":6}]}"#

    @Test func answersFollowTheRecordingAndBeginAgain() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n"))
        let answers = try await Self.answers(path, at: [0, 14.999, 15, 29.9, 30, 45, 59.9, 60, 615])
        #expect(answers[0...1].allSatisfy { $0 == Self.first })
        #expect(answers[2...3].allSatisfy { $0 == Self.second })
        #expect(answers[4] == #"{"resultCode":"0100001","resultDesc":"connection refused"}"#)
        #expect(answers[5...6].allSatisfy { $0 == #"{"resultCode":"0100003","resultDesc":"CTI 3.6"}"# })
        #expect(answers[7] == Self.first)
        #expect(answers[8] == Self.second)
    }

    @Test func speedMultipliesTheRecordingsTime() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n") + "\n")
        #expect(try await Self.answers(path, at: [0.2, 0.3], speed: 60) == [Self.first, Self.second])
    }

    @Test func targetKeepsItsAnswerUntilItsNextOne() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n"))
        let expected = #"{"resultCode":"0100000","resultDesc":[{"innoId":9,"longestWaitTime":-3}]}"#
        #expect(try await Self.answers(path, vdn: 171, at: [0, 50]) == [expected, expected])
    }

    @Test func unknownVDNIsNotValid() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n"))
        let answers = try await Self.answers(path, vdn: 172, at: [0])
        #expect(
            answers == [#"{"resultCode":"0100002","resultDesc":"the recording has no VDN 172 of call center 1"}"#]
        )
    }

    @Test func accessCodesAreThoseOfTheLatestPoll() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n"))
        let answers = try await Self.answers(path, at: [0, 15], interface: "queryaccesscodeinfo")
        #expect(answers[0].contains(#""acId":1,"#) && answers[0].contains(#""acId":2,"#))
        #expect(answers[1].contains(#""acId":3,"#) && !answers[1].contains(#""acId":2,"#))
    }

    @Test(.enabled(if: ChildProcess.has("gzip"), "gzip is not installed"))
    func gzipIsKnownByItsFirstBytesWhateverTheName() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n"))
        #expect(try await ChildProcess.run("gzip", [path]).status == 0)
        let renamed = try folder.file("polls.txt")
        try FileManager.default.moveItem(atPath: path + ".gz", toPath: renamed)
        #expect(try await Self.answers(renamed, at: [0, 15]) == [Self.first, Self.second])

        // Cut short, it is an error and not a shorter recording.
        let whole = try Data(contentsOf: URL(fileURLWithPath: renamed))
        try whole.dropLast(20).write(to: URL(fileURLWithPath: renamed))
        let error = #expect(throws: SimulatorError.self) { try Self.open(renamed) }
        #expect(error?.description.hasPrefix("\(renamed):") == true)
        #expect(error?.description.contains(" gzip ") == true)
    }

    private static func open(_ path: String) throws -> SimulatorServer {
        try SimulatorServer(options: .open { $0.content = .recording(path: path) }, logger: silentLogger)
    }

    @Test(
        arguments: [
            ("{", "no JSON at byte 2"),
            ("[1]", "no JSON object"),
            ("{\"a\":1}x", "no JSON at byte 8"),
            (#"{"timestamp":"2024-03-01","ccId":1,"vdn":1,"error":"x"}"#, "no valid timestamp"),
            (#"{"timestamp":"2024-03-01T08:01:00Z","ccId":0,"vdn":1,"error":"x"}"#, "no valid ccId"),
            (#"{"timestamp":"2024-03-01T08:01:00Z","ccId":1,"error":"x"}"#, "no valid vdn"),
            (
                #"{"timestamp":"2024-03-01T08:01:00Z","ccId":1,"vdn":1,"resultCode":100000}"#,
                "no resultCode that is a string"
            ),
            (
                #"{"timestamp":"2024-03-01T08:01:00Z","ccId":1,"vdn":1,"resultCode":"0100000","resultDesc":[1]}"#,
                "resultDesc is not an array of objects"
            ),
            (
                #"{"timestamp":"2024-03-01T08:01:00Z","ccId":1,"vdn":1,"resultCode":"0100000"}"#,
                "resultDesc is not an array of objects"
            ),
            (#"{"timestamp":"2024-03-01T07:59:59Z","ccId":1,"vdn":1,"error":"x"}"#, "the time goes backwards"),
        ]
    )
    func badLineIsNamedByItsNumber(line: String, reason: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("polls.jsonl", Self.lines.joined(separator: "\n") + "\n\n" + line + "\n")
        #expect(throws: SimulatorError.badLine(path: path, line: 9, reason: reason)) {
            try Self.open(path)
        }
    }

    @Test func fileThatIsAbsentOrEmptyIsAnError() throws {
        let folder = try TemporaryFolder()
        let empty = try folder.file("empty.jsonl", "\n\n")
        #expect(throws: SimulatorError.emptyRecording(path: empty)) { try Self.open(empty) }
        let absent = try folder.file("absent.jsonl")
        #expect(throws: SimulatorError.unreadable(path: absent, reason: "No such file or directory")) {
            try Self.open(absent)
        }
    }

    private static let sharedData: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["CALLWATCH_SHARED_DATA"]
            ?? root.appendingPathComponent("../shared/data").standardized.path
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    @Test(.enabled(if: sharedData != nil && ChildProcess.has("python3"), "the recordings or python3 are not here"))
    func dayOfARealCallCentreIsServedAsRecorded() async throws {
        let path = try #require(Self.sharedData) + "/vanad/polls_2014-10-07.jsonl.gz"
        let polls = [0, 777, 1_500, 3_119]
        let script =
            "import gzip,sys; lines=gzip.open(sys.argv[1],'rt').readlines(); "
            + "print(''.join(lines[int(n)] for n in sys.argv[2:]))"
        let expected = try await ChildProcess.run("python3", ["-c", script, path] + polls.map(String.init))
        let lines = expected.output.split(separator: "\n").map(String.init)
        try #require(lines.count == polls.count)

        let rows = try lines.map { try #require(try object($0)["resultDesc"] as? [[String: Int]]) }
        let codes = rows[0].compactMap { $0["innoId"] }
        let vdn = try #require(try object(lines[0])["vdn"] as? Int)
        let clock = ManualClock()
        let options = SimulatorOptions.open { $0.content = .recording(path: path) }
        try await SimulatorServer.withServer(
            options: options,
            logger: silentLogger,
            clock: clock.simulatorClock
        ) { address in
            for (poll, rows) in zip(polls, rows) {
                clock.advance(to: .seconds(poll * 15))
                let answer = try await RawExchange.send(
                    to: address,
                    body: "{\"ccId\":1,\"vdn\":\(vdn),\"innoIds\":\(codes)}"
                )
                #expect(try object(answer.body)["resultDesc"] as? [[String: Int]] == rows, "poll \(poll)")
            }
        }
    }
}
