/// What a number measures: a product of powers of calls and seconds.
package struct MeasureUnit: Sendable, Hashable {
    /// The power of calls.
    package let calls: Int
    /// The power of seconds.
    package let seconds: Int

    private init(calls: Int, seconds: Int) {
        self.calls = calls
        self.seconds = seconds
    }

    /// A plain number.
    package static let plain = MeasureUnit(calls: 0, seconds: 0)
    /// A number of calls.
    package static let calls = MeasureUnit(calls: 1, seconds: 0)
    /// A time in seconds.
    package static let seconds = MeasureUnit(calls: 0, seconds: 1)

    /// The unit of a product.
    package static func * (left: MeasureUnit, right: MeasureUnit) -> MeasureUnit {
        MeasureUnit(calls: left.calls + right.calls, seconds: left.seconds + right.seconds)
    }

    /// The unit of a quotient.
    package static func / (left: MeasureUnit, right: MeasureUnit) -> MeasureUnit {
        MeasureUnit(calls: left.calls - right.calls, seconds: left.seconds - right.seconds)
    }
}

extension MeasureUnit: CustomStringConvertible {
    /// The unit in words for people: `calls`, `seconds`, `calls per second`, `plain number`.
    package var description: String {
        let powers = [("calls", calls), ("seconds", seconds)]
        let above = powers.filter { $0.1 > 0 }.map(Self.word)
        let below = powers.filter { $0.1 < 0 }.map { Self.word(($0.0, -$0.1)) }
        switch (above.isEmpty, below.isEmpty) {
        case (true, true): return "plain number"
        case (false, true): return above.joined(separator: " times ")
        case (_, false):
            let divisor = below.joined(separator: " times ").replacingTrailingPlural
            return (above.isEmpty ? "1" : above.joined(separator: " times ")) + " per " + divisor
        }
    }

    private static func word(_ power: (String, Int)) -> String {
        power.1 == 1 ? power.0 : "\(power.0)^\(power.1)"
    }
}

extension String {
    fileprivate var replacingTrailingPlural: String {
        switch self {
        case "seconds": "second"
        case "calls": "call"
        default: self
        }
    }
}
