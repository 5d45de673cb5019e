import Glibc

/// A stream of random numbers that its seed fixes for ever (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
///
/// The standard library's generator cannot be seeded, and the laws below must give the same day on every machine.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of `seed` that `keys` name; other keys give streams that have nothing to do with each other.
    init(seed: UInt64, keys: UInt64...) {
        state = seed
        for key in keys {
            state = next() ^ (key &* 0xD6E8_FEB8_6659_FD93)
        }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number above 0 and below 1, each of 2^53 values equally likely.
    mutating func uniform() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// A number of the exponential law.
    mutating func exponential(mean: Double) -> Double {
        -mean * log(uniform())
    }

    /// A number of the normal law with mean 0 and deviation 1 (Box and Muller's method).
    mutating func normal() -> Double {
        let radius = (-2 * log(uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }
}
