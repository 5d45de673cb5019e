package import Model

/// People who take turns in a schedule, at all times or at some.
package struct ScheduleLayer: Sendable, Hashable {
    /// A stretch of time in which one person has the turn.
    struct Stretch: Sendable, Hashable {
        var start: Timestamp
        var end: Timestamp
        var person: String
    }

    /// The names of the people, in the order of their turns; at least one.
    package let people: [String]
    /// When they take turns.
    package let rotation: Rotation
    /// The times at which the layer counts; outside them its turns go on, but nobody of it is on call.
    package let hours: ActiveHours

    /// Turns of `people`, of whom there is at least one.
    package init(people: [String], rotation: Rotation, hours: ActiveHours = .always) {
        precondition(!people.isEmpty, "a layer without people")
        self.people = people
        self.rotation = rotation
        self.hours = hours
    }

    /// Who of the layer is on call; nil before its first hand-off and outside its hours.
    package func person(at time: Timestamp) -> String? {
        guard hours.include(time) else { return nil }
        return rotation.turn(at: time).map(person)
    }

    /// Who of the layer is on call from `start` to `end`, in order; neighbours may be of one person.
    func stretches(from start: Timestamp, until end: Timestamp) -> [Stretch] {
        let turns = rotation.turns(from: start, until: end)
        let shifts = turns.enumerated().map { index, turn in
            Stretch(
                start: max(turn.start, start),
                end: index + 1 < turns.count ? turns[index + 1].start : end,
                person: person(ofTurn: turn.number)
            )
        }
        guard hours != .always, let first = shifts.first else { return shifts }
        var stretches: [Stretch] = []
        var index = 0
        for (open, close) in activeTimes(from: first.start, until: end) {
            while index < shifts.count, shifts[index].end <= open { index += 1 }
            for shift in shifts[index...].prefix(while: { $0.start < close }) {
                stretches.append(
                    Stretch(start: max(shift.start, open), end: min(shift.end, close), person: shift.person)
                )
            }
        }
        return stretches
    }

    /// The times from `start` to `end` at which the layer counts.
    private func activeTimes(from start: Timestamp, until end: Timestamp) -> [(Timestamp, Timestamp)] {
        var times: [(Timestamp, Timestamp)] = []
        var isActive = hours.include(start)
        var time = start
        while time < end {
            let change = hours.nextChange(after: time, until: end) ?? end
            if isActive { times.append((time, change)) }
            isActive.toggle()
            time = change
        }
        return times
    }

    private func person(ofTurn number: Int64) -> String {
        people[Int(number % Int64(people.count))]
    }
}
