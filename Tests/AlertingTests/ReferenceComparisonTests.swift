import Alerting
import Model
import TestSupport
import Testing

/// The engine against the naive reference, over random rules and polls.
struct ReferenceComparisonTests {
    @Test(arguments: Effort.blocks(short: 6, long: 20), [Scenario.Language.instant, .whole])
    func referenceReadsBackWhatItPrints(block: UInt64, language: Scenario.Language) throws {
        for seed in block * 25..<(block + 1) * 25 {
            for rule in Scenario(seed: seed, language: language).rules {
                for level in rule.levels {
                    let read = try ReferenceParser.parse(level.when)
                    #expect(read.description == level.when)
                }
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 6, long: 20))
    func engineMakesTheTransitionsOfTheReference(block: UInt64) throws {
        try compare(block * 5..<(block + 1) * 5, .instant)
    }

    private func compare(_ seeds: Range<UInt64>, _ language: Scenario.Language) throws {
        for seed in seeds {
            let scenario = Scenario(seed: seed, language: language)
            guard try differs(scenario) else { continue }
            // What the product refuses is no smaller form of what it gets wrong.
            let smallest = scenario.shrunk { (try? differs($0)) ?? false }
            let (expected, got) = try lines(of: smallest)
            Issue.record("seed \(seed)\n\(smallest)\nexpected\n\(text(expected))\ngot\n\(text(got))")
            return
        }
    }

    private func text(_ lines: [ReferenceTransition]) -> String {
        lines.map(\.description).joined(separator: "\n")
    }

    private func differs(_ scenario: Scenario) throws -> Bool {
        let (expected, got) = try lines(of: scenario)
        return expected != got
    }

    /// What both say, up to where a decision hangs on the last bits of a number.
    private func lines(
        of scenario: Scenario
    ) throws -> (expected: [ReferenceTransition], got: [ReferenceTransition]) {
        func labels(_ source: String, _ code: AccessCode) -> [String: String] {
            (Scenario.catalog[code] ?? [:]).merging(["site": "site-\(source)"]) { $1 }
        }
        let outcome = try ReferenceEngine.run(
            rules: scenario.rules,
            polls: scenario.polls,
            staleness: scenario.staleness,
            labels: labels
        )
        let rows = Scenario.catalog.map { code, labels in
            Catalog.Row(ccId: code.ccId, vdn: code.vdn, innoId: code.innoId, labels: Labels(labels))
        }
        let catalog = Catalog(labelNames: ["team", "zone"], rows: rows)
        let configuration = try AlertConfiguration.of(
            scenario.rules,
            sources: ["a", "b"].map {
                SourceProfile(name: $0, labels: ["site": "site-\($0)"], catalog: catalog)
            },
            builtinAlerts: [.ruleFailing: BuiltinAlert.Settings(isEnabled: false)],
            staleness: scenario.staleness
        )
        var engine = AlertEngine(configuration: configuration, seed: "seed", at: .at(0))
        var workspace = Workspace()
        let got = scenario.polls.flatMap { poll in
            engine.handle(.poll(poll), at: poll.time, in: &workspace).transitions.map { ReferenceTransition($0) }
        }
        func determined(_ lines: [ReferenceTransition]) -> [ReferenceTransition] {
            lines.filter { line in outcome.doubtfulFrom[line.alert].map { line.at < $0 } ?? true }
        }
        return (determined(outcome.transitions), determined(got))
    }
}
