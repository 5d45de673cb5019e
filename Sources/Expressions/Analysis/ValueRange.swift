/// The values that a number can have when it is known, both ends included.
///
/// Its arithmetic is that of evaluation: rounding never turns the order of two numbers round, so that the ends of a
/// result are the results of ends, and no value that evaluation gives lies outside.
struct ValueRange: Sendable, Hashable {
    var lower: Double
    var upper: Double

    /// Every finite number.
    static let any = ValueRange(-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude)
    /// What a part of a whole can be.
    static let share = ValueRange(0, 1)

    /// The numbers from `lower` to `upper`; what is not finite is unknown and therefore left out.
    init(_ lower: Double, _ upper: Double) {
        self.lower = max(lower, -Double.greatestFiniteMagnitude)
        self.upper = min(upper, Double.greatestFiniteMagnitude)
    }

    /// One number.
    init(_ value: Double) { self.init(value, value) }

    /// Whether there is no number in it: what it is about is never known.
    var isEmpty: Bool { !(lower <= upper) }

    /// The greatest magnitude in it.
    var magnitude: Double { max(lower.magnitude, upper.magnitude) }

    static prefix func - (range: ValueRange) -> ValueRange { ValueRange(-range.upper, -range.lower) }

    static func + (left: ValueRange, right: ValueRange) -> ValueRange {
        ValueRange(left.lower + right.lower, left.upper + right.upper)
    }

    static func - (left: ValueRange, right: ValueRange) -> ValueRange { left + -right }

    static func * (left: ValueRange, right: ValueRange) -> ValueRange {
        corners(left, right) { $0 * $1 }
    }

    /// The quotients by a divisor that is not 0; `isWhole` says whether the divisor is a whole number.
    func divided(by divisor: ValueRange, isWhole: Bool) -> ValueRange {
        let least = isWhole ? 1 : Double.leastNonzeroMagnitude
        if divisor.lower >= 0 {
            let known = ValueRange(max(divisor.lower, least), divisor.upper)
            return known.isEmpty ? known : Self.corners(self, known) { $0 / $1 }
        }
        if divisor.upper <= 0 { return -divided(by: -divisor, isWhole: isWhole) }
        return .any
    }

    /// The numbers without their signs.
    var absolute: ValueRange {
        if lower >= 0 { return self }
        return upper <= 0 ? -self : ValueRange(0, magnitude)
    }

    /// The least or greatest of two numbers.
    static func extreme(_ function: ValueFunction, _ left: ValueRange, _ right: ValueRange) -> ValueRange {
        switch function {
        case .min: ValueRange(min(left.lower, right.lower), min(left.upper, right.upper))
        case .max: ValueRange(max(left.lower, right.lower), max(left.upper, right.upper))
        case .abs: left.absolute
        }
    }

    /// A little more than this range: a result over many numbers may differ by 1e-9 relative.
    var widened: ValueRange {
        let margin = 1e-8
        return ValueRange(
            lower - lower.magnitude * margin,
            upper + upper.magnitude * margin
        )
    }

    private static func corners(
        _ left: ValueRange,
        _ right: ValueRange,
        _ operation: (Double, Double) -> Double
    ) -> ValueRange {
        let corners = [
            operation(left.lower, right.lower), operation(left.lower, right.upper),
            operation(left.upper, right.lower), operation(left.upper, right.upper),
        ]
        return ValueRange(corners.min() ?? 0, corners.max() ?? 0)
    }
}
