import Glibc

/// A clock that figures are taken with.
enum Clock {
    /// The time that passes.
    case wall
    /// The time that this thread has had on a core: what else runs on the machine counts little.
    case thread

    /// Its time, in seconds.
    func now() -> Double {
        var time = timespec()
        // Both clocks exist on every Linux.
        clock_gettime(self == .wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// How many seconds `body` takes.
    func time(_ body: () throws -> Void) rethrows -> Double {
        let start = now()
        try body()
        return now() - start
    }

    /// The best of so many runs of `body`, in seconds, after one that fills the caches.
    func best(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
        try body()
        var best = Double.infinity
        for _ in 0..<runs { best = min(best, try time(body)) }
        return best
    }
}

extension [Double] {
    /// The value at `share` of the way through them in order; there is one at least.
    func quantile(_ share: Double) -> Double {
        let rank = Int((Double(count - 1) * share).rounded())
        return sorted()[rank]
    }
}
