package import Model

/// When the cycles of a source begin: at start, then on multiples of the interval since the Unix epoch.
package struct PollSchedule: Sendable, Hashable {
    /// The next cycle.
    package struct Next: Sendable, Hashable {
        /// When it begins.
        package var at: Timestamp
        /// How many multiples the last cycle ran over; they are skipped.
        package var skipped: Int
    }

    private let interval: TimeSpan
    private let start: Timestamp
    private var last: Timestamp

    /// A schedule whose first cycle begins at `start`.
    package init(every interval: TimeSpan, from start: Timestamp) {
        self.interval = interval
        self.start = start
        last = start
    }

    /// The cycle after one that ended at `now`.
    ///
    /// Cycles never overlap. A multiple less than half an interval after the first cycle's start is passed over and not
    /// counted: the first cycle stands for it.
    package mutating func next(after now: Timestamp) -> Next {
        let step = max(interval.milliseconds, 1)
        var following = multiple(after: last)
        if last == start, (following - start).milliseconds <= (step - 1) / 2 { following = following + interval }
        let passed = max((now - following).milliseconds, 0)
        // A cycle that ends just on a multiple begins the next one there.
        let skipped = passed == 0 ? 0 : (passed - 1) / step + 1
        let at = following + TimeSpan(milliseconds: step) * skipped
        last = at
        return Next(at: at, skipped: Int(clamping: skipped))
    }

    private func multiple(after time: Timestamp) -> Timestamp {
        let step = max(interval.milliseconds, 1)
        let remainder = time.milliseconds % step
        return time + TimeSpan(milliseconds: step - (remainder < 0 ? remainder + step : remainder))
    }
}
