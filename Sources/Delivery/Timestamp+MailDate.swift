import Model

extension Timestamp {
    /// The instant in UTC as mail writes it, `Tue, 07 Oct 2014 07:45:00 +0000` (RFC 5322 section 3.3).
    var mailDate: String { date(zone: "+0000") }

    /// The instant in UTC as people read it, `Tue, 07 Oct 2014 07:45:00 UTC`; fractions of a second are left out.
    var readable: String { date(zone: "UTC") }

    private func date(zone: String) -> String {
        let text = rfc3339
        let date = text.prefix { $0 != "T" }.split(separator: "-")
        // A year before 0 has a sign; mail has no words for it either.
        guard date.count == 3, let month = Int(date[1]), Self.months.indices.contains(month - 1) else { return text }
        let time = text.dropFirst(text.prefix { $0 != "T" }.count + 1).prefix(8)
        return "\(weekday), \(date[2]) \(Self.months[month - 1]) \(date[0]) \(time) \(zone)"
    }

    private var weekday: String {
        // 1 January 1970 was a Thursday; the remainder is negative before it.
        let (day, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let remainder = ((rest < 0 ? day - 1 : day) % 7 + 7 + 4) % 7
        return Self.weekdays[Int(remainder)]
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
