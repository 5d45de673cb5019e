// Full Foundation for ProcessInfo and FileManager.
import Foundation
import Model
import PeerPrograms
import TestSupport
import Testing

/// The shipped rules over days of two real call centres, against the naive reference.
@Suite(.timeLimit(.minutes(10)))
struct RecordedReplayTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let data: String? = {
        let folder =
            ProcessInfo.processInfo.environment["CALLWATCH_SHARED_DATA"]
            ?? root.appendingPathComponent("../shared/data").standardized.path
        return FileManager.default.fileExists(atPath: "\(folder)/README.md") ? folder : nil
    }()

    /// The rule files of a folder, in the order of their names.
    private static func rules(in folder: URL) throws -> [ReferenceRule] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".rules.yaml") }
            .sorted()
            .flatMap { name in
                let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
                return try ReferenceRuleFile.rules(bytes, name: name)
            }
    }

    /// Busy hours of each recording, in which every rule that ever fires there fires and ends; all of it in the long form.
    @Test(
        .enabled(if: data != nil && Program.find("gzip") != nil, "the recordings or gzip are not here"),
        arguments: [
            // LongWait, NobodyAnswers, QueueBacklog, QueueGrows, SlowAnswers
            (recording: "anonymousbank/polls_1999-08-01_07", hours: "1999-08-01T05:20:00Z"..<"1999-08-01T08:10:00Z"),
            (recording: "anonymousbank/polls_1999-02-07_13", hours: "1999-02-07T06:00:00Z"..<"1999-02-07T07:30:00Z"),
            // CallsSurge
            (recording: "vanad/polls_2014-05-26_28", hours: "2014-05-26T06:00:00Z"..<"2014-05-26T07:50:00Z"),
            (recording: "vanad/polls_2014-10-07", hours: "2014-10-07T12:10:00Z"..<"2014-10-07T12:50:00Z"),
        ]
    )
    func shippedRulesFireWhereTheReferenceSaysAndTheSameTwice(recording: String, hours: Range<String>) async throws {
        let path = "\(try #require(Self.data))/\(recording).jsonl.gz"
        let lines = try Program.run("gzip", ["-dc", path]).split(separator: "\n").filter { line in
            // Each line begins with its time.
            Effort.isLong
                || hours.contains(String(line.dropFirst(#"{"timestamp":""#.count).prefix(hours.lowerBound.count)))
        }
        let text = lines.joined(separator: "\n") + "\n"
        let folder = try TemporaryFolder("recording")
        try folder.write(text, to: "polls.jsonl")
        let shipped = Self.root.appendingPathComponent("rules")
        let replay = [
            "replay", "--config", shipped.appendingPathComponent("callwatch.yaml").path, "--source", "contact-centre",
            "--polls", folder.file("polls.jsonl"), "--format", "json",
        ]
        async let first = Command.run(replay)
        async let second = Command.run(replay)

        let table = try Data(contentsOf: shipped.appendingPathComponent("access-codes.csv"))
        let catalog = ReferenceCatalog(String(decoding: table, as: UTF8.self))
        let expected = try ReferenceEngine.run(
            rules: try Self.rules(in: shipped),
            polls: try ReferenceRecording.polls(text, source: "contact-centre"),
            labels: { _, code in catalog.labels(of: code) }
        )

        let (outcome, again) = try await (first, second)
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.output == again.output)
        // SLAs have a reference of their own.
        let got = outcome.output.split(separator: "\n").map(String.init).filter { line in
            !line.contains(#""notification":"#) && !line.contains(#""group":"slas""#)
        }
        #expect(!got.isEmpty)
        let difference = got.difference(from: expected.transitions.map(\.description))
        #expect(difference.isEmpty, "\(difference.map { "\($0)" }.prefix(6).joined(separator: "\n"))")
    }
}
