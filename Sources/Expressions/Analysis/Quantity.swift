/// What is known of a number, whatever the series and the poll.
struct Quantity: Sendable {
    /// The values that it can have; empty for one that is never known.
    var range: ValueRange
    /// Whether it is a whole number.
    var isWhole: Bool
    /// The number as a sum; a number that is none is a variable of its own.
    var form: LinearForm
    /// What is known of it and others together.
    var facts: [LinearRow] = []
    /// The quotient that it is, if it is one and the divisor is never negative.
    var quotient: Quotient?

    /// One number divided by another.
    struct Quotient: Sendable {
        var dividend: LinearForm
        var divisor: LinearForm
        /// Whether the divisor is a whole number, and so at least 1.
        var isDivisorWhole: Bool
    }

    /// A constant.
    init(_ constant: Double) {
        range = ValueRange(constant)
        isWhole = constant.isWholeNumber
        form = LinearForm(constant)
    }

    /// A number that is a sum.
    init(_ form: LinearForm, in range: ValueRange, isWhole: Bool) {
        self.range = range
        self.isWhole = isWhole
        self.form = form
    }

    /// A number by itself, whose magnitude is usually at most `magnitude`.
    init(variable: Int, in range: ValueRange, isWhole: Bool, magnitude: Double? = nil) {
        let magnitude = min(magnitude ?? .infinity, range.magnitude)
        self.init(
            LinearForm(variable: variable, magnitude: magnitude, isWhole: isWhole),
            in: range,
            isWhole: isWhole
        )
    }

    /// Whether evaluation never gives a value, as after a division by the constant 0.
    var isNeverKnown: Bool { range.isEmpty }

    /// The value when it never varies.
    var constant: Double? { form.terms.isEmpty && form.error == 0 ? form.constant : nil }
}

/// What is known of a condition, whatever the series and the poll.
struct Meaning: Sendable {
    /// Where it can hold.
    var whenTrue: Region
    /// Where it can fail to hold.
    var whenFalse: Region

    /// Nothing is known of it.
    static let open = Meaning(whenTrue: .everywhere, whenFalse: .everywhere)

    /// Whether it is proven that it always holds when it is known (true), or never (false).
    var verdict: Bool? {
        if whenTrue.isEmpty { return false }
        return whenFalse.isEmpty ? true : nil
    }
}
