import ArgumentParser
import ConfigFiles
import Daemon
import Diagnostics
import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Runs test files at virtual time.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run test files for rules: polls at virtual time, and what they are to lead to.",
        discussion: """
            The files are those of `promtool test rules`, with a few keys more; Documentation/Testing.md tells all of \
            them.

            Example:
              callwatch test rules/tests/*.test.yaml
              callwatch test --filter backlog --junit report.xml rules/tests/backlog.test.yaml
            """
    )

    @Option(help: ArgumentHelp("Write the results as JUnit's XML too.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Run only tests in whose names this pattern is found.", valueName: "regex"))
    var filter: String?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Argument(help: ArgumentHelp("Test files; - is standard input.", valueName: "file"))
    var files: [String]

    func validate() throws {
        try StandardInput.requireOneUse(among: files)
        _ = try testFilter()
    }

    func run() async throws {
        let testFiles = TestFiles.load(files, files: StandardInput.files(for: files))
        let diagnostics = testFiles.flatMap(\.diagnostics).inOrder()
        if !diagnostics.isEmpty {
            let renderer = DiagnosticRenderer(isColoured: Console.wantsColour(on: STDERR_FILENO))
            Console.message(renderer.text(diagnostics))
        }
        let results: [TestResult]
        do {
            results = try await run(testFiles)
        } catch let failure as ResultWriter.Failure {
            Console.message("error: \(failure)")
            throw ExitStatus.world
        }
        if let junit { try ResultFile.write(JUnitReport(results).xml, to: junit) }
        if results.isEmpty, let filter {
            Console.message("error: no test has a name in which `\(filter)` is found")
            throw ExitStatus.fault
        }
        if !results.allSatisfy(\.isPassed) { throw ExitStatus.fault }
    }

    /// Runs the tests, those of one file at once, and prints how they end.
    private func run(_ testFiles: [TestFile]) async throws -> [TestResult] {
        let filter = try testFilter()
        var printer: any TestPrinter =
            switch format {
            case .text: TextTestPrinter(isColoured: Console.wantsColour(on: STDOUT_FILENO))
            case .json: JSONTestPrinter()
            }
        var results: [TestResult] = []
        for file in testFiles {
            let ofFile: [TestResult]
            if file.diagnostics.hasErrors {
                ofFile = [TestResult(mistaken: file)]
            } else {
                let tests = file.tests.filter { filter?.accepts($0.name) ?? true }
                ofFile = await Self.results(of: tests, in: file)
            }
            for result in ofFile { try printer.print(result) }
            results += ofFile
        }
        let passed = results.count(where: \.isPassed)
        try printer.end(passed: passed, failed: results.count - passed)
        return results
    }

    /// How many tests one task runs: most take less time than a task costs.
    private static let testsPerTask = 32

    /// The results of tests, in their order; tests share nothing, so that all processors work on them.
    private static func results(of tests: [RuleTest], in file: TestFile) async -> [TestResult] {
        await withTaskGroup(of: (start: Int, results: [TestResult]).self) { group in
            for start in stride(from: 0, to: tests.count, by: testsPerTask) {
                group.addTask {
                    let part = tests[start..<min(start + testsPerTask, tests.count)]
                    return (start, part.map { TestResult(running: $0, of: file) })
                }
            }
            var parts: [(start: Int, results: [TestResult])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.start < $1.start }.flatMap(\.results)
        }
    }

    private func testFilter() throws -> TestFilter? {
        guard let filter else { return nil }
        do throws(Pattern.Mistake) {
            return try TestFilter(filter)
        } catch {
            throw ValidationError(
                error.isTooLarge
                    ? "--filter is \(error.message)" : "--filter is not a regular expression: \(error.message)"
            )
        }
    }
}
