/// A whole number of any size, as large as a double can be.
struct WholeNumber: CustomStringConvertible {
    /// The digits to the base of a thousand million, lowest first, the highest not 0.
    private var limbs: [UInt32] = []
    private static let base: UInt64 = 1_000_000_000

    /// The number that `value`, finite and not negative, is when its fraction is cut off.
    init(_ value: Double) {
        let whole = value.rounded(.down)
        let exponent = whole.isZero ? 0 : max(0, Int(whole.exponent) - 52)
        // A double is at most 53 bits times a power of 2.
        var significand = UInt64(exactly: whole / Double(sign: .plus, exponent: exponent, significand: 1)) ?? 0
        while significand > 0 {
            limbs.append(UInt32(significand % Self.base))
            significand /= Self.base
        }
        for _ in 0..<exponent { multiplyAndAdd(2, 0) }
    }

    /// Whether it is 0.
    var isZero: Bool { limbs.isEmpty }

    /// Becomes the product with `factor`, plus `summand`.
    mutating func multiplyAndAdd(_ factor: UInt32, _ summand: UInt32) {
        var carry = UInt64(summand)
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * UInt64(factor) + carry
            limbs[index] = UInt32(product % Self.base)
            carry = product / Self.base
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    /// Becomes the quotient by `divisor`, which is not 0, and gives the remainder.
    mutating func divide(by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            let dividend = remainder * Self.base + UInt64(limbs[index])
            limbs[index] = UInt32(dividend / UInt64(divisor))
            remainder = dividend % UInt64(divisor)
        }
        while limbs.last == 0 { limbs.removeLast() }
        return UInt32(remainder)
    }

    /// Its decimal digits.
    var description: String {
        guard let highest = limbs.last else { return "0" }
        return limbs.dropLast().reversed().reduce("\(highest)") { text, limb in
            let digits = "\(limb)"
            return text + String(repeating: "0", count: 9 - digits.count) + digits
        }
    }
}
