import Alerting
import Model
import Storage
import Testing

struct CommitTests {
    private let folder: TestFolder
    private let store: AlertStore

    init() throws {
        folder = try TestFolder()
        store = try AlertStore.open(at: folder.store)
    }

    @Test func stateIsPutReplacedAndRemoved() throws {
        try store.commit([
            .put(.test("b", "{\"a\":1}")), .put(.test("a", "[]")), .put(.test("a", "null", kind: .group)),
        ])
        try store.commit([
            .put(.test("b", "{\"a\":2}")), .remove(.init(.alert, "a")), .remove(.init(.alert, "never there")),
        ])
        #expect(try store.load() == [.test("b", "{\"a\":2}"), .test("a", "null", kind: .group)])
    }

    @Test(arguments: ["\0", "a\0b", "a", "\u{1}", "\u{1}0", "\u{1},", "zwölf 🙂", "'\"\\", ""])
    func everyTextIsKeptAsItIs(text: String) throws {
        var delivery = Delivery.test(1, receiver: text, recipient: text, group: text).retried(next: 9)
        delivery.lastError = text
        let entry = HistoryEntry(at: .second(1), kind: .transition, fingerprint: nil, labels: [:], text: text)
        try store.commit([.put(.test(text, "1")), .put(.test(text + "x", "2")), .enqueue(delivery), .record(entry)])
        #expect(try Set(store.load()) == [.test(text, "1"), .test(text + "x", "2")])
        #expect(try store.deliveries(receiver: text, limit: 9) == [delivery])
        #expect(try store.history(limit: 9).map(\.entry) == [entry])
        #expect(try store.due(at: .second(9), excluding: [delivery.lane], limit: 9) == [])
    }

    @Test func everythingIsThereAfterReopening() throws {
        let delivery = Delivery.test(7, recipient: "ops@example.com").retried(next: 5)
        let entry = HistoryEntry(
            at: .second(3),
            kind: .deadLetter,
            fingerprint: Fingerprint(value: .max),
            labels: ["vdn": "170"],
            text: "pending -> firing"
        )
        try store.commit([.put(.test("a", "1")), .enqueue(delivery), .record(entry)])
        try store.close()
        let reopened = try AlertStore.open(at: folder.store)
        #expect(try reopened.load() == [.test("a", "1")])
        #expect(try reopened.delivery(id: "d7") == delivery)
        #expect(try reopened.history(limit: 1) == reopened.history(of: Fingerprint(value: .max), limit: 1))
        #expect(try reopened.history(limit: 1).map(\.entry) == [entry])
        #expect(try reopened.history(of: Fingerprint(value: 0), limit: 1) == [])
    }

    @Test func settledRowsKeepWhatAttemptsChanged() throws {
        let row = Delivery.test(1)
        try store.commit([.enqueue(row)])
        let retried = row.retried(next: 3)
        try store.commit([.settle(retried)])
        #expect(try store.delivery(id: row.id) == retried)
        let dead = retried.settled(.dead, at: 4)
        try store.commit([.settle(dead)])
        #expect(try store.delivery(id: row.id) == dead)
    }

    @Test func theSameSettlementTwiceIsOne() throws {
        let row = Delivery.test(1)
        try store.commit([.enqueue(row)])
        for _ in 1...2 { try store.commit([.settle(row.settled())]) }
        #expect(try store.delivery(id: row.id) == row.settled())
    }

    @Test(arguments: [Delivery.test(1), .test(1).retried(next: 2), .test(1).settled(at: 9), .test(2).settled()])
    func staleSettlementTakesTheWholeCommitBack(settlement: Delivery) throws {
        let dropped = Delivery.test(1).settled(.dead)
        try store.commit([.enqueue(.test(1)), .settle(dropped)])
        #expect(throws: StorageError.stale(deliveryID: settlement.id)) {
            try store.commit([.put(.test("a", "1")), .settle(settlement), .enqueue(.test(3))])
        }
        #expect(try store.load() == [])
        #expect(try store.deliveries(limit: 9) == [dropped])
    }

    @Test func aRowMayComeAndGoInOneCommit() throws {
        try store.commit([.enqueue(.test(1)), .settle(.test(1).settled()), .enqueue(.test(2))])
        #expect(try store.due(at: .second(0), limit: 9) == [.test(2)])
    }

    @Test func messagesAreToldOnceForAllRecipients() throws {
        let rows = (1...3).map { Delivery.test(Int64($0), recipient: "\($0)@example.com", message: "m") }
        try store.commit(rows.prefix(2).map(Effect.enqueue))
        try store.commit([.enqueue(rows[2])])
        #expect(try store.deliveries(limit: 9) == rows.reversed())
    }

    @Test(arguments: [
        [Effect.enqueue(.test(1, group: "other"))],
        [.enqueue(.test(2, message: "m1", at: 5))],
        [.enqueue(.test(2, message: "m2")), .enqueue(.test(3, message: "m2", at: 5))],
        [.enqueue(.test(2).with { $0.nextAttemptAt = nil })],
        [.enqueue(.test(2).with { $0.settledAt = .second(1) })],
        [.enqueue(.test(2).with { $0.state = .dead })],
        [.enqueue(.test(2).with { $0.attempts = -1 })],
        [.enqueue(.test(2).with { $0.attempts = 1 })],
        [.enqueue(.test(2).with { $0.firstAttemptAt = .second(1) })],
        [.settle(.test(1).settled().with { $0.nextAttemptAt = .second(1) })],
        [.settle(.test(1).settled().with { $0.settledAt = nil })],
        [.settle(.test(1).with { ($0.state, $0.nextAttemptAt, $0.settledAt) = (.delivered, nil, .second(1)) })],
    ])
    func impossibleRowsAreRefused(effects: [Effect]) throws {
        try store.commit([.enqueue(.test(1))])
        let error = #expect(throws: StorageError.self) { try store.commit([.put(.test("a", "1"))] + effects) }
        guard case .refused(folder.store, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try store.load() == [])
        #expect(try store.deliveries(limit: 9) == [.test(1)])
    }

    @Test(arguments: [(CommitFault.Moment.beforeCommit, false), (.afterCommit, true)])
    func aFaultStrikesAtItsMoment(moment: CommitFault.Moment, isCommitted: Bool) throws {
        let path = folder.path + "/faulty.db"
        let failure = StorageError.full(path: path)
        let fault = CommitFault { now throws(StorageError) in if now == moment { throw failure } }
        let faulty = try AlertStore.open(at: path, options: StoreOptions(fault: fault))
        #expect(throws: failure) { try faulty.commit([.put(.test("a", "1"))]) }
        #expect(try faulty.load().isEmpty == !isCommitted)
        try faulty.close()
        #expect(try AlertStore.open(at: path).load().isEmpty == !isCommitted)
    }

    @Test func aClosedStoreSaysSo() throws {
        try store.close()
        try store.close()
        let closed = StorageError.closed(path: folder.store)
        #expect(throws: closed) { try store.load() }
        #expect(throws: closed) { try store.commit([.put(.test("a", "1"))]) }
        #expect(throws: closed) { try store.due(at: .second(0), limit: 1) }
        #expect(throws: closed) { try store.prune(before: .second(0)) }
    }
}

extension Delivery {
    /// The row with a change.
    fileprivate func with(_ change: (inout Delivery) -> Void) -> Delivery {
        var row = self
        change(&row)
        return row
    }
}
