package import Model

/// Who is on call when: layers of people who take turns, and exceptions from them.
package struct Schedule: Sendable, Hashable {
    /// The name by which escalation policies mean it.
    package let name: String
    /// The zone in whose clocks it is written.
    package let zone: Zone
    /// The layers; at each instant the last one that has somebody counts.
    package let layers: [ScheduleLayer]
    /// The exceptions from them.
    package let overrides: [ScheduleOverride]

    /// A schedule.
    package init(name: String, zone: Zone, layers: [ScheduleLayer], overrides: [ScheduleOverride] = []) {
        self.name = name
        self.zone = zone
        self.layers = layers
        self.overrides = overrides
    }

    /// Who is on call, in the order in which they came to be; none in a gap.
    package func onCall(at time: Timestamp) -> [String] {
        var person: String?
        for layer in layers.reversed() where person == nil { person = layer.person(at: time) }
        return overrides.filter { $0.holds(at: time) }.apply(to: person.map { [$0] } ?? [])
    }

    /// A stretch of time in which the same people are on call.
    package struct Watch: Sendable, Hashable {
        /// When it begins.
        package var start: Timestamp
        /// When it ends; not included.
        package var end: Timestamp
        /// Who is on call, in the order in which they came to be; none in a gap.
        package var people: [String]

        /// Those people from `start` to `end`.
        package init(start: Timestamp, end: Timestamp, people: [String]) {
            self.start = start
            self.end = end
            self.people = people
        }
    }

    /// Who is on call from `start` to `end`: stretches without a hole between them, of which no neighbours are alike.
    package func watches(from start: Timestamp, until end: Timestamp) -> [Watch] {
        guard start < end else { return [] }
        var layers = layers.map { $0.stretches(from: start, until: end)[...] }
        let overrides = overrides.filter { $0.start < end && $0.end > start && $0.start < $0.end }
        var watches: [Watch] = []
        for (start, end) in Self.parts(from: start, until: end, layers, overrides) {
            var person: String?
            for index in layers.indices.reversed() {
                while let stretch = layers[index].first, stretch.end <= start { layers[index].removeFirst() }
                guard person == nil, let stretch = layers[index].first, stretch.start <= start else { continue }
                person = stretch.person
            }
            let people = overrides.filter { $0.holds(at: start) }.apply(to: person.map { [$0] } ?? [])
            if watches.last?.people == people {
                watches[watches.count - 1].end = end
            } else {
                watches.append(Watch(start: start, end: end, people: people))
            }
        }
        return watches
    }

    /// The stretches between all instants at which anything may change.
    private static func parts(
        from start: Timestamp,
        until end: Timestamp,
        _ layers: [ArraySlice<ScheduleLayer.Stretch>],
        _ overrides: [ScheduleOverride]
    ) -> [(Timestamp, Timestamp)] {
        var instants = [start, end]
        for layer in layers {
            for stretch in layer { instants += [stretch.start, stretch.end] }
        }
        for override in overrides { instants += [override.start, override.end] }
        instants = instants.filter { start <= $0 && $0 <= end }.sorted()
        return zip(instants, instants.dropFirst()).filter { $0 < $1 }
    }
}

extension Schedule {
    /// A stretch of time in which one person is on call.
    package struct Shift: Sendable, Hashable {
        /// Who.
        package var person: String
        /// When it begins.
        package var start: Timestamp
        /// When it ends; not included.
        package var end: Timestamp

        /// The shift of `person` from `start` to `end`.
        package init(_ person: String, from start: Timestamp, until end: Timestamp) {
            self.person = person
            self.start = start
            self.end = end
        }
    }

    /// The shifts from `start` to `end`, cut to it, in order of their starts, then of those who have them.
    package func shifts(from start: Timestamp, until end: Timestamp) -> [Shift] {
        var shifts: [Shift] = []
        var open: [String: Int] = [:]
        for watch in watches(from: start, until: end) {
            for person in watch.people {
                if let index = open[person], shifts[index].end == watch.start {
                    shifts[index].end = watch.end
                } else {
                    open[person] = shifts.count
                    shifts.append(Shift(person, from: watch.start, until: watch.end))
                }
            }
        }
        return shifts
    }

    /// The stretches from `start` to `end` in which nobody is on call.
    package func gaps(from start: Timestamp, until end: Timestamp) -> [Range<Timestamp>] {
        watches(from: start, until: end).filter(\.people.isEmpty).map { $0.start..<$0.end }
    }

    /// Who is on call at an instant, and what comes next.
    package struct Status: Sendable, Hashable {
        /// Who is on call now; none in a gap.
        package let people: [String]
        /// When that changes; nil if it does not within a year.
        package let until: Timestamp?
        /// Who is on call then; none in a gap, and when nothing changes.
        package let next: [String]
    }

    /// Who is on call at an instant, until when, and who is next.
    package func status(at time: Timestamp) -> Status {
        var watches: [Watch] = []
        // The longest turn is rarely needed, and costs as much as all the days it lasts.
        for days: Int64 in [8, 64, 366] where watches.count < 2 {
            watches = self.watches(from: time, until: time + .days(days))
        }
        guard watches.count > 1 else {
            return Status(people: watches.first?.people ?? [], until: nil, next: [])
        }
        return Status(people: watches[0].people, until: watches[0].end, next: watches[1].people)
    }
}
