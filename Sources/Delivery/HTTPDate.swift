import Model

/// The date of an HTTP header (RFC 9110 section 5.6.7).
enum HTTPDate {
    /// The instant that `text` names in one of the three forms, nil for anything else.
    ///
    /// The weekday is not held against the date. A year of two digits is the one nearest to `now` that is at most 50
    /// years ahead.
    static func parse(_ text: String, now: Timestamp) -> Timestamp? {
        var parts = text.split { $0 == " " || $0 == "," || $0 == "\t" }
        if parts.count == 4 {
            // `Sunday, 06-Nov-94 08:49:37 GMT`.
            parts.replaceSubrange(1...1, with: parts[1].split(separator: "-", omittingEmptySubsequences: false))
        }
        let fields: (day: Substring, month: Substring, year: Substring, time: Substring)
        switch parts.count {
        case 6 where ["GMT", "UTC"].contains(parts[5].uppercased()):
            // `Sun, 06 Nov 1994 08:49:37 GMT`.
            fields = (parts[1], parts[2], parts[3], parts[4])
        case 5:
            // `Sun Nov  6 08:49:37 1994`, C's asctime.
            fields = (parts[2], parts[1], parts[4], parts[3])
        default:
            return nil
        }
        guard (1...2).contains(fields.day.utf8.count), let month = months.firstIndex(of: fields.month.lowercased()),
            let year = fullYear(fields.year, now: now)
        else { return nil }
        // What is left to check, digits and ranges, RFC 3339 asks for as well.
        return Timestamp(rfc3339: "\(year)-\(twoDigits(month + 1))-\(twoDigits(fields.day))T\(fields.time)Z")
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func fullYear(_ digits: Substring, now: Timestamp) -> String? {
        guard digits.utf8.count == 2 else { return String(digits) }
        // `UInt8` also reads a sign in front.
        guard digits.allSatisfy(\.isNumber), let short = UInt8(digits).map(Int.init),
            let current = Int(now.rfc3339.prefix { $0 != "-" })
        else { return nil }
        var year = current - current % 100 + short
        if year > current + 50 { year -= 100 }
        if year <= current - 50 { year += 100 }
        return String(year)
    }

    private static func twoDigits(_ number: some CustomStringConvertible) -> String {
        let digits = number.description
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}

/// The header `Retry-After` (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// The time that a peer asks to be left alone for, nil when what it says is of no known form.
    ///
    /// A date that has passed is no time at all.
    static func span(_ value: String, now: Timestamp) -> TimeSpan? {
        let text = value.drop { $0 == " " || $0 == "\t" }
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        let rest = text.utf8[digits.endIndex...]
        if !digits.isEmpty, rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
            return .seconds(Int64(String(decoding: digits, as: UTF8.self)) ?? .max)
        }
        return HTTPDate.parse(value, now: now).map { max($0 - now, .zero) }
    }
}
