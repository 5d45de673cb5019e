import Model
import Testing

@testable import Delivery

struct RateLimitTests {
    /// The times at which a destination is told that is asked for at `times`, in seconds.
    private func told(_ allowances: [RateLimit.Allowance], asked times: [Int64]) -> [Int64] {
        var limit = RateLimit(allowances)
        return times.map { limit.reserve(at: Timestamp(milliseconds: $0 * 1000)).milliseconds / 1000 }
    }

    @Test func aBurstIsLetThroughAndTheRestSpread() {
        let allowance = RateLimit.Allowance(3, per: .minutes(1))
        #expect(told([allowance], asked: [0, 0, 0, 0, 1, 2, 3]) == [0, 0, 0, 60, 60, 60, 120])
    }

    @Test func allAllowancesHold() {
        let allowances = [RateLimit.Allowance(1, per: .seconds(1)), RateLimit.Allowance(3, per: .seconds(10))]
        #expect(told(allowances, asked: [0, 0, 0, 0, 0]) == [0, 1, 2, 10, 11])
    }

    @Test func noStretchHasMoreThanAllowed() {
        let times = told([RateLimit.Allowance(5, per: .seconds(7))], asked: (0..<200).map { $0 * $0 % 13 + $0 / 3 })
        for (first, last) in zip(times, times.dropFirst(5)) { #expect(last - first >= 7) }
    }

    @Test func nothingIsLimitedWithoutAllowances() {
        #expect(told([], asked: [5, 5, 5]) == [5, 5, 5])
    }

    @Test func idleIsWhatHoldsBackNobody() {
        var limit = RateLimit([RateLimit.Allowance(1, per: .seconds(10))])
        #expect(limit.isIdle(at: Timestamp(milliseconds: 0)))
        _ = limit.reserve(at: Timestamp(milliseconds: 0))
        #expect(!limit.isIdle(at: Timestamp(milliseconds: 9_999)))
        #expect(limit.isIdle(at: Timestamp(milliseconds: 10_000)))
    }

    @Test func aDestinationWaitsAndOthersDoNot() async {
        let pacer = Pacer { time in #expect(time > .seconds(50)) }
        let allowances = [RateLimit.Allowance(1, per: .minutes(1))]
        let first = Pacer.Destination(url: Secret("https://a"), channel: "1")
        let second = Pacer.Destination(url: Secret("https://a"), channel: "2")
        #expect(await pacer.wait(for: first, allowances: allowances) == .zero)
        #expect(await pacer.wait(for: second, allowances: allowances) == .zero)
        let waited = await pacer.wait(for: first, allowances: allowances)
        #expect((waited ?? .zero) > .seconds(50))
    }

    @Test func aCancelledWaitTellsNothing() async {
        let pacer = Pacer { _ in throw CancellationError() }
        let destination = Pacer.Destination(url: Secret("https://a"), channel: "")
        let allowances = [RateLimit.Allowance(1, per: .minutes(1))]
        #expect(await pacer.wait(for: destination, allowances: allowances) == .zero)
        #expect(await pacer.wait(for: destination, allowances: allowances) == nil)
    }
}
