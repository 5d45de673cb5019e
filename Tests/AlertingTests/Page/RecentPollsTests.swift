import Alerting
import Model
import TestSupport
import Testing

/// The polls that are kept for small charts.
struct RecentPollsTests {
    private static func samples(_ polls: RecentPolls, _ code: Int64 = 1, of source: String = "s") -> [Double?] {
        polls.samples(of: .queueCallCount, AccessCode(ccId: 1, vdn: 1, innoId: code), of: source).map(\.value)
    }

    @Test func samplesAreThoseOfTheSeriesWhereverItStands() {
        var polls = RecentPolls()
        polls.note(.of([1: 5, 2: 6], at: .at(0)))
        polls.note(.of([0: 9, 1: 7], at: .at(15)))
        polls.note(.failed(at: .at(30)))
        polls.note(.of([2: 8], at: .at(45)))
        #expect(Self.samples(polls) == [5, 7, nil, nil])
        #expect(Self.samples(polls, 2) == [6, nil, nil, 8])
        #expect(Self.samples(polls, of: "other").isEmpty)
        polls.forgetSources(otherThan: ["other"])
        #expect(Self.samples(polls).isEmpty)
    }

    @Test func halfAnHourIsKeptAndNoMoreThanAPollInTenSeconds() {
        var polls = RecentPolls()
        for second in 0...3600 { polls.note(.of([1: Double(second)], at: .at(Int64(second)))) }
        let times = polls.samples(of: .queueCallCount, AccessCode(ccId: 1, vdn: 1, innoId: 1), of: "s").map(\.time)
        #expect(times.last == .at(3600))
        #expect(times.allSatisfy { $0 >= .at(1800) })
        #expect((179...182).contains(times.count))
    }
}
