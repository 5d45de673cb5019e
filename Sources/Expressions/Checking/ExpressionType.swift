import Model

/// What a part of an expression gives.
enum ExpressionType: Sendable, Hashable {
    case number(NumberType)
    case condition
    /// The part has a mistake that was reported: whatever it is put into is silent about it.
    case invalid
}

/// What kind of number an expression gives.
struct NumberType: Sendable, Hashable {
    /// Its unit; nil for bare numbers, which take the unit that their place asks for.
    var unit: MeasureUnit?
    /// Whether it is a ratio, which templates print in percent.
    var isRatio = false

    /// A number without a metric, duration or percent in it.
    static let bare = NumberType(unit: nil)
    /// A quotient of equal units, or a percent.
    static let ratio = NumberType(unit: .plain, isRatio: true)

    /// The unit where no place asks for one.
    var effectiveUnit: MeasureUnit { unit ?? .plain }
}
