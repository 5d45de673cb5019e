import Alerting
import Model
import TestSupport
import Testing

/// Alerts about groups, and rules that look at several polls.
struct GroupAlertTests {
    /// Access codes 1 and 2 of VDN 1, 3 and 4 of VDN 2.
    private static func poll(_ seconds: Int64, _ queues: [Int64: Double?]) -> Poll {
        var snapshot = Snapshot()
        for (code, queue) in queues.sorted(by: { $0.key < $1.key }) {
            let vdn: Int64 = code <= 2 ? 1 : 2
            snapshot.append(AccessCode(ccId: 1, vdn: vdn, innoId: code), [nil, nil, nil, queue, nil])
        }
        return Poll(source: "s", time: .at(seconds), result: .snapshot(snapshot))
    }

    @Test func alertAboutAGroupHasItsLabelsAndNoCounters() throws {
        var rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10")
        rule.annotations = [.init("summary", "{{ value }} of {{ sum(queueCallCount by ()) }} at {{ labels.vdn }}")]
        var bench = try EngineBench(.of([rule], route: .root("ops", groupWait: .zero)))
        bench.poll(Self.poll(0, [1: 6, 2: 6, 3: 20, 4: 1]))
        #expect(
            bench.timeline == [
                "0 R/{vdn=\"1\"} inactive->firing", "0 R/{vdn=\"2\"} inactive->firing",
            ]
        )
        #expect(bench.transitions.allSatisfy { $0.values == nil })
        #expect(bench.transitions[0].labels == ["alertname": "R", "source": "s", "vdn": "1"])
        let alerts = bench.notifications[0].notification.alerts
        #expect(alerts.map { $0.annotations["summary"] } == ["12 of 33 at 1", "21 of 33 at 2"])
        #expect(alerts.allSatisfy { $0.values == nil })
        bench.poll(Self.poll(15, [1: 5, 2: 5, 3: 20]))
        #expect(bench.timeline.last == "15 R/{vdn=\"1\"} firing->inactive condition")
    }

    @Test func groupIsMadeOfTheSeriesThatTheRuleSees() throws {
        var rule = ReferenceRule("R", when: "sum(queueCallCount by ()) above 10")
        rule.matchers = ["innoId!=\"2\""]
        var bench = try EngineBench(.of([rule, ReferenceRule("A", when: "sum(queueCallCount by ()) above 10")]))
        bench.poll(Self.poll(0, [1: 6, 2: 6]))
        #expect(bench.timeline == ["0 A/{} inactive->firing"])
    }

    @Test func groupsNeverSpanSources() throws {
        let rule = ReferenceRule("R", when: "sum(queueCallCount by ()) above 10")
        var bench = try EngineBench(.of([rule], sources: [SourceProfile(name: "s"), SourceProfile(name: "t")]))
        bench.poll(.of([1: 6], source: "s", at: .at(0)))
        bench.poll(.of([2: 6], source: "t", at: .at(1)))
        #expect(bench.timeline == [])
        bench.poll(.of([2: 6, 3: 6], source: "t", at: .at(15)))
        #expect(bench.transitions.map(\.labels) == [["alertname": "R", "source": "t"]])
    }

    @Test func groupValueIsSpreadToItsMembers() throws {
        let rule = ReferenceRule("R", when: "queueCallCount / sum(queueCallCount by vdn) above 60%")
        var bench = try EngineBench(.of([rule]))
        bench.poll(Self.poll(0, [1: 7, 2: 3, 3: 1, 4: 1]))
        #expect(bench.timeline == ["0 R/1 inactive->firing"])
        #expect(bench.transitions[0].values == [CounterValue(.queueCallCount, 7)])
    }

    @Test func groupUnseenForLongerThanTheStalenessIsAGap() throws {
        var rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10")
        rule.levels[0].holdFor = .seconds(60)
        var bench = try EngineBench(.of([rule]))
        bench.poll(Self.poll(0, [1: 20, 3: 0]))
        bench.poll(Self.poll(290, [3: 0]))
        bench.poll(Self.poll(590, [3: 0]))
        try bench.crash()
        bench.poll(Self.poll(601, [2: 20, 3: 0]))
        bench.poll(Self.poll(661, [2: 20, 3: 0]))
        #expect(
            bench.timeline == ["0 R/{vdn=\"1\"} inactive->pending", "661 R/{vdn=\"1\"} pending->firing"]
        )
        #expect(bench.transitions.last?.activeAt == .at(601))
    }

    @Test func firingGroupOutlivesARestartWithoutItsMembers() throws {
        let rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10")
        var bench = try EngineBench(.of([rule]))
        bench.poll(Self.poll(0, [1: 20, 3: 0]))
        for second in stride(from: Int64(100), to: 3000, by: 100) { bench.poll(Self.poll(second, [3: 0])) }
        try bench.crash()
        try bench.crash()
        #expect(bench.timeline == ["0 R/{vdn=\"1\"} inactive->firing"])
        bench.poll(Self.poll(3000, [1: 0, 3: 0]))
        #expect(bench.timeline.last == "3000 R/{vdn=\"1\"} firing->inactive condition")
    }

    @Test func pollsAreKeptOnlyForAsLongAsAWindowNeedsThem() throws {
        var bench = try EngineBench(.of([.backlog]))
        bench.poll(Self.poll(0, [1: 1]))
        #expect(bench.polls.isEmpty)
        bench.reload(try .of([ReferenceRule("R", when: "max(queueCallCount over 1m) above 10")]), at: 0)
        for second in stride(from: Int64(15), through: 3000, by: 15) { bench.poll(Self.poll(second, [1: 1])) }
        // The window and the staleness.
        #expect(bench.polls.count == 360 / 15 + 1)
        bench.reload(try .of([.backlog]), at: 3000)
        #expect(bench.polls.isEmpty)
    }

    @Test func ruleOverAnHourIsNotBlindAfterARestart() throws {
        let rule = ReferenceRule("R", when: "avg(queueCallCount over 1h) above 10")
        var bench = try EngineBench(.of([rule]))
        for second in stride(from: Int64(0), to: 3600, by: 60) { bench.poll(Self.poll(second, [1: 20])) }
        try bench.crash(at: .at(3590))
        bench.poll(Self.poll(3600, [1: 20]))
        #expect(bench.timeline == ["3600 R/1 inactive->firing"])
    }

    // MARK: By chance

    private static let rules = [
        ReferenceRule("Sum", when: "sum(queueCallCount over 45s) above 9"),
        ReferenceRule("Mean", when: "avg(queueCallCount over 1m) above 3 and queueCallCount above 2"),
        ReferenceRule("Least", when: "min(queueCallCount over 30s) at least 2 or max(queueCallCount over 90s) is 7"),
        ReferenceRule("Share", when: "share(queueCallCount above 3 over 1m) above 40%"),
        ReferenceRule("Line", when: "slope(queueCallCount over 1m) above 0.05 or change(queueCallCount over 30s) is 5"),
        ReferenceRule("Previous", when: "queueCallCount above previous(queueCallCount) + 3"),
        ReferenceRule("Group", when: "sum(queueCallCount by vdn) above 7"),
        ReferenceRule("Whole", when: "avg(sum(queueCallCount by vdn) over 45s) above 5"),
        ReferenceRule("Nested", when: "max(share(queueCallCount above 3 over 45s) by ()) above 50%"),
        ReferenceRule("Members", when: "all(queueCallCount above 1 by vdn)"),
        ReferenceRule(
            "Spread",
            when: "queueCallCount is max(queueCallCount by vdn) and count(queueCallCount above 3 over 30s) above 0"
        ),
        ReferenceRule("Quantile", when: "quantile(0.5, max(queueCallCount over 30s) by vdn) above 4"),
    ].map { rule in
        var rule = rule
        rule.labels = [.init("seen", "{{ value }}")]
        rule.levels[0].holdFor = rule.alert == "Sum" ? .seconds(20) : .zero
        return rule
    }

    private static func polls(seed: UInt64) -> [Poll] {
        var random = SeededGenerator(seed: seed)
        var time = Timestamp.at(0)
        return (0..<60).map { _ in
            time = time + .milliseconds(random.pick([1000, 15_000, 15_000, 15_000, 30_000, 300_000, 300_001]))
            guard !random.chance(5) else { return Poll(source: "s", time: time, result: .failed) }
            var queues: [Int64: Double?] = [:]
            for code in Int64(1)...4 where !random.chance(20) {
                queues[code] = random.chance(10) ? .some(nil) : Double(random.pick([0, 1, 2, 3, 4, 5, 6, 7]))
            }
            var poll = poll(0, queues)
            poll.time = time
            return poll
        }
    }

    private enum Disturbance: CaseIterable {
        case restart
        case reload
        case otherRules
        case failedCommit
    }

    /// Each disturbance with two runs of its own; with each of a dozen runs in the long form.
    @Test(arguments: Effort.blocks(short: 8, long: 12))
    func restartsReloadsAndFailedCommitsChangeNothing(seed: UInt64) throws {
        let configuration = try AlertConfiguration.of(Self.rules)
        let more = try AlertConfiguration.of(
            Self.rules + [ReferenceRule("Never", when: "sum(queueCallCount over 10s) above 1000")]
        )
        var plain = try EngineBench(configuration)
        for poll in Self.polls(seed: seed) { plain.poll(poll) }
        #expect(plain.transitions.count > 20)
        let all = Disturbance.allCases
        for disturbance in Effort.isLong ? all : [all[Int(seed) % all.count]] {
            var bench = try EngineBench(configuration)
            let polls = Self.polls(seed: seed)
            for (index, poll) in polls.enumerated() {
                switch disturbance {
                case .restart: try bench.crash()
                case .reload: bench.handle(.reconfigured(configuration), at: bench.now)
                case .otherRules:
                    bench.fail(.reconfigured(index.isMultiple(of: 2) ? configuration : more), at: bench.now)
                    bench.handle(.reconfigured(index.isMultiple(of: 2) ? more : configuration), at: bench.now)
                case .failedCommit:
                    var other = polls[(index * 7 + 5) % polls.count]
                    other.time = poll.time
                    bench.fail(.poll(other), at: poll.time)
                }
                bench.poll(poll)
            }
            #expect(bench.timeline == plain.timeline, "\(disturbance)")
            #expect(bench.transitions == plain.transitions, "\(disturbance)")
        }
    }
}
