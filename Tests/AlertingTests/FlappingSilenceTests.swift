import Model
import TestSupport
import Testing

@testable import Alerting

/// Alerts that flap and are silenced: what a silence holds back does not count as told, and a group is kept while one of
/// its alerts flaps.
struct FlappingSilenceTests {
    /// A bench on which the alert about access code 1 has flapped since 120, was told as firing at 0, and as resolved at
    /// 300.
    private func told() throws -> EngineBench {
        var bench = try EngineBench.checked(.of([.backlog], route: .root("ops", groupWait: .zero)))
        bench.swing(from: 0, count: 19)
        bench.play("285:0 300:0")
        #expect(bench.told == Self.before)
        return bench
    }

    private static let before = ["0 ops first notification: +1", "300 ops all alerts resolved: -1~"]

    @Test func returnThatASilenceHeldBackIsToldWhenTheSilenceEnds() throws {
        var bench = try told()
        try bench.silence(.of(innoId: "1", 310..<700), at: 310)
        bench.hold(1, 20, from: 315, to: 690)
        #expect(bench.told == Self.before)
        bench.pass(to: 700)
        #expect(bench.told == Self.before + ["700 ops new alerts added: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func silenceThatEndsBeforeTheNextTickHurriesNothing() throws {
        var bench = try told()
        try bench.silence(.of(innoId: "1", 310..<400), at: 310)
        bench.hold(1, 20, from: 315, to: 585)
        // Held for the flapping, as it would have been without the silence.
        #expect(bench.told == Self.before)
        bench.pass(to: 600)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func whatBeganToFlapInASilenceIsToldAtOnceAfterIt() throws {
        var bench = try EngineBench.checked(.of([.backlog], route: .root("ops", groupWait: .zero)))
        try bench.silence(.of(innoId: "1", 0..<400), at: 0)
        bench.swing(from: 0, count: 19)
        bench.play("285:0 300:0")
        #expect(bench.turnsInWords == ["120 R/1 flaps"])
        #expect(bench.told == [])
        bench.hold(1, 0, from: 315, to: 390)
        bench.play("405:20")
        #expect(bench.told == ["405 ops first notification: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func groupIsKeptWhileWhatItWasToldComesAndGoesInSilence() throws {
        var bench = try told()
        try bench.silence(.of(innoId: "1", 310..<400), at: 310)
        bench.play("315:20 330:0 345:20 360:0 390:0")
        #expect(bench.engine.groups.count == 1)
        // It was told of the alert at 300 and is not told again before 600.
        bench.hold(1, 20, from: 405, to: 585)
        #expect(bench.told == Self.before)
        bench.pass(to: 600)
        #expect(bench.told == Self.before + ["600 ops new alerts added: +1~"])
        #expect(bench.complaints == [])
    }

    @Test func groupIsForgottenInASilenceWhenItsAlertHasCalmedDown() throws {
        var bench = try told()
        try bench.silence(.of(innoId: "1", 310..<4000), at: 310)
        bench.hold(1, 0, from: 315, to: 285 + 15 * 60)
        #expect(bench.turnsInWords.last == "1185 R/1 calm")
        #expect(bench.engine.groups.isEmpty)
        #expect(bench.told == Self.before)
        #expect(bench.complaints == [])
    }

    @Test func otherAlertsOfTheGroupAreToldThroughTheSilenceOfOneThatFlaps() throws {
        var bench = try told()
        try bench.silence(.of(innoId: "1", 310..<4000), at: 310)
        bench.poll(330, [1: 0, 2: 20])
        bench.poll(345, [1: 20, 2: 20])
        bench.pass(to: 1000)
        #expect(bench.told == Self.before + ["330 ops new alerts added: +2"])
        #expect(bench.complaints == [])
    }
}
