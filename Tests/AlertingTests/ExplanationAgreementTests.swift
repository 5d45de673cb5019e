import Expressions
import Model
import TestSupport
import Testing

@testable import Alerting  // what the rules' own program found

/// Explanations against the program that decides, over random rules and polls.
struct ExplanationAgreementTests {
    /// An engine after some polls of a scenario.
    private struct Stage {
        var engine: AlertEngine
        var workspace = Workspace()

        init(_ scenario: Scenario) throws {
            let rows = Scenario.catalog.map { code, labels in
                Catalog.Row(ccId: code.ccId, vdn: code.vdn, innoId: code.innoId, labels: Labels(labels))
            }
            let catalog = Catalog(labelNames: ["team", "zone"], rows: rows)
            let configuration = try AlertConfiguration.of(
                scenario.rules,
                sources: ["a", "b"].map { SourceProfile(name: $0, catalog: catalog) },
                staleness: scenario.staleness
            )
            engine = AlertEngine(configuration: configuration, seed: "seed", at: .at(0))
        }

        mutating func apply(_ poll: Poll) {
            _ = engine.handle(.poll(poll), at: poll.time, in: &workspace)
        }

        /// Calls `body` with every condition of every element of a source: what the rules' program found at the newest
        /// poll of all, and what its explanation says.
        func forEachCondition(of name: String, _ body: (Bool?, ExpressionTree) throws -> Void) throws {
            let rules = engine.configuration.rules
            let source = try #require(engine.sources[name])
            let explainer = engine.explainer(workspace)
            let isGood = source.record.lastPollAt == source.record.lastGoodAt
            for (index, rule) in rules.rules.enumerated() {
                let grain = rules.grains[index]
                for row in 0..<source.elements.count(of: grain) {
                    if grain == .series, let selection = rules.selectionOfRule[index],
                        !source.selections[selection][row]
                    {
                        continue
                    }
                    let blank = source.inactiveAlert(of: rule, row: row, grain: grain, at: .at(0))
                    let levels = explainer.levels(of: index, source, row: row, blank)
                    for (level, slots) in zip(levels, rules.slots[index]) {
                        func found(_ slot: ConditionSlot) -> Bool? {
                            isGood ? workspace.evaluation.truth(slot, row: row) : nil
                        }
                        try body(found(slots.when), #require(level.when))
                        if let end = level.resolveWhen { try body(found(slots.end), end) }
                    }
                }
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 3, long: 60), [Scenario.Language.instant, .whole])
    func explanationSaysWhatTheProgramFound(block: UInt64, language: Scenario.Language) throws {
        let perBlock: UInt64 = Effort.isLong ? 10 : 1
        for seed in block * perBlock..<(block + 1) * perBlock {
            let scenario = Scenario(seed: seed, language: language, ruleCount: 3, pollCount: 40)
            var stage = try Stage(scenario)
            for (number, poll) in scenario.polls.enumerated() {
                stage.apply(poll)
                try stage.forEachCondition(of: poll.source) { expected, tree in
                    guard tree.truth == expected else {
                        Issue.record(
                            "seed \(seed), poll \(number): \(tree.text) is not \(String(describing: expected))"
                        )
                        throw Stop()
                    }
                }
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 1, long: 20))
    func whatIsUnknownSaysWhyAndConnectivesFollowTheirOperands(block: UInt64) throws {
        var (unknown, connected) = (0, 0)
        let perBlock: UInt64 = Effort.isLong ? 3 : 2
        for seed in 500 + block * perBlock..<500 + (block + 1) * perBlock {
            let scenario = Scenario(seed: seed, language: .whole, ruleCount: 3, pollCount: 25)
            var stage = try Stage(scenario)
            for poll in scenario.polls {
                stage.apply(poll)
                try stage.forEachCondition(of: poll.source) { _, tree in
                    if tree.isUnknown {
                        unknown += 1
                        try #require(tree.saysWhy, "seed \(seed): \(tree.text)")
                    }
                    for part in tree.parts {
                        guard let expected = part.expectedOfOperands else { continue }
                        connected += 1
                        try #require(part.truth == expected, "seed \(seed): \(part.text)")
                    }
                }
            }
        }
        #expect(unknown > 100)
        #expect(connected > 100)
    }

    /// A restart takes nothing away from what is explained.
    @Test(arguments: UInt64(0)..<10)
    func engineFromItsStoreExplainsTheSame(seed: UInt64) throws {
        let scenario = Scenario(seed: 900 + seed, language: .whole, ruleCount: 3, pollCount: 30)
        let stage = try Stage(scenario)
        var bench = try EngineBench(stage.engine.configuration, at: .at(0))
        for poll in scenario.polls { bench.poll(poll) }
        let names = Set(scenario.rules.map(\.alert)).sorted()
        let before = try names.map { try bench.explain($0) }
        try bench.crash()
        #expect(try names.map { try bench.explain($0) } == before)
    }

    private struct Stop: Error {}
}

extension EngineBench {
    /// The alerts of that name and of source `a` that are pending or firing; the others are no part of the store.
    fileprivate func explain(_ name: String) throws -> [Explanation] {
        let question = ExplanationQuestion(alert: name, matchers: [try Matcher(parsing: "source=a")])
        guard case .found(let list) = engine.explainer(workspace).answer(question) else { return [] }
        return list.explanations.filter { $0.state != .inactive }
    }
}

extension ExpressionTree {
    /// It and all its parts, those of members too.
    fileprivate var parts: [ExpressionTree] {
        [self] + operands.flatMap(\.parts) + (members?.listed.flatMap(\.tree.parts) ?? [])
    }

    /// Whether something in it says why it is unknown.
    fileprivate var saysWhy: Bool { parts.contains { $0.cause != nil } }

    /// What Kleene's tables make of its operands; nil for other parts.
    fileprivate var expectedOfOperands: Bool?? {
        guard !isCut, cause == nil else { return nil }
        let truths = operands.map(\.truth)
        let isUnknown = truths.contains(nil)
        switch kind {
        case .and: return .some(truths.contains(false) ? false : isUnknown ? nil : true)
        case .or: return .some(truths.contains(true) ? true : isUnknown ? nil : false)
        case .not: return .some(isUnknown ? nil : !truths.contains(true))
        default: return nil
        }
    }
}
