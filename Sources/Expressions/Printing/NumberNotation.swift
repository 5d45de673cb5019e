import Model

/// How templates write numbers.
enum NumberNotation {
    /// The value in its unit, `unknown` for none: seconds as `2m 5s`, ratios as `12.5%`, others with 3 decimals.
    ///
    /// Halves are rounded away from zero, of the exact value of the double.
    static func text(_ value: Double?, unit: MeasureUnit, isRatio: Bool) -> String {
        guard let value, value.isFinite else { return "unknown" }
        let text =
            if isRatio {
                percent(value.magnitude)
            } else if unit == .seconds {
                duration(value.magnitude)
            } else {
                decimal(value.magnitude)
            }
        let isZero = !text.utf8.contains { (0x31...0x39).contains($0) }
        return value < 0 && !isZero ? "-" + text : text
    }

    /// The shortest text that reads back to the same double, `unknown` for none.
    static func raw(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "unknown" }
        let text = value.description
        guard let exponent = text.firstIndex(of: "e") else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        // Swift writes `1e+16` and `1e-05`.
        let mantissa = text[..<exponent]
        let power = Int(text[text.index(after: exponent)...]) ?? 0
        return "\(mantissa.hasSuffix(".0") ? mantissa.dropLast(2) : mantissa)e\(power)"
    }

    /// The value in its unit with all its digits: `79.99999999999999%`, `59.999999999999996s`.
    static func exact(_ value: Double?, unit: MeasureUnit, isRatio: Bool) -> String {
        guard let value, value.isFinite else { return "unknown" }
        guard isRatio else { return raw(value) + (unit == .seconds ? "s" : "") }
        // Where a hundred times the value is rounded to what it shall not be taken for, the ratio itself is told.
        let percent = value * 100
        return percent / 100 == value ? raw(percent) + "%" : raw(value)
    }

    private static func decimal(_ value: Double) -> String {
        let (whole, thousandths) = rounded(value)
        return "\(whole)" + decimals(thousandths, 3)
    }

    private static func percent(_ value: Double) -> String {
        var (whole, thousandths) = rounded(value)
        whole.multiplyAndAdd(100, UInt32(thousandths / 10))
        return "\(whole)" + decimals(thousandths % 10, 1) + "%"
    }

    private static func duration(_ value: Double) -> String {
        var days = WholeNumber(value.rounded(.toNearestOrAwayFromZero))
        let seconds = days.divide(by: 86_400)
        let parts = [("h", seconds / 3600), ("m", seconds / 60 % 60), ("s", seconds % 60)]
        let words = (days.isZero ? [] : ["\(days)d"]) + parts.filter { $0.1 > 0 }.map { "\($0.1)\($0.0)" }
        return words.isEmpty ? "0s" : words.joined(separator: " ")
    }

    private static func decimals(_ digits: Int, _ count: Int) -> String {
        guard digits > 0 else { return "" }
        let text = String(digits)
        let padded = String(repeating: "0", count: count - text.count) + text
        return "." + String(padded.reversed().drop { $0 == "0" }.reversed())
    }

    /// The whole part and the thousandths, 0 to 999, of a value that is not negative.
    private static func rounded(_ value: Double) -> (whole: WholeNumber, thousandths: Int) {
        let floor = value.rounded(.down)
        let fraction = value - floor
        // The product of 53 and 10 bits may not fit a double; `error` is what it lacks, so that no half is missed.
        let product = fraction * 1000
        let error = (-product).addingProduct(fraction, 1000)
        let thousandths = product.rounded(.down)
        let rest = product - thousandths
        let isUp = rest > 0.5 || (rest == 0.5 && error >= 0)
        // At most 1000: the conversion cannot fail.
        let count = Int(thousandths) + (isUp ? 1 : 0)
        var whole = WholeNumber(floor)
        if count == 1000 { whole.multiplyAndAdd(1, 1) }
        return (whole, count == 1000 ? 0 : count)
    }
}
