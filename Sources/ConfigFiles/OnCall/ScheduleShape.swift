import Alerting
import Diagnostics
import Model
import YAML

/// A schedule as it is written.
struct WrittenSchedule {
    /// A layer as it is written; nil for what has mistakes.
    struct Layer {
        var people: [Name]
        var rotation: Rotation?
        var intervals: [Name]
    }

    /// An override as it is written; nil for what has mistakes.
    struct Override {
        var person: Name?
        var change: ScheduleOverride?
    }

    var name: Name?
    var zone: Zone
    var layers: [Layer]
    var overrides: [Override]

    /// Everybody whom it names.
    var people: [Name] { layers.flatMap(\.people) + overrides.compactMap(\.person) }

    /// The schedule; nil without a name.
    ///
    /// A name that is of no interval is a mistake.
    func schedule(_ intervals: TimeIntervalTable, _ diagnostics: inout [Diagnostic]) -> Schedule? {
        var complete: [ScheduleLayer] = []
        for layer in layers {
            let hours = ActiveHours(active: intervals.intervals(named: layer.intervals, &diagnostics))
            guard let rotation = layer.rotation, !layer.people.isEmpty else { continue }
            complete.append(ScheduleLayer(people: layer.people.map(\.text), rotation: rotation, hours: hours))
        }
        return name.map { name in
            Schedule(name: name.text, zone: zone, layers: complete, overrides: overrides.compactMap(\.change))
        }
    }
}

extension Shape where Value == WrittenSchedule {
    /// An entry of `schedules`.
    static func schedule(_ files: FileReader) -> Shape {
        .mapping("a schedule") { reader in
            let name = reader.required("name", .name)
            let zone = reader.required("time_zone", .zone(local: files.localZone)) ?? .utc
            let layers = reader.required("layers", .list(of: .layer(zone), isEmptyAllowed: false)) ?? []
            let overrides = reader.optional("overrides", .list(of: .override(zone))) ?? []
            return WrittenSchedule(name: name, zone: zone, layers: layers, overrides: overrides)
        }
    }
}

/// How often turns change; the raw value is the word in the file.
private enum RotationWord: String, CaseIterable {
    case daily, weekly
}

extension Shape where Value == WrittenSchedule.Layer {
    fileprivate static func layer(_ zone: Zone) -> Shape {
        .mapping("a layer") { reader in
            let people = reader.required("users", .list(of: .name, isEmptyAllowed: false)) ?? []
            let word = reader.required("rotation", Shape<RotationWord>.word)
            let longest = Int(Rotation.longestTurn)
            let count = Int64(reader.optional("every", .integer(in: 1...longest)) ?? 1)
            let handOff = reader.required("handoff", word.map { .handOff($0) } ?? .anyHandOff)
            let start = reader.required("from", .calendarDate)
            let intervals = reader.optional("active_time_intervals", .list(of: .name)) ?? []
            guard let handOff, let start else {
                return WrittenSchedule.Layer(people: people, rotation: nil, intervals: intervals)
            }
            let period: Rotation.Period = handOff.weekday.map { .weeks(count, on: $0) } ?? .days(count)
            let rotation = word.map { _ in Rotation(period, at: handOff.minute, from: start, zone: zone) }
            return WrittenSchedule.Layer(people: people, rotation: rotation, intervals: intervals)
        }
    }
}

/// When turns change, as `18:00` or `monday 09:00`.
private struct HandOff {
    static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// From 0 for Sunday; nil for every day.
    var weekday: Int64?
    /// In minutes since 00:00.
    var minute: Int64

    /// Nil when `text` is neither form.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let time = words.last.flatMap(TimeOfDay.minutes), time < 1440, words.count <= 2 else { return nil }
        minute = time
        if words.count == 2 {
            guard let index = Self.weekdays.firstIndex(of: words[0].lowercased()) else { return nil }
            weekday = Int64(index)
        }
    }
}

extension Shape where Value == HandOff {
    /// The hand-off of a rotation, with a weekday exactly when it is weekly.
    fileprivate static func handOff(_ word: RotationWord) -> Shape {
        let example = word == .weekly ? "monday 09:00" : "18:00"
        return .scalar("a time of hand-off", example: example) { scalar, _, diagnostics in
            if let handOff = HandOff(scalar.text.text), (handOff.weekday != nil) == (word == .weekly) {
                return handOff
            }
            diagnostics.append(.badHandOff(scalar, isWeekly: word == .weekly, example: example))
            return nil
        }
    }

    /// The same where it is not known of which rotation.
    fileprivate static var anyHandOff: Shape {
        .scalar("a time of hand-off", example: "monday 09:00") { scalar, _, _ in HandOff(scalar.text.text) }
    }
}

extension Shape where Value == CalendarDate {
    /// A day as `2026-01-05`.
    fileprivate static var calendarDate: Shape {
        .parsed("a date", example: "2026-01-05") { text in
            guard text.text.utf8.count == 10 else { return nil }
            return Timestamp(rfc3339: text.text + "T00:00:00Z").map { WallTime(utc: $0).date }
        }
    }
}

extension Shape where Value == Located<Timestamp> {
    /// What clocks of a zone show at an instant, as `2026-08-03T09:00`.
    fileprivate static func localTime(_ zone: Zone) -> Shape {
        let time = Shape<Timestamp>.parsed("a date and time", example: "2026-08-03T09:00") { text in
            guard text.text.utf8.count == 16 else { return nil }
            return Timestamp(rfc3339: text.text + ":00Z").map { zone.firstInstant(showing: WallTime(utc: $0)) }
        }
        return time.located
    }
}

extension Shape where Value == WrittenSchedule.Override {
    fileprivate static func override(_ zone: Zone) -> Shape {
        .mapping("an override") { reader in
            let person = reader.optional("user", .name)
            let isAdded = reader.optional("add", .bool) ?? false
            let removed = reader.optional("remove", .name)
            let start = reader.required("from", .localTime(zone))
            let end = reader.required("until", .localTime(zone))
            reader.exclude("user", "remove")
            reader.exclude("add", "remove")
            if reader.key("user") == nil, reader.key("remove") == nil {
                reader.reportMissing("user", help: "for example `user: ana`, or `remove: ana`")
            }
            var written = WrittenSchedule.Override(person: person ?? removed, change: nil)
            guard let start, let end, let name = written.person?.text else { return written }
            guard start.value < end.value else {
                reader.report(.reversedOverride(start: start, end: end))
                return written
            }
            let change: ScheduleOverride.Change =
                removed != nil ? .remove(name) : isAdded ? .add(name) : .replace(by: name)
            written.change = ScheduleOverride(change, from: start.value, until: end.value)
            return written
        }
    }
}
