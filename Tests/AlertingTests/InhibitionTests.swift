import Alerting
import Model
import TestSupport
import Testing

/// What inhibition means for who is told.
struct InhibitionTests {
    /// Alerts about access code 1 keep those about 2 from being told.
    private static let rule = InhibitRule(
        name: "one-over-two",
        sourceMatchers: [Matcher("innoId", equals: "1")],
        targetMatchers: [Matcher("innoId", equals: "2")],
        equal: ["vdn"]
    )

    private func bench(
        _ rules: [InhibitRule] = [rule],
        route: Route = .root("ops"),
        _ rule: ReferenceRule = .backlog
    ) throws -> EngineBench {
        try .checked(.of([rule], route: route, inhibitRules: rules))
    }

    /// A bench on which alerts about one access code keep those about another from being told.
    private func bench(where source: Int64, inhibits target: Int64) throws -> EngineBench {
        try bench([
            InhibitRule(
                sourceMatchers: [Matcher("innoId", equals: "\(source)")],
                targetMatchers: [Matcher("innoId", equals: "\(target)")]
            )
        ])
    }

    private func fingerprint(_ innoId: String, _ bench: EngineBench) -> Fingerprint? {
        bench.engine.alerts.first { $0.labels["innoId"] == innoId }?.fingerprint
    }

    @Test func inhibitedAlertIsNotToldWhileItsSourceFires() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 400)
        let (source, target) = (fingerprint("1", bench), fingerprint("2", bench))
        let shown = bench.engine.suppression(of: try #require(target), at: .at(400))
        #expect(shown.inhibitedBy == [source])
        #expect(bench.engine.suppressedCount(at: .at(400)) == 1)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(
            bench.untold.first == "30 not told to ops: inhibited by \(try #require(source)) via rule `one-over-two`"
        )
        bench.poll(410, [1: 0, 2: 20])
        bench.pass(to: 700)
        #expect(bench.told.last == "630 ops new alerts added: +2 -1")
        #expect(bench.complaints == [])
    }

    @Test func pendingAlertInhibitsNothing() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(100)
        var bench = try bench([Self.rule], rule)
        bench.poll(0, [1: 0, 2: 20])
        bench.poll(100, [1: 20, 2: 20])
        bench.pass(to: 140)
        #expect(bench.told == ["130 ops first notification: +2"])
    }

    @Test func endOfAnInhibitedAlertIsNotTold() throws {
        var bench = try bench()
        bench.poll(0, [1: 0, 2: 20])
        bench.poll(40, [1: 20, 2: 20])
        bench.poll(50, [1: 20, 2: 0])
        bench.pass(to: 400)
        #expect(bench.told == ["30 ops first notification: +2", "330 ops new alerts added: +1"])
        #expect(bench.complaints == [])
    }

    @Test func whoEndsWithItsSourceWasInhibitedToTheEnd() throws {
        for codes in [(1, 2), (2, 1)] as [(Int64, Int64)] {
            var bench = try bench(where: codes.0, inhibits: codes.1)
            bench.poll(0, [codes.0: 0, codes.1: 20])
            bench.poll(40, [codes.0: 20, codes.1: 20])
            bench.poll(340, [codes.0: 0, codes.1: 0])
            bench.pass(to: 2000)
            #expect(bench.told.last == "630 ops all alerts resolved: -\(codes.0)")
        }
    }

    @Test func whoEndsWhenItsSourceBeginsWasNotInhibited() throws {
        for codes in [(1, 2), (2, 1)] as [(Int64, Int64)] {
            var bench = try bench(where: codes.0, inhibits: codes.1)
            bench.poll(0, [codes.0: 0, codes.1: 20])
            bench.poll(40, [codes.0: 20, codes.1: 0])
            bench.pass(to: 400)
            #expect(bench.told.last == "330 ops new alerts added: +\(codes.0) -\(codes.1)")
        }
    }

    @Test func alertThatWasToldAndThenInhibitedIsNotToldTwice() throws {
        var bench = try bench()
        bench.poll(0, [1: 0, 2: 20])
        bench.poll(40, [1: 20, 2: 20])
        bench.poll(340, [1: 0, 2: 20])
        bench.poll(1000, [1: 0, 2: 0])
        bench.pass(to: 2000)
        #expect(
            bench.told == [
                "30 ops first notification: +2", "330 ops new alerts added: +1", "630 ops some alerts resolved: +2 -1",
                "1230 ops all alerts resolved: -2",
            ]
        )
    }

    @Test func reloadBringsAndTakesAwayInhibition() throws {
        var bench = try bench([])
        bench.poll(0, [1: 20, 2: 0])
        bench.reload(try .of([.backlog], inhibitRules: [Self.rule]), at: 10)
        bench.poll(20, [1: 20, 2: 20])
        bench.pass(to: 40)
        #expect(bench.told == ["30 ops first notification: +1"])
        bench.reload(try .of([.backlog]), at: 50)
        bench.pass(to: 400)
        #expect(bench.told.last == "330 ops new alerts added: +1 +2")
        #expect(bench.complaints == [])
    }

    @Test func restartKeepsInhibition() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20])
        try bench.crash(at: .at(20))
        bench.pass(to: 400)
        #expect(bench.told == ["30 ops first notification: +1"])
    }
}
