import Simulator
import Testing

struct CallCentreModelTests {
    @Test func sameSeedGivesTheSameDayWhicheverCodesArePolled() {
        var all = CallCentreModel(seed: 7)
        for minute in stride(from: 0, through: 720, by: 5) {
            all.advance(to: .seconds(minute * 60))
            for innoId in 1...12 { _ = all.counters(vdn: 170, innoId: innoId) }
        }
        var one = CallCentreModel(seed: 7)
        one.advance(to: .seconds(720 * 60))
        for innoId in [12, 3, 1] {
            #expect(one.counters(vdn: 170, innoId: innoId) == all.counters(vdn: 170, innoId: innoId))
        }
    }

    @Test func codesAndVDNsHaveDaysOfTheirOwn() {
        var model = CallCentreModel(seed: 1)
        model.advance(to: .seconds(10 * 3600))
        let counters = [(170, 1), (170, 7), (171, 1), (171, 7)].map { model.counters(vdn: $0.0, innoId: $0.1) }
        #expect(Set(counters.map { "\($0)" }).count == 4)
    }

    @Test func timeAlreadyPassedChangesNothing() {
        var model = CallCentreModel(seed: 1)
        model.advance(to: .seconds(10 * 3600))
        let before = model.counters(vdn: 170, innoId: 1)
        model.advance(to: .seconds(9 * 3600))
        #expect(model.counters(vdn: 170, innoId: 1) == before)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func rushGivesRulesSomethingToFindWithinTwoMinutes(seed: UInt64) {
        var model = CallCentreModel(seed: seed)
        let start = 9 * 3600 + 120
        let polls = stride(from: start, through: start + 120, by: 15).map { second in
            model.advance(to: .seconds(second))
            return model.counters(vdn: 170, innoId: 1)
        }
        #expect(polls.contains { $0.queueCallCount > 10 && $0.longestWaitTime > 60 }, "\(polls)")
    }

    @Test func ordinaryCodesAreQuietMostOfTheTime() {
        var model = CallCentreModel(seed: 1)
        var longWaits = 0
        var polls = 0
        for minute in (8 * 60)...(18 * 60) {
            model.advance(to: .seconds(minute * 60))
            for innoId in 3...6 {
                polls += 1
                longWaits += model.counters(vdn: 170, innoId: innoId).longestWaitTime > 120 ? 1 : 0
            }
        }
        #expect(Double(longWaits) < 0.15 * Double(polls), "\(longWaits) of \(polls)")
    }
}
