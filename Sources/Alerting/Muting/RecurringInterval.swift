package import Model

/// Times that come again, by the clock and the calendar of a place: one item of `time_intervals`, as Alertmanager has
/// them.
///
/// Each field lists ranges, of which one has to fit; an empty field fits always. All fields have to fit.
package struct RecurringInterval: Sendable, Hashable {
    /// Days of a month, the first and the last included.
    package struct DaysOfMonth: Sendable, Hashable {
        /// The first, from 1, or from -1 backwards for days counted from the end of the month.
        package var first: Int64
        /// The last, counted likewise.
        package var last: Int64

        /// From `first` to `last`.
        package init(_ first: Int64, _ last: Int64) {
            self.first = first
            self.last = last
        }

        /// Whether a day is among them; what a month does not have is left out.
        func contain(_ date: CalendarDate) -> Bool {
            let length = date.daysInMonth
            func day(_ number: Int64) -> Int64 { number < 0 ? length + 1 + number : number }
            return day(first) <= date.day && date.day <= day(last)
        }
    }

    /// Minutes since the clock showed 00:00, up to 1440 for its end.
    package var times: [Range<Int64>]
    /// Days of the week, from 0 for Sunday to 6 for Saturday.
    package var weekdays: [ClosedRange<Int64>]
    /// Days of the month.
    package var daysOfMonth: [DaysOfMonth]
    /// Months, from 1 to 12.
    package var months: [ClosedRange<Int64>]
    /// Years.
    package var years: [ClosedRange<Int64>]
    /// The zone whose clocks and calendar are meant.
    package var zone: Zone

    /// An interval; what is left out fits always.
    package init(
        times: [Range<Int64>] = [],
        weekdays: [ClosedRange<Int64>] = [],
        daysOfMonth: [DaysOfMonth] = [],
        months: [ClosedRange<Int64>] = [],
        years: [ClosedRange<Int64>] = [],
        zone: Zone = .utc
    ) {
        self.times = times
        self.weekdays = weekdays
        self.daysOfMonth = daysOfMonth
        self.months = months
        self.years = years
        self.zone = zone
    }

    /// Whether an instant lies in it.
    ///
    /// Where clocks are put back, both of the hours that look alike do; where they are put forward, the hour that is
    /// left out does not come.
    package func contains(_ time: Timestamp) -> Bool {
        let now = zone.wallTime(at: time)
        let date = now.date
        return (times.isEmpty || times.contains { $0.contains(now.minute) })
            && (weekdays.isEmpty || weekdays.contains { $0.contains(date.weekday) })
            && (daysOfMonth.isEmpty || daysOfMonth.contains { $0.contain(date) })
            && (months.isEmpty || months.contains { $0.contains(date.month) })
            && (years.isEmpty || years.contains { $0.contains(date.year) })
    }

    /// The first instant after `time` at which it may begin or end; nil when there is none that can be told.
    func nextBoundary(after time: Timestamp) -> Timestamp? {
        let now = zone.wallTime(at: time)
        let minutes = times.flatMap { [$0.lowerBound, $0.upperBound] }.filter { $0 > now.minute }.min() ?? 1440
        let onTheClock = Timestamp(milliseconds: 0) + .days(now.date.daysSinceEpoch) + .minutes(minutes)
        let boundary = min(
            onTheClock - zone.offset(at: time),
            zone.nextTransition(after: time) ?? Timestamp(milliseconds: .max)
        )
        return boundary > time ? boundary : nil
    }
}
