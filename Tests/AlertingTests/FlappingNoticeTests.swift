import Model
import TestSupport
import Testing

@testable import Alerting

/// Who is told what of an alert that flaps, and when.
struct FlappingNoticeTests {
    /// A bench on which the alert about access code 1 has flapped since 120, was told as firing at 0, and as resolved at
    /// 300.
    private func bench(
        _ rule: ReferenceRule = .backlog,
        receiver: Receiver = .webhook("ops"),
        swingTo high: Double = 20,
        isEnabled: Bool = true
    ) throws -> EngineBench {
        var bench = try EngineBench(
            .of(
                [rule],
                route: .root("ops", groupWait: .zero),
                receivers: [receiver],
                flapping: FlappingSettings(isEnabled: isEnabled)
            )
        )
        bench.check = inconsistencies
        bench.swing(from: 0, count: 19, and: high)
        bench.play("285:0 300:0")
        #expect(bench.told.count == (receiver.integrations[0].sendResolved ? 2 : 1))
        return bench
    }

    private static let before = ["0 ops first notification: +1", "300 ops all alerts resolved: -1~"]

    @Test func whatComesBackIsToldWithTheNextTick() throws {
        var bench = try bench()
        #expect(bench.told == Self.before)
        bench.hold(1, 20, from: 315, to: 585)
        #expect(bench.told == Self.before)
        bench.hold(1, 20, from: 600, to: 3000)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func withoutDetectionItIsToldAtOnce() throws {
        var bench = try bench(isEnabled: false)
        bench.hold(1, 20, from: 315, to: 900)
        #expect(
            bench.told == [
                "0 ops first notification: +1", "300 ops all alerts resolved: -1", "315 ops first notification: +1",
            ]
        )
    }

    @Test func whatComesBackLongAfterTheLastNoticeIsToldAtOnce() throws {
        var bench = try bench()
        bench.hold(1, 0, from: 315, to: 690)
        bench.play("705:20 720:0 735:20 1005:0")
        #expect(
            bench.told == Self.before + ["705 ops new alerts added: +1~", "1005 ops all alerts resolved: -1~"]
        )
        #expect(bench.complaints == [])
    }

    @Test func whatComesAndGoesBetweenTwoNoticesIsNotTold() throws {
        var bench = try bench()
        bench.play("315:20 330:0")
        bench.pass(to: 10_000)
        #expect(bench.told == Self.before)
        #expect(bench.engine.nextDeadline == nil)
        #expect(bench.engine.groups.count == 1)
    }

    @Test func groupIsForgottenWhenItsAlertHasCalmedDown() throws {
        var bench = try bench()
        bench.hold(1, 0, from: 315, to: 284 + 15 * 60)
        #expect(bench.engine.groups.count == 1)
        bench.hold(1, 0, from: 285 + 15 * 60, to: 285 + 15 * 60)
        #expect(bench.engine.groups.isEmpty)
        #expect(bench.store.keys.contains { $0.kind == .group } == false)
        bench.play("1200:20")
        #expect(bench.told.last == "1200 ops first notification: +1")
        #expect(bench.complaints == [])
    }

    @Test func endOfWhatWasToldIsToldAGroupIntervalLaterAtTheLatest() throws {
        var bench = try bench()
        bench.hold(1, 20, from: 315, to: 600)
        bench.hold(1, 0, from: 615, to: 900)
        #expect(
            bench.told == Self.before + ["600 ops new alerts added: +1~", "900 ops all alerts resolved: -1~"]
        )
    }

    @Test func markGoesWithTheFlapping() throws {
        var bench = try bench()
        bench.hold(1, 20, from: 315, to: 1500)
        bench.hold(1, 0, from: 1515, to: 1815)
        #expect(bench.told.suffix(2) == ["600 ops new alerts added: +1~", "1800 ops all alerts resolved: -1"])
    }

    @Test func severityThatWasToldInTheMeantimeIsHeld() throws {
        var bench = try bench(.twoLevels, swingTo: 60)
        bench.play("315:20 330:60")
        bench.pass(to: 599)
        #expect(bench.told == Self.before)
        bench.pass(to: 600)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(bench.notifications.last?.notification.alerts.first?.labels["severity"] == "high")
    }

    @Test(arguments: [("315:20 330:60", 330), ("315:60", 315), ("315:20 330:0 345:60", 345)])
    func severityThatWasNeverToldIsToldAtOnce(_ script: String, _ at: Int64) throws {
        var bench = try bench(.twoLevels)
        bench.play(script)
        #expect(bench.told == Self.before + ["\(at) ops new alerts added: +1~"])
        // From here on it was told.
        bench.play("\(at + 15):0 \(at + 30):60 \(at + 300):0 \(at + 315):20 \(at + 330):60")
        bench.pass(to: at + 599)
        #expect(bench.told.last == "\(at + 300) ops all alerts resolved: -1~")
        bench.pass(to: at + 600)
        #expect(bench.told.last == "\(at + 600) ops new alerts added: +1~")
        #expect(bench.complaints == [])
    }

    @Test func riseInAGroupThatFiresIsToldAtOnceToo() throws {
        var bench = try bench(.twoLevels)
        bench.hold(1, 20, from: 315, to: 600)
        bench.play("615:60 630:20 645:60")
        #expect(
            bench.told == Self.before + ["600 ops new alerts added: +1~", "615 ops severity raised: +1~"]
        )
    }

    @Test func otherAlertsOfItsGroupAreNotHeld() throws {
        var bench = try bench()
        bench.poll(330, [1: 0, 2: 20])
        #expect(bench.told == Self.before + ["330 ops new alerts added: +2"])
        bench.poll(345, [1: 20, 2: 20])
        bench.pass(to: 630)
        #expect(bench.told.last == "630 ops new alerts added: +1~ +2")
        #expect(bench.complaints == [])
    }

    @Test(
        arguments: [
            // At one poll, in either order of the codes; a poll later; when what came back is over again.
            ([[1: 20, 2: 20]], "+1~ +2"), ([[1: 20, 0: 20]], "+0 +1~"), ([[1: 20, 2: 0], [1: 20, 2: 20]], "+1~ +2"),
            ([[1: 20, 2: 0], [1: 0, 2: 0], [1: 0, 2: 20]], "+2 -1~"),
        ] as [([[Int64: Double]], String)]
    )
    func whatComesWithAReturnIsNotHeld(_ polls: [[Int64: Double]], _ alerts: String) throws {
        var bench = try bench()
        for (step, poll) in polls.enumerated() { bench.poll(330 + 15 * Int64(step), poll) }
        let last = 330 + 15 * (polls.count - 1)
        #expect(bench.told == Self.before + ["\(last) ops new alerts added: \(alerts)"])
        #expect(bench.complaints == [])
    }

    @Test func receiverThatIsNotToldOfEndsIsHeldToTheSame() throws {
        var bench = try bench(receiver: .webhook("ops", sendResolved: false))
        // A minute up, a minute down: every other tick finds it up, and 60 seconds after each of the others it is back.
        for time in stride(from: Int64(330), to: 2700, by: 15) {
            bench.poll(time, [1: (time / 60).isMultiple(of: 2) ? 20 : 0])
        }
        #expect(bench.notifications.map(\.at) == [.at(0), .at(600), .at(1200), .at(1800), .at(2400)])
        #expect(bench.complaints == [])
    }

    @Test func mailsOfItAreOneThread() throws {
        var bench = try bench(receiver: Receiver(name: "ops", integrations: [.email(0, to: ["a@example.com"])]))
        bench.hold(1, 20, from: 315, to: 600)
        let rows = bench.outbox
        #expect(rows.map(\.threadID) == [nil, rows[0].messageID, rows[0].messageID])
    }

    @Test func alertThatIsCalledAnotherNameEachTimeIsHeldToo() throws {
        var rule = ReferenceRule.backlog
        rule.labels = [.init("calls", "{{ queueCallCount }}")]
        var bench = try bench(rule)
        bench.hold(1, 21, from: 315, to: 585)
        #expect(bench.told == Self.before)
        bench.hold(1, 21, from: 600, to: 600)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(Set(bench.transitions.map(\.fingerprint)).count == 2)
        #expect(bench.complaints == [])
    }

    @Test func alertThatHasNotBeenToldSinceItFlapsIsToldAtOnce() throws {
        let route = Route.root("ops", groupWait: .seconds(30))
        var bench = try EngineBench(.of([.backlog], route: route))
        bench.check = inconsistencies
        // No group of these lives long enough to be told.
        for step in 0..<5 { bench.play("\(step * 40):20 \(step * 40 + 5):0") }
        #expect(bench.turnsInWords == ["160 R/1 flaps"])
        bench.pass(to: 190)
        #expect(bench.told == [])
        bench.hold(1, 20, from: 200, to: 230)
        #expect(bench.told == ["230 ops first notification: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func restartWhileTheGroupRestsChangesNothing() throws {
        var bench = try bench()
        try bench.crash(at: .at(310))
        bench.play("315:20")
        try bench.crash()
        bench.pass(to: 599)
        #expect(bench.told == Self.before)
        bench.pass(to: 600)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func reloadThatSwitchesItOffHoldsNoMore() throws {
        var bench = try bench()
        var configuration = bench.engine.configuration
        configuration.flapping.isEnabled = false
        bench.reload(configuration, at: 310)
        bench.play("315:20")
        #expect(bench.told == Self.before + ["315 ops first notification: +1"])
    }
}
