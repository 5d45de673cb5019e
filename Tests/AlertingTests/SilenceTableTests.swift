import Model
import TestSupport
import Testing

@testable import Alerting

/// Silences in numbers.
struct SilenceTableTests {
    private func silence(_ number: Int, _ matchers: [Matcher], from start: Int64, to end: Int64) -> Silence {
        let draft = SilenceDraft(
            matchers: matchers,
            startsAt: .at(start),
            endsAt: .at(end),
            createdBy: "ana",
            comment: ""
        )
        return Silence(draft, during: nil, id: "\(number)", at: .at(0))
    }

    @Test func tenThousandSilencesAreFoundByLabel() {
        let silences = (0..<10_000).map { number in
            silence(number, [Matcher("innoId", equals: "\(number)")], from: 0, to: 100)
        }
        let table = SilenceTable(silences, at: .at(0))
        let found = table.active(for: ["innoId": "77", "alertname": "R"], at: .at(50), intervals: [:])
        #expect(found.map(\.id) == ["77"])
        #expect(table.active(for: ["innoId": "77"], at: .at(100), intervals: [:]) == [])
        #expect(table.nextSweep == .at(100))
    }

    @Test func sweepNotesEachEndOnceAndForgetsLater() {
        var table = SilenceTable(
            [silence(1, [], from: 0, to: 10), silence(2, [], from: 0, to: 20)],
            retention: .seconds(100),
            at: .at(0)
        )
        func ids(_ now: Int64) -> [[String]] {
            let (ended, forgotten) = table.sweep(at: .at(now))
            return [ended.map(\.id), forgotten.map(\.id)]
        }
        #expect(ids(9) == [[], []])
        #expect(ids(10) == [["1"], []])
        #expect(ids(19) == [[], []])
        #expect(ids(115) == [["2"], ["1"]])
        #expect(table.nextSweep == .at(120))
        #expect(ids(200) == [[], ["2"]])
        #expect(table.nextSweep == nil)
    }
}
