package import Model

/// An exception from the layers of a schedule, for some time.
package struct ScheduleOverride: Sendable, Hashable {
    /// What it does to who is on call.
    package enum Change: Sendable, Hashable {
        /// This person is on call instead of everybody else.
        case replace(by: String)
        /// This person is on call besides the others.
        case add(String)
        /// This person is not on call.
        case remove(String)
    }

    /// What it does.
    package let change: Change
    /// From when on.
    package let start: Timestamp
    /// Up to when; not included.
    package let end: Timestamp

    /// An exception from `start` to `end`.
    package init(_ change: Change, from start: Timestamp, until end: Timestamp) {
        self.change = change
        self.start = start
        self.end = end
    }

    /// Whether it holds at an instant.
    func holds(at time: Timestamp) -> Bool { start <= time && time < end }
}

extension [ScheduleOverride] {
    /// Who is on call of `people` under these exceptions, all of which hold.
    ///
    /// Of several replacements the last one counts; who is added or removed is so whatever replaces the others.
    func apply(to people: [String]) -> [String] {
        var people = people
        for case .replace(let person) in map(\.change) { people = [person] }
        for case .add(let person) in map(\.change) where !people.contains(person) { people.append(person) }
        for case .remove(let person) in map(\.change) { people.removeAll { $0 == person } }
        return people
    }
}
