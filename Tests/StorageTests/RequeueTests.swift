import Alerting
import Model
import Storage
import Testing

/// Rows that are to be attempted anew, and the share of one integration.
struct RequeueTests {
    private let folder: TestFolder
    private let store: AlertStore

    init() throws {
        folder = try TestFolder()
        store = try AlertStore.open(at: folder.store)
    }

    private func requeued(_ row: Delivery, at second: Int64) -> Delivery {
        var row = row
        row.state = .pending
        row.nextAttemptAt = .second(second)
        row.settledAt = nil
        return row
    }

    @Test func aDeadLetterGoesOutBeforeWhatIsBehindIt() throws {
        let dead = Delivery.test(1).settled(.dead)
        try store.commit([.enqueue(.test(1)), .enqueue(.test(2)), .settle(dead)])
        #expect(try store.due(at: .second(9), limit: 9) == [.test(2)])
        let row = requeued(dead, at: 5)
        try store.commit([.requeue(row)])
        #expect(try store.due(at: .second(9), limit: 9) == [row])
        #expect(try store.backlog().map(\.pending) == [2])
        try store.commit([.settle(row.settled(at: 6))])
        #expect(try store.due(at: .second(9), limit: 9) == [.test(2)])
    }

    @Test func aRowBehindItsHeadStaysBehindIt() throws {
        let dead = Delivery.test(2).settled(.dead)
        try store.commit([.enqueue(.test(1)), .enqueue(.test(2)), .settle(dead), .requeue(requeued(dead, at: 0))])
        #expect(try store.due(at: .second(9), limit: 9) == [.test(1)])
    }

    @Test func whatIsNotThereIsStale() throws {
        #expect(throws: StorageError.stale(deliveryID: "d1")) { try store.commit([.requeue(.test(1))]) }
    }

    @Test func noIntegrationHasMoreThanItsShare() throws {
        // Groups whose names could be taken for other parts of a lane.
        let groups = ["a", "\u{1}", ",", "\u{1},", "webhook[0]"]
        let ops = groups.enumerated().map { Delivery.test(Int64($0.offset), group: $0.element) }
        let duty = (10..<13).map { Delivery.test($0, receiver: "duty", group: "\($0)") }
        try store.commit((ops + duty).map(Effect.enqueue))
        #expect(try store.due(at: .second(0), limit: 9, ofOneIntegration: 2) == Array(ops[..<2] + duty[..<2]))
        let inFlight = Set(ops[..<2].map(\.lane) + duty[..<1].map(\.lane))
        let rest = try store.due(at: .second(0), excluding: inFlight, limit: 9, ofOneIntegration: 2)
        #expect(rest == Array(duty[1...1]))
        #expect(try store.due(at: .second(0), limit: 9).count == 8)
    }
}
