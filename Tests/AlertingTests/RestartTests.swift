import Alerting
import Model
import TestSupport
import Testing

/// A restart is not an event.
struct RestartTests {
    @Test(arguments: Effort.blocks(short: 2, long: 6))
    func restartAfterEveryEventChangesNothing(block: UInt64) throws {
        var rows = 0
        for seed in block * 2..<(block + 1) * 2 {
            let plain = try RandomRun.play(seed: seed, .none, watchesSources: false)
            let restarted = try RandomRun.play(seed: seed, .restart, watchesSources: false)
            #expect(restarted.timeline == plain.timeline, "seed \(seed)")
            #expect(restarted.transitions == plain.transitions, "seed \(seed)")
            #expect(restarted.told == plain.told, "seed \(seed)")
            #expect(restarted.outbox == plain.outbox, "seed \(seed)")
            #expect(restarted.complaints == [], "seed \(seed)")
            rows += plain.outbox.count
        }
        #expect(rows > 5)
    }

    @Test(arguments: Effort.blocks(short: 2, long: 6))
    func reloadOfTheSameFilesChangesNothing(block: UInt64) throws {
        for seed in block * 2..<(block + 1) * 2 {
            let plain = try RandomRun.play(seed: seed, .none)
            let reloaded = try RandomRun.play(seed: seed, .reload)
            #expect(reloaded.transitions == plain.transitions, "seed \(seed)")
            #expect(reloaded.told == plain.told, "seed \(seed)")
            #expect(reloaded.outbox == plain.outbox, "seed \(seed)")
            #expect(reloaded.complaints == [], "seed \(seed)")
        }
    }

    @Test(arguments: Effort.blocks(short: 3, long: 12))
    func stateIsConsistentAfterEveryEvent(block: UInt64) throws {
        for seed in 500 + block * 5..<500 + (block + 1) * 5 {
            #expect(try RandomRun.play(seed: seed, .none).complaints == [], "seed \(seed)")
        }
    }

    @Test func newEngineWritesItsSourcesWithTheirFirstPolls() throws {
        var engine = AlertEngine(configuration: try .of([.backlog]), seed: "seed", at: .at(0))
        var workspace = Workspace()
        let outcome = engine.handle(.poll(.of([1: 0], at: .at(1))), at: .at(1), in: &workspace)
        #expect(
            outcome.effects.contains { effect in
                if case .put(let entry) = effect { entry.key == StateEntry.Key(.source, "s") } else { false }
            }
        )
    }

    @Test func damagedStateIsNamed() throws {
        let key = StateEntry.Key(.alert, "x")
        var workspace = Workspace()
        #expect {
            _ = try AlertEngine.restored(
                from: [StateEntry(key: key, value: Array("{".utf8))],
                polls: [],
                configuration: .of([.backlog]),
                seed: "seed",
                at: .at(0),
                in: &workspace
            )
        } throws: { error in
            (error as? StateError)?.entry == key
        }
    }

    @Test func downtimeLongerThanStalenessIsAGap() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(60)
        var bench = try EngineBench(.of([rule]))
        bench.poll(0, [1: 20])
        try bench.crash(at: .at(301))
        bench.poll(301, [1: 20])
        bench.poll(361, [1: 20])
        #expect(bench.timeline == ["0 R/1 inactive->pending", "361 R/1 pending->firing"])
    }
}
