import Model
import Testing

struct ZoneTests {
    private func zone(_ name: String) throws -> Zone { try #require(Zone(named: name)) }

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test(arguments: [
        ("Europe/Berlin", "2026-01-01T12:00:00Z", 3600),
        ("Europe/Berlin", "2026-07-01T12:00:00Z", 7200),
        ("America/New_York", "2026-07-01T12:00:00Z", -14_400),
        ("Australia/Lord_Howe", "2026-01-01T12:00:00Z", 39_600),
        ("Australia/Lord_Howe", "2026-07-01T12:00:00Z", 37_800),
        ("Asia/Shanghai", "2026-07-01T12:00:00Z", 28_800),
        ("Asia/Kolkata", "2026-07-01T12:00:00Z", 19_800),
        ("Asia/Kathmandu", "2026-07-01T12:00:00Z", 20_700),
        ("UTC", "2026-07-01T12:00:00Z", 0),
    ])
    func clocksAreAheadOfUTC(name: String, text: String, seconds: Int64) throws {
        #expect(try zone(name).offset(at: time(text)) == .seconds(seconds))
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T01:00:00Z"), ("America/New_York", "2026-03-08T07:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ])
    func clocksChangeToTheMillisecond(name: String, text: String) throws {
        let (zone, change) = try (zone(name), time(text))
        let before = change - .milliseconds(1)
        #expect(zone.offset(at: before) != zone.offset(at: change))
        #expect(zone.nextTransition(after: before) == change)
        #expect(zone.nextTransition(after: change - .days(20)) == change)
        #expect(try #require(zone.nextTransition(after: change)) > change + .days(100))
    }

    @Test func zoneWithoutSummerTimeHasNoTransition() throws {
        #expect(try zone("Asia/Shanghai").nextTransition(after: time("2026-01-01T00:00:00Z")) == nil)
        #expect(Zone.utc.nextTransition(after: .distantPast) == nil)
    }

    @Test func wallTimeIsThatOfTheZone() throws {
        let zone = try zone("America/New_York")
        let evening = try zone.wallTime(at: time("2024-03-01T04:59:59.999Z"))
        #expect(evening.date == CalendarDate(year: 2024, month: 2, day: 29))
        #expect(evening.minute == 1439)
        #expect(try zone.wallTime(at: time("2024-03-01T05:00:00Z")).minute == 0)
        // Half past one comes twice in the night in which clocks are put back.
        #expect(try zone.wallTime(at: time("2026-11-01T05:30:00Z")).minute == 90)
        #expect(try zone.wallTime(at: time("2026-11-01T06:30:00Z")).minute == 90)
    }

    @Test(arguments: [
        "UTC", "GMT", "Etc/UTC", "Etc/GMT+5", "CET", "EST5EDT", "US/Pacific", "Asia/Calcutta", "Europe/Kyiv", "GB",
        "NZ",
        "W-SU", "Singapore", "America/Argentina/Buenos_Aires", "GMT+0",
    ])
    func everyNameOfTheDatabaseIsKnown(name: String) {
        #expect(Zone(named: name) != nil)
    }

    @Test(arguments: [
        "", " ", "/", "Local", "europe/berlin", "Europe/Berlin ", "Europe/Berlin\u{0}", "Europe", "Berlin", "IST",
        "CST",
        "PST", "CEST", "GMT+2", "GMT+02:00", "UTC+1", "+01:00", "Z", "Europe/Münster",
    ])
    func whatIsNoNameOfTheDatabaseIsRefused(name: String) {
        #expect(Zone(named: name) == nil)
    }

    @Test(arguments: [
        ("Europe/Berlin", 28, 150, "2026-03-28T01:30:00Z"),
        ("Europe/Berlin", 29, 119, "2026-03-29T00:59:00Z"),
        // Skipped: the next minute that clocks show.
        ("Europe/Berlin", 29, 150, "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", 29, 180, "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", 30, 150, "2026-03-30T00:30:00Z"),
        ("Asia/Shanghai", 29, 0, "2026-03-28T16:00:00Z"),
    ])
    func minuteIsShownFirst(name: String, day: Int64, minute: Int64, text: String) throws {
        let wall = WallTime(date: CalendarDate(year: 2026, month: 3, day: day), minute: minute)
        #expect(try zone(name).firstInstant(showing: wall) == time(text))
    }

    @Test func minuteThatComesTwiceIsShownFirstBeforeClocksArePutBack() throws {
        let wall = WallTime(date: CalendarDate(year: 2026, month: 10, day: 25), minute: 150)
        #expect(try zone("Europe/Berlin").firstInstant(showing: wall) == time("2026-10-25T00:30:00Z"))
    }

    @Test func namesAreNamesOfZones() {
        #expect(Zone.names.contains("Europe/Berlin"))
        #expect(Zone.names.allSatisfy { Zone(named: $0) != nil })
    }

    @Test func noInstantTraps() throws {
        for name in ["Europe/Berlin", "Asia/Shanghai"] {
            for milliseconds in [Int64.min, .min / 1000, -1, .max / 1000, .max] {
                let time = Timestamp(milliseconds: milliseconds)
                let zone = try zone(name)
                #expect((0..<1440).contains(zone.wallTime(at: time).minute))
                #expect(zone.nextTransition(after: time).map { $0 > time } ?? true)
            }
        }
    }
}
