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

    /// The shipped files, those of the example of on-call, and their tests in `tests`.
    private static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        let manager = FileManager.default
        for prefix in ["", "tests/", "on-call/"] {
            let path = folder.appending(path: prefix)
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
        #expect(names.count >= 8)
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
                of: "answering.rules.yaml",
                foundBy: "answering",
                [
                    ("at least 3", "at least 4"), ("at least 3", "at least 2"), ("above 1m", "at least 1m"),
                    ("for: 1m", "for: 30s"), ("firing_for: 1m", "firing_for: 30s"), ("at least 1 or", "at least 2 or"),
                ]
            )
            + breakages(
                of: "overload.rules.yaml",
                foundBy: "overload",
                [
                    ("matchers:", "# matchers:"), ("queueCallCount by team", "queueCallCount by (team, innoId)"),
                    ("above 8", "above 7"), (" and waiting above talking", ""), ("above 20", "above 24"),
                    (" and waiting above 150% * talking", ""), ("for: 2m", "for: 90s"), ("below 5", "below 4"),
                    ("at most 50%", "at most 40%"), ("at most 50%", "at most 100%"),
                    ("firing_for: 2m", "firing_for: 90s"),
                ]
            )
            + breakages(
                of: "waits.rules.yaml",
                foundBy: "waits",
                [
                    ("above 60s", "at least 60s"), ("above 50%", "above 60%"), ("above 50%", "at least 50%"),
                    ("over 15m", "over 10m"), (" and avg(queueCallCount over 15m) at least 2", ""),
                    ("below 20%", "below 15%"), ("resolve_when:", "# resolve_when:"),
                ]
            )
            + breakages(
                of: "trend.rules.yaml",
                foundBy: "trend",
                [
                    ("over 10m in 10m", "over 10m in 5m"), ("above 20", "at least 20"),
                    (" and expected above 2 * agentCallCount", ""),
                    (" and change(queueCallCount over 5m) at least 5", ""), ("for: 1m", "for: 0s"),
                    ("at most 0", "at most 0.01"), ("firing_for: 2m", "firing_for: 1m"),
                ]
            )
            + breakages(
                of: "traffic.rules.yaml",
                foundBy: "traffic",
                [
                    ("max(calls over 5m) is 0", "max(calls over 4m) is 0"), (" and usual at least 10", ""),
                    ("resolve_when: min(calls over 2m)", "resolve_when: min(calls over 1m)"), ("over 1h", "over 30m"),
                    ("sum(allCallCount by vdn)", "sum(allCallCount by (vdn, innoId))"), ("250%", "200%"),
                    (" and min(calls over 1h) at least 10", ""), ("below 150%", "below 200%"),
                ]
            )
            + breakages(
                of: "ivr.rules.yaml",
                foundBy: "ivr",
                [
                    ("above 90%", "above 95%"), ("above 90%", "at least 50%"),
                    (" and min(ivrCallCount over 5m) at least 5", ""), ("allCallCount is 0 or ", ""),
                    ("at most 70%", "at most 60%"),
                ]
            )
            + breakages(
                of: "service-level.rules.yaml",
                foundBy: "service-level",
                [
                    ("60s", "100s"), ("60s", "10s"), ("95%", "94%"), ("95%", "96%"), ("30d", "31d"), ("30d", "27d"),
                    ("team: voice", "team: none"),
                    ("errorBudgetRemaining", "objective"), ("{{ burnRate }}", "14"),
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
