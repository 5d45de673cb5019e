extension AccessCodePlan {
    /// The plan of one access code of the simulated centre: always the same for the same seed, VDN and code.
    ///
    /// Codes differ, so that rules have something to find: one in six (1, 7, ...) has a rush at every full hour of the
    /// day's work, one in six (2, 8, ...) has fewer agents than its peak hours need, the others are staffed for their
    /// calls.
    init(seed: UInt64, vdn: Int, innoId: Int) {
        var generator = SeededGenerator(
            seed: seed,
            keys: UInt64(bitPattern: Int64(vdn)),
            UInt64(bitPattern: Int64(innoId)),
            UInt64(StreamPurpose.plan.rawValue)
        )
        let role = Role(innoId: innoId)
        let arrivalsPerHour =
            switch role {
            case .rushes: 200 + 80 * generator.uniform()
            case .understaffed: 120 + 60 * generator.uniform()
            case .ordinary: 20 + 160 * generator.uniform()
            }
        let conversation = 150 + 150 * generator.uniform()
        let selfServiceShare = 0.05 + 0.2 * generator.uniform()
        let offeredLoad = arrivalsPerHour * (1 - selfServiceShare) * conversation / 3600
        // The square-root staffing rule (Halfin and Whitt, 1981): the load, and a margin that grows as its root.
        let margin =
            switch role {
            case .rushes: 0.5
            case .understaffed: -0.6
            case .ordinary: 0.5 + generator.uniform()
            }
        self.init(
            arrivalsPerHour: arrivalsPerHour,
            profile: .workingDay,
            rushes: role == .rushes ? Self.hourlyRushes : [],
            menu: .lognormal(mean: 20 + 25 * generator.uniform(), spread: 0.5),
            selfServiceShare: selfServiceShare,
            service: .lognormal(mean: conversation, spread: 0.8),
            patience: .exponential(mean: 240 + 240 * generator.uniform()),
            shifts: Self.shifts(peak: offeredLoad + margin * offeredLoad.squareRoot())
        )
    }

    private enum Role {
        case rushes
        case understaffed
        case ordinary

        init(innoId: Int) {
            switch innoId % 6 {
            case 1: self = .rushes
            case 2: self = .understaffed
            default: self = .ordinary
            }
        }
    }

    /// Eight minutes with four times the calls, as after a spot on television.
    private static let hourlyRushes = (8..<20).map { hour in
        let start = Int64(hour) * 3_600_000
        return Rush(timeOfDay: start..<(start + 8 * 60_000), factor: 4)
    }

    /// An early, a day and a late shift whose sum follows ``DailyProfile/workingDay``, and a few people at night.
    private static func shifts(peak: Double) -> [Shift] {
        func shift(_ start: (hour: Int64, minute: Int64), _ end: (hour: Int64, minute: Int64), _ share: Double) -> Shift
        {
            let agents = max(1, Milliseconds.rounded((peak * share).rounded(.up)))
            return Shift(
                timeOfDay: (start.hour * 3_600_000 + start.minute * 60_000)..<(end.hour * 3_600_000 + end.minute
                    * 60_000),
                agents: Int(agents)
            )
        }
        return [
            shift((0, 0), (7, 30), 0.1),
            shift((7, 0), (15, 30), 0.55),
            shift((8, 30), (18, 0), 0.45),
            shift((15, 0), (21, 30), 0.5),
            shift((21, 0), (24, 0), 0.15),
        ]
    }
}

/// What a stream of random numbers is for; every purpose has its own, so that none disturbs another.
enum StreamPurpose: Int {
    /// An access code's parameters.
    case plan = 1
    /// When callers arrive.
    case arrivals
    /// What each caller brings: time in the menus, subject, patience.
    case callers
    /// Which faults strike which answers.
    case faults
}
