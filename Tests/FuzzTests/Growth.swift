import Glibc

/// How the work for an input grows with the input.
///
/// Work is the processor time of the thread that does it: what else the machine does is not in it, and no deadline is
/// kept. One measurement still says little, as caches and the allocator have their say. So only a ratio is looked at, that
/// for eight times the input: about 8 when work is linear, about 11 when it is n log n, and near 64 when it is
/// quadratic. ``limit`` stands in the middle of 8 and 64, so that chance would have to more than double one side; and
/// what seems to be above it is measured again, the least time of each size counting.
struct Growth {
    /// The greatest ratio that is taken for linear.
    static let limit = 22.0
    /// How much larger the large input is.
    static let factor = 8
    /// Processor time that no input is too large for; what takes less is not looked at.
    private static let unnoticeable = 0.02
    private static let attempts = 4

    /// What the measurements come to.
    let ratio: Double
    /// The seconds for the large input.
    let seconds: Double

    var isLinear: Bool { ratio <= Self.limit }

    /// Measures `work` for an input of `size` and one of eight times that.
    init(size: Int, make: (Int) -> [UInt8], work: ([UInt8]) -> Void) {
        let (small, large) = (make(size), make(size * Self.factor))
        var (least, most) = (Double.infinity, Double.infinity)
        for _ in 0..<Self.attempts {
            // The small one again: of the first measurement some is what comes only once.
            for _ in 0..<2 { least = min(least, Self.processorTime { work(small) }) }
            most = min(most, Self.processorTime { work(large) })
            if most < Self.unnoticeable || most <= Self.limit * least { break }
        }
        seconds = most
        ratio = most < Self.unnoticeable ? 0 : most / max(least, 1e-9)
    }

    private static func processorTime(_ work: () -> Void) -> Double {
        let start = now()
        work()
        return now() - start
    }

    /// The processor time of this thread so far, in seconds.
    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
