import Alerting
import Model
import Testing

/// Instants inside and outside of intervals.
struct RecurringIntervalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let interval: RecurringInterval
        let zone: String
        let inside: [String]
        let outside: [String]

        init(
            _ description: String,
            _ interval: RecurringInterval,
            in zone: String = "UTC",
            inside: [String],
            outside: [String] = []
        ) {
            testDescription = description
            self.interval = interval
            self.zone = zone
            self.inside = inside
            self.outside = outside
        }
    }

    private static let officeHours = RecurringInterval(times: [540..<1020], weekdays: [1...5])
    private static let night = RecurringInterval(times: [90..<180])

    static let fields: [Case] = [
        Case("nothing fits always", RecurringInterval(), inside: ["0001-01-01T00:00:00Z", "2026-11-22T19:00:00.123Z"]),
        Case(
            "the start is inside, the end is not",
            RecurringInterval(times: [540..<1020]),
            inside: ["2026-11-22T09:00:00Z", "2026-11-22T16:59:59.999Z"],
            outside: ["2026-11-22T08:59:59.999Z", "2026-11-22T17:00:00Z"]
        ),
        Case(
            "24:00 is the end of the day",
            RecurringInterval(times: [1320..<1440]),
            inside: ["2026-11-22T22:00:00Z", "2026-11-22T23:59:59.999Z"],
            outside: ["2026-11-23T00:00:00Z", "2026-11-22T21:59:59Z"]
        ),
        Case(
            "one of several ranges suffices",
            RecurringInterval(times: [0..<360, 1320..<1440], weekdays: [0...0, 6...6]),
            inside: ["2026-11-22T05:59:00Z", "2026-11-21T22:00:00Z"],
            outside: ["2026-11-22T06:00:00Z", "2026-11-23T05:00:00Z", "2026-11-20T23:00:00Z"]
        ),
        Case(
            "weekdays from Monday to Friday",
            officeHours,
            inside: ["2026-11-23T09:00:00Z", "2026-11-27T16:59:00Z"],
            outside: ["2026-11-22T12:00:00Z", "2026-11-28T12:00:00Z", "2026-11-23T08:59:00Z"]
        ),
        Case(
            "all fields have to fit: Easter 2026",
            RecurringInterval(daysOfMonth: [.init(3, 6)], months: [4...4], years: [2026...2026]),
            inside: ["2026-04-03T00:00:00Z", "2026-04-06T23:59:59Z"],
            outside: [
                "2026-04-02T23:59:59Z", "2026-04-07T00:00:00Z", "2025-04-04T12:00:00Z", "2026-05-04T12:00:00Z",
            ]
        ),
        Case(
            "the last days of each month",
            RecurringInterval(daysOfMonth: [.init(-3, -1)]),
            inside: [
                "2026-01-29T00:00:00Z", "2026-01-31T23:59:59Z", "2026-04-28T12:00:00Z", "2026-02-26T12:00:00Z",
                "2024-02-29T23:59:00Z", "2024-02-27T00:00:00Z", "2026-12-31T12:00:00Z",
            ],
            outside: [
                "2026-01-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-25T12:00:00Z", "2024-02-26T23:59:00Z",
                "2024-03-01T00:00:00Z", "2026-04-27T12:00:00Z",
            ]
        ),
        Case(
            "from a day to the end of the month",
            RecurringInterval(daysOfMonth: [.init(25, -1)]),
            inside: ["2026-02-25T00:00:00Z", "2026-02-28T23:59:59Z", "2026-07-31T12:00:00Z"],
            outside: ["2026-02-24T23:59:59Z", "2026-03-01T00:00:00Z"]
        ),
        Case(
            "days that a month does not have are left out",
            RecurringInterval(daysOfMonth: [.init(30, 31)]),
            inside: ["2026-04-30T12:00:00Z", "2026-05-31T12:00:00Z"],
            outside: ["2026-02-28T12:00:00Z", "2024-02-29T12:00:00Z", "2026-05-29T12:00:00Z"]
        ),
        Case(
            "more days than a month has are all of it",
            RecurringInterval(daysOfMonth: [.init(-31, 31)], months: [2...2]),
            inside: ["2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z", "2024-02-29T23:59:59Z"],
            outside: ["2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z"]
        ),
        Case(
            "days from both ends may leave nothing of a short month",
            RecurringInterval(daysOfMonth: [.init(28, -4)]),
            inside: ["2026-01-28T12:00:00Z"],
            outside: ["2026-01-29T12:00:00Z", "2026-02-28T12:00:00Z", "2026-04-28T12:00:00Z"]
        ),
        Case(
            "months and years are inclusive",
            RecurringInterval(months: [1...3, 12...12], years: [2024...2025, 2027...2027]),
            inside: ["2024-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "2027-03-31T12:00:00Z"],
            outside: ["2023-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2025-04-01T00:00:00Z", "2028-01-01T00:00:00Z"]
        ),
    ]

    static let zones: [Case] = [
        Case(
            "the clock, the day and the year are those of the place",
            RecurringInterval(times: [0..<60], weekdays: [4...4], daysOfMonth: [.init(1, 1)], years: [2026...2026]),
            in: "Asia/Shanghai",
            inside: ["2025-12-31T16:00:00Z", "2025-12-31T16:59:59Z"],
            outside: ["2025-12-31T15:59:59Z", "2026-01-01T00:30:00Z"]
        ),
        Case(
            "office hours move with summer time",
            officeHours,
            in: "Europe/Berlin",
            inside: ["2026-03-27T08:00:00Z", "2026-03-30T07:00:00Z", "2026-10-23T07:00:00Z", "2026-10-26T15:59:59Z"],
            outside: ["2026-03-27T07:59:59Z", "2026-03-30T15:00:00Z", "2026-10-26T07:59:59Z", "2026-10-26T16:00:00Z"]
        ),
        // Clocks go from 02:00 to 03:00 at 01:00Z: half past one to three takes half an hour.
        Case(
            "the hour that is left out does not come, Berlin",
            night,
            in: "Europe/Berlin",
            inside: ["2026-03-29T00:30:00Z", "2026-03-29T00:59:59.999Z"],
            outside: ["2026-03-29T00:29:59.999Z", "2026-03-29T01:00:00Z", "2026-03-29T01:59:59Z"]
        ),
        // Clocks go from 03:00 back to 02:00 at 01:00Z: half past one to three takes two hours and a half.
        Case(
            "the hour that comes twice is inside twice, Berlin",
            night,
            in: "Europe/Berlin",
            inside: ["2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:59:59Z"],
            outside: ["2026-10-24T23:29:59Z", "2026-10-25T02:00:00Z"]
        ),
        // Clocks go from 02:00 to 03:00 at 07:00Z in spring, from 02:00 back to 01:00 at 06:00Z in autumn.
        Case(
            "both change days of New York",
            night,
            in: "America/New_York",
            inside: [
                "2026-03-08T06:30:00Z", "2026-03-08T06:59:59Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z",
                "2026-11-01T07:59:59Z",
            ],
            outside: [
                "2026-03-08T06:29:59Z", "2026-03-08T07:00:00Z", "2026-11-01T05:29:59Z", "2026-11-01T06:00:00Z",
                "2026-11-01T06:29:59Z", "2026-11-01T08:00:00Z",
            ]
        ),
        // Clocks go by half an hour: back from 02:00 to 01:30 at 15:00Z, forward from 02:00 to 02:30 at 15:30Z.
        Case(
            "both change days of Lord Howe Island",
            RecurringInterval(times: [90..<120]),
            in: "Australia/Lord_Howe",
            inside: [
                "2026-04-04T14:30:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:29:59Z", "2026-10-03T15:00:00Z",
                "2026-10-03T15:29:59Z",
            ],
            outside: [
                "2026-04-04T14:29:59Z", "2026-04-04T15:30:00Z", "2026-10-03T14:59:59Z", "2026-10-03T15:30:00Z",
            ]
        ),
        // March of Berlin is 31 days less an hour long.
        Case(
            "a month with a clock change has all its days",
            RecurringInterval(daysOfMonth: [.init(-1, -1)]),
            in: "Europe/Berlin",
            inside: ["2026-03-30T22:00:00Z", "2026-03-31T21:59:59Z", "2026-10-30T23:00:00Z", "2026-10-31T22:59:59Z"],
            outside: ["2026-03-30T21:59:59Z", "2026-03-31T22:00:00Z", "2026-10-30T22:59:59Z", "2026-10-31T23:00:00Z"]
        ),
        Case(
            "a leap day west of Greenwich",
            RecurringInterval(daysOfMonth: [.init(29, 29)], months: [2...2]),
            in: "America/New_York",
            inside: ["2024-02-29T05:00:00Z", "2024-03-01T04:59:59Z"],
            outside: ["2024-02-29T04:59:59Z", "2024-03-01T05:00:00Z"]
        ),
    ]

    @Test(arguments: fields + zones)
    func instantsAreInsideOrOutside(_ example: Case) throws {
        var interval = example.interval
        interval.zone = try #require(Zone(named: example.zone))
        for text in example.inside {
            #expect(interval.contains(try #require(Timestamp(rfc3339: text))), "\(text) is inside")
        }
        for text in example.outside {
            #expect(!interval.contains(try #require(Timestamp(rfc3339: text))), "\(text) is outside")
        }
    }

    @Test func noInstantTraps() {
        for milliseconds in [Int64.min, .min + 1, -1, .max - 1, .max] {
            let time = Timestamp(milliseconds: milliseconds)
            #expect(RecurringInterval(times: [0..<1440]).contains(time))
            let none = NamedInterval(name: "n", intervals: [RecurringInterval(years: [2026...2026])])
            #expect(none.nextChange(after: time, until: time + .days(10)) == nil)
        }
    }
}
