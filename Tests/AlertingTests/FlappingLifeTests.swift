import Foundation
import Model
import TestSupport
import Testing

@testable import Alerting

/// What polls make of an alert that changes often.
struct FlappingLifeTests {
    private func bench(
        _ rule: ReferenceRule = .backlog,
        flapping: FlappingSettings = FlappingSettings()
    ) throws -> EngineBench {
        var bench = try EngineBench(.of([rule], flapping: flapping))
        bench.check = inconsistencies
        return bench
    }

    @Test func alertThatChangesAtEveryPollFlaps() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 8)
        #expect(bench.turnsInWords == [])
        #expect(bench.engine.flappingCount == 0)
        bench.swing(from: 120, count: 1)
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
        #expect(bench.engine.flappingCount == 1)
        #expect(bench.complaints == [])
    }

    @Test func oldestAndNewestChangesOfAnAlertThatHasCalmedDownAreForgotten() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 9)
        bench.hold(1, 20, from: 135, to: 120 + 14 * 60)
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
        bench.hold(1, 20, from: 120 + 14 * 60 + 15, to: 120 + 15 * 60)
        #expect(bench.turnsInWords == ["120 R/1 flaps", "1020 R/1 calm"])
        #expect(bench.engine.flapping(of: bench.key)?.isFlapping == false)
        bench.hold(1, 20, from: 1035, to: 120 + 20 * 60)
        #expect(bench.engine.flapping(of: bench.key) == nil)
        #expect(bench.storedFlapping == nil)
        #expect(bench.complaints == [])
    }

    @Test func itIsRememberedWhileTheAlertIsInactive() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 10)
        #expect(bench.engine.alerts == [])
        #expect(bench.engine.flapping(of: bench.key)?.since == .at(120))
        #expect(bench.storedFlapping == 1)
    }

    @Test func waitingIsNoChange() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .minutes(1)
        var bench = try bench(rule)
        bench.swing(from: 0, count: 60)
        #expect(bench.transitions.count == 60)
        #expect(bench.engine.flapping(of: bench.key) == nil)
    }

    @Test func slowRuleFlapsToo() throws {
        var rule = ReferenceRule.backlog
        rule.levels[0].holdFor = .minutes(1)
        var bench = try bench(rule)
        // Pending for a minute, firing for a quarter of one: two changes for each quiet minute.
        for cycle in 0..<12 {
            let start = Int64(cycle) * 90
            bench.hold(1, 20, from: start, to: start + 60)
            bench.hold(1, 0, from: start + 75, to: start + 75)
        }
        #expect(bench.turnsInWords.map { $0.suffix(9) } == ["R/1 flaps"])
    }

    @Test func severityThatGoesUpAndDownIsAChange() throws {
        var bench = try bench(.twoLevels)
        bench.swing(from: 0, count: 9, between: 20, and: 60)
        #expect(bench.timeline.suffix(1) == ["120 R/1 firing->firing high"])
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
    }

    @Test func whatIsUnknownIsNoQuietTime() throws {
        for script in ["?", "!", "-"] {
            var bench = try bench()
            bench.swing(from: 0, count: 9)
            for minute in 1...4 { bench.play("\(120 + minute * 60):\(script)") }
            #expect(bench.turnsInWords == ["120 R/1 flaps"], "\(script)")
            // At the next known poll a single minute is over.
            let share = bench.engine.flapping(of: bench.key)?.share
            bench.play("400:20")
            let next = bench.engine.flapping(of: bench.key)?.share
            #expect(try #require(next) - #require(share) > -0.01, "\(script)")
            #expect(try #require(next) < #require(share), "\(script)")
        }
    }

    @Test(arguments: ["?", "!", "-"])
    func afterAGapNothingIsRememberedOfIt(script: String) throws {
        var bench = try bench()
        bench.swing(from: 0, count: 9)
        bench.play("420:\(script)")
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
        bench.play("421:\(script)")
        #expect(bench.turnsInWords == ["120 R/1 flaps", "421 R/1 calm"])
        #expect(bench.engine.flapping(of: bench.key) == nil)
    }

    @Test func aChangeAfterAGapIsTheFirst() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 9)
        bench.play("421:0")
        #expect(bench.turnsInWords == ["120 R/1 flaps", "421 R/1 calm"])
        #expect(bench.engine.flapping(of: bench.key)?.share == 0.06)
    }

    @Test func ruleAndConfigurationCanBeSwitchedOff() throws {
        var bench = try bench(flapping: FlappingSettings(isEnabled: false))
        bench.swing(from: 0, count: 20)
        #expect(bench.turns.isEmpty && bench.storedFlapping == nil)
        var configuration = try AlertConfiguration.of([.backlog])
        var rule = try Rule(.backlog)
        rule.detectsFlapping = false
        configuration.rules = RuleSet([rule])
        var other = try EngineBench(configuration)
        other.swing(from: 0, count: 20)
        #expect(other.turns.isEmpty && other.storedFlapping == nil)
    }

    @Test func othersThresholdsAreKeptTo() throws {
        var bench = try bench(flapping: FlappingSettings(high: 0.1, low: 0.05))
        bench.swing(from: 0, count: 2)
        #expect(bench.turnsInWords == ["15 R/1 flaps"])
    }

    @Test func beginningAndEndStandInTheHistory() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 9)
        bench.hold(1, 20, from: 135, to: 1020)
        let lines = bench.history.filter { $0.kind == .flapping }
        #expect(
            lines.map(\.text) == [
                "flapping: 50% of the last observations are changes", "not flapping any more: 21%",
            ]
        )
        #expect(lines.map(\.at) == [.at(120), .at(1020)])
        #expect(Set(lines.map(\.fingerprint)) == [bench.transitions[0].fingerprint])
    }

    @Test func restartInTheMiddleGoesOnTheSame() throws {
        var plain = try bench()
        var restarted = try bench()
        var generator = SeededGenerator(seed: 7)
        for step in 0..<400 {
            let calls: [Int64: Double?] = [1: step < 200 && generator.chance(50) ? 20 : 0]
            plain.poll(Int64(step) * 15, calls)
            restarted.poll(Int64(step) * 15, calls)
            try restarted.crash()
        }
        #expect(plain.turns.count == 2)
        #expect(restarted.turns == plain.turns)
        #expect(restarted.told == plain.told)
        #expect(restarted.history == plain.history)
        #expect(restarted.complaints == [])
    }

    @Test func reloadKeepsItWithItsRule() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 10)
        bench.reload(try .of([.backlog, ReferenceRule("Other", when: "queueCallCount above 5")]), at: 140)
        #expect(bench.engine.flapping(of: bench.key)?.isFlapping == true)
        bench.reload(try .of([ReferenceRule("Other", when: "queueCallCount above 5")]), at: 145)
        #expect(bench.turnsInWords == ["120 R/1 flaps", "145 R/1 calm"])
        #expect(bench.engine.flapping(of: bench.key) == nil)
        #expect(bench.storedFlapping == nil)
        #expect(bench.complaints == [])
    }

    @Test func reloadThatSwitchesItOffForgetsIt() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 10)
        bench.reload(try .of([.backlog], flapping: FlappingSettings(isEnabled: false)), at: 140)
        #expect(bench.turnsInWords == ["120 R/1 flaps", "140 R/1 calm"])
        bench.pass(to: 2000)
        #expect(bench.engine.groups.isEmpty)
        #expect(bench.complaints == [])
    }

    @Test func seriesWithOtherLabelsFlapsOnWhileItsRuleSeesIt() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 10)
        let relabelled = SourceProfile(name: "s", labels: ["site": "north"])
        bench.reload(try .of([.backlog], sources: [relabelled]), at: 140)
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
        var rule = ReferenceRule.backlog
        rule.matchers = ["site=south"]
        bench.reload(try .of([rule], sources: [relabelled]), at: 145)
        #expect(bench.turnsInWords == ["120 R/1 flaps", "145 R/1 calm"])
        #expect(bench.complaints == [])
    }

    @Test func namesThatAPollBringsMayTakeItAway() throws {
        var rule = ReferenceRule.backlog
        rule.matchers = ["name!=Orders"]
        var bench = try bench(rule)
        bench.swing(from: 0, count: 9)
        var poll = Poll.of([1: 20], at: .at(135))
        poll.names = [AccessCode(ccId: 1, vdn: 1, innoId: 1): "Orders"]
        bench.poll(poll)
        #expect(bench.turnsInWords == ["120 R/1 flaps", "135 R/1 calm"])
        #expect(bench.timeline.last == "135 R/1 firing->inactive series_removed")
        #expect(bench.complaints == [])
    }

    @Test func groupsFlapAsSeriesDo() throws {
        let rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10")
        var bench = try bench(rule)
        bench.swing(from: 0, count: 10)
        #expect(bench.turns.map(\.key) == bench.transitions.prefix(1).map(\.key))
        try bench.crash()
        bench.reload(try .of([rule, .backlog]), at: 140)
        #expect(bench.engine.flappingCount == 1)
        bench.hold(1, 0, from: 150, to: 1100)
        #expect(bench.engine.flappingCount == 0)
    }

    @Test func outsideOfItsHoursARuleIsQuiet() throws {
        let night = NamedInterval(name: "night", intervals: [RecurringInterval(times: [0..<4])])
        var rule = try Rule(.backlog)
        rule.hours = ActiveHours(active: [night], muted: [])
        var configuration = try AlertConfiguration.of([.backlog])
        configuration.rules = RuleSet([rule])
        var bench = try EngineBench(configuration)
        bench.check = inconsistencies
        bench.swing(from: 0, count: 9)
        // The hours end at 240: the alert ends, and that is a change too.
        for minute in 4...20 { bench.play("\(minute * 60):!") }
        #expect(bench.turnsInWords == ["120 R/1 flaps", "1140 R/1 calm"])
        #expect(bench.complaints == [])
    }

    @Test func stateOfAVersionThatDidNotLookIsRead() throws {
        let record = #"{"lastPollAt":0,"missingSince":[],"name":"s","names":[],"samples":[],"since":0}"#
        let group = #"""
            {"id":{"labels":{},"receiver":"ops","route":"{}"},"key":"{}:{}","log":{},"members":[],"nextFlush":0,"threads":{}}
            """#
        let entries = [
            StateEntry(key: StateEntry.Key(.source, "s"), value: Array(record.utf8)),
            StateEntry(key: StateEntry.Key(.group, "g"), value: Array(group.utf8)),
        ]
        #expect(try entries[0].decoded(as: SourceRecord.self).flapping == nil)
        #expect(try entries[1].decoded(as: AggregationGroup.self).flapping == nil)
    }

    @Test func notificationOfAVersionThatDidNotLookIsRead() throws {
        var bench = try bench()
        bench.swing(from: 0, count: 9)
        var alert = try #require(bench.engine.alerts.first.map(bench.engine.notified))
        #expect(alert.isFlapping)
        let text = String(decoding: try JSONEncoder().encode(alert), as: UTF8.self)
        let older = text.replacingOccurrences(of: #","isFlapping":true"#, with: "")
            .replacingOccurrences(of: #""isFlapping":true,"#, with: "")
        #expect(older != text)
        alert.isFlapping = false
        #expect(try JSONDecoder().decode(NotifiedAlert.self, from: Data(older.utf8)) == alert)
    }
}
