import ContactCentre
// Full Foundation for ProcessInfo and FileManager.
import Foundation
import Model
import Testing

/// The polls of two real call centres, read from beside the project; see their own description there.
struct RecordedDataTests {
    private static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return ProcessInfo.processInfo.environment["CALLWATCH_SHARED_DATA"] ?? "/\(root)/../shared/data"
    }()

    private static var isThere: Bool { FileManager.default.fileExists(atPath: "\(folder)/README.md") }

    @Test(
        .enabled(if: isThere, "the recorded data is not there; CALLWATCH_SHARED_DATA names its folder"),
        arguments: [
            ("anonymousbank/polls_1999-08-01_07", 40_320, 6), ("anonymousbank/polls_1999-02-07_13", 40_320, 6),
            ("vanad/polls_2014-05-26_28", 9360, 27), ("vanad/polls_2014-10-07", 3120, 27),
        ]
    )
    func everyPollOfAFileIsRead(_ name: String, _ pollCount: Int, _ codeCount: Int) throws {
        var reader = RecordingReader(files: ["\(Self.folder)/\(name).jsonl.gz"], source: "replay")
        var count = 0
        var previous = Timestamp.distantPast
        while let poll = try reader.next() {
            count += 1
            let isLater = poll.time > previous
            previous = poll.time
            guard isLater, let snapshot = poll.snapshot, snapshot.count == codeCount, poll.failures.isEmpty,
                poll.notNumbers == 0
            else {
                Issue.record("poll \(count) at \(poll.time.rfc3339) is not as described")
                return
            }
            let sums = (0..<codeCount).allSatisfy { row in
                let parts: [Metric] = [.ivrCallCount, .agentCallCount, .queueCallCount]
                let sum = parts.reduce(0) { $0 + (snapshot.value($1, at: row) ?? .nan) }
                let hasQueue = snapshot.value(.queueCallCount, at: row) != 0
                return snapshot.value(.allCallCount, at: row) == sum
                    && (snapshot.value(.longestWaitTime, at: row) != 0) == hasQueue
            }
            guard sums else {
                Issue.record("the counters of poll \(count) at \(poll.time.rfc3339) do not add up")
                return
            }
        }
        #expect(count == pollCount)
    }
}
