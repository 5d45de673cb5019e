import Model

/// The time that a chart shows.
struct TimeWindow: Sendable, Hashable {
    /// Its first moment.
    var start: Timestamp
    /// The moment behind its last.
    var end: Timestamp

    /// The time from `start` to `end`.
    init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = max(start, end)
    }

    /// How long it is.
    var length: TimeSpan { end - start }

    /// The part of the time from `first` to `last` that lies in it; nil when they have no moment in common.
    func part(from first: Timestamp, to last: Timestamp) -> TimeWindow? {
        guard first < end, last >= start else { return nil }
        return TimeWindow(start: max(first, start), end: min(last, end))
    }

    /// The place of `time` where the window is `count` wide; outside of it for a time outside.
    func place(of time: Timestamp, in count: Int) -> Int {
        let share = Double((time - start).milliseconds) / Double(max(1, length.milliseconds)) * Double(count)
        return Int(exactly: min(max(share, -1e9), 1e9).rounded(.down)) ?? 0
    }
}
