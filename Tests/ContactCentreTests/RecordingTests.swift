import CZlib
import ContactCentre
// Full Foundation for Pipe, and Data as what a file holds.
import Foundation
import Model
import PeerPrograms
import Testing

struct RecordingReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("recording") }

    private func read(_ texts: String..., skipBadLines: Bool = false) throws -> Recording {
        let files = try texts.enumerated().map { index, text in
            try folder.write(text, to: "\(index).jsonl")
            return folder.file("\(index).jsonl")
        }
        return Recording(files, skipBadLines: skipBadLines)
    }

    @Test func neighboursOfOneInstantAreOnePoll() throws {
        let recording = try read(
            #"""
            {"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":2,"queueCallCount":4}]}
            {"timestamp":"2014-10-07T09:45:00.000+02:00","ccId":"1","vdn":171.0,"resultCode":"0100000","resultDesc":[{"innoId":1}]}
            {"timestamp":"2014-10-07T07:45:15Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[]}
            """#
        )
        #expect(recording.failure == nil)
        #expect(recording.polls.map(\.time.rfc3339) == ["2014-10-07T07:45:00Z", "2014-10-07T07:45:15Z"])
        #expect(recording.polls.allSatisfy { $0.source == "replay" && $0.failures.isEmpty })
        let first = try #require(recording.polls.first?.snapshot)
        #expect(first.series == [AccessCode(ccId: 1, vdn: 170, innoId: 2), AccessCode(ccId: 1, vdn: 171, innoId: 1)])
        #expect(first.value(.queueCallCount, at: 0) == 4)
        #expect(first.value(.allCallCount, at: 0) == nil)
        #expect(recording.polls.last?.result == .snapshot(Snapshot()))
    }

    @Test func codeGivenTwiceTakesTheLast() throws {
        let recording = try read(
            #"""
            {"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":1,"resultCode":"0100000","resultDesc":[{"innoId":5,"allCallCount":1,"queueCallCount":"x"},{"innoId":3,"allCallCount":2},{"innoId":5,"queueCallCount":7}]}
            {"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":1,"resultCode":"0100000","resultDesc":[{"innoId":3,"allCallCount":null}]}
            """#
        )
        let poll = try #require(recording.polls.first)
        let snapshot = try #require(poll.snapshot)
        #expect(snapshot.series.map(\.innoId) == [5, 3])
        #expect(snapshot.value(.allCallCount, at: 0) == nil)
        #expect(snapshot.value(.queueCallCount, at: 0) == 7)
        #expect(snapshot.value(.allCallCount, at: 1) == nil)
        #expect(poll.notNumbers == 1)
    }

    /// One line and the failure that it records.
    struct Failed: Sendable {
        let members: String
        let reason: PollFailureReason
        let message: String
    }

    @Test(arguments: [
        Failed(members: #""error":"timeout""#, reason: .timeout, message: "timeout"),
        Failed(members: #""error":"gone""#, reason: .connect, message: "gone"),
        Failed(members: #""error":"gone","reason":"tls""#, reason: .tls, message: "gone"),
        Failed(members: #""error":"","resultCode":7,"resultDesc":3"#, reason: .connect, message: ""),
        Failed(
            members: #""resultCode":"0100002","resultDesc":"bad vdn""#,
            reason: .resultCode,
            message: "result code 0100002: a parameter is not valid; check `cc_id`, `vdn` and `inno_ids` (`bad vdn`)"
        ),
        Failed(
            members: #""resultCode":"0101003""#,
            reason: .credentials,
            message:
                "result code 0101003: the access key lacks the permission; have it granted for the monitoring interfaces"
        ),
        Failed(members: #""resultCode":"77","resultDesc":[]"#, reason: .resultCode, message: "result code 77"),
    ])
    func lineOfARequestThatFailedIsNoAnswer(_ failed: Failed) throws {
        let recording = try read(#"{"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,\#(failed.members)}"#)
        let failure = RequestFailure(ccId: 1, vdn: 170, reason: failed.reason, message: failed.message)
        #expect(recording.polls.map(\.result) == [.failed])
        #expect(recording.polls.first?.failures == [failure])
    }

    @Test func pollWithOneAnswerHasNotFailed() throws {
        let recording = try read(
            #"""
            {"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,"error":"timeout"}
            {"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":171,"error":null,"resultCode":"0100000","resultDesc":[]}
            """#
        )
        #expect(recording.polls.map(\.result) == [.snapshot(Snapshot())])
        #expect(recording.polls.first?.failures.map(\.vdn) == [170])
    }

    @Test(arguments: [
        ("x", "no JSON object"), ("[]", "no JSON object"), ("{}", "`timestamp`"), (#"{"timestamp":5}"#, "`timestamp`"),
        (#"{"timestamp":"2014-10-07"}"#, "`timestamp`"), (#"{"timestamp":"2014-10-07T07:46:00Z"}"#, "`ccId`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1}"#, "`vdn`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1.5,"vdn":1}"#, "`ccId`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1}"#, "`resultCode`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1,"error":5}"#, "`error`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1,"resultCode":100000,"resultDesc":[]}"#, "`resultCode`"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1,"resultCode":"0100000"}"#, "`resultDesc`"),
        (
            #"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1,"resultCode":"0100000","resultDesc":[1]}"#,
            "`resultDesc`"
        ),
        (#"{"timestamp":"2014-10-07T07:44:59.999Z","ccId":1,"vdn":1,"error":"x"}"#, "before"),
        (#"{"timestamp":"2014-10-07T07:46:00Z","ccId":1,"vdn":1,"error":"x"}, "#, "no JSON object"),
    ])
    func badLineEndsTheRecordingAfterThePollBeforeIt(_ line: String, _ word: String) throws {
        let good = #"{"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[]}"#
        let later = #"{"timestamp":"2014-10-07T07:45:15Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[]}"#
        let recording = try read("\(good)\n\n", "\(good)\n \t\r\n\(line)\n\(later)\n")
        #expect(recording.polls.count == 1)
        let failure = try #require(recording.failure)
        #expect(failure.kind == .badLine)
        #expect(failure.file == folder.file("1.jsonl"))
        #expect(failure.line == 3)
        #expect(failure.message.contains(word), "\(failure)")

        let rest = try read("\(good)\n", "\(line)\n\(later)\n\(line)", skipBadLines: true)
        #expect(rest.failure == nil)
        #expect(rest.polls.count == 2)
        #expect(rest.badLines == 2)
        #expect(rest.firstBadLine?.line == 1)
    }

    @Test func whatIsWrongIsThrownAgain() throws {
        try folder.write("x\n", to: "bad.jsonl")
        var reader = RecordingReader(files: [folder.file("bad.jsonl")], source: "replay")
        for _ in 0..<2 {
            do {
                #expect(try reader.next() == nil)
                Issue.record("nothing was thrown")
            } catch {
                #expect(error.line == 1)
            }
        }
    }

    @Test(arguments: ["\n", "\r\n"], [true, false])
    func lineEndsMayBeOfEitherKindOrLack(_ end: String, _ isLastEnded: Bool) throws {
        let lines = (0..<3).map { #"{"timestamp":"2014-10-07T07:45:0\#($0)Z","ccId":1,"vdn":1,"error":"x"}"# }
        let recording = try read(lines.joined(separator: end) + (isLastEnded ? end : ""))
        #expect(recording.failure == nil)
        #expect(recording.polls.count == 3)
    }

    @Test func tooLongALineIsABadLine() throws {
        let line = #"{"timestamp":"2014-10-07T07:45:00Z","ccId":1,"vdn":1,"error":"x"}"#
        let long = line + String(repeating: " ", count: 16 << 20)
        let recording = try read("\(long)\n\(line)\n\(long)", skipBadLines: true)
        #expect(recording.polls.count == 1)
        #expect(recording.badLines == 2)
        #expect(recording.firstBadLine?.message == "longer than 16 MB")
        let fitting = try read(line + String(repeating: " ", count: (16 << 20) - line.utf8.count) + "\n")
        #expect(fitting.polls.count == 1)
    }

    @Test func fileThatIsNotThereIsUnreadable() throws {
        let recording = Recording([folder.file("none.jsonl")])
        #expect(recording.failure?.kind == .unreadable)
        #expect(recording.failure?.line == nil)
        #expect(recording.failure?.message == "cannot be opened: No such file or directory")
        #expect(Recording([folder.path]).failure?.message == "cannot be read: Is a directory")
    }

    @Test func emptyRecordingHasNoPolls() throws {
        #expect(try read("", "\n\r\n").polls.isEmpty)
        #expect(Recording([]).polls.isEmpty)
    }
}

struct CompressedRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder("compressed") }

    private func compress(_ text: String, to name: String) throws -> [UInt8] {
        let file = try #require(gzopen(folder.file(name), "wb"))
        let written = gzwrite(file, text, UInt32(text.utf8.count))
        #expect(gzclose(file) == Z_OK && Int(written) == text.utf8.count)
        return try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    private func read(_ bytes: [UInt8]) throws -> Recording {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("recording")))
        return Recording([folder.file("recording")])
    }

    private func lines(_ seconds: Range<Int>) -> String {
        seconds.map { #"{"timestamp":"2014-10-07T07:45:\#($0)Z","ccId":1,"vdn":1,"error":"x"}"# + "\n" }.joined()
    }

    @Test func membersAreOneRecording() throws {
        let recording = try read(
            compress(lines(10..<20), to: "a") + compress("", to: "b") + compress(lines(20..<25), to: "c")
        )
        #expect(recording.failure == nil)
        #expect(recording.polls.count == 15)
    }

    @Test func cutOffDataIsTheInputsFaultAfterWhatItHolds() throws {
        let whole = try compress(lines(10..<20), to: "a") + compress(lines(20..<25), to: "b")
        let recording = try read(whole.dropLast(9))
        #expect(recording.polls.count >= 10)
        #expect(recording.failure?.kind == .brokenCompression)
        #expect(recording.failure?.line == recording.polls.count + 1)
        #expect(recording.failure?.message == "the gzip data is cut off")
    }

    @Test func brokenDataIsTheInputsFaultBehindThePollsBeforeIt() throws {
        let whole = try compress(lines(10..<20), to: "a")
        // A damaged checksum, a damaged length, and what is no further member.
        var checksum = whole
        checksum[checksum.count - 6] ^= 1
        var length = whole
        length[length.count - 1] ^= 1
        for bytes in [checksum, length, whole + [1, 2, 3]] {
            let recording = try read(bytes)
            #expect(recording.polls.count == 10)
            #expect(recording.failure?.kind == .brokenCompression)
            #expect(recording.failure?.line == 11)
            #expect(recording.failure?.message.hasPrefix("broken gzip data") == true)
        }
    }

    @Test func twoBytesThatComeOneByOneAreRecognised() async throws {
        let bytes = try compress(lines(10..<20), to: "a")
        let pipe = Pipe()
        let path = "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let writer = Task.detached {
            for byte in bytes.prefix(3) { try pipe.fileHandleForWriting.write(contentsOf: [byte]) }
            try pipe.fileHandleForWriting.write(contentsOf: bytes.dropFirst(3))
            try pipe.fileHandleForWriting.close()
        }
        let recording = Recording([path])
        try await writer.value
        #expect(recording.failure == nil)
        #expect(recording.polls.count == 10)
    }
}

/// Everything that a reader gives.
struct Recording {
    var polls: [Poll] = []
    var failure: RecordingError?
    var badLines = 0
    var firstBadLine: RecordingError?

    init(_ files: [String], skipBadLines: Bool = false) {
        var reader = RecordingReader(files: files, source: "replay", skipBadLines: skipBadLines)
        do {
            while let poll = try reader.next() { polls.append(poll) }
        } catch {
            failure = error
        }
        badLines = reader.badLines
        firstBadLine = reader.firstBadLine
    }
}

extension Poll {
    /// What was delivered, nil when the poll has failed.
    var snapshot: Snapshot? {
        if case .snapshot(let snapshot) = result { snapshot } else { nil }
    }
}
