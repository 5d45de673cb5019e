import Foundation

extension Benchmark {
    /// Three days of a real contact centre, 9,360 polls of 27 codes, with rules as people write them.
    static let replayRecording = Benchmark(name: "replay vanad/polls_2014-05-26_28 with 50 rules") {
        name,
        surroundings in
        let rules = try surroundings.folder.write(RuleFileText.file(of: 0..<50), to: "replay.rules.yaml")
        return try figures(
            name,
            replaying: "vanad/polls_2014-05-26_28.jsonl.gz",
            rules: [rules],
            target: 1000,
            surroundings
        )
    }

    /// An unbroken week of another, 40,320 polls of 6 codes.
    static let replayWeek = Benchmark(
        name: "replay a week, anonymousbank/polls_1999-08-01_07, with 50 rules, 15 of them over windows"
    ) { name, surroundings in
        let rules = try [
            surroundings.folder.write(RuleFileText.file(of: 0..<35), to: "week.rules.yaml"),
            surroundings.folder.write(RuleFileText.windows(of: 35..<50), to: "windows.rules.yaml"),
        ]
        return try figures(
            name,
            replaying: "anonymousbank/polls_1999-08-01_07.jsonl.gz",
            rules: rules,
            target: 1500,
            surroundings
        )
    }

    private static func figures(
        _ name: String,
        replaying recording: String,
        rules: [String],
        target: Double,
        _ surroundings: Surroundings
    ) throws -> [Figure] {
        guard let folder = surroundings.recordings, FileManager.default.fileExists(atPath: "\(folder)/\(recording)")
        else {
            throw NoFigure.skipped("no \(recording) in CALLWATCH_SHARED_DATA or ../../shared/data")
        }
        let arguments = ["replay", "--rules"] + rules + ["--polls", "\(folder)/\(recording)", "--format", "json"]
        let runs = try (0..<7).map { _ in try ChildProcess(surroundings.callwatch, arguments).wait() }
        return [
            milliseconds(name, runs.map(\.wall).quantile(0), "best of 7 processes, wall time", target: target),
            milliseconds("\(name), median", runs.map(\.wall).quantile(0.5), "of 7 processes, wall time"),
            milliseconds(
                "\(name), processor",
                runs.map(\.processor).quantile(0),
                "best of 7 processes, processor time"
            ),
        ]
    }
}
