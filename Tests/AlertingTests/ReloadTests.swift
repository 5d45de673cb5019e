import Alerting
import Model
import TestSupport
import Testing

/// What a reload keeps and what it ends.
struct ReloadTests {
    private func bench(_ rule: ReferenceRule = .backlog) throws -> EngineBench {
        var bench = try EngineBench(.of([rule], route: .root("ops", groupWait: .zero)))
        bench.check = inconsistencies
        return bench
    }

    private let route = Route.root("ops", groupWait: .zero)

    @Test func alertGoesOnUnderAChangedCondition() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        var changed = ReferenceRule.backlog
        changed.levels[0].when = "queueCallCount above 30"
        changed.labels = [.init("team", "new")]
        bench.reload(try .of([changed], route: route), at: 5)
        #expect(bench.timeline == ["0 R/1 inactive->firing"])
        bench.poll(15, [1: 20])
        #expect(bench.timeline.last == "15 R/1 firing->inactive condition")
        #expect(bench.transitions.last?.labels["team"] == nil)
        #expect(bench.complaints == [])
    }

    @Test func pendingTimeGoesOn() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(60)
        var bench = try bench(rule)
        bench.poll(0, [1: 20])
        bench.reload(try .of([rule, ReferenceRule("S", when: "queueCallCount above 90")], route: route), at: 30)
        bench.poll(60, [1: 20])
        #expect(bench.timeline == ["0 R/1 inactive->pending", "60 R/1 pending->firing"])
    }

    @Test func removedRuleResolvesAndIsTold() throws {
        var rule = ReferenceRule.backlog
        rule.annotations = [.init("summary", "{{ queueCallCount }} wait")]
        var bench = try bench(rule)
        bench.poll(0, [1: 20])
        bench.reload(try .of([], route: route), at: 5)
        bench.pass(to: 300)
        #expect(bench.timeline.last == "5 R/1 firing->inactive rule_removed")
        #expect(bench.told == ["0 ops first notification: +1", "300 ops all alerts resolved: -1"])
        let alert = try #require(bench.notifications.last?.notification.alerts.first)
        #expect(alert.reason == .ruleRemoved && alert.annotations["summary"] == "20 wait" && alert.endsAt == .at(5))
        #expect(bench.complaints == [])
    }

    @Test func ruleThatIsRemovedWhilePendingHasNoReason() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .seconds(60)
        var bench = try bench(rule)
        bench.poll(0, [1: 20])
        bench.reload(try .of([], route: route), at: 5)
        #expect(bench.timeline == ["0 R/1 inactive->pending", "5 R/1 pending->inactive"])
    }

    @Test(arguments: ["source", "target", "matcher"])
    func removedSeriesResolves(by what: String) throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        var rule = ReferenceRule.backlog
        var source = SourceProfile(name: "s")
        switch what {
        case "source": source.name = "t"
        case "target": source = .centre(codes: [2])
        default: rule.matchers = ["innoId=\"2\""]
        }
        bench.reload(try .of([rule], route: route, sources: [source]), at: 5)
        bench.pass(to: 300)
        #expect(bench.timeline.dropFirst().first == "5 R/1 firing->inactive series_removed")
        #expect(bench.told.contains("300 ops all alerts resolved: -1"))
        #expect(bench.complaints == [])
    }

    @Test func restartWithOtherRulesEndsThemTheSameWay() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        try bench.crash(at: .at(5), .of([], route: route))
        bench.pass(to: 300)
        #expect(bench.timeline.last == "5 R/1 firing->inactive rule_removed")
        #expect(bench.told.last == "300 ops all alerts resolved: -1")
        #expect(bench.complaints == [])
    }

    @Test func removedLevelEndsAndTheOthersGoOn() throws {
        var bench = try bench(.twoLevels)
        bench.poll(0, [1: 60])
        var rule = ReferenceRule.twoLevels
        rule.levels.removeLast()
        bench.reload(try .of([rule], route: route), at: 5)
        #expect(bench.timeline == ["0 R/1 inactive->firing high", "5 R/1 firing->firing low"])
        rule.levels[0].severity = "other"
        bench.reload(try .of([rule], route: route), at: 6)
        #expect(bench.timeline.last == "6 R/1 firing->inactive low rule_removed")
        #expect(bench.complaints == [])
    }

    @Test func groupsGoOnWhenARouteIsPutBeforeTheirs() throws {
        func tree(_ first: [Route.Draft]) -> Route {
            .root("ops", first + [.child([Matcher("source", equals: "s")], groupWait: .zero)])
        }
        var bench = try EngineBench(.of([.backlog], route: tree([])))
        bench.check = inconsistencies
        bench.poll(0, [1: 20])
        bench.reload(try .of([.backlog], route: tree([.child([Matcher("innoId", equals: "7")])])), at: 10)
        bench.poll(20, [1: 0])
        bench.pass(to: 300)
        #expect(bench.told == ["0 ops first notification: +1", "300 ops all alerts resolved: -1"])
        #expect(bench.complaints == [])
    }

    @Test func unchangedConfigurationChangesNothing() throws {
        let configuration = try AlertConfiguration.of([.twoLevels], route: .root("ops"))
        var plain = try EngineBench(configuration)
        var reloaded = try EngineBench(configuration)
        for (second, queue) in [(0, 20.0), (15, 60), (100, 60), (200, 20), (300, 0), (900, 60)] {
            plain.poll(Int64(second), [1: queue])
            reloaded.poll(Int64(second), [1: queue])
            reloaded.reload(configuration, at: Int64(second))
        }
        plain.pass(to: 2000)
        reloaded.pass(to: 2000)
        #expect(reloaded.transitions == plain.transitions)
        #expect(reloaded.outbox == plain.outbox)
    }
}
