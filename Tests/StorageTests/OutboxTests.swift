import Alerting
import GRDB
import Model
import Testing

@testable import Storage  // the text of a query, whose plan is looked at

struct OutboxTests {
    private let folder: TestFolder
    private let store: AlertStore

    init() throws {
        folder = try TestFolder()
        store = try AlertStore.open(at: folder.store)
    }

    @Test func onlyTheHeadOfALaneIsDue() throws {
        try store.commit([.enqueue(.test(1)), .enqueue(.test(2)), .enqueue(.test(3, group: "other", at: 1))])
        #expect(try store.due(at: .second(0), limit: 9) == [.test(1)])
        #expect(try store.due(at: .second(1), limit: 9) == [.test(1), .test(3, group: "other", at: 1)])
        try store.commit([.settle(.test(1).settled(.dead))])
        #expect(try store.due(at: .second(0), limit: 9) == [.test(2)])
    }

    @Test func aHeadThatWaitsHoldsItsLaneBack() throws {
        try store.commit([.enqueue(.test(1)), .enqueue(.test(2))])
        let retried = Delivery.test(1).retried(next: 60)
        try store.commit([.settle(retried)])
        #expect(try store.due(at: .second(59), limit: 9) == [])
        #expect(try store.nextDue() == .second(60))
        #expect(try store.due(at: .second(60), limit: 9) == [retried])
    }

    @Test func everyPartOfALaneTellsItApart() throws {
        let rows: [Delivery] = [
            .test(1), .test(2, receiver: "duty"), .test(3, recipient: ""), .test(4, recipient: "a"),
            .test(5, group: "g"),
        ]
        try store.commit(rows.map(Effect.enqueue))
        #expect(try store.due(at: .second(0), limit: 9) == rows)
        for row in rows {
            #expect(try store.due(at: .second(0), excluding: [row.lane], limit: 9) == rows.filter { $0 != row })
        }
    }

    @Test func dueIsOrderedByTimeThenSequence() throws {
        let rows: [Delivery] = [
            .test(1, group: "a", at: 3), .test(2, group: "b", at: 1), .test(3, group: "c", at: 1),
            .test(4, group: "d", at: 2),
        ]
        try store.commit(rows.reversed().map(Effect.enqueue))
        #expect(try store.due(at: .second(9), limit: 9).map(\.sequence) == [2, 3, 4, 1])
        #expect(try store.due(at: .second(9), limit: 2).map(\.sequence) == [2, 3])
        #expect(try store.due(at: .second(9), limit: 0) == [])
    }

    @Test func lanesInFlightDoNotCountTowardsTheLimit() throws {
        let rows = (1...5).map { Delivery.test(Int64($0), group: "\($0)", at: Int64($0)) }
        try store.commit(rows.map(Effect.enqueue))
        let inFlight = Set(rows.prefix(3).map(\.lane))
        #expect(try store.due(at: .second(9), excluding: inFlight, limit: 1) == [rows[3]])
        #expect(try store.nextDue(excluding: inFlight) == .second(4))
        #expect(try store.nextDue(excluding: Set(rows.map(\.lane))) == nil)
    }

    @Test func anEarlierSequencePutInLaterGoesFirst() throws {
        try store.commit([.enqueue(.test(5))])
        try store.commit([.enqueue(.test(4))])
        #expect(try store.due(at: .second(0), limit: 9) == [.test(4)])
        try store.commit([.settle(.test(5).settled())])
        #expect(try store.due(at: .second(0), limit: 9) == [.test(4)])
    }

    @Test func clocksThatJumpOnlyMoveWhatIsCompared() throws {
        try store.commit([.enqueue(.test(1, at: 1000))])
        #expect(try store.due(at: Timestamp(milliseconds: .min), limit: 9) == [])
        #expect(try store.due(at: .second(999), limit: 9) == [])
        #expect(try store.due(at: Timestamp(milliseconds: .max), limit: 9).count == 1)
        #expect(try store.due(at: .second(999), limit: 9) == [])
    }

    @Test(arguments: [
        (AlertStore.dueHeads, "SEARCH delivery USING COVERING INDEX delivery_due (next_attempt_at<?)"),
        (AlertStore.pendingByReceiver, "SEARCH delivery USING COVERING INDEX delivery_backlog (state=?)"),
    ])
    func questionsOfEverySecondAreAnsweredByTheirIndexAlone(sql: String, expected: String) throws {
        let plan = try DatabaseQueue(path: folder.store).read { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments([0])
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
        #expect(plan == [expected])
    }

    @Test func backlogCountsWhatIsPendingByReceiver() throws {
        #expect(try store.backlog() == [])
        try store.commit([
            .enqueue(.test(1, at: 5)), .enqueue(.test(2, at: 3)), .enqueue(.test(3, receiver: "duty", at: 9)),
            .enqueue(.test(4, receiver: "told")), .settle(.test(4, receiver: "told").settled()),
        ])
        #expect(
            try store.backlog() == [
                Backlog(receiver: "duty", pending: 1, oldest: .second(9)),
                Backlog(receiver: "ops", pending: 2, oldest: .second(3)),
            ]
        )
    }

    @Test func deliveriesAreListedNewestFirstInPages() throws {
        let rows: [Delivery] = [
            .test(1), .test(2, receiver: "duty"), .test(3).settled(), .test(4).settled(.dead),
            .test(5, receiver: "duty").settled(.dead),
        ]
        try store.commit(rows.map(Effect.enqueue))
        func sequences(
            _ state: Delivery.State? = nil,
            _ receiver: String? = nil,
            before id: String? = nil,
            limit: Int = 9
        ) throws -> [Int64] {
            try store.deliveries(state: state, receiver: receiver, before: id, limit: limit).map(\.sequence)
        }
        #expect(try sequences() == [5, 4, 3, 2, 1])
        #expect(try sequences(limit: 2) == [5, 4])
        #expect(try sequences(before: "d4", limit: 2) == [3, 2])
        #expect(try sequences(before: "gone") == [])
        #expect(try sequences(.dead) == [5, 4])
        #expect(try sequences(.pending, "duty") == [2])
        #expect(try sequences(.dead, "duty", before: "d5") == [])
        #expect(try sequences(nil, "ops", before: "d4") == [3, 1])
        #expect(try sequences(nil, "nobody") == [])
        #expect(try sequences(limit: -1) == [])
    }

    @Test func historyIsListedNewestFirstInPages() throws {
        func entry(_ number: Int64) -> HistoryEntry {
            HistoryEntry(
                at: .second(-number),
                kind: .notification,
                fingerprint: number.isMultiple(of: 2) ? Fingerprint(value: 2) : nil,
                labels: [:],
                text: "\(number)"
            )
        }
        try store.commit((1...3).map { .record(entry($0)) })
        try store.commit((4...6).map { .record(entry($0)) })
        let lines = try store.history(limit: 9)
        #expect(lines.map(\.entry) == (1...6).reversed().map(entry))
        #expect(try store.history(before: lines[1].number, limit: 2) == Array(lines[2...3]))
        #expect(
            try store.history(of: Fingerprint(value: 2), before: lines[0].number, limit: 9) == [lines[2], lines[4]]
        )
    }

    @Test func retentionTakesWhatIsSettledAndOldInSteps() throws {
        let old = HistoryEntry(at: .second(1), kind: .transition, fingerprint: nil, labels: [:], text: "old")
        let new = HistoryEntry(at: .second(10), kind: .transition, fingerprint: nil, labels: [:], text: "new")
        try store.commit([
            .enqueue(.test(1)),
            .enqueue(.test(2).settled(at: 2)), .enqueue(.test(3).settled(.dead, at: 3)),
            .enqueue(.test(4, recipient: "a", message: "shared").settled(at: 4)),
            .enqueue(.test(5, recipient: "b", message: "shared").settled(at: 10)),
            .record(old), .record(old), .record(new),
        ])
        #expect(try store.prune(before: .second(10), limit: 2))
        #expect(try store.deliveries(limit: 9).map(\.sequence) == [5, 4, 1])
        #expect(try store.history(limit: 9).map(\.entry) == [new])
        #expect(try !store.prune(before: .second(10), limit: 2))
        #expect(try store.deliveries(limit: 9).map(\.sequence) == [5, 1])
        #expect(try store.delivery(id: "d5")?.notification == Delivery.test(5, message: "shared").notification)
        let messages = try DatabaseQueue(path: folder.store).read { db in
            try String.fetchAll(db, sql: "SELECT id FROM message ORDER BY id")
        }
        #expect(messages == ["m1", "shared"])
    }
}
