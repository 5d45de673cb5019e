import Alerting
import Expressions
import Model
import TestSupport
import Testing

/// What an explanation says of an alert's life, and of who is told.
struct ExplanationTests {
    /// The explanations of `R` after a script, as ``EngineBench/play(_:)`` reads it.
    private static func list(
        _ bench: EngineBench,
        _ matchers: String...,
        alert: String = "R"
    ) throws -> ExplanationList {
        let question = ExplanationQuestion(alert: alert, matchers: try matchers.map { try Matcher(parsing: $0) })
        guard case .found(let list) = bench.engine.explainer(bench.workspace).answer(question) else {
            Issue.record("nothing is found")
            throw Nothing()
        }
        return list
    }

    private struct Nothing: Error {}

    private static func explanation(_ bench: EngineBench, alert: String = "R") throws -> Explanation {
        try #require(try list(bench, "innoId=1", alert: alert).explanations.first)
    }

    /// Clocks as `for from 0 until 60`.
    private static func clocks(_ bench: EngineBench) throws -> [String] {
        try explanation(bench).levels.flatMap(\.clocks).map { clock in
            "\(clock.kind.rawValue) from \(clock.since.testText) until \(clock.until.testText)"
        }
    }

    @Test(
        arguments: [
            ("0:5", []), ("0:20", ["for from 0 until 60"]), ("0:20 15:?", ["for from 0 until 60"]), ("0:20 60:20", []),
            ("0:20 60:20 75:5", ["keep_firing_for from 75 until 105"]), ("0:20 60:20 75:5 90:20", []),
            ("0:20 60:20 75:?", ["resolve_no_data_after from 75 until 375"]),
            (
                "0:20 60:20 75:5 90:!",
                ["keep_firing_for from 75 until 105", "resolve_no_data_after from 90 until 390"]
            ),
            ("0:20 60:20 75:5 105:5", []),
        ] as [(String, [String])]
    )
    func clocksAreThoseThatRun(script: String, expected: [String]) throws {
        var rule = ReferenceRule(
            "R",
            levels: [
                .init(when: "queueCallCount above 10", for: .minutes(1), keepFiringFor: .seconds(30))
            ]
        )
        rule.resolveNoDataAfter = .minutes(5)
        var bench = try EngineBench(.of([rule]))
        bench.play(script)
        #expect(try Self.clocks(bench) == expected)
    }

    @Test func unknownIsExplainedByTheNewestPoll() throws {
        func cause(_ when: String, _ script: String) throws -> [UnknownCause] {
            var bench = try EngineBench(.of([ReferenceRule("R", when: when)]))
            bench.play(script)
            return try Self.explanation(bench).levels.flatMap { $0.when?.causes ?? [] }
        }
        #expect(try cause("queueCallCount above 10", "0:5 15:?") == [.notDelivered])
        #expect(try cause("queueCallCount above 10", "0:5 15:!") == [.pollFailed])
        #expect(try cause("queueCallCount above 10", "0:5 15:-") == [.notSeen(lastSeen: .at(0))])
        #expect(try cause("sum(queueCallCount over 10s) above 10", "0:5 15:-") == [.notSeen(lastSeen: .at(0))])
        #expect(try cause("allCallCount / queueCallCount above 10", "0:0") == [.divisionByZero])
        #expect(try cause("queueCallCount * 1e308 * 1e9 above 1", "0:5") == [.notFinite])
        #expect(try cause("sum(queueCallCount over 20s) above 10", "0:5 15:5") == [.windowNotCovered])
        #expect(try cause("sum(queueCallCount over 15s) above 10", "0:? 15:?") == [.noKnownSample, .notDelivered])
        #expect(try cause("slope(queueCallCount over 15s) above 10", "0:? 15:5") == [.oneKnownSample])
        #expect(try cause("previous(queueCallCount) above 10", "0:5") == [.noSampleBefore])
        #expect(try cause("previous(queueCallCount) above 10", "0:? 15:5") == [.unknownBefore])
        // A gap of more than five minutes: the windows begin anew.
        #expect(try cause("sum(queueCallCount over 15s) above 10", "0:5 15:5 400:5") == [.windowNotCovered])
    }

    @Test func membersAreCountedAndTheGreatestComeFirst() throws {
        var bench = try EngineBench(.of([ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10")]))
        bench.poll(0, [1: 3, 2: nil, 3: 9])
        bench.poll(15, [1: 3, 2: nil])
        let explanation = try #require(try Self.list(bench).explanations.first)
        let sum = try #require(explanation.levels[0].when?.operands.first)
        #expect(sum.valueText == "3 calls")
        let members = try #require(sum.members)
        #expect(members.count == 3)
        #expect(members.known == 1)
        #expect(members.listed.map { $0.labels["innoId"] } == ["1", "2", "3"])
        #expect(members.listed.map(\.tree.cause) == [nil, .notDelivered, .notSeen(lastSeen: .at(0))])
        bench.poll(30, [1: 3, 2: 5, 3: 9])
        let next = try #require(try Self.list(bench).explanations.first)
        let listed = next.levels[0].when?.operands.first?.members?.listed.map { $0.labels["innoId"] }
        #expect(listed == ["3", "2", "1"])
    }

    @Test func windowSaysWhatItHolds() throws {
        var bench = try EngineBench(.of([ReferenceRule("R", when: "avg(queueCallCount over 30s) above 3")]))
        bench.play("0:5 15:?")
        let early = try #require(try Self.explanation(bench).levels[0].when?.operands.first?.window)
        #expect(early.firstSeen == .at(0))
        #expect(early.coveredFrom == .at(30))
        #expect(early.samples == nil)
        bench.play("30:5 40:6")
        let late = try #require(try Self.explanation(bench).levels[0].when?.operands.first?.window)
        #expect(late.isCovered)
        #expect(late.samples == 3)
        #expect(late.known == 2)
        #expect(late.coveredFrom == nil)
    }

    // MARK: Notifications

    private static func verdicts(_ bench: EngineBench) throws -> [Explanation.Telling.Verdict] {
        try explanation(bench).tellings.flatMap(\.parts).map(\.verdict)
    }

    @Test func integrationsKnowWhatTheyWereTold() throws {
        let receiver = Receiver(
            name: "ops",
            integrations: [.webhook(0), .email(0, to: ["a@example.com"], sendResolved: false)]
        )
        var bench = try EngineBench(.of([.backlog], receivers: [receiver]))
        bench.play("0:5")
        #expect(try Self.verdicts(bench) == [.notFiring, .notFiring])
        bench.play("15:20")
        #expect(try Self.verdicts(bench) == [.waits(until: .at(45)), .waits(until: .at(45))])
        bench.pass(to: 45)
        // The first tick of every five minutes after 45 at which the four hours are over.
        let told = Explanation.Telling.Verdict.told(at: .at(45), repeatedAt: .at(45 + 4 * 3600))
        #expect(try Self.verdicts(bench) == [told, told])
        bench.play("60:5")
        #expect(try Self.verdicts(bench) == [.endWaits(until: .at(345)), .endIsNotTold])
        bench.pass(to: 345)
        #expect(try Self.verdicts(bench) == [.notFiring, .notFiring])
    }

    @Test func whatEndsBeforeTheFirstTickIsToldToNobody() throws {
        var bench = try EngineBench(.of([.backlog]))
        bench.play("0:20 15:5")
        #expect(try Self.verdicts(bench) == [.endedUntold])
    }

    @Test func laterAlertOfTheSameLabelsNamesTheEarlier() throws {
        let second = ReferenceRule("R", group: "h", when: "queueCallCount above 15")
        var bench = try EngineBench(.of([.backlog, second]))
        bench.play("0:20")
        let explanations = try Self.list(bench, "innoId=1").explanations
        let conflicts = explanations.map(\.conflict)
        #expect(conflicts.map { $0?.group } == [nil, ReferenceRule.backlog.group])
        #expect(conflicts.map { $0?.alert } == [nil, "R"])
    }

    // MARK: Questions

    @Test func fewAreExplainedAndManyAreNamed() throws {
        var bench = try EngineBench(.of([.backlog]))
        let codes = Dictionary(uniqueKeysWithValues: (1...80).map { (Int64($0), Optional(Double($0 % 20))) })
        bench.poll(0, codes)
        let many = try Self.list(bench)
        #expect(many.explanations.isEmpty)
        #expect(many.others.count == ExplanationList.mostOthers)
        #expect(many.otherCount == 80)
        #expect(many.others.prefix(36).allSatisfy { $0.state == .firing })
        bench.poll(15, codes.mapValues { _ in 0 })
        bench.poll(30, codes.merging([7: 30]) { _, new in new }.mapValues { $0.map { $0 == 30 ? 30 : 0 } })
        let one = try Self.list(bench)
        #expect(one.explanations.map { $0.labels["innoId"] } == ["7"])
        #expect(one.otherCount == 79)
    }

    @Test(arguments: [
        ("queueCallCount / 10 * 3 above 2.1", 7, "2.0999999999999996 calls"),
        ("queueCallCount / allCallCount * 3 above 30%", 10, "30.000000000000004%"),
        ("queueCallCount above 20", 20, "20 calls"), ("queueCallCount / 10 above 3", 20, "2 calls"),
    ])
    func valueThatLooksLikeItsLimitIsShownWithAllDigits(_ when: String, _ queue: Double, _ shown: String) throws {
        var bench = try EngineBench(.of([ReferenceRule("R", when: when)]))
        bench.poll(0, [1: queue])
        let level = try #require(try Self.explanation(bench).levels.first)
        #expect(level.when?.operands.first?.valueText == shown)
    }

    @Test func unknownNamesAndLabelsAreNoAnswer() throws {
        var bench = try EngineBench(.of([.backlog]))
        bench.play("0:20")
        let explainer = bench.engine.explainer(bench.workspace)
        guard case .unknownAlert(let known) = explainer.answer(ExplanationQuestion(alert: "Q")) else {
            Issue.record("`Q` is no alert")
            return
        }
        #expect(
            known == ["AccessCodeMissing", "DeliveryFailing", "HeartbeatMissing", "R", "RuleFailing", "SourceDown"]
        )
        let none = ExplanationQuestion(alert: "R", matchers: [try Matcher(parsing: "innoId=2")])
        guard case .noMatch(let found) = explainer.answer(none) else {
            Issue.record("there is no access code 2")
            return
        }
        #expect(found.count == 1)
        #expect(found.matcher == none.matchers[0])
        #expect(found.values == ["1"])
        #expect(found.names.isSuperset(of: ["alertname", "innoId", "source"]))
    }

    @Test func builtInAlertSaysWhatHappened() throws {
        var bench = try EngineBench(.of([.backlog], sources: [.centre(codes: [1])]))
        bench.poll(.failed(at: .at(70)))
        let explanation = try #require(try Self.list(bench, alert: "SourceDown").explanations.first)
        #expect(explanation.state == .firing)
        #expect(explanation.detail == "no poll was ever good")
        #expect(explanation.levels.isEmpty)
    }
}

extension ExpressionTree {
    /// Why it and its parts are unknown, in reading order.
    fileprivate var causes: [UnknownCause] {
        (cause.map { [$0] } ?? []) + operands.flatMap(\.causes)
    }
}
