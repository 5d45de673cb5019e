import Alerting
import Model
import TestSupport
import Testing

/// The engine against the naive reference, over random rules and polls.
struct ReferenceComparisonTests {
    @Test(arguments: Effort.blocks(short: 6, long: 20))
    func referenceReadsBackWhatItPrints(block: UInt64) throws {
        for seed in block * 25..<(block + 1) * 25 {
            for rule in Scenario(seed: seed).rules {
                for level in rule.levels {
                    let read = try ReferenceParser.parse(level.when)
                    #expect(read.description == level.when)
                }
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 6, long: 20))
    func engineMakesTheTransitionsOfTheReference(block: UInt64) throws {
        for seed in block * 5..<(block + 1) * 5 {
            let scenario = Scenario(seed: seed)
            guard try differs(scenario) else { continue }
            let smallest = scenario.shrunk { (try? differs($0)) ?? true }
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

    private func lines(
        of scenario: Scenario
    ) throws -> (expected: [ReferenceTransition], got: [ReferenceTransition]) {
        let expected = try ReferenceEngine.transitions(
            rules: scenario.rules,
            polls: scenario.polls,
            staleness: scenario.staleness,
            labels: { source, _ in ["site": "site-\(source)"] }
        )
        let configuration = try AlertConfiguration.of(
            scenario.rules,
            sources: ["a", "b"].map { SourceProfile(name: $0, labels: ["site": "site-\($0)"]) },
            builtinAlerts: [.ruleFailing: BuiltinAlert.Settings(isEnabled: false)],
            staleness: scenario.staleness
        )
        var engine = AlertEngine(configuration: configuration, seed: "seed", at: .at(0))
        var workspace = Workspace()
        let got = scenario.polls.flatMap { poll in
            engine.handle(.poll(poll), at: poll.time, in: &workspace).transitions.map { ReferenceTransition($0) }
        }
        return (expected, got)
    }
}
