import Alerting
import Model
import TestSupport
import Testing

/// The life of alerts that events of PagerDuty's interface raise.
struct PagerEventTests {
    private static let keys = [
        RoutingKey(
            name: "checkout",
            keys: [Secret("0123456789abcdef"), Secret("fedcba9876543210")],
            labels: ["team": "shop"]
        ),
        RoutingKey(name: "voice", keys: [Secret("another key of some length")], labels: ["team": "voice"]),
    ]

    private func bench() throws -> EngineBench {
        var configuration = try AlertConfiguration.of([])
        configuration.routingKeys = Self.keys
        return try .checked(configuration)
    }

    private static func trigger(
        _ key: String = "a",
        severity: PagerEvent.Severity = .warning,
        summary: String = "slow",
        routing: String = "checkout",
        eventClass: String? = "Latency"
    ) -> Event {
        .paged(
            PagerEvent(
                routing: routing,
                dedupKey: key,
                action: .trigger(
                    PagerEvent.Payload(
                        summary: summary,
                        source: "web-1",
                        severity: severity,
                        component: "cart",
                        eventClass: eventClass,
                        details: ["p99": "3s", "summary": "not this"]
                    )
                )
            )
        )
    }

    private static func end(_ action: PagerEvent.Action, _ key: String = "a", routing: String = "checkout") -> Event {
        .paged(PagerEvent(routing: routing, dedupKey: key, action: action))
    }

    @Test func eventMakesAnAlertThatEndsOnlyWhenOneSaysSo() throws {
        var bench = try bench()
        bench.handle(Self.trigger(), at: .at(0))
        bench.pass(to: 100_000)
        let alert = try #require(bench.engine.alertStatuses(at: .at(100_000)).first?.alert)
        #expect(
            alert.labels == [
                "alertname": "Latency", "class": "Latency", "component": "cart", "dedup_key": "a",
                "severity": "warning", "source": "web-1", "team": "shop",
            ]
        )
        #expect(alert.annotations == ["p99": "3s", "summary": "slow"])
        bench.handle(Self.end(.resolve), at: .at(100_001))
        #expect(bench.timeline.last == "100001 Event/- firing->inactive warning condition")
    }

    @Test func eventWithoutAClassIsNamedEvent() throws {
        var bench = try bench()
        bench.handle(Self.trigger(eventClass: nil), at: .at(0))
        #expect(bench.engine.alertStatuses(at: .at(0)).first?.alert.labels["alertname"] == "Event")
    }

    @Test func sameKeyIsTheSameAlertAndItsSeverityMayRise() throws {
        var bench = try bench()
        bench.handle(Self.trigger(), at: .at(0))
        bench.pass(to: 40)
        bench.handle(Self.trigger(severity: .critical, summary: "dead", eventClass: "Other"), at: .at(50))
        bench.pass(to: 60)
        #expect(bench.engine.alerts.count == 1)
        let alert = try #require(bench.engine.alertStatuses(at: .at(60)).first?.alert)
        #expect(alert.labels["severity"] == "critical")
        // By its other labels it is told, so they stay.
        #expect(alert.labels["class"] == "Latency")
        #expect(alert.annotations["summary"] == "dead")
        #expect(alert.startsAt == .at(0))
        #expect(bench.told == ["30 ops first notification: +Latency", "50 ops severity raised: +Latency"])
        #expect(bench.complaints == [])
    }

    @Test func keysOfTwoSendersAreNotConfused() throws {
        var bench = try bench()
        bench.handle(Self.trigger(), at: .at(0))
        bench.handle(Self.trigger(routing: "voice"), at: .at(1))
        bench.handle(Self.end(.resolve, routing: "voice"), at: .at(2))
        #expect(bench.engine.alertStatuses(at: .at(2)).map { $0.alert.labels["team"] } == ["shop"])
    }

    @Test func acknowledgementIsWrittenDownAndEndsNothing() throws {
        var bench = try bench()
        bench.handle(Self.trigger(), at: .at(0))
        bench.handle(Self.end(.acknowledge), at: .at(5))
        bench.handle(Self.end(.acknowledge, "unknown"), at: .at(6))
        bench.pass(to: 40)
        let lines = bench.history.filter { $0.kind == .event }
        #expect(lines.map(\.text) == ["acknowledged by an event of checkout"])
        #expect(bench.told == ["30 ops first notification: +Latency"])
    }

    @Test func resolveOfAnUnknownKeyIsNoMistake() throws {
        var bench = try bench()
        bench.handle(Self.end(.resolve, "unknown"), at: .at(0))
        #expect(bench.postMistakes.isEmpty)
        #expect(bench.timeline.isEmpty)
    }

    @Test func alertsSurviveARestartAndEndWithTheirRoutingKey() throws {
        var bench = try bench()
        bench.handle(Self.trigger(), at: .at(0))
        bench.handle(Self.trigger(routing: "voice"), at: .at(0))
        let before = bench.engine.alertStatuses(at: .at(10))
        try bench.crash(at: .at(10))
        #expect(bench.engine.alertStatuses(at: .at(10)) == before)
        var configuration = bench.engine.configuration
        configuration.routingKeys = [Self.keys[1]]
        bench.reload(configuration, at: 20)
        #expect(bench.timeline.last == "20 Event/- firing->inactive warning rule_removed")
        #expect(bench.engine.alerts.count == 1)
        #expect(bench.complaints == [])
    }

    @Test func routingKeyIsFoundByAnyOfItsKeys() throws {
        var configuration = try AlertConfiguration.of([])
        configuration.routingKeys = Self.keys
        #expect(configuration.routing(of: "0123456789abcdef")?.name == "checkout")
        #expect(configuration.routing(of: "fedcba9876543210")?.name == "checkout")
        #expect(configuration.routing(of: "another key of some length")?.name == "voice")
        for wrong in ["", "0123456789abcdeg", "0123456789abcde", "0123456789abcdef0"] {
            #expect(configuration.routing(of: wrong) == nil)
        }
    }
}
