import Alerting
import Model
import TestSupport
import Testing

/// SLAs against a naive reference that counts everything anew at every poll.
struct ObjectiveModelTests {
    /// What happens to the daemon now and then.
    enum Accident: CaseIterable, Sendable {
        case none
        case restart
        case reload
        case failedCommit
    }

    @Test(arguments: Accident.allCases, Effort.blocks(short: 1, long: 8))
    func engineCountsAsTheReferenceDoes(accident: Accident, block: UInt64) throws {
        var fired = 0
        let perBlock: UInt64 = Effort.isLong ? 3 : 2
        for seed in block * perBlock..<(block + 1) * perBlock { fired += try Self.play(seed: seed, accident) }
        #expect(fired > 0)
    }

    /// One level of the reference's alert.
    private struct Level {
        var isFiring = false
        var unknownSince: Timestamp?

        mutating func advance(_ truth: Bool?, at time: Timestamp, limit: TimeSpan) {
            guard isFiring else {
                isFiring = truth == true
                unknownSince = nil
                return
            }
            switch truth {
            case true?: unknownSince = nil
            case false?: isFiring = false
            case nil:
                let since = unknownSince ?? time
                unknownSince = since
                if time - since >= limit { isFiring = false }
            }
        }
    }

    /// Plays a random run; gives how often an alert fired.
    private static func play(seed: UInt64, _ accident: Accident) throws -> Int {
        var random = SeededGenerator(seed: seed)
        let window = random.pick([TimeSpan.hours(1), .hours(6), .days(1), .days(7)])
        let hasHours = random.chance(30)
        // The first forty minutes of each hour.
        let times = (0..<24).map { Int64($0) * 60..<Int64($0) * 60 + 40 }
        let hours =
            hasHours
            ? ActiveHours(active: [NamedInterval(name: "h", intervals: [RecurringInterval(times: times)])]) : .always
        let percent = random.pick([90.5, 95, 99.9])
        let rule = try Rule.sla(percent: percent, window: window, hours: hours)
        let configuration = try AlertConfiguration.of(slas: [rule])
        let alerts = BurnRateAlert.all(for: window)
        var bench = try EngineBench(configuration)
        var references: [Int64: ReferenceObjective] = [:]
        var levels: [Int64: [Level]] = [:]
        var (second, clock, counted) = (Int64(0), Int64(0), Timestamp?.none)
        var fired = 0
        var badness = 0
        for step in 0..<160 {
            second += random.chance(4) ? Int64.random(in: 60...3000, using: &random) : random.pick([15, 15, 20, 30])
            if random.chance(5) { badness = random.pick([0, 0, 10, 50, 100]) }
            let time = Timestamp.at(second)
            let isActive = !hasHours || second % 3600 < 2400
            if random.chance(3) {
                bench.poll(.failed(at: time))
                for code in levels.keys {
                    for (index, alert) in alerts.enumerated() {
                        let limit = alert.pairs.map(\.long).max() ?? .zero
                        levels[code]?[index].advance(nil, at: time, limit: limit)
                        if !isActive { levels[code]?[index] = Level() }
                    }
                }
                continue
            }
            var queues: [Int64: Double?] = [:]
            for code in Int64(1)...3 where !random.chance(3) {
                queues[code] = .some(random.chance(3) ? nil : random.chance(badness) ? 50 : 0)
            }
            let poll = Poll.of(queues, at: time)
            if accident == .failedCommit, random.chance(10) {
                bench.fail(.poll(.of([1: 50, 2: 50], at: time)), at: time)
            }
            bench.poll(poll)
            if isActive {
                if let counted {
                    let last = Int64(counted.testSeconds)
                    clock += 1000 * Int64((last..<second).count { !hasHours || $0 % 3600 < 2400 })
                } else {
                    clock = time.milliseconds
                }
                counted = time
            }
            for (code, queue) in queues where isActive {
                references[code, default: ReferenceObjective(errorBudget: (100 - percent) / 100, window: window)].note(
                    queue.map { $0 <= 10 },
                    clock: clock,
                    time: time
                )
            }
            for code in Int64(1)...3 {
                let isSeen = queues[code] != nil
                let truths = isSeen ? references[code]?.truths(alerts, at: clock) : nil
                for (index, alert) in alerts.enumerated() {
                    let limit = alert.pairs.map(\.long).max() ?? .zero
                    levels[code, default: [Level(), Level()]][index].advance(truths?[index], at: time, limit: limit)
                    if !isActive { levels[code]?[index] = Level() }
                }
            }
            let place: Comment = "seed \(seed), step \(step), second \(second)"
            try compare(bench, references, levels, clock: clock, counted: counted, place)
            fired = bench.transitions.count { $0.to == .firing }
            guard random.chance(10) else { continue }
            switch accident {
            case .none, .failedCommit: break
            case .restart: try bench.crash()
            case .reload: bench.handle(.reconfigured(configuration), at: time)
            }
        }
        #expect(bench.complaints == [])
        return fired
    }

    private static func compare(
        _ bench: EngineBench,
        _ references: [Int64: ReferenceObjective],
        _ levels: [Int64: [Level]],
        clock: Int64,
        counted: Timestamp?,
        _ place: Comment
    ) throws {
        for status in bench.engine.objectives {
            let code = try #require(status.labels["innoId"].flatMap { Int64($0) })
            let reference = try #require(references[code])
            let now = try #require(counted)
            #expect(isClose(status.errorBudgetRemaining, reference.budgetRemaining(at: now)), place)
            for burn in status.burns {
                for window in [burn.long, burn.short] {
                    #expect(isClose(window.rate, reference.burnRate(over: window.length, at: clock)), place)
                }
            }
        }
        for code in Int64(1)...3 {
            let severity =
                levels[code]?[1].isFiring == true ? "critical" : levels[code]?[0].isFiring == true ? "warning" : nil
            let alert = bench.engine.alerts.first { $0.labels["innoId"] == "\(code)" }
            #expect(alert?.severity == severity, place)
        }
    }

    private static func isClose(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return (one - other).magnitude <= 1e-9 * max(1, one.magnitude)
    }
}
