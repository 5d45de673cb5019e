import Model

/// How often one destination may be told, and when it was.
///
/// A pure value: times come in, on any clock that does not jump. The last times are kept, not only a count, so that no
/// stretch of a period's length ever has more than is allowed.
struct RateLimit: Sendable, Hashable {
    /// At most `count` in any stretch of `period`.
    struct Allowance: Sendable, Hashable {
        /// How many.
        let count: Int
        /// In which time.
        let period: TimeSpan

        /// At most `count` in any stretch of `period`; at least one.
        init(_ count: Int, per period: TimeSpan) {
            self.count = max(1, count)
            self.period = period
        }
    }

    private let allowances: [Allowance]
    /// The last times, ascending, as many as the greatest allowance counts.
    private var times: [Timestamp] = []

    /// A destination that may be told as often as all of `allowances` say.
    init(_ allowances: [Allowance]) {
        self.allowances = allowances
    }

    /// The first time from `now` on at which it may be told; it is told then.
    mutating func reserve(at now: Timestamp) -> Timestamp {
        var time = max(now, times.last ?? now)
        for allowance in allowances where times.count >= allowance.count {
            time = max(time, times[times.count - allowance.count] + allowance.period)
        }
        times.append(time)
        let kept = allowances.map(\.count).max() ?? 0
        times.removeFirst(max(0, times.count - kept))
        return time
    }

    /// Whether nothing that was told before counts any more at `now`.
    func isIdle(at now: Timestamp) -> Bool {
        guard let last = times.last else { return true }
        return allowances.allSatisfy { last + $0.period <= now }
    }
}
