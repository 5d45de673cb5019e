package import Foundation

// Foundation for `TimeZone`: FoundationEssentials knows no zone but fixed offsets. The zones come with it (ICU's copy of
// the IANA database), so they are the same on every machine, one without a database included.

/// A time zone: what clocks on the wall show at an instant.
package struct Zone: Sendable, Hashable {
    private let timeZone: TimeZone

    /// The zone that Foundation knows as `timeZone`.
    package init(_ timeZone: TimeZone) {
        self.timeZone = timeZone
    }

    /// Coordinated universal time.
    package static let utc = Zone(.gmt)

    /// The zone that the IANA database calls `name`, as in `Europe/Berlin`; nil when it has none of that name.
    package init?(named name: String) {
        guard Self.isIANAName(name), let timeZone = TimeZone(identifier: name) else { return nil }
        self.timeZone = timeZone
    }

    /// The names of zones that a place is known by; older names of the same are not among them.
    package static var names: [String] { TimeZone.knownTimeZoneIdentifiers }

    /// Whether Foundation takes `name` for what the IANA database takes it for.
    ///
    /// It also takes offsets (`GMT+2`), and abbreviations that mean one zone here and another there (`IST`, `CST`).
    private static func isIANAName(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        if name.contains("/") { return true }
        if name.contains(where: { "+-:".contains($0) }) { return zonesWithSigns.contains(name) }
        return name.count != 3 || abbreviations.contains(name)
    }

    private static let abbreviations: Set = [
        "CET", "EET", "EST", "GMT", "HST", "MET", "MST", "PRC", "ROC", "ROK", "UCT", "UTC", "WET",
    ]
    private static let zonesWithSigns: Set = ["GB-Eire", "GMT+0", "GMT-0", "NZ-CHAT", "W-SU"]

    /// How far clocks of the zone are before those of UTC at an instant.
    package func offset(at time: Timestamp) -> TimeSpan {
        .seconds(Int64(timeZone.secondsFromGMT(for: Date(time))))
    }

    /// What clocks of the zone show at an instant.
    package func wallTime(at time: Timestamp) -> WallTime {
        WallTime(utc: time + offset(at: time))
    }

    /// The first instant after `time` at which clocks of the zone are put forward or back; nil when none is known.
    package func nextTransition(after time: Timestamp) -> Timestamp? {
        let date = timeZone.nextDaylightSavingTimeTransition(after: Date(time))
        guard let date, let seconds = Int64(exactly: date.timeIntervalSince1970.rounded()) else { return nil }
        // Millions of years away Foundation looks for it at another time.
        let transition = Timestamp(milliseconds: 0) + .seconds(seconds)
        return transition > time ? transition : nil
    }
}

/// What a clock on the wall shows, to the minute, and the calendar beside it.
package struct WallTime: Sendable, Hashable {
    /// The day.
    package let date: CalendarDate
    /// The minutes since the clock showed 00:00, from 0 to 1439.
    package let minute: Int64

    /// That minute of that day; `minute` is from 0 to 1439.
    package init(date: CalendarDate, minute: Int64) {
        self.date = date
        self.minute = minute
    }

    /// What a clock of UTC shows.
    package init(utc time: Timestamp) {
        let (day, millisecondOfDay) = time.milliseconds.dividedDown(by: 86_400_000)
        date = CalendarDate(daysSinceEpoch: day)
        minute = millisecondOfDay / 60_000
    }
}

extension Date {
    /// The second in which an instant lies: zones change at whole ones.
    fileprivate init(_ time: Timestamp) {
        self.init(timeIntervalSince1970: Double(time.milliseconds.dividedDown(by: 1000).quotient))
    }
}
