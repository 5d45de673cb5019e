import Diagnostics
import Model
import YAML

/// A field of the calendar, of which a time interval lists values and ranges of values.
enum CalendarField {
    case weekday
    case dayOfMonth
    case month
    case year

    /// A value, or several in a row, both ends included.
    struct Range {
        var first: Int64
        var last: Int64
    }

    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The words for its values, in their order.
    private var names: [String] {
        switch self {
        case .weekday: Self.weekdays
        case .month: Self.months
        case .dayOfMonth, .year: []
        }
    }

    /// The number of its first named value.
    private var firstNamed: Int64 { self == .weekday ? 0 : 1 }

    /// The numbers that may be written.
    private func allows(_ number: Int64) -> Bool {
        switch self {
        case .weekday: false
        case .dayOfMonth: number != 0 && (-31...31).contains(number)
        case .month: (1...12).contains(number)
        case .year: (1...9999).contains(number)
        }
    }

    /// The value that is written as `text`, a name in whatever case or a number; nil when there is none.
    func value(_ text: Substring) -> Int64? {
        if let index = names.firstIndex(of: text.lowercased()) { return firstNamed + Int64(index) }
        return Int64(text).flatMap { allows($0) ? $0 : nil }
    }

    /// The name that a person who wrote `text` most likely meant; the beginning of one means the whole.
    func nearestName(to text: Substring) -> String? {
        let word = text.lowercased()
        let begun = names.first { word.count >= 3 && $0.hasPrefix(word) }
        return begun ?? Diagnostics.nearestName(to: word, among: names)
    }

    /// Whether a range ends before it begins, in every month where that depends on the month.
    func isReversed(_ range: Range) -> Bool {
        guard self == .dayOfMonth else { return range.first > range.last }
        switch (range.first < 0, range.last < 0) {
        case (false, true): return range.first > range.last + 32
        // In a short month it would run the other way round than in a long one.
        case (true, false): return true
        case (false, false), (true, true): return range.first > range.last
        }
    }
}

extension Shape where Value == CalendarField.Range {
    /// A value of `field`, or a range of them with a colon.
    static func range(of field: CalendarField) -> Shape {
        .scalar("\(field.noun), or a range of them", example: field.example) { scalar, subject, diagnostics in
            let text = scalar.text.text
            guard !text.isEmpty else {
                diagnostics.append(.emptyText(subject, at: scalar.range))
                return nil
            }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, !parts.contains("") else {
                diagnostics.append(.badCalendarRange(scalar, of: field))
                return nil
            }
            var offset = 0
            let values = parts.map { part in
                let length = part.unicodeScalars.count
                defer { offset += length + 1 }
                let value = field.value(part)
                if value == nil {
                    let place = scalar.text.range(of: offset..<offset + length)
                    diagnostics.append(.badCalendarValue(part, of: field, at: place, in: scalar))
                }
                return value
            }
            guard let first = values.first ?? nil, let last = values.last ?? nil else { return nil }
            let range = CalendarField.Range(first: first, last: last)
            guard !field.isReversed(range) else {
                diagnostics.append(.reversedRange(range, parts, of: field, in: scalar))
                return nil
            }
            return range
        }
    }
}
