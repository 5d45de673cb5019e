import Alerting
import Model
import TestSupport
import Testing

/// Promises about who is told, judged from transitions and notifications alone, over random polls and restarts.
struct NotificationModelTests {
    private static let groupWait: Int64 = 30
    private static let groupInterval: Int64 = 60

    /// A stretch of time for which an alert fired; `end` is nil while it does.
    private struct Run {
        var code: String
        var start: Timestamp
        var end: Timestamp?
    }

    private func play(seed: UInt64) throws -> EngineBench {
        var generator = SeededGenerator(seed: seed)
        let route = Route.root(
            "ops",
            groupBy: generator.pick([.labels([]), .labels(["alertname"]), .all]),
            groupWait: .seconds(Self.groupWait),
            groupInterval: .seconds(Self.groupInterval),
            repeatInterval: .minutes(generator.pick([3, 600]))
        )
        var bench = try EngineBench(.of([.backlog], route: route))
        bench.check = inconsistencies
        var time: Int64 = 0
        var queues: [Int64: Double?] = [1: 0, 2: 0, 3: 0]
        for _ in 0..<80 {
            time += generator.pick([5, 10, 15, 30])
            for code in Int64(1)...3 where generator.chance(25) {
                queues.updateValue(generator.pick([0, 20, nil] as [Double?]), forKey: code)
            }
            if generator.chance(5) { bench.poll(.failed(at: .at(time))) } else { bench.poll(time, queues) }
            if generator.chance(10) { try bench.crash() }
        }
        bench.poll(time + 5, [1: 0, 2: 0, 3: 0])
        bench.pass(to: time + 1000)
        return bench
    }

    private func runs(of bench: EngineBench) -> [Run] {
        var runs: [Run] = []
        for transition in bench.transitions {
            let code = transition.labels["innoId"] ?? ""
            if transition.to == .firing { runs.append(Run(code: code, start: transition.at)) }
            if transition.endsFiring, let index = runs.lastIndex(where: { $0.code == code }) {
                runs[index].end = transition.at
            }
        }
        return runs
    }

    /// When a code was told, and as what.
    private func told(_ code: String, _ bench: EngineBench) -> [(at: Timestamp, status: GroupNotification.Status)] {
        bench.notifications.flatMap { notified in
            notified.notification.alerts.filter { $0.labels["innoId"] == code }.map { (notified.at, $0.status) }
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func everyAlertThatFiresLongEnoughIsTold(block: UInt64) throws {
        // In a group that exists, an alert waits for the next tick at most.
        let longest = TimeSpan.seconds(max(Self.groupWait, Self.groupInterval))
        for seed in block * 10..<(block + 1) * 10 {
            let bench = try play(seed: seed)
            for run in runs(of: bench) {
                let end = run.end ?? bench.now
                guard end - run.start > longest else { continue }
                // A run that began before its group's tick told the end of the one before is no news to the receiver.
                let known = told(run.code, bench).last { $0.at <= run.start + longest }
                #expect(known?.status == .firing, "seed \(seed) code \(run.code) since \(run.start.testText)")
            }
            #expect(bench.complaints == [], "seed \(seed)")
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func everyEndOfAToldAlertIsTold(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            let bench = try play(seed: seed)
            #expect(!bench.notifications.isEmpty, "seed \(seed)")
            for code in ["1", "2", "3"] {
                let told = told(code, bench)
                #expect(told.last?.status != .firing, "seed \(seed) code \(code) is told as firing for ever")
                for run in runs(of: bench) where run.code == code {
                    guard let end = run.end, told.last(where: { $0.at <= end })?.status == .firing else { continue }
                    let tick = end + .seconds(Self.groupInterval)
                    let comesBack = runs(of: bench).contains { $0.code == code && $0.start >= end && $0.start <= tick }
                    let isTold = told.contains { $0.at >= end && $0.at <= tick && $0.status == .resolved }
                    #expect(isTold || comesBack, "seed \(seed) code \(code) ended at \(end.testText)")
                }
            }
            #expect(bench.engine.nextDeadline == nil, "seed \(seed)")
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 20))
    func nothingIsToldTwiceAtOneTickNorBetweenTwo(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            let bench = try play(seed: seed)
            let byGroup = Dictionary(grouping: bench.notifications) { $0.notification.groupKey }
            for (key, notifications) in byGroup {
                for (one, next) in zip(notifications, notifications.dropFirst()) {
                    let isNewGroup = next.notification.reason == .firstNotification
                    let least = TimeSpan.seconds(isNewGroup ? Self.groupWait : Self.groupInterval)
                    #expect(next.at - one.at >= least, "seed \(seed) group \(key) at \(next.at.testText)")
                }
                for notified in notifications {
                    let alerts = notified.notification.alerts.map(\.fingerprint)
                    #expect(Set(alerts).count == alerts.count, "seed \(seed)")
                }
            }
            #expect(Set(bench.outbox.map(\.id)).count == bench.outbox.count, "seed \(seed)")
        }
    }
}
