import Daemon
import Model
import Testing

struct PollScheduleTests {
    /// A first cycle at `start`, then cycles that end at `ends`; seconds since the epoch, the interval is 15 s.
    struct Case: Sendable, CustomTestStringConvertible {
        let start: Double
        let ends: [Double]
        let expected: [(at: Double, skipped: Int)]

        var testDescription: String { "from \(start), cycles end at \(ends)" }
    }

    private static let cases = [
        // On a multiple: the next one is a whole interval away.
        Case(start: 30, ends: [30.2, 45.2], expected: [(45, 0), (60, 0)]),
        // Early in an interval: the next multiple is the second cycle.
        Case(start: 31, ends: [31.2, 45.1], expected: [(45, 0), (60, 0)]),
        // Just half an interval away is far enough.
        Case(start: 37.5, ends: [37.6, 45.1], expected: [(45, 0), (60, 0)]),
        // Closer than half an interval: the first cycle stands for the multiple, which does not count as skipped.
        Case(start: 37.501, ends: [38, 60.1], expected: [(60, 0), (75, 0)]),
        Case(start: 44.999, ends: [45.3, 60.2], expected: [(60, 0), (75, 0)]),
        // Ran over one multiple, and over three.
        Case(start: 30, ends: [46, 61], expected: [(60, 1), (75, 0)]),
        Case(start: 30, ends: [76, 90.5], expected: [(90, 3), (105, 0)]),
        // Ends just on a multiple: begins the next cycle there.
        Case(start: 30, ends: [45, 60], expected: [(45, 0), (60, 0)]),
        // The first cycle stands for 45 and runs over 60.
        Case(start: 44, ends: [61, 75.2], expected: [(75, 1), (90, 0)]),
        // Before the epoch multiples are the same.
        Case(start: -31, ends: [-30.5, -14.9], expected: [(-15, 0), (0, 0)]),
    ]

    @Test(arguments: cases)
    func cyclesBeginOnMultiplesOfTheInterval(_ table: Case) {
        func time(_ seconds: Double) -> Timestamp { Timestamp(milliseconds: Int64((seconds * 1000).rounded())) }
        var schedule = PollSchedule(every: .seconds(15), from: time(table.start))
        for (end, expected) in zip(table.ends, table.expected) {
            let next = schedule.next(after: time(end))
            #expect(next.at == time(expected.at))
            #expect(next.skipped == expected.skipped)
        }
    }

    @Test(arguments: [1, Int64.max / 2, Int64.max - 1, .max])
    func noIntervalIsTooLong(_ milliseconds: Int64) {
        for start in [Timestamp.distantPast, Timestamp(milliseconds: 1_412_667_900_000), .distantFuture] {
            var schedule = PollSchedule(every: TimeSpan(milliseconds: milliseconds), from: start)
            var last = start
            for end in [start, start + .seconds(3), .distantFuture, .distantFuture] {
                let next = schedule.next(after: end)
                #expect(next.at >= last && next.skipped >= 0)
                last = next.at
            }
        }
    }
}
