package import Model

/// When the people of a layer take turns: at one time of the day by the clocks of a place, every so many days.
///
/// Turns are numbered from 0, which begins with the first hand-off; before it nobody has a turn. Where clocks skip the
/// time of a hand-off it comes at the next minute that they show; where they show it twice, at the first.
package struct Rotation: Sendable, Hashable {
    /// How long a turn lasts.
    package enum Period: Sendable, Hashable {
        /// So many days.
        case days(Int64)
        /// So many weeks, beginning on that day of the week, from 0 for Sunday to 6 for Saturday.
        case weeks(Int64, on: Int64)
    }

    /// The longest turn, in its unit.
    package static let longestTurn: Int64 = 100

    /// The day of the first hand-off.
    package let firstDay: CalendarDate
    /// How many days a turn lasts; more than 0.
    package let days: Int64
    /// The time of hand-offs, in minutes since the clock showed 00:00.
    package let minute: Int64
    /// Whose clocks are meant.
    package let zone: Zone

    /// Turns of `period`, handed over at `minute` of a day, for the first time on the first such day from `start` on.
    ///
    /// The number of days or weeks is from 1 to ``longestTurn``.
    package init(_ period: Period, at minute: Int64, from start: CalendarDate, zone: Zone) {
        switch period {
        case .days(let count):
            firstDay = start
            days = count
        case .weeks(let count, let weekday):
            let wait = (weekday - start.weekday + 7) % 7
            firstDay = CalendarDate(daysSinceEpoch: start.daysSinceEpoch + wait)
            days = count * 7
        }
        precondition(1...Self.longestTurn * 7 ~= days, "a turn of \(days) days")
        self.minute = minute
        self.zone = zone
    }

    /// When a turn begins.
    package func start(ofTurn number: Int64) -> Timestamp {
        zone.firstInstant(showing: wallTime(ofTurn: number))
    }

    /// The turn that an instant lies in; nil before the first.
    package func turn(at time: Timestamp) -> Int64? {
        turn(at: time, offsets: ZoneOffsets(zone, from: time - .days(days), until: time + .days(days)))
    }

    /// The turns that overlap a stretch of time, in order; each ends where the next begins, and none is empty.
    func turns(from start: Timestamp, until end: Timestamp) -> [(number: Int64, start: Timestamp)] {
        let offsets = ZoneOffsets(zone, from: start - .days(days), until: end + .days(days))
        var turns: [(number: Int64, start: Timestamp)] = []
        var number = turn(at: start, offsets: offsets) ?? 0
        var handOff = offsets.firstInstant(showing: wallTime(ofTurn: number))
        while handOff < end {
            // Where clocks skip a whole day, the turns of two days begin at once: the later one has it.
            if turns.last?.start == handOff { turns.removeLast() }
            turns.append((number, handOff))
            number += 1
            handOff = offsets.firstInstant(showing: wallTime(ofTurn: number))
        }
        return turns
    }

    private func wallTime(ofTurn number: Int64) -> WallTime {
        WallTime(date: CalendarDate(daysSinceEpoch: firstDay.daysSinceEpoch + number * days), minute: minute)
    }

    private func turn(at time: Timestamp, offsets: ZoneOffsets) -> Int64? {
        let today = zone.wallTime(at: time).date.daysSinceEpoch
        // A day too early, as a hand-off of yesterday may come today where clocks skip its time.
        var number = max((today - firstDay.daysSinceEpoch - 1) / days, 0)
        while number > 0, offsets.firstInstant(showing: wallTime(ofTurn: number)) > time { number -= 1 }
        while offsets.firstInstant(showing: wallTime(ofTurn: number + 1)) <= time { number += 1 }
        return number == 0 && offsets.firstInstant(showing: wallTime(ofTurn: 0)) > time ? nil : number
    }
}
