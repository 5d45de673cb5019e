import Alerting
import Model
import TestSupport
import Testing

/// When the alerts of SLAs fire, and what is counted for them.
struct ObjectiveTests {
    /// Plays polls a minute apart in which access code 1 has so many callers in the queue; more than 10 are bad.
    private static func play(
        _ bench: inout EngineBench,
        minutes: Range<Int64>,
        _ queue: (Int64) -> Double?
    ) {
        for minute in minutes { bench.poll(minute * 60, [1: queue(minute)]) }
    }

    // MARK: Windows

    @Test(
        arguments: [
            (TimeSpan.days(30), ["1h/5m", "6h/30m", "1d/2h", "3d/6h"]),
            (.days(90), ["3h/15m", "18h/1h30m", "3d/6h", "9d/18h"].map { $0.replacing("9d", with: "1w2d") }),
            (.days(7), ["14m/1m", "1h24m/7m", "5h36m/28m", "16h48m/1h24m"]),
            (.days(1), ["3m/1m", "12m/1m", "48m/4m", "2h24m/12m"]),
            (.hours(1), ["3m/1m", "3m/1m", "3m/1m", "6m/1m"]),
        ]
    )
    func windowsOfTheWorkbookAreScaledToTheBudgets(window: TimeSpan, expected: [String]) {
        let pairs = BurnRateAlert.all(for: window).reversed().flatMap(\.pairs)
        #expect(pairs.map(\.factor) == [14.4, 6, 3, 1])
        #expect(pairs.map { "\($0.long)/\($0.short)" } == expected)
        #expect(BurnRateAlert.all(for: window).map(\.severity) == ["warning", "critical"])
        // No pair asks for more bad time than the whole budget has.
        #expect(pairs.allSatisfy { $0.factor * $0.long.seconds <= window.seconds })
    }

    // MARK: Times

    @Test func totalFailurePagesWhenAFiftiethOfTheBudgetIsGone() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<1440) { _ in 0 }
        Self.play(&bench, minutes: 1440..<1560) { _ in 50 }
        Self.play(&bench, minutes: 1560..<1700) { _ in 0 }
        // 14.4 times 5 % are 72 % of an hour, 44 polls; 6 times are 30 % of the half hour that ends it, 9 polls.
        #expect(
            bench.timeline == [
                "\((1440 + 43) * 60) S/1 inactive->firing critical",
                "\((1560 + 21) * 60) S/1 firing->inactive critical condition",
            ]
        )
        #expect(bench.complaints == [])
    }

    @Test func failureFromTheFirstPollPagesAtTheSameAge() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<60) { _ in 50 }
        #expect(bench.timeline == ["\(44 * 60) S/1 inactive->firing critical"])
    }

    @Test func oneBadPollOfANewSeriesIsNoAlert() throws {
        var bench = try EngineBench(.of(slas: [.sla(percent: 99.9)]))
        bench.poll(0, [1: 50])
        #expect(bench.timeline == [])
        #expect(bench.engine.objectives.map(\.goodShare) == [0])
    }

    @Test func slowBurnOfANewSeriesIsATicketAsSoonAsItIsCertain() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        // A tenth is bad: over 3 days that is twice what may be, so one and a half of them must be known.
        Self.play(&bench, minutes: 0..<2300) { $0 % 10 == 0 ? 50 : 0 }
        #expect(bench.timeline.count == 1)
        let firing = try #require(bench.transitions.first)
        #expect(firing.severity == "warning")
        #expect((firing.at.testSeconds / 60 - 2160).magnitude < 30)
    }

    @Test func pageFallsBackToATicket() throws {
        var bench = try EngineBench(.of(slas: [.sla(window: .days(1))]))
        Self.play(&bench, minutes: 0..<300) { _ in 0 }
        Self.play(&bench, minutes: 300..<320) { _ in 50 }
        Self.play(&bench, minutes: 320..<340) { _ in 0 }
        let severities = bench.transitions.map { "\($0.to.rawValue) \($0.severity ?? "-")" }
        #expect(severities == ["firing critical", "firing warning", "inactive warning"])
    }

    @Test func whatIsNotSeenOrKnownChangesNothing() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<60) { _ in 50 }
        let budget = bench.engine.objectives
        for minute in Int64(60)..<120 { bench.poll(minute * 60, [9: 0]) }
        for minute in Int64(120)..<180 { bench.poll(.failed(at: .at(minute * 60))) }
        #expect(bench.timeline == ["\(44 * 60) S/1 inactive->firing critical"])
        #expect(bench.engine.objectives.first { $0.labels["innoId"] == "1" }?.goodShare == budget[0].goodShare)
    }

    @Test func alertWithoutAnySampleInItsWindowsResolves() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<60) { _ in 50 }
        for minute in Int64(60)..<440 { bench.poll(minute * 60, [9: 0]) }
        #expect(bench.timeline.last == "\((60 + 360) * 60) S/1 firing->inactive critical no_data")
    }

    // MARK: Counting

    @Test func groupCountsTheSamplesOfItsMembers() throws {
        var bench = try EngineBench(.of(slas: [.sla(by: ["vdn"], matchers: [#"innoId=~"1|2|3""#])]))
        for minute in Int64(0)..<10 { bench.poll(minute * 60, [1: 0, 2: minute < 5 ? 50 : nil, 3: 0, 4: 50]) }
        let status = try #require(bench.engine.objectives.first)
        #expect(bench.engine.objectives.count == 1)
        #expect(status.labels == ["vdn": "1", "source": "s"])
        // 10 + 5 + 10 samples, 5 of them bad.
        #expect(status.goodShare == 0.8)
        #expect(status.known == .minutes(9))
    }

    @Test func valuesStandInAnnotations() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<60) { $0 < 50 ? 50 : 0 }
        #expect(bench.notifications.first?.notification.alerts.first?.annotations["summary"] == "-1900% at 20 of 95%")
        #expect(bench.notifications.first?.notification.alerts.first?.labels["alertname"] == "S")
    }

    @Test func gapIsNeitherGoodNorBad() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<20) { _ in 50 }
        Self.play(&bench, minutes: 40..<60) { _ in 0 }
        let status = try #require(bench.engine.objectives.first)
        #expect(status.known == .minutes(38))
        #expect(status.goodShare == 0.5)
    }

    // MARK: Hours

    private static let officeHours = ActiveHours(
        active: [NamedInterval(name: "office", intervals: [RecurringInterval(times: [480..<1080])])]
    )

    @Test func windowsGoOnWhereTheLastHoursEnded() throws {
        var bench = try EngineBench(.of(slas: [.sla(hours: Self.officeHours)]))
        // Bad all night, which does not count; in the morning a bad minute after nine good hours.
        Self.play(&bench, minutes: 480..<1080) { _ in 0 }
        Self.play(&bench, minutes: 1080..<1920) { _ in 50 }
        #expect(bench.engine.objectives.map(\.goodShare) == [1])
        Self.play(&bench, minutes: 1920..<1980) { _ in 50 }
        #expect(bench.timeline == ["\((1920 + 43) * 60) S/1 inactive->firing critical"])
        // The hours end.
        bench.poll((1440 + 1080) * 60, [1: 50])
        #expect(bench.timeline.last == "\((1440 + 1080) * 60) S/1 firing->inactive critical inactive_hours")
    }

    /// The nights of 2024 in which the clocks of Berlin change, from 01:00 to 04:00 there: when they begin, in minutes
    /// of UTC since the year did, how long they last, and when the next one begins.
    @Test(
        arguments: [
            (start: 90 * 1440, length: 120, next: 90 * 1440 + 1380),
            (start: 299 * 1440 + 1380, length: 240, next: 301 * 1440),
        ] as [(start: Int64, length: Int64, next: Int64)]
    )
    func hoursOfAPlaceLastAsLongAsItsClocksSay(start: Int64, length: Int64, next: Int64) throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        let nights = NamedInterval(name: "nights", intervals: [RecurringInterval(times: [60..<240], zone: berlin)])
        var bench = try EngineBench(.of(slas: [.sla(hours: ActiveHours(active: [nights]))]))
        Self.play(&bench, minutes: start - 30..<start + length + 30) { _ in 50 }
        #expect(bench.engine.objectives.map(\.known) == [.minutes(length - 1)])
        let before = [
            "\((start + 44) * 60) S/1 inactive->firing critical",
            "\((start + length) * 60) S/1 firing->inactive critical inactive_hours",
        ]
        #expect(bench.timeline == before)
        // The next night goes on where this one ended: the windows are full of bad samples.
        Self.play(&bench, minutes: next - 10..<next + 5) { _ in 50 }
        #expect(bench.timeline == before + ["\(next * 60) S/1 inactive->firing critical"])
    }

    // MARK: Reload and store

    @Test func anotherObjectiveKeepsTheCountsAndAnotherWindowDoesNot() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<20) { $0 % 2 == 0 ? 50 : 0 }
        bench.reload(try .of(slas: [.sla(percent: 50)]), at: 1200)
        #expect(bench.engine.objectives.map(\.errorBudgetRemaining) == [0])
        bench.reload(try .of(slas: [.sla(percent: 50, window: .days(29))]), at: 1201)
        // What is kept of the last quarter of an hour counts, as for a new SLA.
        #expect(bench.engine.objectives.map(\.known) == [.minutes(15)])
        bench.reload(try .of(slas: []), at: 1202)
        #expect(bench.engine.objectives == [])
        #expect(bench.store.keys.filter { $0.kind == .objective } == [])
    }

    @Test func renamedSeriesKeepsItsBudget() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        Self.play(&bench, minutes: 0..<20) { $0 % 2 == 0 ? 50 : 0 }
        var poll = Poll.of([1: 0], at: .at(1200))
        poll.names = [AccessCode(ccId: 1, vdn: 1, innoId: 1): "Orders"]
        bench.poll(poll)
        let share = try #require(bench.engine.objectives.first?.goodShare)
        #expect(bench.engine.objectives.count == 1)
        #expect((share * 21).rounded() == 11)
    }

    @Test func storedRowsAndKeptPollsAreBounded() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        let codes = Dictionary(uniqueKeysWithValues: (1...5).map { (Int64($0), Double?.some(50)) })
        var largest = 0
        for minute in Int64(0)..<1500 {
            bench.poll(minute * 60, codes)
            guard minute % 500 == 499 else { continue }
            let rows = bench.store.values.filter { $0.key.kind == .objective }
            #expect(rows.count == 1)
            largest = max(largest, rows.map(\.value.count).max() ?? 0)
            #expect(bench.polls.count <= 16)
        }
        // A month would not add to it: of each window no more than thirteen buckets are kept, of the budget thirty-one.
        #expect(largest > 0 && largest < 5 * 1500)
    }

    @Test func damagedCountsAreNamed() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        bench.poll(0, [1: 0])
        let entry = try #require(bench.store.values.first { $0.key.kind == .objective })
        let text = String(decoding: entry.value, as: UTF8.self).replacing(#""counts":"AQ"#, with: #""counts":"BQ"#)
        let damaged = StateEntry(key: entry.key, value: Array(text.utf8))
        #expect(damaged != entry)
        var workspace = Workspace()
        #expect {
            _ = try AlertEngine.restored(
                from: [damaged],
                polls: [],
                configuration: .of(slas: [.sla()]),
                seed: "seed",
                at: .at(60),
                in: &workspace
            )
        } throws: { error in
            (error as? StateError)?.entry == entry.key
        }
    }
}
