import Alerting
import Model
import TestSupport
import Testing

/// Who is told of a group, when, and why.
struct GroupingTests {
    private func bench(
        _ rule: ReferenceRule = .backlog,
        route: Route = .root("ops"),
        _ receivers: Receiver...
    ) throws -> EngineBench {
        try .checked(.of([rule], route: route, receivers: receivers.isEmpty ? [.webhook("ops")] : receivers))
    }

    @Test func newGroupWaitsForMoreAlerts() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(15, [1: 20, 2: 20])
        bench.pass(to: 320)
        #expect(bench.told == ["30 ops first notification: +1 +2"])
    }

    @Test func whatAnEventBringsAtATickIsToldWithIt() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(30, [1: 20, 2: 20])
        bench.pass(to: 320)
        #expect(bench.told == ["30 ops first notification: +1 +2"])
    }

    @Test func newAlertsAreToldAtTheNextTick() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 0])
        bench.poll(40, [1: 20, 2: 20])
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1", "330 ops new alerts added: +1 +2"])
    }

    @Test func endsAreToldAtTheNextTick() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20])
        bench.poll(40, [1: 20, 2: 0])
        bench.poll(340, [1: 0, 2: 0])
        bench.pass(to: 2000)
        #expect(
            bench.told == [
                "30 ops first notification: +1 +2", "330 ops some alerts resolved: +1 -2",
                "630 ops all alerts resolved: -1",
            ]
        )
        #expect(bench.engine.nextDeadline == nil)
    }

    @Test func groupThatWasEmptyBeginsAnew() throws {
        var bench = try bench()
        bench.play("0:20 40:0 400:20")
        bench.pass(to: 500)
        #expect(
            bench.told == [
                "30 ops first notification: +1", "330 ops all alerts resolved: -1", "430 ops first notification: +1",
            ]
        )
    }

    @Test func groupThatResolvesBeforeItsFirstFlushIsToldNothing() throws {
        var bench = try bench()
        bench.play("0:20 15:0")
        bench.pass(to: 1000)
        #expect(bench.told == [])
        #expect(bench.engine.nextDeadline == nil)
    }

    @Test func alertThatEndsAndBeginsBetweenTwoTicksIsNoNews() throws {
        var bench = try bench()
        bench.play("0:20 40:0 55:20")
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1"])
    }

    @Test func repeatsComeOnATick() throws {
        var bench = try bench(route: .root("ops", repeatInterval: .minutes(7)))
        bench.poll(0, [1: 20])
        bench.pass(to: 1300)
        #expect(
            bench.told == [
                "30 ops first notification: +1", "630 ops repeat interval elapsed: +1",
                "1230 ops repeat interval elapsed: +1",
            ]
        )
    }

    @Test func repetitionsGrowFurtherApartUntilSomethingIsNew() throws {
        let intervals: [TimeSpan] = [.minutes(5), .minutes(10), .minutes(20)]
        var bench = try bench(route: .root("ops", repeatIntervals: intervals))
        bench.poll(0, [1: 20, 2: 0])
        bench.pass(to: 3500)
        try bench.crash()
        bench.poll(4000, [1: 20, 2: 20])
        bench.pass(to: 4900)
        #expect(
            bench.told == [
                "30 ops first notification: +1", "330 ops repeat interval elapsed: +1",
                "930 ops repeat interval elapsed: +1", "2130 ops repeat interval elapsed: +1",
                "3330 ops repeat interval elapsed: +1", "4230 ops new alerts added: +1 +2",
                "4530 ops repeat interval elapsed: +1 +2",
            ]
        )
    }

    @Test func whyNothingIsToldStandsInHistoryOnce() throws {
        var bench = try bench(route: .root("ops", repeatInterval: .minutes(20)))
        bench.play("0:20")
        bench.pass(to: 2500)
        bench.play("2600:0")
        bench.pass(to: 4000)
        #expect(
            bench.untold == [
                "330 not told to ops webhook[0]: nothing new, told again at 2024-01-01T00:20:30Z",
                "1530 not told to ops webhook[0]: nothing new, told again at 2024-01-01T00:40:30Z",
            ]
        )
    }

    @Test func endOfWhatWasNeverToldIsNamedInHistory() throws {
        var bench = try bench()
        bench.play("0:20 15:0")
        bench.pass(to: 1000)
        #expect(bench.untold == ["30 not told to ops webhook[0]: ended before it was told"])
    }

    @Test func endsThatNobodyWantsToKnowAreNamedInHistory() throws {
        var bench = try bench(.backlog, .webhook("ops", sendResolved: false))
        bench.play("0:20 100:0")
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(bench.untold == ["330 not told to ops webhook[0]: ends are not told to it"])
    }

    @Test func riseOfSeverityIsToldAtOnce() throws {
        var bench = try bench(.twoLevels)
        bench.play("0:20 100:60 200:20")
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1", "100 ops severity raised: +1"])
        #expect(bench.notifications.map { $0.notification.alerts[0].labels["severity"] } == ["low", "high"])
    }

    @Test func riseOfSeverityDoesNotWaitForTheFirstFlush() throws {
        var bench = try bench(.twoLevels)
        bench.play("0:20 15:60")
        #expect(bench.told == ["15 ops first notification: +1"])
    }

    @Test func alertOfAnotherSeverityAlsoGoesToItsNewGroup() throws {
        let route = Route.root("ops", [.child([Matcher("severity", equals: "high")], receiver: "duty")])
        var bench = try bench(.twoLevels, route: route, .webhook("ops"), .webhook("duty"))
        bench.play("0:20 100:60 200:20 300:0")
        bench.pass(to: 1000)
        #expect(
            bench.told.sorted() == [
                "100 duty first notification: +1", "100 ops severity raised: +1", "30 ops first notification: +1",
                "400 duty all alerts resolved: -1", "400 ops all alerts resolved: -1",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test func receiverWithoutResolvedIsToldOfFiringOnly() throws {
        var bench = try bench(.backlog, .webhook("ops", sendResolved: false))
        bench.poll(0, [1: 20, 2: 20])
        bench.poll(40, [1: 20, 2: 0])
        bench.poll(340, [1: 20, 2: 20])
        bench.poll(700, [1: 0, 2: 0])
        bench.pass(to: 2000)
        #expect(bench.told == ["30 ops first notification: +1 +2", "630 ops new alerts added: +1 +2"])
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.complaints == [])
    }

    @Test func integrationsOfAReceiverAreToldEachWhatItWantsToKnow() throws {
        let receiver = Receiver(
            name: "ops",
            integrations: [.webhook(0), .email(0, to: ["a@example.com", "b@example.com"], sendResolved: false)]
        )
        var bench = try bench(.backlog, receiver)
        bench.poll(0, [1: 20, 2: 20])
        bench.poll(40, [1: 20, 2: 0])
        bench.poll(340, [1: 0, 2: 0])
        bench.pass(to: 700)
        let rows = bench.outbox.map { row in
            "\(row.createdAt.testText) \(row.integration) \(row.recipient ?? "-") \(row.notification.reason.text)"
        }
        #expect(
            rows == [
                "30 webhook[0] - first notification", "30 email[0] a@example.com first notification",
                "30 email[0] b@example.com first notification", "330 webhook[0] - some alerts resolved",
                "630 webhook[0] - all alerts resolved",
            ]
        )
        #expect(Set(bench.outbox.map(\.id)).count == 5)
        #expect(bench.outbox.map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(bench.outbox[1].messageID == bench.outbox[2].messageID)
    }

    @Test func mailsOfAGroupAreOneThreadUntilItIsEmpty() throws {
        let receiver = Receiver(name: "ops", integrations: [.email(0, to: ["a@example.com"])])
        var bench = try bench(.backlog, receiver)
        bench.play("0:20 40:0 400:20 440:0")
        bench.pass(to: 800)
        let rows = bench.outbox
        #expect(rows.map(\.threadID) == [nil, rows[0].messageID, nil, rows[2].messageID])
    }

    @Test func aChatsMessageIsChangedUntilTheGroupIsEmpty() throws {
        let settings = SlackSettings(
            endpoint: Endpoint(url: Secret("https://slack.example.com/api/chat.postMessage")),
            botToken: Secret("xoxb"),
            channel: "#ops",
            updatesMessage: true
        )
        let slack = Integration(name: "slack[0]", sendResolved: true, kind: .slack(settings))
        var bench = try bench(.backlog, Receiver(name: "ops", integrations: [slack]))
        var answers = 0
        for (event, time) in [("0:20", 35), ("40:0", 75), ("400:20", 435), ("440:0", 475)] as [(String, Int64)] {
            bench.play(event)
            bench.pass(to: time)
            bench.attempt { _ in
                answers += 1
                return .posted(reference: "C1 \(answers)")
            }
        }
        bench.pass(to: 800)
        #expect(bench.outbox.map(\.threadID) == [nil, "C1 1", nil, "C1 3"])
        #expect(bench.outbox.prefix(3).allSatisfy { $0.state == .delivered })
    }

    @Test func continuedRouteTellsBothReceivers() throws {
        let route = Route.root(
            "ops",
            [
                .child([Matcher("source", equals: "s")], receiver: "log", groupWait: .zero, continues: true),
                .child([Matcher("vdn", equals: "1")], receiver: "duty", groupWait: .seconds(10)),
            ]
        )
        var bench = try bench(.backlog, route: route, .webhook("ops"), .webhook("log"), .webhook("duty"))
        bench.poll(0, [1: 20])
        bench.pass(to: 60)
        #expect(bench.told == ["0 log first notification: +1", "10 duty first notification: +1"])
    }

    @Test func eachAlertIsAGroupUnderThreeDots() throws {
        var bench = try bench(route: .root("ops", groupBy: .all))
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 60)
        #expect(bench.told == ["30 ops first notification: +1", "30 ops first notification: +2"])
    }

    @Test func deadlinesThatPassedMeanwhileAreHandledAtOnceAndTicksKeepTheirBeat() throws {
        var bench = try bench()
        bench.poll(0, [1: 20])
        try bench.crash(at: .at(1000))
        #expect(bench.told == ["1000 ops first notification: +1"])
        #expect(bench.engine.nextDeadline == .at(1230))
        bench.poll(1001, [1: 20, 2: 20])
        bench.pass(to: 1300)
        #expect(bench.told.last == "1230 ops new alerts added: +1 +2")
    }

    @Test func alertThatFiredThroughADowntimeIsToldAtOnceInANewGroup() throws {
        var bench = try bench()
        bench.play("0:20 40:0")
        bench.pass(to: 331)
        #expect(bench.told.count == 2)
        let child = Route.Draft.child([Matcher("innoId", equals: "1")], receiver: "duty")
        bench.poll(400, [1: 20])
        bench.reload(
            try .of([.backlog], route: .root("ops", [child]), receivers: [.webhook("ops"), .webhook("duty")]),
            at: 500
        )
        #expect(bench.told.contains("500 duty first notification: +1"))
    }

    @Test func alertsStandFiringFirstThenByLabels() throws {
        var bench = try bench()
        bench.poll(0, [1: 20, 2: 20, 3: 20])
        bench.poll(40, [1: 0, 2: 20, 3: 20])
        bench.pass(to: 330)
        #expect(bench.told.last == "330 ops some alerts resolved: +2 +3 -1")
    }

    @Test func valuesAreOfTheNewestPollAndOfTheEndingOne() throws {
        var rule = ReferenceRule.backlog
        rule.annotations = [.init("summary", "{{ queueCallCount }} of {{ allCallCount }}, {{ value }}")]
        var bench = try bench(rule)
        bench.play("0:20 15:25 40:5")
        bench.pass(to: 330)
        let alerts = bench.notifications.map { $0.notification.alerts[0] }
        #expect(alerts.map { $0.annotations["summary"] } == ["25 of 100, 25", "5 of 100, 5"])
        #expect(alerts.map { alert in alert.values?.first { $0.metric == .queueCallCount }?.value } == [25, 5])
        #expect(alerts.map(\.endsAt) == [nil, .at(40)])
        #expect(alerts.map(\.reason) == [nil, .condition])
    }
}
