import Foundation

extension Benchmark {
    private static let recording = "vanad/polls_2014-05-26_28.jsonl.gz"

    /// Three days of a real contact centre, 9,360 polls of 27 codes, with rules as people write them.
    static let replayRecording = Benchmark(name: "replay vanad/polls_2014-05-26_28 with 50 rules") {
        name,
        surroundings in
        guard let folder = surroundings.recordings, FileManager.default.fileExists(atPath: "\(folder)/\(recording)")
        else {
            throw NoFigure.skipped("no \(recording) in CALLWATCH_SHARED_DATA or ../../shared/data")
        }
        let rules = try surroundings.folder.write(RuleFileText.file(of: 0..<50), to: "replay.rules.yaml")
        let arguments = ["replay", "--rules", rules, "--polls", "\(folder)/\(recording)", "--format", "json"]
        let runs = try (0..<7).map { _ in try ChildProcess(surroundings.callwatch, arguments).wait() }
        return [
            milliseconds(name, runs.map(\.wall).quantile(0), "best of 7 processes, wall time", target: 1000),
            milliseconds("\(name), median", runs.map(\.wall).quantile(0.5), "of 7 processes, wall time"),
            milliseconds(
                "\(name), processor",
                runs.map(\.processor).quantile(0),
                "best of 7 processes, processor time"
            ),
        ]
    }
}
