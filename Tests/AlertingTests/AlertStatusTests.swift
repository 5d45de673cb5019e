import Alerting
import Model
import TestSupport
import Testing

/// What is shown of alerts and groups, and how many silences there can be.
struct AlertStatusTests {
    private static func bench(_ route: Route) throws -> EngineBench {
        var bench = try EngineBench(
            .of([.backlog], route: route, receivers: [.webhook("ops"), .webhook("duty")])
        )
        bench.poll(0, [2: 20, 1: 20, 3: 0])
        return bench
    }

    @Test func alertsAreInOrderOfTheirLabelsWithAllWhoAreTold() throws {
        let route = Route.root(
            "ops",
            [
                .child([Matcher("innoId", equals: "1")], receiver: "duty", continues: true),
                .child([Matcher("innoId", equals: "1")], receiver: "ops"),
                .child([Matcher("innoId", equals: "1")], receiver: "duty"),
            ]
        )
        let bench = try Self.bench(route)
        let alerts = bench.engine.alertStatuses(at: .at(7))
        #expect(alerts.map { $0.alert.labels["innoId"] } == ["1", "2"])
        #expect(alerts.map(\.receivers) == [["duty", "ops"], ["ops"]])
        #expect(alerts.allSatisfy { $0.updatedAt == .at(0) && $0.endsAt == .at(60) && $0.suppression.isEmpty })
    }

    @Test func groupIsMutedByItsOwnRouteAlone() throws {
        let always = ActiveHours(muted: [.daily("nights", 0..<1440)])
        let route = Route.root(
            "ops",
            [
                .child([Matcher("innoId", equals: "1")], receiver: "duty", continues: true, hours: always),
                .child([], receiver: "ops"),
            ]
        )
        let engine = try Self.bench(route).engine
        let groups = engine.alertGroupStatuses(at: .at(7))
        #expect(groups.map(\.receiver) == ["duty", "ops"])
        #expect(groups.map { $0.alerts.map(\.suppression.mutedBy) } == [[["nights"]], [[], []]])
        // It is told somewhere, so that it is not muted as a whole.
        #expect(engine.alertStatuses(at: .at(7)).allSatisfy { $0.suppression.isEmpty })
    }

    @Test func alertAboutNoSourceIsOfNow() throws {
        var bench = try EngineBench(.of([.backlog], receivers: [.webhook("ops", fallback: "duty"), .webhook("duty")]))
        bench.poll(0, [1: 20])
        bench.pass(to: 40)
        bench.attempt { $0.receiver == "ops" ? .rejected(error: "404") : .delivered }
        let failing = bench.engine.alertStatuses(at: .at(50)).first { $0.alert.labels["receiver"] == "ops" }
        #expect(failing?.updatedAt == .at(50))
        #expect(failing?.endsAt == .at(350))
        #expect(failing?.receivers == ["duty"])
    }

    @Test func silencesAreKeptUpToALimit() throws {
        var bench = try EngineBench(.of([.backlog]))
        for number in 0..<SilencePolicy.mostKept {
            try bench.silence(.of(innoId: "\(number)", 0..<3600), at: 0)
        }
        bench.handle(.silence(.of(innoId: "1", 0..<3600)), at: .at(1))
        #expect(bench.silence == .failure(.tooMany))
        // One that is there can be changed, and one that is forgotten makes room.
        let first = try #require(bench.engine.silences.first)
        try bench.silence(.of(innoId: first.matchers[0].value, 0..<1800, id: first.id), at: 2)
        bench.pass(to: 1800 + 5 * 86_400 + 1)
        try bench.silence(.of(innoId: "1", 500_000..<600_000), at: 1800 + 5 * 86_400 + 2)
    }
}
