import Alerting
import Model
import TestSupport
import Testing

/// The table of the life of an alert, row by row.
struct LifeTableTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rule = ReferenceRule.backlog
        let script: String
        let timeline: [String]
    }

    private static func rule(
        resolveWhen: String? = nil,
        for holdFor: Int64 = 0,
        keep: Int64 = 0,
        noData: Int64? = nil
    ) -> ReferenceRule {
        ReferenceRule(
            "R",
            when: "queueCallCount above 10",
            resolveWhen: resolveWhen,
            for: .seconds(holdFor),
            keepFiringFor: .seconds(keep),
            resolveNoDataAfter: noData.map { .seconds($0) }
        )
    }

    static let cases: [Case] = [
        Case(testDescription: "fires at once without for", script: "0:20 15:20", timeline: ["0 R/1 inactive->firing"]),
        Case(
            testDescription: "fires when for is over, to the millisecond",
            rule: rule(for: 30),
            script: "0:20 29:20 30:20",
            timeline: ["0 R/1 inactive->pending", "30 R/1 pending->firing"]
        ),
        Case(
            testDescription: "pending ends with its condition",
            rule: rule(for: 30),
            script: "0:20 15:0 30:20 45:20",
            timeline: ["0 R/1 inactive->pending", "15 R/1 pending->inactive", "30 R/1 inactive->pending"]
        ),
        Case(
            testDescription: "unknown leaves pending as it is, and its time counts",
            rule: rule(for: 30),
            script: "0:20 15:? 30:? 40:- 41:! 45:20",
            timeline: ["0 R/1 inactive->pending", "45 R/1 pending->firing"]
        ),
        Case(testDescription: "unknown starts nothing", script: "0:? 15:- 30:!", timeline: []),
        Case(
            testDescription: "resolves with its condition",
            script: "0:20 15:0",
            timeline: ["0 R/1 inactive->firing", "15 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "unknown never resolves",
            script: "0:20 15:? 30:- 45:! 200:? 290:?",
            timeline: ["0 R/1 inactive->firing"]
        ),
        Case(
            testDescription: "keeps firing until the end has held long enough",
            rule: rule(keep: 30),
            script: "0:20 15:0 30:0 44:0 45:0",
            timeline: ["0 R/1 inactive->firing", "45 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "keeps firing anew after the condition came back",
            rule: rule(keep: 30),
            script: "0:20 15:0 30:20 45:0 60:0 75:0",
            timeline: ["0 R/1 inactive->firing", "75 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "unknown while it keeps firing counts as time",
            rule: rule(keep: 30),
            script: "0:20 15:0 30:? 45:? 60:0",
            timeline: ["0 R/1 inactive->firing", "60 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "hysteresis holds between both thresholds",
            rule: rule(resolveWhen: "queueCallCount below 5"),
            script: "0:20 15:7 30:4 45:7",
            timeline: ["0 R/1 inactive->firing", "30 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "what follows from the new state is looked at on the next poll",
            rule: rule(resolveWhen: "queueCallCount above 15"),
            script: "0:20 15:20 30:20",
            timeline: [
                "0 R/1 inactive->firing", "15 R/1 firing->inactive condition", "30 R/1 inactive->firing",
            ]
        ),
        Case(
            testDescription: "exactly staleness is no gap",
            rule: rule(for: 60),
            script: "0:20 300:20",
            timeline: ["0 R/1 inactive->pending", "300 R/1 pending->firing"]
        ),
        Case(
            testDescription: "a gap starts pending anew without a transition",
            rule: rule(for: 60),
            script: "0:20 301:20 360:20 361:20",
            timeline: ["0 R/1 inactive->pending", "361 R/1 pending->firing"]
        ),
        Case(
            testDescription: "a failed poll is no sample",
            rule: rule(for: 60),
            script: "0:20 200:! 301:20 361:20",
            timeline: ["0 R/1 inactive->pending", "361 R/1 pending->firing"]
        ),
        Case(
            testDescription: "a gap ends pending when the condition does not hold",
            rule: rule(for: 60),
            script: "0:20 301:0",
            timeline: ["0 R/1 inactive->pending", "301 R/1 pending->inactive"]
        ),
        Case(
            testDescription: "a gap ends pending when the condition is unknown",
            rule: rule(for: 60),
            script: "0:20 301:?",
            timeline: ["0 R/1 inactive->pending", "301 R/1 pending->inactive"]
        ),
        Case(testDescription: "firing survives a gap", script: "0:20 400:20", timeline: ["0 R/1 inactive->firing"]),
        Case(
            testDescription: "a gap makes keep_firing_for count anew",
            rule: rule(keep: 60),
            script: "0:20 15:0 400:0 459:0 460:0",
            timeline: ["0 R/1 inactive->firing", "460 R/1 firing->inactive condition"]
        ),
        Case(
            testDescription: "no data resolves after its time",
            rule: rule(noData: 60),
            script: "0:20 15:? 60:- 74:? 75:?",
            timeline: ["0 R/1 inactive->firing", "75 R/1 firing->inactive no_data"]
        ),
        Case(
            testDescription: "failed polls count as no data",
            rule: rule(noData: 60),
            script: "0:20 15:! 75:!",
            timeline: ["0 R/1 inactive->firing", "75 R/1 firing->inactive no_data"]
        ),
        Case(
            testDescription: "a known end condition starts no data anew",
            rule: rule(noData: 60),
            script: "0:20 15:? 45:20 60:? 119:? 120:?",
            timeline: ["0 R/1 inactive->firing", "120 R/1 firing->inactive no_data"]
        ),
        Case(
            testDescription: "no data counts from firing at the earliest",
            rule: rule(resolveWhen: "ivrCallCount / agentCallCount below 1", for: 30, noData: 60),
            script: "0:20 30:20 75:20 89:20 90:20",
            timeline: [
                "0 R/1 inactive->pending", "30 R/1 pending->firing", "90 R/1 firing->inactive no_data",
            ]
        ),
        Case(
            testDescription: "pending knows no data only as unknown",
            rule: rule(for: 300, noData: 60),
            script: "0:20 15:? 100:? 200:?",
            timeline: ["0 R/1 inactive->pending"]
        ),
    ]

    @Test(arguments: cases)
    func eachRowMakesItsTransitions(of life: Case) throws {
        var bench = try EngineBench(.of([life.rule]))
        bench.check = inconsistencies
        bench.play(life.script)
        #expect(bench.timeline == life.timeline)
        #expect(bench.complaints == [])
    }

    @Test func gapMovesActiveAt() throws {
        var bench = try EngineBench(.of([Self.rule(for: 60)]))
        bench.play("0:20 301:20 361:20")
        #expect(bench.transitions.last?.activeAt == .at(301))
        #expect(bench.transitions.last?.startsAt == .at(361))
    }

    @Test func endAfterAGapShowsTheRunThatEnded() throws {
        var bench = try EngineBench(.of([Self.rule(for: 60)]))
        bench.play("0:20 301:0")
        #expect(bench.transitions.last?.activeAt == .at(0))
        #expect(bench.transitions.last?.startsAt == nil)
    }

    @Test func timeOfASourceNeverGoesBack() throws {
        var bench = try EngineBench(.of([.backlog]))
        bench.poll(100, [1: 20])
        bench.poll(.of([1: 0], at: .at(40)))
        #expect(bench.timeline == ["100 R/1 inactive->firing", "100.001 R/1 firing->inactive condition"])
    }

    @Test func pollOfAnUnknownSourceChangesNothing() throws {
        var bench = try EngineBench(.of([.backlog]))
        bench.poll(.of([1: 20], source: "other", at: .at(0)))
        #expect(bench.transitions == [])
    }
}
