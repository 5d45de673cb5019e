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

    @Test(arguments: Effort.blocks(short: 8, long: 100))
    func engineMakesTheTransitionsOfTheReferenceInTheWholeLanguage(block: UInt64) throws {
        let perBlock: UInt64 = Effort.isLong ? 100 : 5
        try compare(block * perBlock..<(block + 1) * perBlock, .whole)
    }

    @Test func mostOfWhatIsComparedIsDetermined() throws {
        var (all, determined, ofGroups) = (0, 0, 0)
        for seed in UInt64(0)..<20 {
            let scenario = Scenario(seed: seed, language: .whole)
            let outcome = try outcome(of: scenario)
            let lines = outcome.determined(outcome.transitions)
            all += outcome.transitions.count
            determined += lines.count
            ofGroups += lines.count { $0.values == nil }
        }
        #expect(Double(determined) > 0.8 * Double(all), "\(determined) of \(all)")
        #expect(Double(ofGroups) > 0.2 * Double(all), "\(ofGroups) of \(all)")
    }

    @Test func whatFailsShrinksToWhatMatters() throws {
        let seed = try #require(
            (UInt64(0)..<100).first { seed in
                Scenario(seed: seed, language: .whole).description.contains("previous(queueCallCount)")
            }
        )
        func codes(_ scenario: Scenario) -> [[Int64]] {
            scenario.polls.map { poll in
                guard case .snapshot(let snapshot) = poll.result else { return [] }
                return snapshot.series.map(\.innoId)
            }
        }
        let smallest = Scenario(seed: seed, language: .whole).shrunk { scenario in
            scenario.description.contains("previous(queueCallCount)") && codes(scenario).joined().contains(3)
        }
        #expect(codes(smallest) == [[3]])
        let rule = try #require(smallest.rules.first)
        #expect(smallest.rules.count == 1)
        #expect(rule.levels.count == 1)
        #expect(rule.matchers.isEmpty && rule.labels.isEmpty)
        let conditions = "\(rule.levels[0].when) \(rule.levels[0].resolveWhen ?? "")"
        #expect(conditions.split(separator: " ").count < 8, "\(conditions)")
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

    private func outcome(of scenario: Scenario) throws -> ReferenceEngine.Outcome {
        try ReferenceEngine.run(
            rules: scenario.rules,
            polls: scenario.polls,
            staleness: scenario.staleness,
            labels: { source, code in
                (Scenario.catalog[code] ?? [:]).merging(["site": "site-\(source)"]) { $1 }
            }
        )
    }

    /// What both say, as far as it is determined.
    private func lines(
        of scenario: Scenario
    ) throws -> (expected: [ReferenceTransition], got: [ReferenceTransition]) {
        let outcome = try outcome(of: scenario)
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
        return (outcome.determined(outcome.transitions), outcome.determined(got))
    }
}
