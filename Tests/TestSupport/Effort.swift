import Glibc

/// How much random testing is done: a short form that everybody waits for, a long one with `CALLWATCH_LONG=1`.
package enum Effort {
    /// Whether it is the long form.
    package static var isLong: Bool { getenv("CALLWATCH_LONG") != nil }

    /// The blocks of seeds to run.
    package static func blocks<Number: FixedWidthInteger>(short: Number, long: Number) -> Range<Number> {
        0..<(isLong ? long : short)
    }
}
