import Alerting
import Model
import Testing

/// Turns by the clocks of a place, whatever is done to these clocks.
struct RotationTests {
    /// A day on which clocks change, or a change that comes close to it.
    struct Change: CustomTestStringConvertible, Sendable {
        var testDescription: String { "\(zone) \(day.year)-\(day.month)-\(day.day)" }
        var zone: String
        var day: CalendarDate

        init(_ zone: String, _ year: Int64, _ month: Int64, _ day: Int64) {
            self.zone = zone
            self.day = CalendarDate(year: year, month: month, day: day)
        }
    }

    static let changes = [
        Change("Europe/Berlin", 2026, 3, 29), Change("Europe/Berlin", 2026, 10, 25),
        Change("America/New_York", 2026, 3, 8), Change("America/New_York", 2026, 11, 1),
        Change("Australia/Lord_Howe", 2026, 4, 5), Change("Australia/Lord_Howe", 2026, 10, 4),
        // Midnight is skipped, or comes twice.
        Change("America/Sao_Paulo", 2018, 11, 4), Change("America/Sao_Paulo", 2019, 2, 17),
        Change("Asia/Beirut", 2022, 3, 27), Change("America/Havana", 2024, 11, 3),
        // A whole day is skipped.
        Change("Pacific/Apia", 2011, 12, 30),
        Change("Asia/Shanghai", 2026, 3, 29),
    ]

    /// Hand-offs by a clock that is watched minute by minute: one is due as soon as the clock has shown its time, or a
    /// later one.
    private struct WatchedClock {
        var number: Int64 = -1
        var next: WallTime
        let days: Int64

        mutating func see(_ wall: WallTime) {
            while next <= wall {
                number += 1
                next = WallTime(
                    date: CalendarDate(daysSinceEpoch: next.date.daysSinceEpoch + days),
                    minute: next.minute
                )
            }
        }
    }

    @Test(arguments: changes)
    func turnsAreThoseOfAWatchedClock(_ change: Change) throws {
        let zone = try #require(Zone(named: change.zone))
        let first = CalendarDate(daysSinceEpoch: change.day.daysSinceEpoch - 2)
        let start = Timestamp(milliseconds: 0) + .days(first.daysSinceEpoch - 1)
        let walls = (0..<7 * 1440).map { (start + .minutes($0), zone.wallTime(at: start + .minutes($0))) }
        let end = start + .minutes(Int64(walls.count))
        for days: Int64 in [1, 2] {
            for minute: Int64 in [0, 1, 30, 59, 90, 120, 150, 180, 540, 1439] {
                let rotation = Rotation(.days(days), at: minute, from: first, zone: zone)
                var clock = WatchedClock(next: WallTime(date: first, minute: minute), days: days)
                var expected: [(number: Int64, start: Timestamp)] = []
                for (step, (time, wall)) in walls.enumerated() {
                    let before = clock.number
                    clock.see(wall)
                    if clock.number != before { expected.append((clock.number, time)) }
                    guard step % 45 == 0 || clock.number != before else { continue }
                    #expect(rotation.turn(at: time) == (clock.number < 0 ? nil : clock.number))
                    guard clock.number != before else { continue }
                    #expect(rotation.turn(at: time - .milliseconds(1)) == (before < 0 ? nil : before))
                    #expect(rotation.start(ofTurn: clock.number) == time)
                }
                let layer = ScheduleLayer(people: ["p0", "p1", "p2"], rotation: rotation)
                let shifts = Schedule(name: "s", zone: zone, layers: [layer]).watches(from: start, until: end)
                let people = expected.map { ["p\($0.number % 3)"] }
                #expect(shifts.map(\.start) == [start] + expected.map(\.start), "\(minute)")
                #expect(shifts.map(\.people) == [[]] + people, "\(minute)")
            }
        }
    }

    /// Every hand-off of a rotation, as the clocks show it, and how far these are from UTC.
    struct Listed: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var zone: String
        var period: Rotation.Period
        var time: (hour: Int64, minute: Int64)
        var from: CalendarDate
        var handOffs: [String]
    }

    static let lists = [
        Listed(
            testDescription: "weekly through the beginning of summer time",
            zone: "Europe/Berlin",
            period: .weeks(1, on: 1),
            time: (9, 0),
            from: CalendarDate(year: 2026, month: 3, day: 18),
            handOffs: ["2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"]
        ),
        Listed(
            testDescription: "weekly through its end, from the day itself on",
            zone: "Europe/Madrid",
            period: .weeks(1, on: 1),
            time: (9, 0),
            from: CalendarDate(year: 2026, month: 10, day: 19),
            handOffs: ["2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z", "2026-11-02T08:00:00Z"]
        ),
        Listed(
            testDescription: "every second week",
            zone: "America/New_York",
            period: .weeks(2, on: 0),
            time: (2, 30),
            from: CalendarDate(year: 2026, month: 2, day: 20),
            handOffs: ["2026-02-22T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-22T06:30:00Z"]
        ),
        Listed(
            testDescription: "a time that clocks skip comes at the next that they show",
            zone: "Europe/Berlin",
            period: .days(1),
            time: (2, 30),
            from: CalendarDate(year: 2026, month: 3, day: 28),
            handOffs: ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
        ),
        Listed(
            testDescription: "a time that clocks show twice comes once",
            zone: "Europe/Berlin",
            period: .days(1),
            time: (2, 30),
            from: CalendarDate(year: 2026, month: 10, day: 24),
            handOffs: ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
        ),
        Listed(
            testDescription: "half an hour of summer time",
            zone: "Australia/Lord_Howe",
            period: .days(1),
            time: (2, 15),
            from: CalendarDate(year: 2026, month: 10, day: 3),
            handOffs: ["2026-10-02T15:45:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
        ),
        Listed(
            testDescription: "midnight skipped",
            zone: "America/Sao_Paulo",
            period: .days(1),
            time: (0, 0),
            from: CalendarDate(year: 2018, month: 11, day: 3),
            handOffs: ["2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"]
        ),
        Listed(
            testDescription: "no summer time",
            zone: "Asia/Shanghai",
            period: .days(3),
            time: (18, 0),
            from: CalendarDate(year: 2026, month: 3, day: 27),
            handOffs: ["2026-03-27T10:00:00Z", "2026-03-30T10:00:00Z", "2026-04-02T10:00:00Z"]
        ),
    ]

    @Test(arguments: lists)
    func handOffsAreListed(_ list: Listed) throws {
        let zone = try #require(Zone(named: list.zone))
        let minute = list.time.hour * 60 + list.time.minute
        let rotation = Rotation(list.period, at: minute, from: list.from, zone: zone)
        #expect(list.handOffs.indices.map { rotation.start(ofTurn: Int64($0)).rfc3339 } == list.handOffs)
        let first = try #require(Timestamp(rfc3339: list.handOffs[0]))
        #expect(rotation.turn(at: first - .milliseconds(1)) == nil)
        #expect(rotation.turn(at: first) == 0)
    }

    @Test func nobodyHasATurnBeforeTheFirst() {
        let day = CalendarDate(year: 2026, month: 1, day: 5)
        let rotation = Rotation(.weeks(1, on: 1), at: 540, from: day, zone: .utc)
        #expect(rotation.turn(at: .distantPast) == nil)
        #expect(rotation.turn(at: Timestamp(milliseconds: 0)) == nil)
        #expect(rotation.turn(at: rotation.start(ofTurn: 5000)) == 5000)
    }
}
