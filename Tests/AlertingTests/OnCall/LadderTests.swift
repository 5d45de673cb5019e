import Alerting
import Model
import Testing

/// Who is told of an incident, when, and until when.
struct LadderTests {
    // MARK: The team

    private static func person(_ name: String, high: [Person.Notice], low: [Person.Notice] = []) -> Person {
        let methods = ["mail", "phone"]
        return Person(
            name: name,
            zone: .utc,
            receivers: Dictionary(uniqueKeysWithValues: methods.map { ($0, "\(name)/\($0)") }),
            notices: [.high: high, .low: low]
        )
    }

    /// `ana` is on call in `primary` up to 1970-01-02, then `bo`; nobody in `empty`.
    static func directory(_ policies: [EscalationPolicy]) -> OnCallDirectory {
        let days = Rotation(.days(1), at: 0, from: CalendarDate(year: 1970, month: 1, day: 1), zone: .utc)
        let later = Rotation(.days(1), at: 0, from: CalendarDate(year: 1990, month: 1, day: 1), zone: .utc)
        func schedule(_ name: String, _ people: [String], _ rotation: Rotation) -> Schedule {
            Schedule(name: name, zone: .utc, layers: [ScheduleLayer(people: people, rotation: rotation)])
        }
        return OnCallDirectory(
            people: [
                person(
                    "ana",
                    high: [
                        .init(by: "phone"), .init(by: "mail", after: .minutes(2)),
                        .init(by: "phone", after: .minutes(5)),
                    ],
                    low: [.init(by: "mail")]
                ),
                person("bo", high: [.init(by: "phone")]),
                person("lead", high: [.init(by: "phone")], low: [.init(by: "mail", after: .minutes(1))]),
            ],
            schedules: [schedule("primary", ["ana", "bo"], days), schedule("empty", ["bo"], later)],
            policies: policies
        )
    }

    private static let hour = NamedInterval(name: "first hour", intervals: [RecurringInterval(times: [0..<60])])

    static let ladder = EscalationPolicy(
        name: "p",
        steps: [
            .init([.schedule("primary")], wait: .minutes(4)),
            .init([.person("lead"), .schedule("primary"), .person("lead")], wait: .minutes(10)),
        ],
        repeats: 1,
        whenExhausted: "ops"
    )

    private static func run(_ policy: EscalationPolicy) -> LadderRun { LadderRun(directory([policy])) }

    // MARK: Climbing

    @Test func wholeLadderIsClimbedTwiceAndEndsAtTheLastReceiver() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.pass(to: 10_000)
        #expect(
            run.lines == [
                "0 1 step 1", "0 > ana phone 1", "120 > ana mail 1",
                "240 1 step 2", "240 > ana phone 1", "240 > lead phone 1", "300 > ana phone 1", "360 > ana mail 1",
                "540 > ana phone 1",
                "840 1 step 1 (round 2)", "840 > ana phone 1", "960 > ana mail 1",
                "1080 1 step 2 (round 2)", "1080 > ana phone 1", "1080 > lead phone 1", "1140 > ana phone 1",
                "1200 > ana mail 1", "1380 > ana phone 1",
                "1680 1 nobody answered, and no step is left", "1680 1 told to ops",
            ]
        )
        #expect(run.incidents[1]?.isTriggered == true)
    }

    @Test func acknowledgementStopsEverythingAndTheEndIsToldToAllWhoWereTold() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.pass(to: 250)
        try run.acknowledge(1, as: "lead")
        try run.pass(to: 9000)
        try run.resolve(1)
        try run.pass(to: 99_000)
        #expect(
            run.lines.suffix(9) == [
                "240 > ana phone 1", "240 > lead phone 1", "250 1 acknowledged by lead",
                "250 1 not told to ana by phone any more", "250 1 not told to ana by mail any more",
                "9000 1 resolved", "9000 > ana mail 1", "9000 > ana phone 1", "9000 > lead phone 1",
            ]
        )
    }

    @Test func acknowledgementThatEndsBeginsAgainAtStepOne() throws {
        var run = Self.run(
            EscalationPolicy(name: "p", steps: Self.ladder.steps, acknowledgementTimeout: .hours(1))
        )
        try run.open(1)
        try run.pass(to: 300)
        try run.acknowledge(1)
        try run.pass(to: 3900)
        #expect(
            run.lines.suffix(4) == [
                "300 1 not told to ana by phone any more", "3900 1 the acknowledgement has ended", "3900 1 step 1",
                "3900 > ana phone 1",
            ]
        )
        // A second one lasts as long from its own time on.
        try run.acknowledge(1)
        try run.pass(to: 4000)
        try run.acknowledge(1)
        #expect(run.incidents[1]?.nextDeadline == Timestamp(milliseconds: 7_600_000))
    }

    @Test func acknowledgementWithoutTimeoutDoesNotEnd() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.acknowledge(1)
        #expect(run.incidents[1]?.nextDeadline == nil)
    }

    @Test func snoozeEndsWhateverThePolicySays() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.acknowledge(1, as: nil, snooze: .minutes(30))
        try run.pass(to: 1800)
        #expect(
            run.lines == [
                "0 1 step 1", "0 > ana phone 1", "0 1 acknowledged until 1970-01-01T00:30:00Z",
                "0 1 not told to ana by mail any more", "0 1 not told to ana by phone any more",
                "1800 1 the acknowledgement has ended", "1800 1 step 1", "1800 > ana phone 1",
            ]
        )
    }

    @Test func stepNamesWhoIsOnCallWhenItIsTaken() throws {
        let policy = EscalationPolicy(
            name: "p",
            steps: [.init([.schedule("primary")], wait: .minutes(10))],
            repeats: 1
        )
        var run = Self.run(policy)
        try run.pass(to: 86_100)
        try run.open(1)
        try run.pass(to: 86_700)
        #expect(
            run.lines == [
                "86100 1 step 1", "86100 > ana phone 1", "86220 > ana mail 1", "86400 > ana phone 1",
                "86700 1 step 1 (round 2)", "86700 > bo phone 1",
            ]
        )
    }

    @Test func stepThatReachesNobodyIsNotWaitedFor() throws {
        let policy = EscalationPolicy(
            name: "p",
            steps: [
                .init([.schedule("empty")], wait: .minutes(10)),
                .init([.schedule("empty"), .person("lead")], wait: .minutes(5)),
                .init([.person("bo")], wait: .minutes(5)),
            ]
        )
        var run = Self.run(policy)
        try run.open(1, urgency: .low)
        try run.pass(to: 1000)
        #expect(
            run.lines == [
                "0 1 step 1", "0 1 nobody is on call in empty", "0 1 step 2", "0 1 nobody is on call in empty",
                "60 > lead mail 1", "300 1 step 3", "300 1 bo has no contact for this urgency",
                "300 1 nobody answered, and no step is left",
            ]
        )
    }

    @Test func stepOutsideItsHoursIsPassedOver() throws {
        let policy = EscalationPolicy(
            name: "p",
            steps: [
                .init([.receiver("room")], wait: .minutes(10), hours: ActiveHours(active: [Self.hour])),
                .init([.person("bo")], wait: .minutes(50)),
            ],
            repeats: 1
        )
        var run = Self.run(policy)
        try run.open(1)
        try run.pass(to: 7000)
        #expect(
            run.lines == [
                "0 1 step 1", "0 1 told to room", "600 1 step 2", "600 > bo phone 1",
                "3600 1 step 1 (round 2) passed over, it is not its time", "3600 1 step 2 (round 2)",
                "3600 > bo phone 1", "6600 1 nobody answered, and no step is left",
            ]
        )
        try run.resolve(1)
        #expect(run.lines.suffix(3) == ["7000 1 resolved", "7000 1 told to room", "7000 > bo phone 1"])
    }

    @Test func stepThatIsTakenLateHasItsWholeWait() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.sleep(to: 5000)
        try run.pass(to: 5600)
        #expect(
            run.lines == [
                "0 1 step 1", "0 > ana phone 1",
                // What waited in the meantime is one message, and the step does not pass over the next.
                "5000 1 step 2", "5000 > ana mail 1", "5000 > ana phone 1", "5000 > lead phone 1",
                "5120 > ana mail 1", "5300 > ana phone 1", "5600 1 step 1 (round 2)", "5600 > ana phone 1",
            ]
        )
    }

    @Test func incidentWithoutPolicyTellsNobodyAnyMore() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        run.directory.policies = [:]
        try run.pass(to: 5000)
        #expect(run.lines.suffix(2) == ["240 1 its escalation policy is not there any more", "300 > ana phone 1"])
        try run.resolve(1)
        #expect(run.lines.last == "5000 > ana phone 1")
    }

    // MARK: What brings it on or back

    /// What brings an incident back by its policy, what happens to it, and whether it comes back.
    struct Return: Sendable {
        var causes: Set<EscalationPolicy.ReopenCause>
        var cause: EscalationPolicy.ReopenCause
        var comesBack: Bool
    }

    @Test(arguments: [
        Return(causes: [.severityRise], cause: .severityRise, comesBack: true),
        Return(causes: [.severityRise], cause: .newAlert, comesBack: false),
        Return(causes: [.severityRise, .newAlert], cause: .newAlert, comesBack: true),
        Return(causes: [], cause: .severityRise, comesBack: false),
    ])
    func acknowledgedIncidentComesBackAsItsPolicySays(_ expected: Return) throws {
        var run = Self.run(EscalationPolicy(name: "p", steps: Self.ladder.steps, reopenCauses: expected.causes))
        let cause = expected.cause
        try run.open(1, urgency: .low)
        try run.act(1) { $0.note(cause, urgency: .high, by: $1, at: $2) }
        #expect(run.lines == ["0 1 step 1", "0 > ana mail 1"])
        try run.acknowledge(1)
        try run.pass(to: 60)
        try run.act(1) { $0.note(cause, urgency: .high, by: $1, at: $2) }
        #expect(run.lines.contains("60 > ana phone 1") == expected.comesBack)
        #expect(run.incidents[1]?.isTriggered == expected.comesBack)
    }

    @Test func nextStepCanBeAskedFor() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.pass(to: 10)
        try run.act(1) { incident, _, now in incident.escalate(as: "bo", at: now) }
        #expect(
            run.lines.suffix(3) == ["10 1 next step asked for by bo", "10 1 step 2", "10 > lead phone 1"]
        )
        try run.pass(to: 30)
        #expect(run.lines.last == "30 > ana phone 1")
    }

    @Test func nothingBecomesOfWhatIsOver() throws {
        var run = Self.run(Self.ladder)
        try run.open(1)
        try run.resolve(1)
        let lines = run.lines.count
        try run.resolve(1)
        try run.acknowledge(1)
        try run.act(1) { incident, _, now in incident.escalate(as: nil, at: now) }
        try run.act(1) { $0.note(.severityRise, urgency: .low, by: $1, at: $2) }
        #expect(run.lines.count == lines)
        try run.pass(to: 10_000)
        #expect(run.lines.suffix(from: lines) == ["30 > ana phone 1"])
    }

    // MARK: Gentle on people

    @Test func incidentsThatComeTogetherAreOneMessage() throws {
        let policy = EscalationPolicy(name: "p", steps: [.init([.person("bo")], wait: .seconds(50))], repeats: 1)
        var run = Self.run(policy)
        try run.open(3)
        try run.pass(to: 5)
        try run.open(2)
        try run.open(1)
        try run.pass(to: 58)
        try run.open(4)
        try run.pass(to: 90)
        #expect(
            run.lines.filter { $0.contains(">") } == ["0 > bo phone 3", "30 > bo phone 1 2", "60 > bo phone 4 1 2 3"]
        )
    }

    @Test func urgencyIsThatOfTheWorstAlert() {
        let rule = EscalationPolicy.UrgencyRule.bySeverity(["critical": .high, "warning": .low])
        #expect(rule.urgency(of: ["warning", "warning"]) == .low)
        #expect(rule.urgency(of: ["warning", "critical"]) == .high)
        #expect(rule.urgency(of: ["warning", "page"]) == .high)
        #expect(rule.urgency(of: ["warning", nil]) == .high)
        #expect(EscalationPolicy.UrgencyRule.always(.low).urgency(of: ["critical"]) == .low)
    }
}
