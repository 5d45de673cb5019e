import Diagnostics
import Model
import YAML

// What can be wrong inside a time interval, in order of the constructors' names; the ids stand with all others.
extension Diagnostic {
    static func badCalendarRange(_ scalar: Node.Scalar, of field: CalendarField) -> Diagnostic {
        .error(
            "bad-calendar-range",
            at: scalar.range,
            "\(scalar.shown) is neither \(field.noun) nor a range of them",
            help: "a range has its first and its last, with a colon between: `\(field.example)`"
        )
    }

    static func badCalendarValue(
        _ text: Substring,
        of field: CalendarField,
        at range: SourceRange,
        in scalar: Node.Scalar
    ) -> Diagnostic {
        guard !scalar.isSubstituted else {
            return .error("bad-calendar-range", at: scalar.range, "this text is not \(field.noun)", help: field.values)
        }
        let help =
            text.dropFirst().contains("-") && text.split(separator: "-").allSatisfy { field.value($0) != nil }
            ? "a range has a colon between its first and its last: `\(field.example)`"
            : field.nearestName(to: text).map { "did you mean `\($0)`?" } ?? field.values
        return .error("bad-calendar-range", at: range, "\(text.shown) is not \(field.noun)", help: help)
    }

    static func badTimeOfDay(_ scalar: Node.Scalar) -> Diagnostic {
        .error(
            "bad-time-of-day",
            at: scalar.range,
            "\(scalar.shown) is not a time of day",
            help: "write hours and minutes with two digits each, from `00:00` to `24:00`"
        )
    }

    static func reversedRange(
        _ range: CalendarField.Range,
        _ parts: [Substring],
        of field: CalendarField,
        in scalar: Node.Scalar
    ) -> Diagnostic {
        .error(
            "reversed-range",
            at: scalar.range,
            "\(scalar.shown) ends before it begins",
            help: scalar.isSubstituted || parts.count != 2
                ? nil : field.help(forReversed: range, first: parts[0], last: parts[1])
        )
    }

    static func reversedTimes(start: Located<Int64>, end: Located<Int64>) -> Diagnostic {
        .error(
            "reversed-range",
            at: end.range,
            "`end_time` has to be after `start_time`",
            help: start.value > end.value
                ? "hours over midnight are two ranges: one up to `24:00`, and one from `00:00`"
                : "the whole day is from `00:00` to `24:00`",
            related: [.init("starts here", at: start.range)]
        )
    }

    static func unknownTimeZone(_ scalar: Node.Scalar, nearest: String?) -> Diagnostic {
        .error(
            "unknown-time-zone",
            at: scalar.range,
            scalar.isSubstituted ? "no time zone has this name" : "no time zone is named \(scalar.shown)",
            help: nearest.map { "did you mean `\($0)`?" }
                ?? "write a name of the IANA database such as `Europe/Berlin`, or `UTC`, or `Local`"
        )
    }
}

extension CalendarField {
    /// What messages call one of its values.
    var noun: String {
        switch self {
        case .weekday: "a weekday"
        case .dayOfMonth: "a day of the month"
        case .month: "a month"
        case .year: "a year"
        }
    }

    /// A range of its values.
    var example: String {
        switch self {
        case .weekday: "monday:friday"
        case .dayOfMonth: "1:5"
        case .month: "june:august"
        case .year: "2026:2028"
        }
    }

    /// How its values are written.
    fileprivate var values: String {
        switch self {
        case .weekday: "weekdays are `sunday`, `monday` and so on to `saturday`"
        case .dayOfMonth: "days are from 1 to 31, or counted from the end of the month, from -1 to -31"
        case .month: "months are `january` to `december`, or 1 to 12"
        case .year: "years are from 1 to 9999"
        }
    }

    /// What to write instead of a range that ends before it begins.
    fileprivate func help(forReversed range: Range, first: Substring, last: Substring) -> String? {
        switch self {
        case .weekday: "a week begins on Sunday: write `\(first):saturday` and `sunday:\(last)`"
        case .month: "write `\(first):december` and `january:\(last)`"
        case .dayOfMonth where range.last > 0: "write `\(first):-1` and `1:\(last)`"
        case .dayOfMonth where range.first > 0: nil
        case .dayOfMonth, .year: "did you mean `\(last):\(first)`?"
        }
    }
}
