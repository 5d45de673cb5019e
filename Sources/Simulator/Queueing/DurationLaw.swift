import Glibc

/// How long something lasts that nobody knows beforehand: a conversation, a menu, a caller's patience.
package enum DurationLaw: Sendable, Equatable {
    /// Without memory: what is left does not depend on what has passed. Times in seconds.
    case exponential(mean: Double)
    /// The usual law of conversations: few very short ones, a long tail; `spread` is deviation divided by mean.
    case lognormal(mean: Double, spread: Double)

    /// One duration, in whole milliseconds.
    func draw(from generator: inout SeededGenerator) -> Int64 {
        let seconds =
            switch self {
            case .exponential(let mean):
                generator.exponential(mean: mean)
            case .lognormal(let mean, let spread):
                // With variance v of the logarithm, the law's mean is exp(m + v/2): m is chosen to give the mean asked.
                Self.lognormal(mean: mean, variance: log(1 + spread * spread), from: &generator)
            }
        return Milliseconds.rounded(seconds * 1000)
    }

    private static func lognormal(
        mean: Double,
        variance: Double,
        from generator: inout SeededGenerator
    ) -> Double {
        mean * exp(variance.squareRoot() * generator.normal() - variance / 2)
    }
}
