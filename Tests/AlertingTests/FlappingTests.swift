import Foundation
import Model
import TestSupport
import Testing

@testable import Alerting

/// The measure by which an alert flaps.
struct FlappingTests {
    private let settings = FlappingSettings()

    /// A history of changes (`x`) and quiet minutes (`.`), each a minute after the one before.
    private func history(_ script: String) -> Flapping {
        var history = Flapping(from: .at(0))
        for (minute, mark) in script.enumerated() {
            let time = Timestamp.at(Int64(minute + 1) * 60)
            if mark == "x" { history.noteChange(at: time, settings) } else { history.noteQuiet(at: time, settings) }
        }
        return history
    }

    @Test(arguments: [
        ("", 0), (".", 0), ("x", 1.2), ("x.", 1.2 - 0.4 / 19), ("xx", 2.4 - 0.4 / 19),
        ("x...................", 0.8), ("x....................", 0), ("xxxxxxxxxxxxxxxxxxxx", 20),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 20),
    ])
    func changesWeighTheMoreTheNewerTheyAre(_ script: String, _ weight: Double) {
        #expect(abs(history(script).share - weight / 20) < 1e-12)
    }

    @Test(arguments: 0..<20)
    func shareIsThatOfTheFormula(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let likelihood = generator.pick([10, 30, 50, 70, 90])
        var history = Flapping(from: .at(0))
        var changes: [Bool] = []
        var isFlapping = false
        for minute in 1...200 {
            let isChange = generator.chance(likelihood)
            let time = Timestamp.at(Int64(minute) * 60)
            if isChange { history.noteChange(at: time, settings) } else { history.noteQuiet(at: time, settings) }
            changes.append(isChange)
            let last = changes.suffix(20)
            let first = 20 - last.count
            let weights = last.enumerated().map { index, isChange in
                isChange ? 0.8 + 0.4 * Double(first + index) / 19 : 0
            }
            let share = weights.reduce(0, +) / 20
            #expect(abs(history.share - share) < 1e-12, "minute \(minute)")
            // Sums of these weights are a whole unit of 0.4 / 19 apart: either at a threshold or clearly beside it.
            isFlapping = isFlapping ? share > 0.25 - 1e-9 : share > 0.5 + 1e-9
            #expect(history.isFlapping == isFlapping, "minute \(minute)")
        }
    }

    @Test(arguments: [
        ("xxxxxxxx", false), ("xxxxxxxxx", true), ("xxxxx.xxxxx", true), ("x.x.x.x.x.x.x.x.x.", false),
        ("x.x.x.x.x.x.x.x.x.x", true), ("x..x..x..x..x..x..x..x..x..x", false), ("xx.xx.xx.xx.xx.xx.", true),
        ("xxxxxxxxx..............", true), ("xxxxxxxxx...............", false),
        ("xxxxxxxxxxxxxxxxxxxx..............", true), ("xxxxxxxxxxxxxxxxxxxx...............", false),
    ])
    func itBeginsAboveHighAndEndsBelowLow(_ script: String, _ isFlapping: Bool) {
        #expect(history(script).isFlapping == isFlapping)
    }

    @Test func betweenTheThresholdsItStaysAsItIs() {
        // 36% both times.
        #expect(!history("x.x.x.x.x.x.x......").isFlapping)
        #expect(history("xxxxxxxxxxxx.x.x.x.x.x.x.x.....").isFlapping)
    }

    @Test func quietPollsCountOnceAMinute() {
        var history = history("xxxxxxxxx")
        let share = history.share
        for second in stride(from: Int64(555), to: 600, by: 15) { history.noteQuiet(at: .at(second), settings) }
        #expect(history.share == share)
        history.noteQuiet(at: .at(600), settings)
        #expect(history.share < share)
        let oneMinute = history.share
        history.noteQuiet(at: .at(645), settings)
        #expect(history.share == oneMinute)
    }

    @Test func changesCountWheneverTheyCome() {
        var history = Flapping(from: .at(0))
        for second in 0..<9 { history.noteChange(at: .at(Int64(second)), settings) }
        #expect(history.since == .at(8))
    }

    @Test func withoutAnyThresholdBelowItEndsWhenNoChangeIsLeft() {
        let settings = FlappingSettings(high: 0.05, low: 0)
        var history = Flapping(from: .at(0))
        history.noteChange(at: .at(60), settings)
        #expect(history.isFlapping)
        for minute in 2...20 { history.noteQuiet(at: .at(Int64(minute) * 60), settings) }
        #expect(history.isFlapping)
        history.noteQuiet(at: .at(21 * 60), settings)
        #expect(!history.isFlapping && history.isAtRest)
    }

    @Test func historyIsStoredInFewBytes() throws {
        let history = history(String(repeating: "xx.", count: 100))
        let data = try JSONEncoder().encode(history)
        #expect(data.count < 150)
        #expect(try JSONDecoder().decode(Flapping.self, from: data) == history)
    }

    @Test func bitsBeyondTheLastTwentyCountForNothing() throws {
        let stored = #"{"changes":4294967295,"observedAt":0,"knownAt":0}"#
        let history = try JSONDecoder().decode(Flapping.self, from: Data(stored.utf8))
        #expect(history.share == 1)
        #expect(!history.isFlapping)
    }
}
