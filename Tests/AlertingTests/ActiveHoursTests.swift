import Alerting
import Model
import TestSupport
import Testing

/// Rules that hold at some hours alone.
struct ActiveHoursTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rule = ReferenceRule.backlog
        var active: [Range<Int64>] = []
        var muted: [Range<Int64>] = []
        let script: String
        let timeline: [String]
    }

    /// The minutes of the first hour of tests, each under a name of its own.
    private static func hours(active: [Range<Int64>], muted: [Range<Int64>]) -> ActiveHours {
        func named(_ times: Range<Int64>) -> NamedInterval {
            NamedInterval(name: "\(times)", intervals: [RecurringInterval(times: [times])])
        }
        return ActiveHours(active: active.map(named), muted: muted.map(named))
    }

    private static func configuration(
        _ rules: [(rule: ReferenceRule, hours: ActiveHours)],
        sources: [SourceProfile] = [SourceProfile(name: "s")]
    ) throws -> AlertConfiguration {
        var configuration = try AlertConfiguration.of([], sources: sources)
        configuration.rules = RuleSet(
            try rules.map { reference, hours in
                var rule = try Rule(reference)
                rule.hours = hours
                return rule
            }
        )
        return configuration
    }

    private static func rule(for holdFor: Int64 = 0, keep: Int64 = 0, noData: Int64? = nil) -> ReferenceRule {
        ReferenceRule(
            "R",
            when: "queueCallCount above 10",
            resolveWhen: "queueCallCount below 5",
            for: .seconds(holdFor),
            keepFiringFor: .seconds(keep),
            resolveNoDataAfter: noData.map { .seconds($0) }
        )
    }

    static let cases: [Case] = [
        Case(
            testDescription: "nothing begins outside",
            active: [1..<2],
            script: "0:20 59:20 60:20 61:20",
            timeline: ["60 R/1 inactive->firing"]
        ),
        Case(
            testDescription: "firing resolves at the first poll outside, whatever keeps it",
            rule: rule(keep: 300),
            active: [0..<1],
            script: "0:20 59:20 65:20 70:20",
            timeline: ["0 R/1 inactive->firing", "65 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "firing whose end waits resolves at once",
            rule: rule(keep: 300),
            active: [0..<1],
            script: "0:20 30:0 60:0",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "pending is dropped without a reason",
            rule: rule(for: 60),
            active: [0..<1],
            script: "0:20 60:20 75:20",
            timeline: ["0 R/1 inactive->pending", "60 R/1 pending->inactive"]
        ),
        Case(
            testDescription: "what the counters say does not matter outside",
            active: [0..<1],
            script: "0:20 60:?",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "a series that is not delivered resolves too",
            active: [0..<1],
            script: "0:20 60:-",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "a poll that failed ends what fires outside",
            active: [0..<1],
            script: "0:20 60:! 75:!",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "a poll that failed drops what is pending outside",
            rule: rule(for: 60),
            active: [0..<1],
            script: "0:20 60:!",
            timeline: ["0 R/1 inactive->pending", "60 R/1 pending->inactive"]
        ),
        Case(
            testDescription: "a poll that failed inside changes nothing",
            active: [0..<2],
            script: "0:20 60:! 119:!",
            timeline: ["0 R/1 inactive->firing"]
        ),
        Case(
            testDescription: "the hours are over before no data is",
            rule: rule(noData: 30),
            active: [0..<1],
            script: "0:20 15:? 60:?",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "the next hours begin anew",
            rule: rule(for: 30),
            active: [0..<1, 2..<4],
            script: "0:20 30:20 60:20 119:20 120:20 149:20 150:20",
            timeline: [
                "0 R/1 inactive->pending", "30 R/1 pending->firing", "60 R/1 firing->inactive inactive_hours",
                "120 R/1 inactive->pending", "150 R/1 pending->firing",
            ]
        ),
        Case(
            testDescription: "the end of one interval is no end while another holds",
            active: [0..<2, 1..<3],
            script: "0:20 60:20 120:20 180:20",
            timeline: ["0 R/1 inactive->firing", "180 R/1 firing->inactive inactive_hours"]
        ),
        Case(
            testDescription: "each muted interval mutes",
            muted: [1..<2, 3..<4],
            script: "0:20 60:20 120:20 180:20 240:20",
            timeline: [
                "0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours", "120 R/1 inactive->firing",
                "180 R/1 firing->inactive inactive_hours", "240 R/1 inactive->firing",
            ]
        ),
        Case(
            testDescription: "muted wins over active",
            active: [0..<3],
            muted: [1..<2],
            script: "0:20 60:20 120:20",
            timeline: [
                "0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours", "120 R/1 inactive->firing",
            ]
        ),
        Case(
            testDescription: "all levels end together, with the severity that the alert had",
            rule: .twoLevels,
            active: [0..<1],
            script: "0:20 15:60 60:60",
            timeline: [
                "0 R/1 inactive->firing low", "15 R/1 firing->firing high",
                "60 R/1 firing->inactive high inactive_hours",
            ]
        ),
        Case(
            testDescription: "levels that are pending are dropped together",
            rule: ReferenceRule(
                "R",
                levels: [
                    .init("low", when: "queueCallCount above 10", for: .minutes(5)),
                    .init("high", when: "queueCallCount above 50", for: .minutes(2)),
                ]
            ),
            active: [0..<1],
            script: "0:60 60:60 61:60",
            timeline: ["0 R/1 inactive->pending", "60 R/1 pending->inactive"]
        ),
        Case(
            testDescription: "the first sample after a gap is outside",
            rule: rule(for: 600),
            active: [0..<1],
            script: "0:20 400:20",
            timeline: ["0 R/1 inactive->pending", "400 R/1 pending->inactive"]
        ),
    ]

    @Test(arguments: cases)
    func hoursDecideBesideTheCondition(of example: Case) throws {
        let hours = Self.hours(active: example.active, muted: example.muted)
        var bench = try EngineBench(Self.configuration([(example.rule, hours)]))
        bench.check = inconsistencies
        bench.play(example.script)
        #expect(bench.timeline == example.timeline)
        #expect(bench.complaints == [])
    }

    @Test func pollAtTheEndIsOutsideToTheMillisecond() throws {
        let hours = Self.hours(active: [0..<1], muted: [])
        var bench = try EngineBench(Self.configuration([(.backlog, hours)]))
        bench.poll(0, [1: 20])
        bench.poll(.of([1: 20], at: .at(60) - .milliseconds(1)))
        bench.poll(.of([1: 20], at: .at(60)))
        #expect(bench.timeline == ["0 R/1 inactive->firing", "60 R/1 firing->inactive inactive_hours"])
    }

    @Test func endSaysTheRunAndTheCountersOfThePoll() throws {
        let hours = Self.hours(active: [0..<1], muted: [])
        var bench = try EngineBench(Self.configuration([(Self.rule(for: 30), hours)]))
        bench.play("0:20 30:20 60:7")
        let end = try #require(bench.transitions.last)
        #expect(end.activeAt == .at(0))
        #expect(end.startsAt == .at(30))
        #expect(end.values?.first { $0.metric == .queueCallCount }?.value == 7)
        #expect(bench.engine.alerts == [])
    }

    @Test func endIsToldWithItsReason() throws {
        let hours = Self.hours(active: [0..<10], muted: [])
        var bench = try EngineBench(Self.configuration([(.backlog, hours)]))
        bench.play("0:20 600:20")
        bench.pass(to: 900)
        #expect(bench.told == ["30 ops first notification: +1", "630 ops all alerts resolved: -1"])
        let told = try #require(bench.notifications.last?.notification.alerts.first)
        #expect(told.reason == .inactiveHours)
        #expect(told.endsAt == .at(600))
    }

    @Test func rulesOfOnePollStayInOrder() throws {
        let hours = Self.hours(active: [0..<1], muted: [])
        var (first, second, third) = (ReferenceRule.backlog, ReferenceRule.backlog, ReferenceRule.backlog)
        (first.alert, second.alert, third.alert) = ("A", "B", "C")
        third.levels[0].when = "queueCallCount above 30"
        var bench = try EngineBench(Self.configuration([(third, .always), (first, hours), (second, .always)]))
        bench.play("0:20 60:40")
        #expect(
            bench.timeline == [
                "0 A/1 inactive->firing", "0 B/1 inactive->firing", "60 C/1 inactive->firing",
                "60 A/1 firing->inactive inactive_hours",
            ]
        )
    }

    @Test func hoursEndWhileNobodyRan() throws {
        let hours = Self.hours(active: [0..<1], muted: [])
        var bench = try EngineBench(Self.configuration([(.backlog, hours)]))
        bench.play("0:20")
        try bench.crash(at: .at(90))
        #expect(bench.timeline == ["0 R/1 inactive->firing"])
        bench.play("95:20")
        #expect(bench.timeline.last == "95 R/1 firing->inactive inactive_hours")
        #expect(bench.complaints == [])
    }

    @Test func otherHoursOfAReloadDecideAtTheNextPoll() throws {
        var bench = try EngineBench(Self.configuration([(.backlog, .always)]))
        bench.play("0:20")
        bench.reload(try Self.configuration([(.backlog, Self.hours(active: [], muted: [0..<2]))]), at: 10)
        #expect(bench.timeline == ["0 R/1 inactive->firing"])
        bench.play("15:20 120:20")
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing", "15 R/1 firing->inactive inactive_hours", "120 R/1 inactive->firing",
            ]
        )
    }
}
