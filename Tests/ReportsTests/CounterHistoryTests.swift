import Model
import TestSupport
import Testing

@testable import Reports

/// Counters as fine as a chart shows them, in bounded memory.
struct CounterHistoryTests {
    private let code = AccessCode(ccId: 1, vdn: 1, innoId: 1)

    private func poll(_ seconds: Int64, _ queues: [Int64: Double?]) -> Poll { .of(queues, at: .at(seconds)) }

    private func extents(
        _ history: CounterHistory,
        _ seconds: ClosedRange<Int64>,
        columns: Int,
        staleness: TimeSpan = .minutes(5)
    ) -> [String] {
        history.extents(
            of: .queueCallCount,
            code,
            in: TimeWindow(start: .at(seconds.lowerBound), end: .at(seconds.upperBound)),
            columns: columns,
            staleness: staleness
        ).map { $0.map { "\(Int($0.low))-\(Int($0.high))" } ?? "?" }
    }

    @Test func columnsKeepTheLeastAndTheGreatestValue() {
        var history = CounterHistory([.queueCallCount])
        for (index, queue) in [3, 9, 1, 4, 4, 0].enumerated() {
            history.note(poll(Int64(index) * 10, [1: Double(queue)]))
        }
        #expect(extents(history, 0...60, columns: 2) == ["1-9", "0-4"])
        #expect(extents(history, 0...60, columns: 6) == ["3-3", "9-9", "1-1", "4-4", "4-4", "0-0"])
    }

    @Test(arguments: [2, 8, 64])
    func whenColumnsRunOutTwoBecomeOneAndNoPeakIsLost(_ limit: Int) {
        var history = CounterHistory([.queueCallCount], columnLimit: limit)
        for second in 0..<1000 as Range<Int64> { history.note(poll(second, [1: second == 333 ? 50 : 2])) }
        #expect(extents(history, 0...1000, columns: 1) == ["2-50"])
        #expect(history.columnCount(in: TimeWindow(start: .at(0), end: .at(1000)), atMost: 500) <= limit)
        #expect(extents(history, 512...1000, columns: 1) == ["2-2"])
    }

    @Test func aValueHoldsUntilTheNextButNotOverAGap() {
        var history = CounterHistory([.queueCallCount])
        for (second, queue) in [(0, 1), (20, 2), (100, 3)] as [(Int64, Double)] {
            history.note(poll(second, [1: queue]))
        }
        #expect(
            extents(history, 0...110, columns: 11, staleness: .seconds(60))
                == ["1-1", "1-1", "2-2", "?", "?", "?", "?", "?", "?", "?", "3-3"]
        )
    }

    @Test func whatIsUnknownIsNotZero() {
        var history = CounterHistory([.queueCallCount])
        history.note(poll(0, [1: nil]))
        history.note(.failed(at: .at(10)))
        history.note(poll(20, [1: 7]))
        #expect(extents(history, 0...30, columns: 3) == ["?", "?", "7-7"])
    }

    @Test func seriesWithAlertsPushOthersOut() {
        var history = CounterHistory([.queueCallCount], seriesLimit: 2)
        history.note(poll(0, [7: 1, 8: 1, 1: 5]))
        #expect(history.has(code))
        let other = AccessCode(ccId: 1, vdn: 1, innoId: 8)
        #expect(!history.has(other))
        history.keep(code)
        history.keep(other)
        history.note(poll(10, [7: 1, 8: 1, 1: 6]))
        #expect(history.has(code) && history.has(other))
        #expect(extents(history, 0...20, columns: 2) == ["5-5", "6-6"])
        // There is no room for a third, and the two stay.
        history.keep(AccessCode(ccId: 1, vdn: 1, innoId: 7))
        #expect(history.has(code) && history.has(other))
    }

    @Test func aWeekOfPollsKeepsItsShape() {
        var history = CounterHistory([.queueCallCount])
        let week = 40_320
        for index in stride(from: 0, to: week, by: 40) { history.note(poll(Int64(index) * 15, [1: Double(index)])) }
        let columns = history.extents(
            of: .queueCallCount,
            code,
            in: TimeWindow(start: .at(0), end: .at(Int64(week) * 15)),
            columns: 500,
            staleness: .minutes(15)
        )
        #expect(!columns.contains(nil))
        #expect(zip(columns, columns.dropFirst()).allSatisfy { ($0?.high ?? 0) <= ($1?.high ?? 0) })
    }
}
