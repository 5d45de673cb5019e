/// What one access code's day is made of: who calls, how long things last, who answers.
package struct AccessCodePlan: Sendable, Equatable {
    /// A time of the day at which many more people call than usual.
    package struct Rush: Sendable, Equatable {
        /// Milliseconds since 00:00, the end excluded.
        let timeOfDay: Range<Int64>
        /// How many times the usual rate.
        let factor: Double
    }

    /// People who start and stop work together, each day.
    package struct Shift: Sendable, Equatable {
        /// Milliseconds since 00:00, the end excluded; a shift over midnight is two.
        let timeOfDay: Range<Int64>
        /// How many they are.
        let agents: Int
    }

    /// Calls an hour at the busiest time of the profile.
    package var arrivalsPerHour: Double
    /// How the rate of calls runs over the day.
    package var profile: DailyProfile
    /// Times of the day with more calls than the profile has; where they overlap, the one listed first counts.
    package var rushes: [Rush]
    /// How long a caller listens to the menus.
    package var menu: DurationLaw
    /// The share of callers whom the menus serve and who never ask for an agent.
    package var selfServiceShare: Double
    /// How long a conversation lasts.
    package var service: DurationLaw
    /// How long a caller waits in the queue before hanging up.
    package var patience: DurationLaw
    /// Who works when; overlapping shifts add up.
    package var shifts: [Shift]

    /// A code with the same rate of calls and the same number of agents all day long.
    package static func constant(
        arrivalsPerHour: Double,
        agents: Int,
        menu: DurationLaw,
        service: DurationLaw,
        patience: DurationLaw
    ) -> AccessCodePlan {
        AccessCodePlan(
            arrivalsPerHour: arrivalsPerHour,
            profile: .constant,
            rushes: [],
            menu: menu,
            selfServiceShare: 0,
            service: service,
            patience: patience,
            shifts: [Shift(timeOfDay: 0..<Milliseconds.perDay, agents: agents)]
        )
    }

    /// Calls an hour at an instant, in milliseconds since the first day's 00:00.
    func arrivalsPerHour(at instant: Int64) -> Double {
        let timeOfDay = instant % Milliseconds.perDay
        let rush = rushes.first { $0.timeOfDay.contains(timeOfDay) }
        return arrivalsPerHour * profile.share(at: instant) * (rush?.factor ?? 1)
    }

    /// A rate that the calls of no instant exceed.
    var highestArrivalsPerHour: Double {
        arrivalsPerHour * rushes.reduce(1) { max($0, $1.factor) }
    }

    /// Agents at work at an instant, in milliseconds since the first day's 00:00.
    func agents(at instant: Int64) -> Int {
        let timeOfDay = instant % Milliseconds.perDay
        return shifts.reduce(0) { $1.timeOfDay.contains(timeOfDay) ? $0 + $1.agents : $0 }
    }

    /// The next instant after `instant` at which a shift starts or ends, if any does.
    func shiftChange(after instant: Int64) -> Int64? {
        let timeOfDay = instant % Milliseconds.perDay
        let midnight = instant - timeOfDay
        let changes = shifts.flatMap { [$0.timeOfDay.lowerBound, $0.timeOfDay.upperBound % Milliseconds.perDay] }
        let today = changes.filter { $0 > timeOfDay }.min()
        return today.map { midnight + $0 } ?? changes.min().map { midnight + Milliseconds.perDay + $0 }
    }
}
