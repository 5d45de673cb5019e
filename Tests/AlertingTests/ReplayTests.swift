import Model
import TestSupport
import Testing

@testable import Alerting

/// Recordings played at their own times.
struct ReplayTests {
    @Test func aClockThatJumpsByDecadesTellsWhatRepeatsForAMonthAndThenOnce() throws {
        let configuration = try AlertConfiguration.of([.backlog], route: .root("ops", groupWait: .zero))
        var replay = Replay(configuration, from: .at(0))
        _ = replay.apply(.of([1: 20], at: .at(0)))
        let later = Timestamp.at(40 * 365 * 86_400)
        let told = replay.apply(.of([1: 20], at: later)).compactMap { occurrence -> Timestamp? in
            guard case .notification(let notification, let time) = occurrence else { return nil }
            #expect(notification.reason == .repeatInterval)
            return time
        }
        #expect(told.last == later)
        let month = told.dropLast()
        #expect(month.last.map { $0 > .at(30 * 86_400) && $0 < .at(40 * 86_400) } == true)
        #expect(zip(month, month.dropFirst()).allSatisfy { $1 - $0 == .hours(4) })
        // And goes on from there.
        let next = replay.apply(.of([1: 20], at: later + .hours(5)))
        #expect(next.count == 1)
    }
}
