import Alerting
import Model
import TestSupport
import Testing

/// Rules with several severities.
struct LevelTests {
    private func bench(_ rule: ReferenceRule, _ script: String) throws -> EngineBench {
        var bench = try EngineBench(.of([rule]))
        bench.check = inconsistencies
        bench.play(script)
        #expect(bench.complaints == [])
        return bench
    }

    /// `low` must hold for a minute, `high` fires at once.
    private let slowLow = ReferenceRule(
        "R",
        levels: [
            .init("low", when: "queueCallCount above 10", for: .minutes(1)),
            .init("high", when: "queueCallCount above 50"),
        ]
    )

    @Test func severityFollowsTheLastLevelThatFires() throws {
        let bench = try bench(.twoLevels, "0:20 15:60 30:20 45:0")
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing low", "15 R/1 firing->firing high", "30 R/1 firing->firing low",
                "45 R/1 firing->inactive low condition",
            ]
        )
        #expect(bench.transitions.allSatisfy { $0.activeAt == .at(0) && $0.startsAt == .at(0) })
    }

    @Test func firingGoesBackToPendingWhenALowerLevelStillWaits() throws {
        let bench = try bench(slowLow, "0:60 15:20 59:20 60:20 75:0")
        #expect(
            bench.timeline == [
                "0 R/1 inactive->firing high", "15 R/1 firing->pending high condition", "60 R/1 pending->firing low",
                "75 R/1 firing->inactive low condition",
            ]
        )
        #expect(bench.transitions.map(\.activeAt) == Array(repeating: .at(0), count: 4))
        #expect(bench.transitions.map(\.startsAt) == [.at(0), .at(0), .at(60), .at(60)])
    }

    @Test func activeAtIsWhenTheAlertLeftInactiveNotALevel() throws {
        let bench = try bench(slowLow, "0:20 30:60 60:60 75:0")
        #expect(
            bench.timeline == [
                "0 R/1 inactive->pending", "30 R/1 pending->firing high", "75 R/1 firing->inactive high condition",
            ]
        )
        #expect(bench.transitions.map(\.activeAt) == Array(repeating: .at(0), count: 3))
        #expect(bench.transitions.map(\.startsAt) == [nil, .at(30), .at(30)])
    }

    @Test func gapMovesActiveAtOnlyWhenNoLevelFires() throws {
        let pending = try bench(slowLow, "0:20 301:60")
        #expect(pending.transitions.last?.activeAt == .at(301))
        let firing = try bench(slowLow, "0:60 301:20 361:20")
        #expect(
            firing.timeline == [
                "0 R/1 inactive->firing high", "301 R/1 firing->pending high condition",
                "361 R/1 pending->firing low",
            ]
        )
        #expect(firing.transitions.last?.activeAt == .at(0))
    }

    @Test func noDataIsTheReasonOnlyOfTheLevelsThatEndTogether() throws {
        var rule = ReferenceRule.twoLevels
        rule.resolveNoDataAfter = .seconds(60)
        #expect(
            try bench(rule, "0:60 15:? 75:?").timeline == [
                "0 R/1 inactive->firing high", "75 R/1 firing->inactive high no_data",
            ]
        )
        #expect(
            try bench(rule, "0:60 15:20 30:? 90:?").timeline == [
                "0 R/1 inactive->firing high", "15 R/1 firing->firing low", "90 R/1 firing->inactive low no_data",
            ]
        )
        // Both end at 75, the higher one because its own end condition holds whatever the queue is.
        rule.levels[1].resolveWhen = "queueCallCount below 50 or allCallCount is 100"
        rule.levels[1].keepFiringFor = .seconds(60)
        #expect(
            try bench(rule, "0:60 15:? 75:?").timeline == [
                "0 R/1 inactive->firing high", "75 R/1 firing->inactive high condition",
            ]
        )
    }

    @Test func valueIsThatOfTheLevelThatIsShown() throws {
        var rule = ReferenceRule(
            "R",
            levels: [
                .init("low", when: "queueCallCount above 10", for: .minutes(1)),
                .init("high", when: "allCallCount - queueCallCount below 50"),
            ]
        )
        rule.labels = [.init("first", "{{ value }}")]
        rule.annotations = [
            .init("summary", "{{ value }} {{ labels.severity }} {{ labels.first }} {{ labels.innoId }}")
        ]
        let configuration = try AlertConfiguration.of([rule])
        /// The annotation after polls every half minute.
        func summary(_ queues: [Double]) -> String? {
            var replay = Replay(configuration, from: .at(0))
            for (index, queue) in queues.enumerated() {
                _ = replay.apply(.of([1: queue], at: .at(Int64(index) * 30)))
            }
            return replay.alerts(named: "R").first?.annotations["summary"]
        }
        // Pending: of the first level that waits. Firing: of the last that fires. The label stays as it was at first.
        #expect(summary([20]) == "20  20 1")
        #expect(summary([20, 20, 30]) == "30 low 20 1")
        #expect(summary([20, 20, 60]) == "40 high 20 1")
        #expect(summary([60]) == "40 high 40 1")
    }

    @Test func severityIsNoPartOfTheIdentity() throws {
        let bench = try bench(.twoLevels, "0:20 15:60")
        #expect(Set(bench.transitions.map(\.fingerprint)).count == 1)
        #expect(bench.transitions.allSatisfy { $0.labels["severity"] == nil })
    }
}
