import Model

/// How long a server wants to be left alone (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// The longest time that a server is obeyed.
    static let limit = TimeSpan.hours(1)

    /// The time to wait from `now` on: 0 to 1 h, nil when the header's value is neither seconds nor a date.
    static func wait(_ value: String, now: Timestamp) -> TimeSpan? {
        let text = value.filter { $0 != "\t" }.split(separator: " ").joined(separator: " ")
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than an Int64 has are a wait beyond the limit, too.
            guard let seconds = Int64(text), seconds < limit.milliseconds / 1000 else { return limit }
            return .seconds(seconds)
        }
        guard let date = date(text, now: now) else { return nil }
        return min(max(date - now, TimeSpan(milliseconds: 0)), limit)
    }

    /// The instant of an HTTP date in any of its three forms (RFC 9110 section 5.6.7).
    private static func date(_ text: String, now: Timestamp) -> Timestamp? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == "-" }
        if parts.count == 6, parts[5] == "GMT" {
            // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`
            return instant(day: parts[1], month: parts[2], year: parts[3], time: parts[4], now: now)
        }
        // `Sun Nov  6 08:49:37 1994`
        guard parts.count == 5 else { return nil }
        return instant(day: parts[2], month: parts[1], year: parts[4], time: parts[3], now: now)
    }

    private static func instant(
        day: Substring,
        month: Substring,
        year: Substring,
        time: Substring,
        now: Timestamp
    ) -> Timestamp? {
        guard let number = months.firstIndex(of: month) else { return nil }
        let dayAndTime = "\(twoDigits(String(number + 1)))-\(twoDigits(String(day)))T\(time)Z"
        guard year.utf8.count == 2 else { return Timestamp(rfc3339: "\(year)-\(dayAndTime)") }
        // A two-digit year that looks more than 50 years ahead is of the century before; for a wait of at most an hour
        // only the nearest one can matter.
        let century = Int(now.rfc3339.prefix(2)) ?? 20
        return [century - 1, century, century + 1]
            .compactMap { Timestamp(rfc3339: "\($0)\(year)-\(dayAndTime)") }
            .min { ($0 - now).milliseconds.magnitude < ($1 - now).milliseconds.magnitude }
    }

    private static func twoDigits(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
