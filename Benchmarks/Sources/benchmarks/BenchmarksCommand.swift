import ArgumentParser
import Foundation

/// Measures the product and says how the figures stand to what was promised and to those that are committed.
@main
struct BenchmarksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measure the product.",
        discussion: """
            Below 1 in a column of ratios is better than what it is compared with.

            Example:
              swift run -c release benchmarks --filter evaluate
              swift run -c release benchmarks --compare
              swift run -c release benchmarks --format json > figures.json
            """
    )

    enum Format: String, ExpressibleByArgument {
        case text
        case json
    }

    @Option(help: "Measure only what has this word in its name.")
    var filter: String?

    @Option(help: "The form of the result: text or json.")
    var format = Format.text

    @Flag(help: "Print the ratios to the committed figures, too.")
    var compare = false

    @Option(help: "The file of the committed figures.")
    var figures = "figures.json"

    @Option(help: "The program that is measured, built for release.")
    var callwatch = "../.build/release/callwatch"

    func run() throws {
        let committed = compare ? try committedFigures() : nil
        let folder = try ScratchFolder()
        let surroundings = Surroundings(callwatch: callwatch, folder: folder, recordings: Self.recordings)
        var measured = Figures(machine: Self.machine, figures: [])
        var failures = 0
        for benchmark in Benchmark.all where filter.map(benchmark.name.contains) ?? true {
            message("measuring: \(benchmark.name)")
            do {
                measured.figures += try benchmark.measure(benchmark.name, surroundings)
            } catch NoFigure.skipped(let reason) {
                message("skipped: \(benchmark.name): \(reason)")
            } catch NoFigure.failed(let reason) {
                message("failed: \(benchmark.name): \(reason)")
                failures += 1
            }
        }
        try folder.remove()
        switch format {
        case .text: print(FigureTable(measured, committed: committed).text)
        case .json: print(try json(measured))
        }
        if failures > 0 { throw ExitCode.failure }
    }

    private func committedFigures() throws -> Figures {
        try JSONDecoder().decode(Figures.self, from: Data(contentsOf: URL(filePath: figures)))
    }

    private func json(_ figures: Figures) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(figures), as: UTF8.self)
    }

    private func message(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// The recorded polls, which are no part of the project.
    private static var recordings: String? {
        let environment = ProcessInfo.processInfo.environment["CALLWATCH_SHARED_DATA"]
        return [environment, "../../shared/data"].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }

    private static var machine: String {
        #if arch(x86_64)
            let architecture = "x86-64"
        #elseif arch(arm64)
            let architecture = "arm64"
        #else
            let architecture = "another architecture"
        #endif
        return "\(ProcessInfo.processInfo.activeProcessorCount) cores, \(architecture)"
    }
}
