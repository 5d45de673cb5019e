import Alerting
import Model
import TestSupport
import Testing

/// Time intervals on routes: what is held back, and what is told when they end.
struct MuteTests {
    /// Everything goes to a route that is quiet for some minutes of the day.
    private func bench(
        _ hours: ActiveHours,
        resolvesThroughSilence: Bool = false,
        receiver: Receiver = .webhook("ops")
    ) throws -> EngineBench {
        let child = Route.Draft.child([], hours: hours, resolvesThroughSilence: resolvesThroughSilence)
        var bench = try EngineBench(.of([.backlog], route: .root("ops", [child]), receivers: [receiver]))
        bench.check = inconsistencies
        return bench
    }

    private static func muted(_ minutes: Range<Int64>) -> ActiveHours {
        ActiveHours(muted: [.daily("quiet", minutes)])
    }

    @Test func newGroupIsToldAtTheEndOfTheMute() throws {
        var bench = try bench(Self.muted(0..<10))
        bench.play("0:20")
        bench.pass(to: 500)
        #expect(bench.told == [])
        // The last tick before the end is at 330; the next would be at 630.
        #expect(bench.engine.nextDeadline == .at(600))
        bench.pass(to: 1000)
        #expect(bench.told == ["600 ops first notification: +1"])
        #expect(bench.complaints == [])
    }

    @Test func whatStillFiresAtTheEndIsToldAsOneDigest() throws {
        var bench = try bench(Self.muted(2..<10))
        bench.poll(0, [1: 20, 2: 20, 3: 20])
        bench.poll(200, [1: 20, 2: 20, 3: 0])
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1 +2 +3", "600 ops mute ended: +1 +2"])
        #expect(bench.complaints == [])
    }

    @Test func outsideOfActiveIntervalsARouteIsMuted() throws {
        let hours = ActiveHours(active: [.daily("office", 10..<20), .daily("evening", 30..<40)])
        var bench = try bench(hours)
        bench.play("0:20")
        bench.pass(to: 500)
        let fingerprint = try #require(bench.engine.alerts.first?.fingerprint)
        #expect(bench.engine.suppression(of: fingerprint, at: .at(500)).mutedBy == ["evening", "office"])
        #expect(bench.engine.suppressedCount(at: .at(500)) == 1)
        #expect(bench.engine.suppressedCount(at: .at(600)) == 0)
        bench.pass(to: 1000)
        #expect(bench.told == ["600 ops first notification: +1"])
    }

    @Test func endThatComesDuringTheMuteIsNotTold() throws {
        var bench = try bench(Self.muted(2..<10))
        bench.play("0:20 200:0")
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(bench.untold == ["200 end not told to ops: muted by quiet"])
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.complaints == [])
    }

    @Test func endBeforeTheMuteWhoseTickFallsIntoItIsNotTold() throws {
        var bench = try bench(Self.muted(4..<10))
        bench.play("0:20 200:0")
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(bench.untold.last == "330 end not told to ops: muted by quiet")
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.complaints == [])
    }

    @Test func endOfAToldAlertIsToldThroughTheMuteWhereTheRouteSaysSo() throws {
        var bench = try bench(Self.muted(2..<10), resolvesThroughSilence: true)
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(150, [1: 20, 2: 20])
        bench.poll(200, [1: 0, 2: 0])
        bench.pass(to: 2000)
        // The second began and ended unsaid.
        #expect(bench.told == ["30 ops first notification: +1", "330 ops all alerts resolved: -1"])
        #expect(bench.complaints == [])
    }

    @Test func mutesAreNotInherited() throws {
        let route = Route.root(
            "ops",
            [.child([], hours: Self.muted(0..<10), [.child([Matcher("innoId", equals: "1")])])]
        )
        var bench = try EngineBench(.of([.backlog], route: route))
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 700)
        #expect(bench.told == ["30 ops first notification: +1", "600 ops first notification: +2"])
    }

    @Test func riseOfSeverityWaitsForTheEndOfTheMute() throws {
        let child = Route.Draft.child([], hours: Self.muted(1..<10))
        var bench = try EngineBench(.of([.twoLevels], route: .root("ops", [child])))
        bench.play("0:20 100:60")
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1", "600 ops severity raised: +1"])
    }

    @Test func alertThatWasHeldAndEndedIsNeverTold() throws {
        var bench = try bench(Self.muted(0..<10))
        bench.play("0:20 100:0")
        bench.pass(to: 2000)
        #expect(bench.told == [])
        #expect(bench.untold == ["30 not told to ops: muted by quiet"])
        #expect(bench.engine.nextDeadline == nil)
    }

    @Test func restartDuringTheMuteChangesNothing() throws {
        var bench = try bench(Self.muted(2..<10))
        bench.play("0:20")
        bench.pass(to: 400)
        try bench.crash(at: .at(420))
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1", "600 ops mute ended: +1"])
        #expect(
            bench.untold == [
                "330 not told to ops: muted by quiet",
                "900 not told to ops webhook[0]: nothing new, told again at 2024-01-01T04:10:00Z",
            ]
        )
    }

    @Test func reloadThatTakesTheMuteAwayTellsAtOnce() throws {
        var bench = try bench(Self.muted(2..<10))
        bench.play("0:20")
        bench.pass(to: 400)
        bench.reload(try .of([.backlog], route: .root("ops", [.child([])])), at: 450)
        #expect(bench.told == ["30 ops first notification: +1", "450 ops mute ended: +1"])
    }
}
