import Alerting
import Model
import TestSupport
import Testing

/// Who is on call when several layers and exceptions say something of it.
struct ScheduleTests {
    private static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    /// Days of two people, and nights of a third over them.
    private static func schedule(_ overrides: [ScheduleOverride] = []) -> Schedule {
        let nights = NamedInterval(name: "nights", intervals: [RecurringInterval(times: [0..<360, 1320..<1440])])
        let monday = CalendarDate(year: 2026, month: 1, day: 5)
        return Schedule(
            name: "voice",
            zone: .utc,
            layers: [
                ScheduleLayer(
                    people: ["ana", "bo"],
                    rotation: Rotation(.weeks(1, on: 1), at: 540, from: monday, zone: .utc)
                ),
                ScheduleLayer(
                    people: ["dee"],
                    rotation: Rotation(.days(1), at: 0, from: monday, zone: .utc),
                    hours: ActiveHours(active: [nights])
                ),
            ],
            overrides: overrides
        )
    }

    /// The watches of a stretch as `09:00 ana+bo`.
    private static func list(_ schedule: Schedule, _ start: String, _ end: String) throws -> [String] {
        try schedule.watches(from: time(start), until: time(end)).map { watch in
            let wall = Zone.utc.wallTime(at: watch.start)
            let hour = wall.minute / 60
            return "\(wall.date.day). \(hour) \(watch.people.joined(separator: "+"))"
        }
    }

    @Test func laterLayersLieOverEarlierOnes() throws {
        #expect(
            try Self.list(Self.schedule(), "2026-01-11T12:00:00Z", "2026-01-12T23:00:00Z") == [
                "11. 12 ana", "11. 22 dee", "12. 6 ana", "12. 9 bo", "12. 22 dee",
            ]
        )
    }

    @Test func nobodyIsOnCallBeforeTheFirstHandOff() throws {
        #expect(
            try Self.list(Self.schedule(), "2026-01-04T12:00:00Z", "2026-01-05T12:00:00Z") == [
                "4. 12 ", "5. 0 dee", "5. 6 ", "5. 9 ana",
            ]
        )
        let gaps = try Self.schedule().gaps(
            from: Self.time("2026-01-04T12:00:00Z"),
            until: Self.time("2026-01-05T12:00:00Z")
        )
        #expect(
            try gaps == [
                Self.time("2026-01-04T12:00:00Z")..<Self.time("2026-01-05T00:00:00Z"),
                Self.time("2026-01-05T06:00:00Z")..<Self.time("2026-01-05T09:00:00Z"),
            ]
        )
    }

    /// Exceptions as `=eve 10 12` (`+` adds, `-` removes) on 6 January, and who is on call from 9:00 to 20:00.
    struct Exceptions: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var expected: [String]

        init(_ overrides: String, _ expected: [String]) {
            testDescription = overrides
            self.expected = expected
        }

        func overrides(on day: Timestamp) throws -> [ScheduleOverride] {
            try testDescription.split(separator: ", ").map { text in
                let words = text.split(separator: " ")
                let hours = try words.dropFirst().map { try #require(Int64($0)) }
                let person = String(words[0].dropFirst())
                let change: ScheduleOverride.Change =
                    switch text.first {
                    case "=": .replace(by: person)
                    case "+": .add(person)
                    default: .remove(person)
                    }
                return ScheduleOverride(change, from: day + .hours(hours[0]), until: day + .hours(hours[1]))
            }
        }
    }

    static let exceptions = [
        Exceptions("=eve 10 12", ["6. 9 ana", "6. 10 eve", "6. 12 ana"]),
        Exceptions("+eve 10 12", ["6. 9 ana", "6. 10 ana+eve", "6. 12 ana"]),
        Exceptions("-ana 10 12", ["6. 9 ana", "6. 10 ", "6. 12 ana"]),
        Exceptions("-bo 10 12", ["6. 9 ana"]),
        Exceptions("+ana 10 12", ["6. 9 ana"]),
        Exceptions("=eve 10 13, =bo 11 12", ["6. 9 ana", "6. 10 eve", "6. 11 bo", "6. 12 eve", "6. 13 ana"]),
        Exceptions("+eve 10 12, =bo 10 12", ["6. 9 ana", "6. 10 bo+eve", "6. 12 ana"]),
        Exceptions("-eve 10 12, +eve 10 12", ["6. 9 ana"]),
        Exceptions("=eve 10 10, =eve 12 11", ["6. 9 ana"]),
        Exceptions("=eve 0 24", ["6. 9 eve"]),
    ]

    @Test(arguments: exceptions)
    func exceptionsChangeWhoIsOnCall(_ exceptions: Exceptions) throws {
        let schedule = try Self.schedule(exceptions.overrides(on: Self.time("2026-01-06T00:00:00Z")))
        let list = try Self.list(schedule, "2026-01-06T09:00:00Z", "2026-01-06T20:00:00Z")
        #expect(list == exceptions.expected)
    }

    @Test func shiftsOfAPersonGoOnWhoeverElseComes() throws {
        let day = try Self.time("2026-01-06T00:00:00Z")
        let schedule = Self.schedule([
            ScheduleOverride(.add("eve"), from: day + .hours(10), until: day + .hours(12))
        ])
        #expect(
            schedule.shifts(from: day + .hours(8), until: day + .hours(23)) == [
                Schedule.Shift("ana", from: day + .hours(8), until: day + .hours(22)),
                Schedule.Shift("eve", from: day + .hours(10), until: day + .hours(12)),
                Schedule.Shift("dee", from: day + .hours(22), until: day + .hours(23)),
            ]
        )
    }

    @Test func statusSaysWhoIsNextAndWhen() throws {
        let schedule = Self.schedule()
        let status = try schedule.status(at: Self.time("2026-01-12T08:00:00Z"))
        #expect(status.people == ["ana"])
        #expect(try status.until == Self.time("2026-01-12T09:00:00Z"))
        #expect(status.next == ["bo"])
        let alone = Schedule(
            name: "alone",
            zone: .utc,
            layers: [ScheduleLayer(people: ["ana"], rotation: schedule.layers[0].rotation)]
        )
        let always = try alone.status(at: Self.time("2026-01-12T08:00:00Z"))
        #expect(always.people == ["ana"] && always.until == nil && always.next.isEmpty)
        let late = try alone.status(at: Self.time("2025-10-12T08:00:00Z"))
        #expect(try late.people.isEmpty && late.until == Self.time("2026-01-05T09:00:00Z") && late.next == ["ana"])
    }

    @Test func emptyStretchHasNobody() throws {
        let time = try Self.time("2026-01-12T08:00:00Z")
        #expect(Self.schedule().watches(from: time, until: time) == [])
        #expect(Self.schedule().watches(from: time, until: time - .hours(1)) == [])
    }

    // MARK: Any schedule

    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Shanghai", "Asia/Beirut",
    ]

    /// A schedule of up to three layers and four exceptions around a day of summer 2026.
    private static func random(_ chance: inout SeededGenerator, around middle: Timestamp) throws -> Schedule {
        let zone = try #require(Zone(named: chance.pick(zones)))
        let day = zone.wallTime(at: middle).date.daysSinceEpoch
        let layers = (0..<Int.random(in: 1...3, using: &chance)).map { layer in
            let count = Int64.random(in: 1...3, using: &chance)
            let start = CalendarDate(daysSinceEpoch: day - Int64.random(in: -2...9, using: &chance))
            let rotation = Rotation(
                chance.chance(60) ? .days(count) : .weeks(count, on: Int64.random(in: 0...6, using: &chance)),
                at: Int64.random(in: 0..<1440, using: &chance),
                from: start,
                zone: zone
            )
            let bound = Int64.random(in: 60..<1380, using: &chance)
            let times = chance.chance(50) ? [bound..<1440] : [0..<bound / 2, bound..<1440]
            let interval = NamedInterval(name: "i", intervals: [RecurringInterval(times: times, zone: zone)])
            return ScheduleLayer(
                people: (0..<Int.random(in: 1...4, using: &chance)).map { "\(layer)\($0)" },
                rotation: rotation,
                hours: chance.chance(50) ? .always : ActiveHours(active: [interval])
            )
        }
        let overrides = (0..<Int.random(in: 0...4, using: &chance)).map { _ in
            let person = "\(Int.random(in: 0...2, using: &chance))\(Int.random(in: 0...2, using: &chance))"
            let start = middle + .minutes(Int64.random(in: -6000...6000, using: &chance))
            let change: ScheduleOverride.Change = chance.pick([.replace(by: person), .add(person), .remove(person)])
            return ScheduleOverride(
                change,
                from: start,
                until: start + .minutes(Int64.random(in: -10...3000, using: &chance))
            )
        }
        return Schedule(name: "s", zone: zone, layers: layers, overrides: overrides)
    }

    @Test(arguments: Effort.blocks(short: 8, long: 80))
    func watchesAgreeWithWhoIsOnCallAtEachInstant(block: UInt64) throws {
        var chance = SeededGenerator(seed: block)
        for _ in 0..<3 {
            let changes = [
                "2026-03-29T12:00:00Z", "2026-10-25T12:00:00Z", "2026-04-05T00:00:00Z", "2026-11-01T12:00:00Z",
            ]
            let middle = try Self.time(chance.pick(changes))
            let schedule = try Self.random(&chance, around: middle)
            let (start, end) = (middle - .days(5), middle + .days(5))
            let watches = schedule.watches(from: start, until: end)
            #expect(watches.first?.start == start && watches.last?.end == end)
            for (watch, next) in zip(watches, watches.dropFirst()) {
                #expect(watch.end == next.start && watch.people != next.people)
            }
            for watch in watches {
                #expect(watch.start < watch.end)
                let middle = watch.start + TimeSpan(milliseconds: (watch.end - watch.start).milliseconds / 2)
                for time in [watch.start, middle, watch.end - .milliseconds(1)] {
                    #expect(schedule.onCall(at: time) == watch.people, "block \(block), \(time.rfc3339)")
                }
            }
            // One layer alone has one person at each instant at which it counts, and nobody else.
            for layer in schedule.layers {
                let alone = Schedule(name: "s", zone: schedule.zone, layers: [layer])
                for watch in alone.watches(from: start, until: end) {
                    #expect(watch.people == layer.person(at: watch.start).map { [$0] } ?? [])
                    #expect(watch.people.count <= 1)
                }
            }
            let status = schedule.status(at: middle)
            let now = watches.first { $0.start <= middle && middle < $0.end }
            #expect(status.people == now?.people)
            if let now, now.end < end { #expect(status.until == now.end) }
        }
    }
}
