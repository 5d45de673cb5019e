import ConfigFiles
import Diagnostics

/// How one test ended, or a test file that cannot be run.
struct TestResult: Sendable {
    /// How it ended.
    enum Outcome: Sendable {
        /// Everything was as expected.
        case passed
        /// Some of it was not.
        case failed([TestFailure])
        /// The file, or one that it names, has these mistakes, and none of its tests was run.
        case mistaken([Diagnostic])
    }

    /// The path of the test file.
    let file: String
    /// The test's name, or what stands for it.
    let name: String
    /// The line at which it stands.
    let line: Int
    /// How it ended.
    let outcome: Outcome
    /// How long it took.
    let duration: Duration

    /// The result of a file with mistakes.
    init(mistaken file: TestFile) {
        self.file = file.path
        name = "the file has mistakes"
        line = 1
        outcome = .mistaken(file.diagnostics.filter { $0.severity == .error })
        duration = .zero
    }

    /// The result of running a test of that file.
    init(running test: RuleTest, of file: TestFile) {
        self.file = file.path
        name = test.name
        line = test.range.start.line
        var failures: [TestFailure] = []
        duration = ContinuousClock().measure { failures = test.run() }
        outcome = failures.isEmpty ? .passed : .failed(failures)
    }

    /// Whether everything was as expected.
    var isPassed: Bool {
        if case .passed = outcome { true } else { false }
    }

    /// What was not as it should be: place, message, and the lines that differ.
    var complaints: [Complaint] {
        switch outcome {
        case .passed: []
        case .failed(let failures):
            failures.map { failure in
                Complaint(
                    range: failure.range,
                    message: failure.message,
                    difference: failure.difference.map { ($0.side.rawValue, $0.text) }
                )
            }
        case .mistaken(let diagnostics):
            diagnostics.map { Complaint(range: $0.range, message: $0.message, difference: []) }
        }
    }

    /// Something that is not as it should be.
    struct Complaint {
        let range: SourceRange
        let message: String
        let difference: [(mark: String, text: String)]

        /// The place as compilers write it.
        var place: String { "\(range.file.name):\(range.start.line):\(range.start.column)" }
    }
}
