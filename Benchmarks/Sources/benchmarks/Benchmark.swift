/// Something that the product does and that is measured.
struct Benchmark: Sendable {
    /// A sentence about the product; its figures are named after it.
    let name: String
    /// Measures it, under its name.
    let measure: @Sendable (_ name: String, Surroundings) throws -> [Figure]

    /// All benchmarks, in the order of their figures.
    static let all = [
        evaluateThresholds, evaluateTwoThresholds, decidePoll, decideWindows, decodeAnswers, readRuleFiles, checkRules,
        startOfRun, replayRecording, replayWeek, pollToWebhook,
        showPage, followPage,
    ]
}

/// What benchmarks need of the machine.
struct Surroundings {
    /// The path of the program `callwatch`.
    let callwatch: String
    /// A folder of this run, which is empty before it and removed after it.
    let folder: ScratchFolder
    /// The folder of recorded polls, where there is one.
    let recordings: String?
}

/// Why a benchmark gives no figure.
enum NoFigure: Error {
    /// Something that it needs is not on this machine.
    case skipped(String)
    /// The product did not do what was measured.
    case failed(String)
}
