import Alerting
import Model
import TestSupport
import Testing

/// Other routes while alerts fire: who was told of one is told of its end, and nobody is told needlessly.
struct RerouteTests {
    private static let receivers = [Receiver.webhook("ops"), .webhook("duty")]

    private func bench(_ route: Route, _ rule: ReferenceRule = .backlog) throws -> EngineBench {
        try .checked(.of([rule], route: route, receivers: Self.receivers))
    }

    private func change(
        _ bench: inout EngineBench,
        _ way: ConfigurationChange,
        to route: Route,
        _ rules: [ReferenceRule] = [.backlog],
        receivers: [Receiver] = receivers,
        at seconds: Int64
    ) throws {
        try bench.change(to: .of(rules, route: route, receivers: receivers), by: way, at: seconds)
    }

    /// What becomes of alerts about access code 1 that have a receiver of their own.
    private let firstCode = Route.Draft.child([Matcher("innoId", equals: "1")], receiver: "duty", groupWait: .zero)

    private func root(_ receiver: String = "ops", by labels: [String] = ["alertname"], _ children: [Route.Draft] = [])
        -> Route
    {
        .root(receiver, groupBy: .labels(labels), groupWait: .zero, repeatInterval: .minutes(20), children)
    }

    @Test(arguments: ConfigurationChange.allCases)
    func otherGroupsOfAReceiverTakeOverWhatItWasTold(by way: ConfigurationChange) throws {
        var bench = try bench(root())
        bench.poll(0, [1: 20, 2: 20])
        try change(&bench, way, to: root(by: ["alertname", "innoId"]), at: 10)
        bench.pass(to: 1250)
        bench.poll(1260, [1: 0, 2: 20])
        bench.pass(to: 1600)
        #expect(
            bench.told == [
                "0 ops first notification: +1 +2", "1210 ops repeat interval elapsed: +1",
                "1210 ops repeat interval elapsed: +2", "1510 ops all alerts resolved: -1",
            ]
        )
        let keys = bench.notifications.map(\.notification.groupKey)
        #expect(keys.first == #"{}:{alertname="R"}"# && keys.last == #"{}:{alertname="R", innoId="1"}"#)
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func groupsThatBecomeOneAreToldAsOne(by way: ConfigurationChange) throws {
        var bench = try bench(root(by: ["alertname", "innoId"]))
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(60, [1: 20, 2: 20])
        try change(&bench, way, to: root(), at: 70)
        bench.pass(to: 1280)
        bench.poll(1290, [1: 0, 2: 0])
        bench.pass(to: 2000)
        #expect(
            bench.told == [
                "0 ops first notification: +1", "60 ops first notification: +2",
                "1270 ops repeat interval elapsed: +1 +2", "1570 ops all alerts resolved: -1 -2",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func anotherReceiverIsToldAndTheFormerOneOfTheEnd(by way: ConfigurationChange) throws {
        var bench = try bench(root())
        bench.poll(0, [1: 20])
        try change(&bench, way, to: root("duty"), at: 10)
        bench.pass(to: 1250)
        // A second change of the same kind, and back, tells nobody what they know.
        try change(&bench, way, to: root("duty"), at: 1250)
        bench.poll(1260, [1: 0])
        bench.pass(to: 1600)
        #expect(
            bench.told == [
                "0 ops first notification: +1", "10 duty first notification: +1",
                "1210 duty repeat interval elapsed: +1", "1500 ops all alerts resolved: -1",
                "1510 duty all alerts resolved: -1",
            ]
        )
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func alertThatComesBackIsNoNews(by way: ConfigurationChange) throws {
        var bench = try bench(root())
        bench.poll(0, [1: 20])
        try change(&bench, way, to: root("duty"), at: 10)
        try change(&bench, way, to: root(), at: 20)
        bench.poll(30, [1: 0])
        bench.pass(to: 1000)
        #expect(
            bench.told == [
                "0 ops first notification: +1", "10 duty first notification: +1", "300 ops all alerts resolved: -1",
                "310 duty all alerts resolved: -1",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func groupsOfARemovedRouteTellTheEnd(by way: ConfigurationChange) throws {
        var bench = try bench(root(by: ["alertname"], [firstCode]))
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(15, [1: 20, 2: 20])
        try change(&bench, way, to: root(), at: 20)
        bench.poll(30, [1: 0, 2: 20])
        bench.pass(to: 400)
        #expect(
            bench.told == [
                "0 duty first notification: +1", "15 ops first notification: +2", "300 duty all alerts resolved: -1",
                "315 ops some alerts resolved: +2 -1",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func endThatWasNotToldYetIsToldByARemovedRoute(by way: ConfigurationChange) throws {
        var bench = try bench(root(by: ["alertname"], [firstCode]))
        bench.poll(0, [1: 20])
        bench.poll(15, [1: 0])
        try change(&bench, way, to: root(), at: 20)
        bench.pass(to: 400)
        #expect(bench.told == ["0 duty first notification: +1", "300 duty all alerts resolved: -1"])
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func ruleThatGoesWithItsRouteIsToldToHaveEnded(by way: ConfigurationChange) throws {
        var bench = try bench(root(by: ["alertname"], [firstCode]))
        bench.poll(0, [1: 20])
        try change(&bench, way, to: root(), [], at: 20)
        bench.pass(to: 400)
        #expect(bench.told == ["0 duty first notification: +1", "300 duty all alerts resolved: -1"])
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func receiverThatIsGoneIsNotTold(by way: ConfigurationChange) throws {
        var bench = try bench(root("duty"))
        bench.poll(0, [1: 20])
        try change(&bench, way, to: root(), receivers: [.webhook("ops")], at: 10)
        bench.poll(30, [1: 0])
        bench.pass(to: 400)
        #expect(
            bench.told == [
                "0 duty first notification: +1", "10 ops first notification: +1", "310 ops all alerts resolved: -1",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func alertThatNobodyWasToldOfMovesInSilence(by way: ConfigurationChange) throws {
        var bench = try bench(.root("ops"))
        bench.poll(0, [1: 20])
        try change(&bench, way, to: .root("duty"), at: 10)
        bench.poll(40, [1: 0])
        bench.pass(to: 1000)
        #expect(bench.told == ["30 duty first notification: +1", "330 duty all alerts resolved: -1"])
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func groupThatAnAlertWasTakenOutOfGoesOnWithTheOthers(by way: ConfigurationChange) throws {
        let child = Route.Draft.child(
            [Matcher("innoId", equals: "1")],
            receiver: "duty",
            groupWait: .zero,
            repeatInterval: .hours(4)
        )
        var bench = try bench(root())
        bench.poll(0, [1: 20, 2: 20])
        try change(&bench, way, to: root(by: ["alertname"], [child]), at: 10)
        bench.pass(to: 1250)
        bench.poll(1260, [1: 0, 2: 20])
        bench.poll(1600, [1: 0, 2: 0])
        bench.pass(to: 2000)
        #expect(
            bench.told == [
                "0 ops first notification: +1 +2", "10 duty first notification: +1",
                "1200 ops repeat interval elapsed: +2", "1500 ops some alerts resolved: +2 -1",
                "1510 duty all alerts resolved: -1", "1800 ops all alerts resolved: -2",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func endOfAnAlertThatMovedDoesNotHideThatOneStaysMoved(by way: ConfigurationChange) throws {
        var bench = try bench(root())
        bench.poll(0, [1: 20, 2: 20])
        try change(&bench, way, to: root("duty"), at: 10)
        bench.poll(20, [1: 0, 2: 20])
        bench.poll(320, [1: 0, 2: 0])
        bench.pass(to: 1000)
        let ops = bench.told.filter { $0.contains(" ops ") }
        #expect(
            ops == [
                "0 ops first notification: +1 +2", "300 ops some alerts resolved: -1",
                "600 ops all alerts resolved: -2",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test(arguments: ConfigurationChange.allCases)
    func groupsOfFormerSeveritiesAreNoFormerGroups(by way: ConfigurationChange) throws {
        let child = Route.Draft.child([Matcher("severity", equals: "high")], receiver: "duty", groupWait: .zero)
        let route = root(by: ["alertname"], [child])
        var bench = try bench(route, .twoLevels)
        bench.play("0:20 100:60")
        try change(&bench, way, to: route, [.twoLevels], at: 110)
        bench.pass(to: 1250)
        bench.poll(1260, [1: 0])
        bench.pass(to: 2000)
        #expect(
            bench.told.sorted()
                == [
                    "0 ops first notification: +1", "100 duty first notification: +1", "100 ops severity raised: +1",
                    "1300 duty all alerts resolved: -1", "1300 ops all alerts resolved: -1",
                ].sorted()
        )
        #expect(bench.complaints == [])
    }
}
