extension Timestamp {
    /// The instant written as `text` in the form of RFC 3339 section 5.6, with any offset.
    ///
    /// Fractions of a second are cut to milliseconds; a leap second counts as the second after it. Nil for any other
    /// text, and for an instant that lies outside the years 0001 to 9999 in UTC.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        func has(_ characters: StaticString, at index: Int) -> Bool {
            guard index < bytes.count else { return false }
            return characters.withUTF8Buffer { $0.contains(bytes[index]) }
        }
        guard bytes.count <= 64, let year = number(0..<4), has("-", at: 4), let month = number(5..<7),
            has("-", at: 7), let day = number(8..<10), has("Tt ", at: 10), let hour = number(11..<13),
            has(":", at: 13), let minute = number(14..<16), has(":", at: 16), let second = number(17..<19),
            (1...12).contains(month), (1...CalendarDate.daysIn(month: month, of: year)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if has(".", at: index) {
            let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            for position in 0..<3 {
                let digit = position < digits.count ? digits[digits.startIndex + position] - 0x30 : 0
                fraction = fraction * 10 + Int64(digit)
            }
            index += 1 + digits.count
        }
        var offset: Int64 = 0
        if has("Zz", at: index) {
            index += 1
        } else if has("+-", at: index), let hours = number(index + 1..<index + 3), has(":", at: index + 3),
            let minutes = number(index + 4..<index + 6), hours < 24, minutes < 60
        {
            offset = (hours * 60 + minutes) * (bytes[index] == 0x2D ? -60 : 60)
            index += 6
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let days = CalendarDate(year: year, month: month, day: day).daysSinceEpoch
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        let milliseconds = (seconds - offset) * 1000 + fraction
        guard Self.writable.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// The years 0001 to 9999 in UTC: RFC 3339 cannot write others, and the zero of many programs is year 1.
    private static let writable: Range<Int64> = {
        let days = [1, 10_000].map { CalendarDate(year: $0, month: 1, day: 1).daysSinceEpoch }
        return days[0] * 86_400_000..<days[1] * 86_400_000
    }()

    /// The instant in UTC, `2014-10-07T07:45:00Z`, with `.123` only when the milliseconds are not 0.
    package var rfc3339: String {
        let (day, millisecondOfDay) = milliseconds.dividedDown(by: 86_400_000)
        let date = CalendarDate(daysSinceEpoch: day)
        let second = millisecondOfDay / 1000
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func append(_ number: Int64, _ width: Int, behind separator: Unicode.Scalar? = nil) {
            if let separator { text.append(UInt8(ascii: separator)) }
            if number < 0 { text.append(UInt8(ascii: "-")) }
            let digits = String(number.magnitude).utf8
            for _ in 0..<max(0, width - digits.count) { text.append(UInt8(ascii: "0")) }
            text += digits
        }
        append(date.year, 4)
        append(date.month, 2, behind: "-")
        append(date.day, 2, behind: "-")
        append(second / 3600, 2, behind: "T")
        append(second / 60 % 60, 2, behind: ":")
        append(second % 60, 2, behind: ":")
        let fraction = millisecondOfDay % 1000
        if fraction != 0 { append(fraction, 3, behind: ".") }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}
