import Model
import TestSupport
import Testing

@testable import Alerting

/// Promises about notices of alerts that flap, judged from what was told alone, over random polls and restarts.
struct FlappingModelTests {
    private static let groupInterval = TimeSpan.minutes(5)
    private static let severities = ["low", "high"]

    /// A time in which the alert flapped.
    private struct Run {
        var start: Timestamp
        var end: Timestamp
    }

    private struct Play {
        var bench: EngineBench
        /// The queue that it came to rest with.
        var rest: Double
    }

    /// An hour of noise, then more than long enough for the alert to calm down, and a group interval.
    private func play(seed: UInt64) throws -> Play {
        var generator = SeededGenerator(seed: seed)
        let receiver = Receiver(
            name: "ops",
            integrations: [.webhook(0), .email(0, to: ["a@example.com"], sendResolved: false)]
        )
        let groupWait = generator.pick([TimeSpan.zero, .seconds(30)])
        var bench = try EngineBench(
            .of([.twoLevels], route: .root("ops", groupWait: groupWait), receivers: [receiver])
        )
        bench.check = inconsistencies
        let restlessness = generator.pick([20, 50, 90])
        let levels = generator.pick([[0, 20], [0, 20, 60], [20, 60], [0, 60]] as [[Double]])
        var queue = 0.0
        var time: Int64 = 0
        while time < 3600 {
            time += 15
            if generator.chance(restlessness) { queue = generator.pick(levels) }
            if generator.chance(3) { bench.poll(.failed(at: .at(time))) } else { bench.poll(time, [1: queue]) }
            if generator.chance(5) { try bench.crash() }
        }
        bench.hold(1, queue, from: time + 15, to: time + 20 * 60)
        bench.pass(to: time + 26 * 60)
        return Play(bench: bench, rest: queue)
    }

    private func runs(of bench: EngineBench) -> [Run] {
        var runs: [Run] = []
        for turn in bench.turns {
            if turn.begins {
                runs.append(Run(start: turn.at, end: .distantFuture))
            } else if let last = runs.indices.last {
                runs[last].end = turn.at
            }
        }
        return runs
    }

    private func level(_ alert: NotifiedAlert) -> Int {
        guard alert.status == .firing, let severity = alert.labels["severity"] else { return -1 }
        return Self.severities.firstIndex(of: severity) ?? -1
    }

    /// What an integration was told, in order.
    private func told(_ integration: String, _ bench: EngineBench) -> [(at: Timestamp, alert: NotifiedAlert)] {
        bench.outbox.filter { $0.integration == integration }.flatMap { row in
            row.notification.alerts.map { (row.createdAt, $0) }
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func whatIsToldLastIsSo(block: UInt64) throws {
        var flapped = 0
        for seed in block * 10..<(block + 1) * 10 {
            let play = try play(seed: seed)
            #expect(play.bench.complaints == [], "seed \(seed)")
            #expect(runs(of: play.bench).allSatisfy { $0.end < .distantFuture }, "seed \(seed)")
            flapped += play.bench.turns.isEmpty ? 0 : 1
            let isFiring = play.rest > 10
            let last = told("webhook[0]", play.bench).last?.alert
            #expect((last?.status == .firing) == isFiring, "seed \(seed)")
            let mail = told("email[0]", play.bench).last?.alert
            if isFiring {
                let place = play.rest > 50 ? 1 : 0
                #expect(last.map(level) ?? -1 >= place, "seed \(seed)")
                #expect(mail.map(level) ?? -1 >= place, "seed \(seed)")
            }
            #expect(play.bench.engine.groups.isEmpty == !isFiring, "seed \(seed)")
        }
        #expect(flapped > 0)
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func noticesOfAFlappingAlertAreAGroupIntervalApart(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            let bench = try play(seed: seed).bench
            for integration in ["webhook[0]", "email[0]"] {
                let told = told(integration, bench)
                for run in runs(of: bench) {
                    // Who is not told of ends is not held to know of what was before the last one.
                    let earlier = self.told("webhook[0]", bench).last { $0.at < run.start }
                    var highest = earlier.map { level($0.alert) } ?? -1
                    var last: Timestamp?
                    for (at, alert) in told where at >= run.start && at < run.end {
                        let isRise = level(alert) > highest
                        if let last, !isRise {
                            #expect(at - last >= Self.groupInterval, "seed \(seed) \(integration) \(at.testText)")
                        }
                        #expect(alert.isFlapping, "seed \(seed) \(integration) \(at.testText)")
                        highest = max(highest, level(alert))
                        last = at
                    }
                }
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func whatIsToldIsSoWhenItIsTold(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            let bench = try play(seed: seed).bench
            for (at, alert) in told("webhook[0]", bench) {
                let state = bench.transitions.last { $0.at <= at }?.to
                #expect((alert.status == .firing) == (state == .firing), "seed \(seed) \(at.testText)")
            }
        }
    }
}
