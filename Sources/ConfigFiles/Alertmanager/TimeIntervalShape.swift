import Alerting
import Diagnostics
import Model
import YAML

/// A named time interval as it is written.
struct WrittenTimeInterval {
    var name: Name?
    var intervals: [RecurringInterval]
}

/// The time intervals of a configuration, by name.
package struct TimeIntervalTable: Sendable {
    private var byName: [String: NamedInterval] = [:]
    /// The names that messages may show.
    private var shownNames: [String] = []

    /// All of them, in no order.
    var all: [NamedInterval] { Array(byName.values) }

    /// A table of `written`; of two with one name it has the first, and the second is a mistake.
    init(_ written: [WrittenTimeInterval], _ diagnostics: inout [Diagnostic]) {
        var seen: [String: Name] = [:]
        for interval in written {
            guard let name = interval.name else { continue }
            if let first = seen[name.text] {
                diagnostics.append(.duplicateTimeInterval(name, first: first))
                continue
            }
            seen[name.text] = name
            byName[name.text] = NamedInterval(name: name.text, intervals: interval.intervals)
            if !name.isSecret { shownNames.append(name.text) }
        }
    }

    /// The intervals of those names; a name that none has is a mistake.
    func intervals(named names: [Name], _ diagnostics: inout [Diagnostic]) -> [NamedInterval] {
        names.compactMap { name in
            let interval = byName[name.text]
            if interval == nil { diagnostics.append(.unknownTimeInterval(name, known: shownNames)) }
            return interval
        }
    }
}

extension Shape where Value == WrittenTimeInterval {
    /// An item of `time_intervals`, with Alertmanager's keys.
    static func timeInterval(_ files: FileReader) -> Shape {
        .mapping("a time interval") { reader in
            let name = reader.required("name", .name)
            let intervals = reader.required("time_intervals", .list(of: .recurringInterval(files)))
            return WrittenTimeInterval(name: name, intervals: intervals ?? [])
        }
    }
}

extension Shape where Value == RecurringInterval {
    /// What stands in a named interval's own `time_intervals`.
    fileprivate static func recurringInterval(_ files: FileReader) -> Shape {
        .mapping("an interval") { reader in
            func ranges(_ key: String, of field: CalendarField) -> [CalendarField.Range] {
                // An empty list fits never in Alertmanager, and always by its documentation.
                reader.optional(key, .list(of: .range(of: field), isEmptyAllowed: false)) ?? []
            }
            let times = reader.optional("times", .list(of: .timeRange, isEmptyAllowed: false))
            return RecurringInterval(
                times: times ?? [],
                weekdays: ranges("weekdays", of: .weekday).map { $0.first...$0.last },
                daysOfMonth: ranges("days_of_month", of: .dayOfMonth).map { .init($0.first, $0.last) },
                months: ranges("months", of: .month).map { $0.first...$0.last },
                years: ranges("years", of: .year).map { $0.first...$0.last },
                zone: reader.optional("location", .zone(local: files.localZone)) ?? .utc
            )
        }
    }
}

extension Shape where Value == Range<Int64> {
    /// A range of times of the day, in minutes.
    fileprivate static var timeRange: Shape {
        .mapping("a range of times") { reader in
            let start = reader.required("start_time", .timeOfDay)
            let end = reader.required("end_time", .timeOfDay)
            guard let start, let end else { return nil }
            guard start.value < end.value else {
                reader.report(.reversedTimes(start: start, end: end))
                return nil
            }
            return start.value..<end.value
        }
    }
}

extension Shape where Value == Located<Int64> {
    /// A time of the day, in minutes from 00:00 to 24:00.
    fileprivate static var timeOfDay: Shape {
        .scalar("a time of day", example: "09:00") { scalar, _, diagnostics in
            guard let minutes = TimeOfDay.minutes(scalar.text.text[...]) else {
                diagnostics.append(.badTimeOfDay(scalar))
                return nil
            }
            return Located(minutes, at: scalar.range)
        }
    }
}

/// The notation of a time of the day.
enum TimeOfDay {
    /// The minutes since 00:00 that `text` means, up to 1440 for `24:00`; nil when it is not of the form `09:00`.
    static func minutes(_ text: Substring) -> Int64? {
        let digits = Array(text.utf8)
        func number(_ index: Int) -> Int64? {
            let tens = Int64(digits[index]) - 0x30
            let ones = Int64(digits[index + 1]) - 0x30
            return (0...9).contains(tens) && (0...9).contains(ones) ? tens * 10 + ones : nil
        }
        guard digits.count == 5, digits[2] == UInt8(ascii: ":"), let hours = number(0), let minutes = number(3),
            minutes < 60, hours * 60 + minutes <= 1440
        else { return nil }
        return hours * 60 + minutes
    }
}

extension Shape where Value == Zone {
    /// A time zone of the IANA database, or `Local`.
    static func zone(local: Zone) -> Shape {
        .scalar("the name of a time zone", example: "Europe/Berlin") { scalar, _, diagnostics in
            switch scalar.text.text {
            case "", "UTC": return .utc
            case "Local": return local
            case let name:
                if let zone = Zone(named: name) { return zone }
                diagnostics.append(
                    .unknownTimeZone(scalar, nearest: scalar.isSubstituted ? nil : nearestZone(to: name))
                )
                return nil
            }
        }
    }

    /// The zone that a person who wrote `word` most likely meant; the place alone means its zone.
    private static func nearestZone(to word: String) -> String? {
        if let name = nearestName(to: word, among: Zone.names + ["Local", "UTC"], most: .max) { return name }
        let places = Dictionary(
            Zone.names.map { name in (name.split(separator: "/").last.map(String.init) ?? name, name) }
        ) { first, _ in first }
        return nearestName(to: word, among: places.keys, most: .max).flatMap { places[$0] }
    }
}
