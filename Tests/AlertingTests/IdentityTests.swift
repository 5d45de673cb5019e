import Alerting
import Model
import TestSupport
import Testing

/// Labels, fingerprints, and two alerts of the same labels.
struct IdentityTests {
    /// A rule that takes away what tells its series apart.
    private func merged(_ alert: String, group: String = "g", for holdFor: TimeSpan = .zero) -> ReferenceRule {
        ReferenceRule(
            alert,
            group: group,
            when: "queueCallCount above 10",
            for: holdFor,
            labels: [.init("innoId", "")]
        )
    }

    @Test func laterLabelsWinAndEmptyOnesTakeAway() throws {
        var rule = ReferenceRule.backlog
        rule.labels = [
            .init("team", "group"), .init("site", "x"), .init("team", "voice {{ queueCallCount }}"), .init("site", ""),
            .init("of", "{{ labels.innoId }}"), .init("alertname", "other"),
        ]
        var bench = try EngineBench(.of([rule]))
        bench.poll(0, [1: 20])
        #expect(
            bench.transitions.first?.labels == [
                "alertname": "R", "ccId": "1", "innoId": "1", "of": "1", "source": "s", "team": "voice 20", "vdn": "1",
            ]
        )
    }

    @Test func labelsStayUntilTheAlertIsInactive() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(15)
        rule.labels = [.init("callers", "{{ queueCallCount }}")]
        var bench = try EngineBench(.of([rule]))
        bench.play("0:20 15:30 30:0 45:40")
        #expect(bench.transitions.map { $0.labels["callers"] } == ["20", "20", "20", "40"])
    }

    @Test func gapKeepsTheLabels() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(15)
        rule.labels = [.init("callers", "{{ queueCallCount }}")]
        var bench = try EngineBench(.of([rule]))
        bench.play("0:20 400:30 415:40")
        #expect(bench.transitions.map { $0.labels["callers"] } == ["20", "20"])
    }

    @Test func laterAlertOfTheSameLabelsIsNotToldAndRaisesRuleFailing() throws {
        var bench = try EngineBench(.of([merged("R")], route: .root("ops", groupBy: .labels(["alertname"]))))
        bench.check = inconsistencies
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 60)
        #expect(
            bench.timeline == [
                "0 R/- inactive->firing", "0 R/- inactive->firing", "0 RuleFailing/- inactive->firing",
            ]
        )
        #expect(bench.told == ["30 ops first notification: +RuleFailing", "30 ops first notification: +R"].sorted())
        // The first one ends: the second takes its place, and nothing is in error any more.
        bench.poll(70, [1: 0, 2: 20])
        #expect(
            bench.timeline.suffix(2) == [
                "70 R/- firing->inactive condition",
                "70 RuleFailing/- firing->inactive condition",
            ]
        )
        bench.pass(to: 330)
        #expect(bench.told.suffix(1) == ["330 ops all alerts resolved: -RuleFailing"])
        bench.poll(400, [1: 0, 2: 0])
        bench.pass(to: 630)
        #expect(bench.told.last == "630 ops all alerts resolved: -R")
        #expect(bench.complaints == [])
    }

    @Test func pendingAlertOfTheSameLabelsIsNeverToldAsFiring() throws {
        // The rule of code 1 stands first and waits; the rule of code 2 fires meanwhile.
        var slow = merged("R", group: "a", for: .minutes(10))
        slow.matchers = ["innoId=\"1\""]
        var fast = merged("R", group: "b")
        fast.matchers = ["innoId=\"2\""]
        var bench = try EngineBench(.of([slow, fast], route: .root("ops", repeatInterval: .minutes(5))))
        bench.check = inconsistencies
        bench.poll(0, [1: 0, 2: 20])
        bench.pass(to: 30)
        bench.poll(40, [1: 20, 2: 20])
        for seconds in stride(from: Int64(100), through: 630, by: 100) { bench.poll(seconds, [1: 20, 2: 20]) }
        let told = bench.notifications.filter { $0.notification.alerts.contains { $0.labels["alertname"] == "R" } }
        #expect(told.map(\.at) == [.at(30), .at(330)])
        #expect(told.flatMap { $0.notification.alerts.map(\.startsAt) } == [.at(0), .at(0)])
        bench.poll(635, [1: 20, 2: 0])
        bench.pass(to: 930)
        #expect(bench.told.last == "930 ops all alerts resolved: -R")
        #expect(bench.complaints == [])
    }

    @Test func outcomeThatIsNotKeptChangesNothing() throws {
        let configuration = try AlertConfiguration.of([.backlog], route: .root("ops", groupWait: .zero))
        let engine = AlertEngine(configuration: configuration, seed: "seed", at: .at(0))
        let poll = Poll.of([1: 20, 2: 20], at: .at(15))
        var workspace = Workspace()
        var first = engine
        let outcome = first.handle(.poll(poll), at: .at(15), in: &workspace)
        #expect(engine.alerts.isEmpty)
        #expect(engine.nextDeadline == nil)
        #expect(first.alerts.count == 2)
        workspace.takeBack()
        var second = engine
        let again = second.handle(.poll(poll), at: .at(15), in: &workspace)
        #expect(again.transitions == outcome.transitions)
        #expect(again.notifications == outcome.notifications)
        #expect(again.effects.compactMap(\.row) == outcome.effects.compactMap(\.row))
        #expect(outcome.effects.compactMap(\.row).count == 1)
    }
}

extension Effect {
    fileprivate var row: Delivery? {
        if case .enqueue(let delivery) = self { delivery } else { nil }
    }
}
