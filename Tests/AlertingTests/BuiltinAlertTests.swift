import Alerting
import Model
import TestSupport
import Testing

/// The alerts about Callwatch's own work.
struct BuiltinAlertTests {
    private static let centre = SourceProfile.centre(codes: [1, 2], labels: ["region": "eu"])

    private func bench(
        _ settings: [BuiltinAlert: BuiltinAlert.Settings] = [:],
        source: SourceProfile = centre
    ) throws -> EngineBench {
        var bench = try EngineBench(.of([.backlog], sources: [source], builtinAlerts: settings))
        bench.check = inconsistencies
        return bench
    }

    @Test func sourceIsDownAfterItsTimeWithoutAGoodPoll() throws {
        var bench = try bench()
        bench.poll(0, [1: 0])
        bench.poll(.failed(at: .at(15)))
        bench.pass(to: 59)
        #expect(bench.timeline == [])
        bench.pass(to: 60)
        #expect(bench.timeline == ["60 SourceDown/- inactive->firing"])
        #expect(
            bench.transitions.first?.labels == [
                "alertname": "SourceDown", "region": "eu", "severity": "critical", "source": "s",
            ]
        )
        bench.poll(.failed(at: .at(75)))
        bench.pass(to: 100)
        let alert = try #require(bench.notifications.first?.notification.alerts.first)
        #expect(alert.annotations["summary"] == "No good poll from source s")
        #expect(alert.annotations["reason"]?.contains("connect: connection refused") == true)
        bench.poll(105, [1: 0])
        #expect(bench.timeline.last == "105 SourceDown/- firing->inactive condition")
        #expect(bench.complaints == [])
    }

    @Test func timeOfTheLastGoodPollIsExactFromTheFirstFailedOneOn() throws {
        var bench = try bench()
        for second in [0, 5, 10] as [Int64] { bench.poll(second, [1: 0]) }
        bench.poll(.failed(at: .at(12)))
        try bench.crash()
        bench.pass(to: 69)
        #expect(bench.timeline == [])
        bench.pass(to: 70)
        #expect(bench.timeline == ["70 SourceDown/- inactive->firing"])
    }

    @Test func pollsThatAreKeptForWindowsTellTheTimeOfTheLastGoodOne() throws {
        let rule = ReferenceRule("R", when: "avg(queueCallCount over 1m) above 10")
        var bench = try EngineBench(.of([rule], sources: [Self.centre]))
        bench.check = inconsistencies
        for second in [0, 5, 10] as [Int64] { bench.poll(second, [1: 0]) }
        try bench.crash()
        bench.poll(.failed(at: .at(12)))
        try bench.crash()
        bench.pass(to: 69)
        #expect(bench.timeline == [])
        bench.pass(to: 70)
        #expect(bench.timeline == ["70 SourceDown/- inactive->firing"])
        let alert = try #require(bench.engine.alerts.first)
        #expect(alert.key.alert == "SourceDown")
    }

    @Test func sourceThatWasNeverGoodCountsFromItsFirstConfiguration() throws {
        var bench = try bench()
        try bench.crash(at: .at(30))
        bench.poll(.failed(at: .at(45)))
        try bench.crash()
        bench.pass(to: 60)
        #expect(bench.timeline == ["60 SourceDown/- inactive->firing"])
    }

    @Test func builtinAlertCanBeSwitchedOffAndLabelled() throws {
        var off = try bench([.sourceDown: .init(isEnabled: false)])
        off.pass(to: 1000)
        #expect(off.timeline == [])
        #expect(off.engine.nextDeadline == nil)
        var labelled = try bench([.sourceDown: .init(labels: ["severity": "page", "team": "voice"])])
        labelled.pass(to: 100)
        #expect(labelled.transitions.first?.labels["severity"] == "page")
        #expect(labelled.transitions.first?.labels["team"] == "voice")
    }

    @Test func recordingIsNeverDown() throws {
        var bench = try bench(source: SourceProfile(name: "s"))
        bench.poll(0, [1: 0])
        bench.pass(to: 100_000)
        #expect(bench.timeline == [])
    }

    @Test func removedSourceEndsItsAlerts() throws {
        var bench = try bench()
        bench.pass(to: 100)
        bench.reload(try .of([.backlog], sources: []), at: 110)
        #expect(
            bench.timeline == [
                "60 SourceDown/- inactive->firing", "110 SourceDown/- firing->inactive series_removed",
            ]
        )
        bench.pass(to: 1000)
        #expect(bench.told.last == "390 ops all alerts resolved: -SourceDown")
        #expect(bench.complaints == [])
    }

    @Test func codeIsMissingWhenItsAnswersLackItLongEnough() throws {
        var bench = try bench()
        for seconds in stride(from: Int64(0), through: 75, by: 15) { bench.poll(seconds, [1: 0], missing: [2]) }
        #expect(bench.timeline == ["60 AccessCodeMissing/2 inactive->firing"])
        #expect(
            bench.transitions.first?.labels == [
                "alertname": "AccessCodeMissing", "ccId": "1", "innoId": "2", "region": "eu", "severity": "warning",
                "source": "s", "vdn": "1",
            ]
        )
        bench.poll(90, [1: 0, 2: 0])
        #expect(bench.timeline.last == "90 AccessCodeMissing/2 firing->inactive condition")
        #expect(bench.complaints == [])
    }

    @Test func failedRequestsSayNothingOfMissingCodes() throws {
        var bench = try bench([.sourceDown: .init(isEnabled: false)])
        bench.poll(0, [1: 0], missing: [2])
        for seconds in stride(from: Int64(15), through: 45, by: 15) { bench.poll(.failed(at: .at(seconds))) }
        // The request of code 2 fails, that of code 1 is answered.
        bench.poll(60, [1: 0])
        bench.poll(75, [1: 0])
        #expect(bench.timeline == [])
        bench.poll(90, [1: 0], missing: [2])
        #expect(bench.timeline == ["90 AccessCodeMissing/2 inactive->firing"])
    }

    @Test func missingCodeCountsAnewAfterAnAnswerWithIt() throws {
        var bench = try bench()
        bench.poll(0, [1: 0], missing: [2])
        bench.poll(45, [1: 0, 2: 0])
        bench.poll(60, [1: 0], missing: [2])
        bench.poll(119, [1: 0], missing: [2])
        #expect(bench.timeline == [])
        bench.poll(120, [1: 0], missing: [2])
        #expect(bench.timeline == ["120 AccessCodeMissing/2 inactive->firing"])
    }

    @Test func codeThatIsNotAskedForAnyMoreIsNotMissing() throws {
        var bench = try bench()
        for seconds in stride(from: Int64(0), through: 60, by: 15) { bench.poll(seconds, [1: 0], missing: [2]) }
        let source = SourceProfile.centre(codes: [1], labels: ["region": "eu"])
        bench.reload(try .of([.backlog], sources: [source]), at: 61)
        #expect(bench.timeline.last == "61 AccessCodeMissing/2 firing->inactive series_removed")
    }

    @Test func removedReceiverFailsNoMore() throws {
        var bench = try EngineBench(
            .of([.backlog], route: .root("ops", groupWait: .zero), receivers: [.webhook("ops"), .webhook("new")])
        )
        bench.poll(0, [1: 20])
        bench.attempt { _ in .rejected(error: "404") }
        bench.reload(try .of([.backlog], route: .root("new"), receivers: [.webhook("new")]), at: 10)
        #expect(bench.timeline.last == "10 DeliveryFailing/- firing->inactive series_removed")
    }
}
