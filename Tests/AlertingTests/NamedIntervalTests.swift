import Alerting
import Model
import Testing

struct NamedIntervalTests {
    private static let weekend = RecurringInterval(weekdays: [0...0, 6...6])
    private static let nights = RecurringInterval(times: [0..<360, 1320..<1440])

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test func oneOfSeveralIntervalsSuffices() throws {
        let quiet = NamedInterval(name: "quiet", intervals: [Self.weekend, Self.nights])
        #expect(try quiet.contains(time("2026-11-22T12:00:00Z")))
        #expect(try quiet.contains(time("2026-11-23T05:59:59Z")))
        #expect(try !quiet.contains(time("2026-11-23T06:00:00Z")))
    }

    @Test func nameWithoutIntervalsIsNoTimeAtAll() throws {
        let never = NamedInterval(name: "never", intervals: [])
        #expect(try !never.contains(time("2026-11-22T12:00:00Z")))
        #expect(try never.nextChange(after: time("2026-11-22T12:00:00Z"), until: time("2027-11-22T12:00:00Z")) == nil)
    }

    @Test func intervalsThatTouchDoNotChangeBetween() throws {
        let quiet = NamedInterval(name: "quiet", intervals: [Self.weekend, Self.nights])
        // From Friday's night through the weekend to Monday's morning it is one stretch.
        let limit = try time("2026-12-31T00:00:00Z")
        #expect(try quiet.nextChange(after: time("2026-11-20T12:00:00Z"), until: limit) == time("2026-11-20T22:00:00Z"))
        #expect(try quiet.nextChange(after: time("2026-11-20T22:00:00Z"), until: limit) == time("2026-11-23T06:00:00Z"))
    }

    @Test func changeBeyondTheLimitIsNone() throws {
        let rare = NamedInterval(name: "rare", intervals: [RecurringInterval(years: [2030...2030])])
        let (now, newYear) = try (time("2026-11-22T12:00:00Z"), time("2030-01-01T00:00:00Z"))
        #expect(rare.nextChange(after: now, until: newYear - .milliseconds(1)) == nil)
        #expect(rare.nextChange(after: now, until: newYear) == newYear)
    }

    @Test func clockThatIsPutBackBeginsAnIntervalAgain() throws {
        let zone = try #require(Zone(named: "America/New_York"))
        let hour = NamedInterval(name: "hour", intervals: [RecurringInterval(times: [90..<120], zone: zone)])
        var changes: [String] = []
        var now = try time("2026-11-01T00:00:00Z")
        while let next = hour.nextChange(after: now, until: try time("2026-11-02T00:00:00Z")) {
            changes.append(next.rfc3339)
            now = next
        }
        #expect(
            changes == [
                "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z",
            ]
        )
    }

    /// Every change is found by looking at each minute of some days, the days of a clock change among them.
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
    func changesAreThoseThatEachMinuteShows(name: String) throws {
        let zone = try #require(Zone(named: name))
        let intervals = [
            RecurringInterval(times: [95..<125, 480..<1020], weekdays: [1...5], zone: zone),
            RecurringInterval(times: [1400..<1440], daysOfMonth: [.init(-2, -1), .init(4, 8)], zone: zone),
            RecurringInterval(times: [150..<151], months: [3...4, 10...11]),
        ]
        let interval = NamedInterval(name: "n", intervals: intervals)
        for start in ["2026-02-27T00:00:00Z", "2026-03-28T00:00:00Z", "2026-04-03T12:00:00Z", "2026-10-02T00:00:00Z"] {
            let (begin, end) = try (time(start), time(start) + .days(12))
            var expected: [Timestamp] = []
            var last = interval.contains(begin)
            for minute in 1...(12 * 1440) {
                let instant = begin + .minutes(Int64(minute))
                let isInside = interval.contains(instant)
                if isInside != last { expected.append(instant) }
                last = isInside
            }
            var found: [Timestamp] = []
            while let next = interval.nextChange(after: found.last ?? begin, until: end) { found.append(next) }
            #expect(found == expected)
            #expect(found.count > 20)
        }
    }
}
