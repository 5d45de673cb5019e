import Diagnostics
import Expressions
import Foundation
import Model
import TestSupport
import Testing

/// What can be said of a condition before any poll has come.
struct WarningTests {
    /// A condition of `text` with what is known of it; it must have no mistake.
    private func analyse(
        _ text: String,
        in scope: Scope = Scope(),
        for purpose: ConditionAnalyzer.Purpose = .firing,
        _ analyzer: inout ConditionAnalyzer
    ) throws -> ConditionAnalyzer.Analysis {
        var diagnostics: [Diagnostic] = []
        let compiled = Condition.compile(source(text), in: scope, diagnostics: &diagnostics)
        let condition = try #require(compiled, "\(text): \(diagnostics.map(\.message))")
        let (names, _) = analyzer.analyse(scope)
        return analyzer.analyse(condition, names, for: purpose)
    }

    private func warnings(of test: Script.Case) throws -> [Diagnostic] {
        var analyzer = ConditionAnalyzer()
        let purpose: ConditionAnalyzer.Purpose = test.kind == "ends" ? .resolving : .firing
        return try analyse(test.text, in: test.scope(), for: purpose, &analyzer).diagnostics.inOrder()
    }

    @Test(arguments: Script.cases(in: "warnings.test"))
    func whatIsProvenIsToldAtItsPlace(_ test: Script.Case) throws {
        let found = try warnings(of: test)
        let told = found.map { "\($0.id) \($0.range.start.column)" }.joined(separator: ", ")
        #expect((told.isEmpty ? "none" : told) == test.expected)
        #expect(found.allSatisfy { $0.severity == .warning })
    }

    /// The pictures of all warnings in `warnings.test`, and of those about `let`s; `BLESS=1` writes them anew.
    @Test func warningsLookLikeTheirPictures() throws {
        var pictures = try Script.cases(in: "warnings.test").map { DiagnosticRenderer().text(try warnings(of: $0)) }
        var diagnostics: [Diagnostic] = []
        let lets = [
            ("waiting", "queueCallCount / allCallCount"), ("crowded", "waiting above 30"), ("floor", "2"),
            ("lost", "floor + 1"),
        ]
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        var analyzer = ConditionAnalyzer()
        diagnostics += analyzer.analyse(scope).diagnostics
        diagnostics += scope.unused(beside: ["crowded", "queueCallCount"])
        pictures.append(DiagnosticRenderer().text(diagnostics.inOrder()))
        let text = pictures.filter { !$0.isEmpty }.joined(separator: "\n")
        let place = fixtures.appending(path: "warnings.expected")
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            try text.write(to: place, atomically: true, encoding: .utf8)
        }
        #expect(text == fixture("warnings.expected"))
    }

    @Test(arguments: [
        ("queueCallCount above 20", "queueCallCount above 10", true),
        ("queueCallCount above 10", "queueCallCount above 20", false),
        ("queueCallCount above 10", "queueCallCount at least 11", true),
        ("queueCallCount above 10", "allCallCount above 10", true),
        ("allCallCount above 10", "queueCallCount above 10", false),
        ("queueCallCount above 10 and longestWaitTime above 2m", "longestWaitTime above 1m", true),
        ("queueCallCount above 10 or longestWaitTime above 2m", "longestWaitTime above 1m", false),
        ("queueCallCount above 10", "queueCallCount above 5 or longestWaitTime above 1m", true),
        ("queueCallCount / allCallCount above 60%", "queueCallCount / allCallCount above 40%", true),
        ("queueCallCount / allCallCount above 60%", "queueCallCount above 40% * allCallCount", true),
        ("queueCallCount above agentCallCount + 1", "queueCallCount above agentCallCount", true),
        ("queueCallCount is 5", "queueCallCount is not 6", true),
        ("queueCallCount is not 6", "queueCallCount is 5", false),
        ("not (queueCallCount at most 10)", "queueCallCount above 10", true),
        ("abs(queueCallCount - agentCallCount) above 5", "abs(queueCallCount - agentCallCount) above 4", true),
    ])
    func implicationsAreFound(first: String, second: String, expected: Bool) throws {
        var analyzer = ConditionAnalyzer()
        let one = try analyse(first, &analyzer)
        let other = try analyse(second, &analyzer)
        #expect(analyzer.implies(one, other) == expected)
    }

    @Test(arguments: [
        ("queueCallCount above 10", "queueCallCount below 30", "`queueCallCount` 20"),
        ("queueCallCount above 10", "longestWaitTime below 2m", "`queueCallCount` 11, `longestWaitTime` 10s"),
        ("queueCallCount above 10", "queueCallCount below 10", nil),
        (
            "queueCallCount / allCallCount above 40%", "queueCallCount / allCallCount below 60%",
            "`allCallCount` 2, `queueCallCount` 1"
        ),
        (
            "queueCallCount above agentCallCount", "queueCallCount below 2 * agentCallCount",
            "`agentCallCount` 12, `queueCallCount` 18"
        ),
        (
            "queueCallCount at least 10 and queueCallCount above agentCallCount",
            "queueCallCount at most 50% * agentCallCount", nil
        ),
    ])
    func examplesAreOfSeriesThatCanBe(first: String, second: String, expected: String?) throws {
        var analyzer = ConditionAnalyzer()
        let one = try analyse(first, &analyzer)
        let other = try analyse(second, &analyzer)
        #expect(analyzer.example(of: one, and: other) == expected)
    }

    @Test func aLetIsUsedThroughOthers() {
        var diagnostics: [Diagnostic] = []
        let lets = [("c", "b + 1"), ("a", "queueCallCount"), ("b", "a * 2"), ("d", "a"), ("e", "d")]
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        #expect(scope.unused(beside: ["c", "allCallCount"]).map(\.range.file.name).sorted() == ["let d", "let e"])
        #expect(scope.unused(beside: ["c", "e"]) == [])
        #expect(!Scope().hasLets)
    }
}

/// What is proven is held against every small series, and against large ones by chance.
struct ProofTests {
    /// Every series of counters from 0 to 3 that can be, and some with greater or unknown ones.
    private static let rows: [[Double?]] = {
        var rows: [[Double?]] = []
        for code in 0..<1024 {
            let row = (0..<5).map { Double((code >> (2 * $0)) & 3) }
            if max(row[1], row[2], row[3]) <= row[0] { rows.append(row) }
        }
        var random = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            let most: Double = [6, 100, 1e12].randomElement(using: &random) ?? 6
            let all = Double.random(in: 0...most, using: &random).rounded()
            var row: [Double?] = [all]
            for _ in 0..<3 {
                row.append(
                    Double.random(in: 0...1, using: &random) < 0.2
                        ? all : (Double.random(in: 0...all, using: &random)).rounded()
                )
            }
            row.append(Double.random(in: 0...most, using: &random).rounded())
            if Bool.random(using: &random) { row[Int.random(in: 0..<5, using: &random)] = nil }
            rows.append(row)
        }
        return rows
    }()

    @Test(arguments: Effort.blocks(short: 20, long: 200))
    func noSeriesContradictsAProof(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scope = Scope()
        var analyzer = ConditionAnalyzer()
        let (names, _) = analyzer.analyse(scope)
        var known: [(text: String, analysis: ConditionAnalyzer.Analysis, truths: [Bool?])] = []
        var settled = 0
        for _ in 0..<40 {
            let sample = Sample.condition(depth: Int.random(in: 1...3, using: &random), &random)
            guard sample.text.contains("Count") || sample.text.contains("Time") else { continue }
            var diagnostics: [Diagnostic] = []
            let compiled = Condition.compile(source(sample.text), in: scope, diagnostics: &diagnostics)
            let condition = try #require(compiled, "\(sample.text): \(diagnostics.map(\.message))")
            let analysis = analyzer.analyse(condition, names, for: .firing)
            let truths = Self.rows.map { sample.truth($0) }
            if let holds = analysis.holds {
                settled += 1
                if let index = truths.firstIndex(of: !holds) {
                    Issue.record("\(sample.text) is said to be always \(holds), and is not for \(Self.rows[index])")
                }
            }
            known.append((sample.text, analysis, truths))
        }
        #expect(settled > 0, "some of so many conditions can be decided")
        for one in known {
            for other in known.prefix(12) {
                if analyzer.implies(one.analysis, other.analysis),
                    let index = Self.rows.indices.first(where: { one.truths[$0] == true && other.truths[$0] == false })
                {
                    Issue.record("\(one.text) is said to imply \(other.text), and does not for \(Self.rows[index])")
                }
                let canBoth = analyzer.example(of: one.analysis, and: other.analysis) != nil
                if canBoth, one.analysis.holds == false || other.analysis.holds == false {
                    Issue.record("an example is given of \(one.text) and \(other.text), of which one never holds")
                }
            }
        }
    }
}
