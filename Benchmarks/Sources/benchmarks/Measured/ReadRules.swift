import Alerting
import ConfigFiles
import Diagnostics
import YAML

extension Benchmark {
    /// How many rules there are, and how many in a file.
    private static let ruleCount = 1000
    private static let rulesPerFile = 50

    /// The step from text to a tree in which every key and value has its place.
    static let readRuleFiles = Benchmark(name: "read rule files of 1,000 rules") { name, _ in
        let files = ruleFiles(of: ruleCount).map { (name: $0.name, bytes: Array($0.text.utf8)) }
        let seconds = try Clock.thread.best(of: 20) {
            for file in files {
                let document = YAMLReader.read(bytes: file.bytes, name: file.name)
                guard document.diagnostics.isEmpty else { throw NoFigure.failed("\(document.diagnostics)") }
            }
        }
        return [milliseconds(name, seconds, "best of 20, processor time")]
    }

    /// `callwatch check` as people and their CI run it, and the part of it that is not the start of a process.
    static let checkRules = Benchmark(name: "check 1,000 rules") { name, surroundings in
        let folder = try surroundings.folder.folder("check")
        for file in ruleFiles(of: ruleCount) {
            _ = try surroundings.folder.write(file.text, to: "check/\(file.name)")
        }
        let runs = try (0..<20).map { _ in
            try ChildProcess(surroundings.callwatch, ["check", "--strict", folder]).wait()
        }
        let files = ruleFiles(of: ruleCount).map { (name: $0.name, bytes: Array($0.text.utf8)) }
        let inProcess = try Clock.thread.best(of: 20) { try check(files) }
        return [
            milliseconds(name, runs.map(\.wall).quantile(0), "best of 20 processes, wall time", target: 50),
            milliseconds("\(name), median", runs.map(\.wall).quantile(0.5), "of 20 processes, wall time"),
            milliseconds("\(name), in process", inProcess, "best of 20, processor time"),
        ]
    }

    /// From the start of the process to the line that says it listens.
    static let startOfRun = Benchmark(name: "start of run with 1,000 rules") { name, surroundings in
        let folder = try surroundings.folder.folder("start")
        for file in ruleFiles(of: ruleCount) {
            _ = try surroundings.folder.write(file.text, to: "start/\(file.name)")
        }
        // Port 9 is nobody's; polls begin when the daemon listens.
        let configuration = try surroundings.folder.write(
            DaemonConfiguration.text(centrePort: 9, sinkPort: 9),
            to: "start/callwatch.yaml"
        )
        let times = try (0..<20).map { _ in
            let daemon = try ChildProcess(surroundings.callwatch, ["run", "--config", configuration])
            let time = try daemon.line(with: "listening on").time
            daemon.terminate()
            _ = try daemon.wait()
            return time
        }
        return [
            milliseconds(name, times.quantile(0), "best of 20 processes, wall time", target: 200),
            milliseconds("\(name), median", times.quantile(0.5), "of 20 processes, wall time"),
        ]
    }

    /// A figure in milliseconds.
    static func milliseconds(_ name: String, _ seconds: Double, _ method: String, target: Double? = nil) -> Figure {
        Figure(name: name, value: seconds * 1e3, unit: .milliseconds, target: target, method: method)
    }

    /// The names and words of files of so many rules.
    private static func ruleFiles(of count: Int) -> [(name: String, text: String)] {
        stride(from: 0, to: count, by: rulesPerFile).map { first in
            let rules = first..<min(first + rulesPerFile, count)
            return (name: "\(first).rules.yaml", text: RuleFileText.file(of: rules))
        }
    }

    private static func check(_ files: [(name: String, bytes: [UInt8])]) throws {
        let contents = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.bytes) })
        let diagnostics = RuleFiles.check(files.map(\.name), files: .memory(contents))
        guard diagnostics.isEmpty else { throw NoFigure.failed("\(diagnostics)") }
    }
}
