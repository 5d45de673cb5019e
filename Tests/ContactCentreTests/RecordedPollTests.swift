import ContactCentre
// Full Foundation for Data, as what a file holds.
import Foundation
import Model
import PeerPrograms
import TestSupport
import Testing

struct RecordedPollTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("recorded") }

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    private func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder.file(name))), as: UTF8.self)
    }

    private func failed(at milliseconds: Int64) -> Poll {
        Poll(
            source: "replay",
            time: Timestamp(milliseconds: milliseconds),
            result: .failed,
            failures: [RequestFailure(ccId: 1, vdn: 170, reason: .timeout, message: "no answer", codes: [1, 2])]
        )
    }

    @Test func formIsTheDocumentedOne() {
        var snapshot = Snapshot()
        snapshot.append(AccessCode(ccId: 1, vdn: 170, innoId: 1), [21, 1, 8, 12, 140])
        snapshot.append(AccessCode(ccId: 1, vdn: 170, innoId: 2), [nil, 0, nil, nil, nil])
        snapshot.append(AccessCode(ccId: 1, vdn: 171, innoId: 1), [nil, nil, nil, nil, nil])
        let poll = Poll(
            source: "cloud",
            time: Timestamp(milliseconds: 1_412_667_900_120),
            result: .snapshot(snapshot),
            failures: [RequestFailure(ccId: 1, vdn: 172, reason: .tls, message: "a \"b\"\n", codes: [3])],
            missing: [AccessCode(ccId: 1, vdn: 170, innoId: 9), AccessCode(ccId: 1, vdn: 173, innoId: 4)]
        )
        #expect(
            String(decoding: RecordedPollWriter.lines(of: poll), as: UTF8.self) == #"""
                {"timestamp":"2014-10-07T07:45:00.120Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":1,"allCallCount":21,"ivrCallCount":1,"agentCallCount":8,"queueCallCount":12,"longestWaitTime":140},{"innoId":2,"ivrCallCount":0}],"missing":[9]}
                {"timestamp":"2014-10-07T07:45:00.120Z","ccId":1,"vdn":171,"resultCode":"0100000","resultDesc":[{"innoId":1}]}
                {"timestamp":"2014-10-07T07:45:00.120Z","ccId":1,"vdn":173,"resultCode":"0100000","resultDesc":[],"missing":[4]}
                {"timestamp":"2014-10-07T07:45:00.120Z","ccId":1,"vdn":172,"error":"a \"b\"\n","reason":"tls","innoIds":[3]}

                """#
        )
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func readingWhatWasWrittenGivesTheSamePolls(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var time = Timestamp(milliseconds: 0)
        let polls = (0..<50).map { _ in
            time = time + .milliseconds(.random(in: 1...100_000, using: &generator))
            return Poll.random(at: time, using: &generator)
        }
        let file = try write(polls.flatMap(RecordedPollWriter.lines), to: "polls.jsonl")
        let recording = Recording([file])
        #expect(recording.failure == nil)
        #expect(recording.polls == polls)
    }

    @Test func pollsAreAppended() throws {
        for time: Int64 in [0, 1000] {
            let file = try RecordingFile.open(folder.file("polls.jsonl"))
            try file.append(failed(at: time))
            try file.append(failed(at: time + 1))
        }
        let polls = Recording([folder.file("polls.jsonl")]).polls
        #expect(polls == [0, 1, 1000, 1001].map { failed(at: $0) })
    }

    /// A line as others write it, and one whose end stands where a block of 64 KiB begins.
    private static let line = #"{"ccId":1,"vdn":170,"timestamp":"2014-10-07T07:45:00Z","error":"x"}"# + "\n"
    private static let longLine = String(repeating: " ", count: 65_535 - line.utf8.count) + line

    @Test(arguments: [
        ("", ""), ("{\"times", ""), (#"{"timestamp":"2014"#, ""), (line, line), (line + "{\"timest", line),
        (line + " \r\n\n", line + " \r\n\n"), (line + String(repeating: "x", count: 200_000), line),
        (line + longLine + "{", line + longLine), (#"{"timestamp":""# + String(repeating: "x", count: 65_536), ""),
    ])
    func unfinishedLastLineIsCutAtTheStart(_ before: String, _ after: String) throws {
        try folder.write(before, to: "polls.jsonl")
        _ = try RecordingFile.open(folder.file("polls.jsonl"))
        #expect(try text(of: "polls.jsonl") == after)
    }

    @Test(arguments: [
        "x", "{\"a", "a\n", "\n", "\n{\"timestamp", line + "{}\n", line + "SQLite format 3\n\u{0}",
        "groups: []\n", String(repeating: "x", count: 70_000), String(repeating: "x", count: 70_000) + "\n",
    ])
    func fileThatIsNoRecordingIsLeftAsItIs(_ content: String) throws {
        try folder.write(content, to: "polls.jsonl")
        do {
            _ = try RecordingFile.open(folder.file("polls.jsonl"))
            Issue.record("it was opened")
        } catch {
            #expect(error.description.contains("is no recording"))
        }
        #expect(try text(of: "polls.jsonl") == content)
    }

    @Test func compressedFileIsNotAppendedTo() throws {
        let path = try write([0x1F, 0x8B, 0x08], to: "polls.jsonl.gz")
        #expect(throws: RecordingFile.Failure.self) { _ = try RecordingFile.open(path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 3)
    }

    @Test func fileThatCannotBeMadeIsAFailure() throws {
        do {
            _ = try RecordingFile.open(folder.file("none/polls.jsonl"))
            Issue.record("it was opened")
        } catch {
            #expect(error.description.hasSuffix("/none/polls.jsonl: cannot be opened: No such file or directory"))
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
    func fullDiskIsAFailure() throws {
        let file = try RecordingFile.open("/dev/full")
        do {
            try file.append(failed(at: 0))
            Issue.record("it was written")
        } catch {
            #expect(error.description.hasPrefix("/dev/full: cannot be written: No space left on device"))
        }
    }
}

extension Poll {
    /// A poll as a client makes it: targets in order, each with rows, missing codes or failures.
    fileprivate static func random(at time: Timestamp, using generator: inout SeededGenerator) -> Poll {
        var snapshot = Snapshot()
        var failures: [RequestFailure] = []
        var missing: [AccessCode] = []
        for vdn: Int64 in [170, 171, 5000] {
            if Bool.random(using: &generator) {
                let reason = PollFailureReason.allCases.randomElement(using: &generator) ?? .connect
                let message = String("ä\"\\\u{1}\n🙂 x".shuffled(using: &generator))
                failures.append(RequestFailure(ccId: 1, vdn: vdn, reason: reason, message: message, codes: [1, 2]))
                continue
            }
            for innoId: Int64 in 1...5 {
                let code = AccessCode(ccId: 1, vdn: vdn, innoId: innoId)
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    missing.append(code)
                } else {
                    snapshot.append(code, Metric.allCases.map { _ in counter(using: &generator) })
                }
            }
        }
        // Lines of answers come with rows first; codes that are missing alone come behind.
        let withRows = Set(snapshot.series.map(\.vdn))
        missing = missing.filter { withRows.contains($0.vdn) } + missing.filter { !withRows.contains($0.vdn) }
        return Poll(
            source: "replay",
            time: time,
            result: failures.count == 3 ? .failed : .snapshot(snapshot),
            failures: failures,
            missing: missing
        )
    }

    private static func counter(using generator: inout SeededGenerator) -> Double? {
        [nil, 0, 1, 21, 9_007_199_254_740_992, 9_007_199_254_740_991, 1e15, 123_456_789].randomElement(
            using: &generator
        )
            ?? nil
    }
}
