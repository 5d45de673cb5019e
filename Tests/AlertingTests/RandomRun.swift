import Alerting
import Model
import TestSupport

/// A daemon's life by chance: polls, reloads and attempts at deliveries, the same for the same seed.
struct RandomRun {
    /// What happens after each event.
    enum Disturbance {
        case none
        case restart
        case reload
    }

    /// The bench after the run.
    ///
    /// A source's last good poll is written only a few times in its `down_after` while nothing else happens, so that
    /// after a restart before the first failed one `SourceDown` may come early by a fraction of it; runs that are compared
    /// over restarts are made without (`watchesSources`).
    static func play(
        seed: UInt64,
        _ disturbance: Disturbance,
        watchesSources: Bool = true
    ) throws -> EngineBench {
        let scenario = Scenario(seed: seed, ruleCount: 4, pollCount: 40)
        let configuration = try configuration(scenario, seed: seed, watchesSources: watchesSources)
        let start = (scenario.polls.first?.time ?? .at(0)) - .seconds(1)
        var bench = try EngineBench(configuration, at: start)
        bench.check = inconsistencies
        for (index, poll) in scenario.polls.enumerated() {
            bench.poll(missing(poll, seed: seed + UInt64(index)))
            if index % 10 == 5 {
                bench.handle(.silence(silence(at: bench.now, seed: seed + UInt64(index))), at: bench.now)
            }
            try disturb(&bench, disturbance, configuration)
            let now = bench.now
            bench.attempt { delivery in
                guard delivery.nextAttemptAt ?? now <= now else { return nil }
                let dice = Fingerprint(of: ["id": delivery.id, "n": String(delivery.attempts), "seed": String(seed)])
                switch dice.value >> 7 % 10 {
                case 0...4: return .delivered
                case 5...6: return .retry(error: "503", retryAfter: nil)
                case 7: return .rejected(error: "404")
                default: return nil
                }
            }
            try disturb(&bench, disturbance, configuration)
        }
        bench.pass(until: bench.now + .minutes(15))
        return bench
    }

    /// A silence of some minutes, at times one that comes again.
    private static func silence(at now: Timestamp, seed: UInt64) -> SilenceDraft {
        var generator = SeededGenerator(seed: seed ^ 0x51)
        let matchers = [
            Matcher("source", equals: "a"), Matcher("severity", equals: "high"), Matcher("vdn", equals: "1"),
        ]
        return SilenceDraft(
            matchers: [generator.pick(matchers)],
            startsAt: now + .seconds(generator.pick([0, 30])),
            endsAt: now + .minutes(generator.pick([1, 3, 6])),
            hours: generator.chance(30) ? .during(odd.name) : .asBefore,
            createdBy: "ana",
            comment: ""
        )
    }

    /// The third and fourth of each five minutes.
    private static let odd = NamedInterval(
        name: "odd",
        intervals: [RecurringInterval(times: stride(from: 2, to: 1438, by: 5).map { $0..<$0 + 2 })]
    )

    private static func disturb(
        _ bench: inout EngineBench,
        _ disturbance: Disturbance,
        _ configuration: AlertConfiguration
    ) throws {
        switch disturbance {
        case .none: break
        case .restart: try bench.crash()
        case .reload: bench.handle(.reconfigured(configuration), at: bench.now)
        }
    }

    /// The poll with the codes that it does not deliver as missing in one of two cases.
    private static func missing(_ poll: Poll, seed: UInt64) -> Poll {
        var generator = SeededGenerator(seed: seed)
        guard generator.chance(50), case .snapshot(let snapshot) = poll.result else { return poll }
        var poll = poll
        poll.missing = [(1, 1), (1, 2), (2, 1), (2, 3)].map { AccessCode(ccId: 1, vdn: $0.0, innoId: $0.1) }
            .filter { !snapshot.series.contains($0) }
        return poll
    }

    private static func configuration(
        _ scenario: Scenario,
        seed: UInt64,
        watchesSources: Bool
    ) throws -> AlertConfiguration {
        var generator = SeededGenerator(seed: seed ^ 0xABCD)
        let waits: [TimeSpan] = [.zero, .seconds(10), .seconds(30)]
        let groupings: [Route.GroupBy] = [.labels([]), .labels(["alertname"]), .labels(["severity", "source"]), .all]
        let route = Route.root(
            "ops",
            groupBy: generator.pick(groupings),
            groupWait: generator.pick(waits),
            groupInterval: .minutes(1),
            repeatInterval: .minutes(generator.pick([2, 60])),
            [
                .child(
                    [Matcher("severity", equals: "high")],
                    receiver: "duty",
                    groupBy: generator.pick(groupings),
                    groupWait: generator.pick(waits),
                    groupInterval: .seconds(generator.pick([20, 30, 90])),
                    continues: generator.chance(50)
                ),
                .child(
                    [Matcher("source", equals: "a")],
                    groupBy: generator.pick(groupings),
                    hours: generator.chance(50) ? ActiveHours(muted: [odd]) : .always,
                    resolvesThroughSilence: generator.chance(50)
                ),
                .child([Matcher("severity", equals: "high")], receiver: "mail"),
            ]
        )
        let inhibition = InhibitRule(
            sourceMatchers: [Matcher("severity", equals: "high")],
            targetMatchers: [try Matcher("severity", .matches, "low|")],
            equal: generator.pick([[], ["source"], ["source", "vdn"]])
        )
        let mail = Receiver(
            name: "mail",
            integrations: [.email(0, to: ["a@example.com", "b@example.com"]), .webhook(0, sendResolved: false)],
            maxAge: .minutes(10),
            fallback: "ops"
        )
        return try .of(
            scenario.rules,
            route: route,
            receivers: [.webhook("ops"), .webhook("duty", sendResolved: generator.chance(50), fallback: "mail"), mail],
            sources: ["a", "b"].map {
                SourceProfile(
                    name: $0,
                    labels: ["site": $0],
                    downAfter: watchesSources ? generator.pick([nil, .minutes(4)]) : nil
                )
            },
            staleness: scenario.staleness,
            inhibitRules: generator.pick([[], [inhibition]]),
            timeIntervals: [odd]
        )
    }
}
