/// A length of time in whole milliseconds.
package struct TimeSpan: Sendable, Hashable, Comparable {
    /// The number of milliseconds.
    package var milliseconds: Int64

    /// That many milliseconds.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// That many milliseconds.
    package static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count) }
    /// That many seconds, the greatest length for more than fits.
    package static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: saturating(count, times: 1000)) }
    /// That many minutes.
    package static func minutes(_ count: Int64) -> TimeSpan { seconds(saturating(count, times: 60)) }
    /// That many hours.
    package static func hours(_ count: Int64) -> TimeSpan { minutes(saturating(count, times: 60)) }
    /// That many days of 24 hours.
    package static func days(_ count: Int64) -> TimeSpan { hours(saturating(count, times: 24)) }
    /// The longest that a file or an expression may name: ten years, beyond which nobody waits and clocks cannot count.
    package static let longestWritten = TimeSpan.days(3650)
    /// No time.
    package static let zero = TimeSpan(milliseconds: 0)

    /// The length in seconds.
    package var seconds: Double { Double(milliseconds) / 1000 }

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool { left.milliseconds < right.milliseconds }

    /// The length `count` times over, the greatest length for more than fits.
    package static func * (span: TimeSpan, count: Int64) -> TimeSpan {
        TimeSpan(milliseconds: saturating(span.milliseconds, times: count))
    }
}

/// The product, or the nearest number that fits.
private func saturating(_ number: Int64, times factor: Int64) -> Int64 {
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    guard overflow else { return product }
    return (number < 0) == (factor < 0) ? .max : .min
}

extension TimeSpan {
    /// The units of the notation with their milliseconds, largest first.
    package static let units: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// The length written as `text`: whole numbers of `w d h m s ms`, largest first, each at most once (`1h30m`).
    ///
    /// Nil when the text is anything else or longer than 2^63 ms. A bare `0` is not of this form.
    package init?(parsing text: some StringProtocol) {
        self.init(parsing: Array(text.utf8))
    }

    private init?(parsing utf8: [UInt8]) {
        var rest = utf8[...]
        var total: Int64 = 0
        var nextUnit = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { (0x61...0x7A).contains($0) }
            rest = rest.dropFirst(letters.count)
            guard let number = Int64(String(decoding: digits, as: UTF8.self)), !digits.isEmpty,
                let unit = Self.units[nextUnit...].firstIndex(where: { $0.name.utf8.elementsEqual(letters) })
            else { return nil }
            let (part, tooLong) = number.multipliedReportingOverflow(by: Self.units[unit].milliseconds)
            let (sum, tooLongTogether) = total.addingReportingOverflow(part)
            guard !tooLong, !tooLongTogether else { return nil }
            total = sum
            nextUnit = unit + 1
        }
        self.init(milliseconds: total)
    }
}

extension TimeSpan: CustomStringConvertible {
    /// The notation that reads back to the same length: `1h30m`, `0s` for none.
    package var description: String {
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for unit in Self.units {
            let (count, left) = rest.quotientAndRemainder(dividingBy: unit.milliseconds.magnitude)
            if count > 0 { text += "\(count)\(unit.name)" }
            rest = left
        }
        return text
    }
}
