/// A contact centre that does not exist: for every access code of every VDN a queueing system of its own.
///
/// Pure: time comes in as an argument, and the same seed gives the same day whatever the instants asked for.
package struct CallCentreModel: Sendable {
    private struct Line: Hashable, Sendable {
        let vdn: Int
        let innoId: Int
    }

    /// Where all random numbers come from.
    package let seed: UInt64
    private var now: Int64 = 0
    private var queues: [Line: AccessCodeQueue] = [:]

    /// The centre at 00:00 of its first day, before anybody has called.
    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Moves the centre's clock, counted from the first day's 00:00; an instant already passed changes nothing.
    package mutating func advance(to instant: Duration) {
        now = max(now, Milliseconds.of(instant))
    }

    /// The counters of an access code now.
    ///
    /// Its queue catches up when it is asked: a code that nobody polls costs nothing.
    package mutating func counters(vdn: Int, innoId: Int) -> CallCounters {
        let line = Line(vdn: vdn, innoId: innoId)
        var queue =
            queues.removeValue(forKey: line)
            ?? AccessCodeQueue(
                plan: AccessCodePlan(seed: seed, vdn: vdn, innoId: innoId),
                seed: seed,
                vdn: vdn,
                innoId: innoId
            )
        queue.advance(to: now)
        queues[line] = queue
        return queue.counters
    }
}
