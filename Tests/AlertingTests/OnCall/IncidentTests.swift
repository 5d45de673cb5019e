import Alerting
import Model
import TestSupport
import Testing

/// Incidents of alerts that are routed with an escalation policy, from the first poll to the last page.
struct IncidentTests {
    private static func person(_ name: String) -> Person {
        Person(
            name: name,
            zone: .utc,
            receivers: ["chat": "\(name)/chat", "mail": "\(name)/mail"],
            notices: [
                .high: [.init(by: "chat"), .init(by: "mail", after: .minutes(2))],
                .low: [.init(by: "mail")],
            ]
        )
    }

    private static func configuration(
        _ rules: [ReferenceRule] = [.backlog],
        urgency: EscalationPolicy.UrgencyRule = .always(.high),
        groupBy: Route.GroupBy = .labels(["alertname"]),
        escalation: String? = "duty",
        policy name: String? = nil,
        receiver: String = "ops"
    ) throws -> AlertConfiguration {
        let policy = EscalationPolicy(
            name: name ?? "duty",
            urgency: urgency,
            steps: [
                .init([.person("ana")], wait: .minutes(5)),
                .init([.person("bo"), .receiver("room")], wait: .minutes(5)),
            ],
            whenExhausted: "room",
            acknowledgementTimeout: .hours(1)
        )
        return try .of(
            rules,
            route: .root(receiver, groupBy: groupBy, escalation: name ?? escalation),
            receivers: ["ops", "room", "ana/chat", "ana/mail", "bo/chat", "bo/mail"].map { .webhook($0) },
            onCall: OnCallDirectory(people: [person("ana"), person("bo")], policies: [policy])
        )
    }

    private static func acknowledge(_ number: Int64, as person: String = "ana") -> Event {
        .act(IncidentAct(.acknowledge(snooze: nil), incident: number, as: person))
    }

    // MARK: From the first alert to the last

    @Test func incidentIsOpenedWithTheFirstNotificationAndClimbs() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 900)
        bench.poll(910, [1: 0])
        bench.pass(to: 1200)
        #expect(
            bench.incidentLog == [
                "30 INC-1: opened, escalates by duty", "30 INC-1: step 1", "30 INC-1: told to ana by chat",
                "150 INC-1: told to ana by mail",
                "330 INC-1: step 2", "330 INC-1: told to room", "330 INC-1: told to bo by chat",
                "450 INC-1: told to bo by mail",
                "630 INC-1: nobody answered, and no step is left", "630 INC-1: told to room",
                "930 INC-1: resolved", "930 INC-1: told to room", "930 INC-1: told to ana by chat",
                "930 INC-1: told to ana by mail", "930 INC-1: told to bo by chat", "930 INC-1: told to bo by mail",
            ]
        )
        #expect(
            bench.paged == [
                "30 ana/chat INC-1 step 1", "150 ana/mail INC-1 step 1", "330 room INC-1 step 2",
                "330 bo/chat INC-1 step 2", "450 bo/mail INC-1 step 2", "630 room INC-1", "930 room INC-1 resolved",
                "930 ana/chat INC-1 resolved", "930 ana/mail INC-1 resolved", "930 bo/chat INC-1 resolved",
                "930 bo/mail INC-1 resolved",
            ]
        )
        #expect(bench.told.first == "30 ops first notification: +1")
        #expect(bench.told.last == "930 ops all alerts resolved: -1")
        let incident = try #require(bench.engine.incident(1))
        #expect(incident.incident.isResolved)
        #expect(
            incident.log.map(\.text) == bench.incidentLog.map { String($0.split(separator: ": ", maxSplits: 1)[1]) }
        )
        #expect(bench.engine.incidentDeadline == nil)
    }

    @Test func answerStopsTheLadderAndItsEndBringsItBack() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.handle(Self.acknowledge(1), at: .at(100))
        bench.pass(to: 1200)
        #expect(
            bench.incidentLog.suffix(2) == [
                "100 INC-1: acknowledged by ana until \(Timestamp.at(3700).rfc3339)",
                "100 INC-1: not told to ana by mail any more",
            ]
        )
        #expect(try bench.incident?.get().log.last?.person == nil)
        #expect(try bench.incident?.get().log.contains { $0.person == "ana" && $0.at == .at(100) } == true)
        bench.pass(to: 3800)
        #expect(
            bench.incidentLog.suffix(3) == [
                "3700 INC-1: the acknowledgement has ended", "3700 INC-1: step 1", "3700 INC-1: told to ana by chat",
            ]
        )
        bench.handle(.act(IncidentAct(.note("looking"), incident: 1, as: "bo")), at: .at(3801))
        bench.handle(.act(IncidentAct(.escalate, incident: 1)), at: .at(3802))
        #expect(
            bench.incidentLog.suffix(5) == [
                "3801 INC-1: noted by bo: looking", "3802 INC-1: next step asked for", "3802 INC-1: step 2",
                "3802 INC-1: told to room", "3802 INC-1: told to bo by chat",
            ]
        )
    }

    @Test func snoozeIsAnAnswerWithAnEnd() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        let snooze = IncidentAct(.acknowledge(snooze: .minutes(10)), incident: 1, as: "bo")
        bench.handle(.act(snooze), at: .at(100))
        bench.pass(to: 700)
        #expect(bench.paged.suffix(2) == ["30 ana/chat INC-1 step 1", "700 ana/chat INC-1 step 1"])
    }

    @Test func endOfTheLadderIsToldOnceAndTheNextStepIsTheFirstAgain() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 50_000)
        #expect(bench.paged.count == 6)
        #expect(bench.engine.incident(1)?.incident.isTriggered == true)
        bench.handle(.act(IncidentAct(.escalate, incident: 1, as: "bo")), at: .at(50_001))
        #expect(bench.paged.last == "50001 ana/chat INC-1 step 1")
    }

    @Test func whatIsNotOpenCannotBeAnswered() throws {
        var bench = try EngineBench(Self.configuration())
        bench.handle(Self.acknowledge(1), at: .at(0))
        #expect(bench.incident == .failure(.unknown(1)))
        bench.poll(10, [1: 20])
        bench.pass(to: 50)
        bench.poll(60, [1: 0])
        bench.pass(to: 350)
        bench.handle(Self.acknowledge(1), at: .at(350))
        #expect(bench.incident == .failure(.resolved(1)))
        bench.handle(.act(IncidentAct(.note("it was the lift"), incident: 1, as: "ana")), at: .at(351))
        #expect(bench.engine.incident(1)?.log.last?.text == "noted by ana: it was the lift")
    }

    @Test func numbersAreNeverUsedAgain() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(10, [1: 20])
        bench.pass(to: 50)
        bench.poll(60, [1: 0])
        bench.pass(to: 350)
        // Longer than incidents that are over are kept.
        let later = 6 * Int64(86_400)
        bench.poll(later, [1: 20])
        bench.pass(to: later + 30)
        #expect(bench.engine.incidents.map(\.incident.id) == ["INC-2"])
        #expect(!bench.store.keys.contains(StateEntry.Key(.incident, "INC-1")))
    }

    @Test func answerThatIsNotWrittenIsNone() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.fail(Self.acknowledge(1), at: .at(100))
        bench.pass(to: 200)
        #expect(bench.incidentLog.last == "150 INC-1: told to ana by mail")
    }

    @Test func alertThatEndsBeforeTheNextStepPagesNobodyAndMayComeBack() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 40)
        bench.poll(50, [1: 0])
        bench.pass(to: 300)
        bench.poll(310, [1: 20])
        bench.pass(to: 340)
        #expect(
            bench.incidentLog.suffix(4) == [
                "310 INC-1: told to ana by mail", "330 INC-1: step 2", "330 INC-1: told to room",
                "330 INC-1: told to bo by chat",
            ]
        )
    }

    @Test func severityThatRisesBringsAnAnsweredIncidentBack() throws {
        var bench = try EngineBench(
            Self.configuration([.twoLevels], urgency: .bySeverity(["low": .low, "high": .high]))
        )
        bench.poll(0, [1: 20])
        bench.pass(to: 40)
        bench.handle(Self.acknowledge(1), at: .at(50))
        bench.poll(60, [1: 60])
        #expect(
            bench.incidentLog == [
                "30 INC-1: opened, escalates by duty", "30 INC-1: step 1", "30 INC-1: told to ana by mail",
                "50 INC-1: acknowledged by ana until \(Timestamp.at(3650).rfc3339)",
                "60 INC-1: back, as the severity rose", "60 INC-1: step 1", "60 INC-1: told to ana by chat",
            ]
        )
    }

    // MARK: Times of quiet

    private static func silence(until end: Int64) throws -> SilenceDraft {
        SilenceDraft(
            matchers: [try Matcher("alertname", .equal, "R")],
            startsAt: .at(0),
            endsAt: .at(end),
            createdBy: "ana",
            comment: "work"
        )
    }

    @Test func nothingIsOpenedWithoutAPolicyOrWhileAllIsSilenced() throws {
        var bench = try EngineBench(Self.configuration(escalation: nil))
        bench.poll(0, [1: 20])
        bench.pass(to: 600)
        #expect(bench.incidentLog.isEmpty && !bench.told.isEmpty)
        bench = try EngineBench(Self.configuration())
        try bench.silence(Self.silence(until: 500), at: 0)
        bench.poll(1, [1: 20])
        bench.pass(to: 499)
        #expect(bench.incidentLog.isEmpty)
        bench.pass(to: 500)
        #expect(bench.incidentLog.first == "500 INC-1: opened, escalates by duty")
    }

    @Test(arguments: [false, true])
    func silencePutsPagesOffAndLosesNone(restarts: Bool) throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 100)
        let id = try bench.silence(Self.silence(until: 2000), at: 100)
        bench.pass(to: 1000)
        if restarts { try bench.crash() }
        bench.pass(to: 2300)
        #expect(
            bench.incidentLog.dropFirst(3) == [
                "150 INC-1: nobody is told for now: silenced by \(id)", "2000 INC-1: nothing holds it back any more",
                "2000 INC-1: step 2", "2000 INC-1: told to room", "2000 INC-1: told to ana by mail",
                "2000 INC-1: told to bo by chat", "2120 INC-1: told to bo by mail",
                "2300 INC-1: nobody answered, and no step is left", "2300 INC-1: told to room",
            ]
        )
    }

    @Test func endInASilenceIsToldToThoseWhoWerePaged() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 100)
        try bench.silence(Self.silence(until: 2000), at: 100)
        bench.poll(110, [1: 0])
        bench.pass(to: 1000)
        #expect(bench.told == ["30 ops first notification: +1"])
        #expect(bench.paged == ["30 ana/chat INC-1 step 1", "110 ana/chat INC-1 resolved"])
    }

    // MARK: Messages

    @Test func incidentsThatComeTogetherAreOneMessage() throws {
        var bench = try EngineBench(Self.configuration(groupBy: .labels(["alertname", "innoId"])))
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 100)
        #expect(bench.paged == ["30 ana/chat INC-1 step 1, INC-2 step 1"])
        let page = try #require(bench.pages.first)
        #expect(page.notification.page?.openIncidents == [1, 2])
        #expect(page.notification.alerts.count == 2)
        #expect(page.notification.page?.linksEndAt == .at(30 + 86_400))
        #expect(
            bench.outbox.filter { $0.receiver == "ana/chat" }.map(\.notification.groupKey) == ["incidents:INC-1,INC-2"]
        )
    }

    @Test func servicesThatKeepIncidentsAreToldOfEachByItself() throws {
        let pager = Receiver(
            name: "ana/chat",
            integrations: [
                Integration(
                    name: "pagerduty[0]",
                    sendResolved: false,
                    kind: .pagerDuty(
                        PagerDutySettings(
                            endpoint: Endpoint(url: Secret("https://example.com")),
                            routingKey: Secret("k")
                        )
                    )
                )
            ]
        )
        var configuration = try Self.configuration(groupBy: .labels(["alertname", "innoId"]))
        configuration.receivers["ana/chat"] = pager
        var bench = try EngineBench(configuration)
        bench.poll(0, [1: 20, 2: 20])
        bench.pass(to: 40)
        bench.poll(50, [1: 0, 2: 20])
        bench.pass(to: 400)
        let rows = bench.outbox.filter { $0.receiver == "ana/chat" }
        #expect(
            rows.map { "\($0.notification.groupKey) \($0.notification.status.rawValue)" } == [
                #"{}:{alertname="R", innoId="1"}#INC-1 firing"#, #"{}:{alertname="R", innoId="2"}#INC-2 firing"#,
                #"{}:{alertname="R", innoId="1"}#INC-1 resolved"#,
            ]
        )
        // One after the other, whatever they are about.
        #expect(Set(rows.map(\.lane)).count == 1)
    }

    // MARK: Reloads and restarts

    @Test func reloadThatChangesTheReceiverDoesNotOpenAnother() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.handle(Self.acknowledge(1), at: .at(100))
        bench.reload(try Self.configuration(receiver: "room"), at: 120)
        bench.pass(to: 3000)
        #expect(bench.engine.incidents.map(\.incident.id) == ["INC-1"])
        #expect(bench.paged == ["30 ana/chat INC-1 step 1"])
        bench.poll(3010, [1: 0])
        bench.pass(to: 4000)
        #expect(bench.paged.last == "3120 ana/chat INC-1 resolved")
    }

    @Test func policyOfAnotherNameTakesOver() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 100)
        bench.reload(try Self.configuration(policy: "night"), at: 120)
        bench.pass(to: 330)
        #expect(bench.incidentLog.contains("120 INC-1: goes on by night"))
        #expect(bench.paged.suffix(2) == ["330 room INC-1 step 2", "330 bo/chat INC-1 step 2"])
    }

    @Test func personWhoIsNotThereAnyMoreIsNamedInTheLog() throws {
        var bench = try EngineBench(Self.configuration())
        bench.poll(0, [1: 20])
        bench.pass(to: 100)
        var configuration = try Self.configuration()
        configuration.onCall.people["ana"] = nil
        bench.reload(configuration, at: 110)
        bench.pass(to: 200)
        #expect(
            bench.incidentLog.last == "150 INC-1: ana by mail cannot be told, the configuration no longer has it"
        )
    }

    @Test(arguments: [false, true])
    func restartBetweenAnyTwoEventsChangesNothing(reloads: Bool) throws {
        let configuration = try Self.configuration(groupBy: .labels(["alertname", "innoId"]))
        func play(_ disturb: (inout EngineBench) throws -> Void) throws -> EngineBench {
            var bench = try EngineBench(configuration)
            for second in stride(from: Int64(0), through: 6000, by: 15) {
                bench.poll(second, [1: second < 3000 ? 20 : 0, 2: 300..<700 ~= second % 1500 ? 20 : 0])
                try disturb(&bench)
                if second == 600 { bench.handle(Self.acknowledge(1), at: .at(second + 1)) }
                bench.pass(to: second + 8)
                try disturb(&bench)
            }
            return bench
        }
        let plain = try play { _ in }
        let disturbed = try play { bench in
            if reloads { bench.handle(.reconfigured(configuration), at: bench.now) } else { try bench.crash() }
        }
        #expect(plain.incidentLog.count > 30)
        #expect(disturbed.incidentLog == plain.incidentLog)
        #expect(disturbed.paged == plain.paged)
        #expect(disturbed.told == plain.told)
        #expect(disturbed.outbox.map(\.id) == plain.outbox.map(\.id))
        #expect(plain.complaints.isEmpty && disturbed.complaints.isEmpty)
    }

    // MARK: Many

    /// In a build without optimisation, on a machine that has other things to do, ten times the promised time is allowed.
    @Test func nextMomentOfAThousandIncidentsIsFoundAtOnce() throws {
        var bench = try EngineBench(Self.configuration(groupBy: .labels(["alertname", "innoId"])))
        bench.poll(0, Dictionary(uniqueKeysWithValues: (1...1000).map { (Int64($0), 20) }))
        bench.pass(to: 40)
        #expect(bench.engine.incidents.count == 1000)
        let clock = ContinuousClock()
        let engine = bench.engine
        let best = (0..<5).map { _ in clock.measure { #expect(engine.incidentDeadline == .at(150)) } }.min()
        #expect(try #require(best) < .milliseconds(10))
    }
}
