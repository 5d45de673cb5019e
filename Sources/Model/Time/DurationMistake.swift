/// Why a text is no duration, and what whoever wrote it most likely meant.
package struct DurationMistake: Sendable, Hashable {
    /// What is wrong, in a few words.
    package let reason: String
    /// The length that is meant, in our notation: `1h30m` for `1.5 hours`; nil when nobody can tell.
    package let remedy: String?

    /// The mistake in `text`; nil when it is a duration.
    package init?(in text: String) {
        guard TimeSpan(parsing: text) == nil else { return nil }
        reason = Self.reason(text)
        remedy = Self.meaning(of: text)?.description
    }

    /// How many milliseconds the words of everyday life are.
    private static let words: [String: Int64] = {
        let names = [
            "ms": ["ms", "msec", "msecs", "millisecond", "milliseconds"],
            "s": ["s", "sec", "secs", "second", "seconds"],
            "m": ["m", "min", "mins", "minute", "minutes"],
            "h": ["h", "hr", "hrs", "hour", "hours"],
            "d": ["d", "day", "days"],
            "w": ["w", "week", "weeks"],
        ]
        var words: [String: Int64] = ["y": 31_536_000_000, "year": 31_536_000_000, "years": 31_536_000_000]
        for unit in TimeSpan.units {
            for name in names[unit.name] ?? [] { words[name] = unit.milliseconds }
        }
        return words
    }()

    private static func reason(_ text: String) -> String {
        let scalars = text.unicodeScalars
        if scalars.first == "-" || scalars.first == "+" { return "a duration has no sign" }
        if scalars.contains(":") { return "a duration is a number with its unit, and no time of a clock" }
        if scalars.contains(where: \.properties.isWhitespace) { return "a duration has no space in it" }
        let names = text.split { !$0.isLetter }.map(String.init)
        let units = TimeSpan.units.map(\.name)
        if scalars.contains(".") || scalars.contains(","), let last = names.last, words[last.lowercased()] != nil {
            return "a duration has whole numbers only"
        }
        guard scalars.first?.isDigit == true, scalars.allSatisfy({ $0.isDigit || $0.properties.isAlphabetic }) else {
            return "neither a number nor a duration"
        }
        guard names.allSatisfy(units.contains) else { return "the units of a duration are `w d h m s ms`" }
        guard scalars.last?.isDigit == false else { return "the last number has no unit" }
        let places = names.compactMap(units.firstIndex)
        return zip(places, places.dropFirst()).allSatisfy { $0 < $1 }
            ? "longer than any time that can be computed with" : "a duration has its largest unit first, each once"
    }

    /// The length that a text in everyday words, with fractions, or in the form of a clock tells.
    private static func meaning(of text: String) -> TimeSpan? {
        let milliseconds = text.contains(":") ? clock(text) : words(text)
        // Beyond that a double knows no single milliseconds.
        guard let milliseconds, milliseconds > 0, milliseconds < 9e15, milliseconds.rounded() == milliseconds else {
            return nil
        }
        return Int64(exactly: milliseconds).map { TimeSpan(milliseconds: $0) }
    }

    /// `1:30:00` and `5:00`, in milliseconds.
    private static func clock(_ text: String) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard (2...3).contains(parts.count) else { return nil }
        var seconds = 0.0
        for part in parts {
            guard let part, (0...9999).contains(part) else { return nil }
            seconds = seconds * 60 + Double(part)
        }
        return seconds * 1000
    }

    /// `1.5h`, `5 minutes` and `1m1h`, in milliseconds.
    private static func words(_ text: String) -> Double? {
        var rest = text.lowercased().unicodeScalars.filter { !$0.properties.isWhitespace }[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isDigit || $0 == "." || $0 == "," }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { $0.properties.isAlphabetic }
            rest = rest.dropFirst(letters.count)
            let number = String(String.UnicodeScalarView(digits.map { $0 == "," ? "." : $0 }))
            guard let count = Double(number), let unit = words[String(String.UnicodeScalarView(letters))] else {
                return nil
            }
            total += count * Double(unit)
        }
        return total
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
