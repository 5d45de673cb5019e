import ConfigFiles
import Diagnostics
// Full Foundation for String(contentsOf:encoding:).
import Foundation
import Testing

/// The tests in `rules/tests`: they hold for the shipped rules, and for no others.
struct ShippedRuleTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "rules")

    /// The shipped files, and their tests in `tests`.
    private static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        let manager = FileManager.default
        for (path, prefix) in [(folder, ""), (folder.appending(path: "tests"), "tests/")] {
            for name in try manager.contentsOfDirectory(atPath: path.path) {
                let isRead = [".yaml", ".csv"].contains { name.hasSuffix($0) }
                if isRead { files[prefix + name] = try String(contentsOf: path.appending(path: name), encoding: .utf8) }
            }
        }
        return files
    }

    /// The failures of the tests in the file of that name.
    private func failures(_ name: String, _ files: [String: String]) throws -> [TestFailure] {
        let file = try #require(TestFiles.load([name], files: MemoryFiles(files).access).first)
        #expect(!file.diagnostics.hasErrors, "\(DiagnosticRenderer().text(file.diagnostics))")
        #expect(!file.tests.isEmpty)
        return file.tests.flatMap { $0.run() }
    }

    @Test func shippedRulesPassTheirTests() throws {
        let files = try Self.files()
        let names = files.keys.filter { $0.hasSuffix(".test.yaml") }
        #expect(names.count >= 3)
        for name in names { #expect(try failures(name, files).isEmpty, "\(name)") }
    }

    /// A change that breaks a rule, or a route.
    struct Breakage: Sendable, CustomTestStringConvertible {
        let file: String
        let test: String
        let old: String
        let new: String

        var testDescription: String { "\(file): \(old) -> \(new)" }
    }

    private static func breakages(
        of file: String,
        foundBy test: String,
        _ changes: [(String, String)]
    ) -> [Breakage] {
        changes.map { Breakage(file: file, test: "tests/\(test).test.yaml", old: $0.0, new: $0.1) }
    }

    @Test(
        arguments: breakages(
            of: "backlog.rules.yaml",
            foundBy: "backlog",
            [
                ("at least 10", "at least 9"), ("at least 10", "at least 13"), ("at least 10", "below 10"),
                (" and queueCallCount above agentCallCount", ""), ("above agentCallCount", "at least agentCallCount"),
                ("for: 30s", "for: 15s"), ("for: 30s", "for: 45s"), ("below 5", "below 4"), ("below 5", "below 10"),
                ("resolve_when:", "# resolve_when:"), ("for: 1m", "for: 45s"), ("for: 1m", "for: 75s"),
                ("severity: warning", "severity: critical"), ("agentCallCount }} talk", "queueCallCount }} talk"),
                ("alert: QueueBacklog", "matchers: [vdn!~\".*\"]\n        alert: QueueBacklog"),
                ("keep_firing_for", "resolve_no_data_after: 2m\n        keep_firing_for"),
            ]
        )
            + breakages(
                of: "long-wait.rules.yaml",
                foundBy: "long-wait",
                [
                    ("above 2m", "above 3m"), ("above 2m", "above 110s"), (" and queueCallCount at least 3", ""),
                    ("below 1m", "below 30s"), ("above 5m", "above 6m"), ("above 5m", "above 4m"),
                    ("below 3m", "below 2m"), ("for: 30s", "for: 15s"), ("for: 30s", "for: 45s"),
                    ("for: 2m", "for: 1m45s"), ("for: 2m", "for: 2m15s"), ("severity: warning", "severity: low"),
                    ("{{ agentCallCount }}", "some"),
                ]
            )
            + breakages(
                of: "callwatch.yaml",
                foundBy: "routing",
                [
                    ("group_wait: 30s", "group_wait: 15s"), ("group_interval: 2m", "group_interval: 3m"),
                    ("repeat_interval: 30m", "repeat_interval: 40m"), ("severity=\"critical\"", "severity=\"warning\""),
                    ("group_wait: 0s", "group_wait: 15s"), ("catalog:", "# catalog:"),
                ]
            )
    )
    func brokenRulesAreFound(_ breakage: Breakage) throws {
        var files = try Self.files()
        let good = try #require(files[breakage.file])
        let broken = good.replacing(breakage.old, with: breakage.new, maxReplacements: 1)
        #expect(broken != good)
        files[breakage.file] = broken
        #expect(try !failures(breakage.test, files).isEmpty)
    }
}
