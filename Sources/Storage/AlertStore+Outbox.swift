package import Alerting
import GRDB
package import Model

/// How much one receiver has not been told yet.
package struct Backlog: Sendable, Hashable {
    /// The receiver's name.
    package let receiver: String
    /// The number of its pending rows.
    package let pending: Int
    /// When the oldest of them was put into the outbox.
    package let oldest: Timestamp
}

extension AlertStore {
    /// The deliveries that may be attempted at `now`, at most `limit`, by the time of the next attempt, then by
    /// sequence.
    ///
    /// Of each lane only the first pending row is one of them, if it is due: a row that waits for its next attempt holds
    /// back those behind it. Lanes in `lanesInFlight` are left out, and so is what would be more than `share` lanes of one
    /// integration, those in flight counted with it. Only the rows that are given are read; all others are passed over
    /// in the index.
    package func due(
        at now: Timestamp,
        excluding lanesInFlight: Set<Delivery.Lane> = [],
        limit: Int,
        ofOneIntegration share: Int = .max
    ) throws(StorageError) -> [Delivery] {
        try access { db in
            let inFlight = Set(lanesInFlight.map(\.stored))
            var ofIntegration = Dictionary(grouping: inFlight, by: Delivery.Lane.integration(stored:)).mapValues(
                \.count
            )
            var sequences: [Int64] = []
            let heads = try Row.fetchCursor(
                db.cachedStatement(sql: Self.dueHeads),
                arguments: [now.milliseconds]
            )
            while sequences.count < limit, let row = try heads.next() {
                let columns = Columns(row, path: path)
                let lane = try columns.verbatim(2)
                if inFlight.contains(lane) { continue }
                let count = ofIntegration[Delivery.Lane.integration(stored: lane), default: 0]
                guard count < share else { continue }
                ofIntegration[Delivery.Lane.integration(stored: lane)] = count + 1
                sequences.append(try columns.integer(1))
            }
            let select = try db.cachedStatement(sql: Self.selectDelivery + " WHERE delivery.sequence = ?")
            return try sequences.compactMap { sequence in
                try Row.fetchOne(select, arguments: [sequence]).map(delivery)
            }
        }
    }

    /// When ``due(at:excluding:limit:)`` next has something; it may be past.
    package func nextDue(excluding lanesInFlight: Set<Delivery.Lane> = []) throws(StorageError) -> Timestamp? {
        try access { db in
            let inFlight = Set(lanesInFlight.map(\.stored))
            let heads = try Row.fetchCursor(
                db.cachedStatement(sql: Self.dueHeads),
                arguments: [Int64.max]
            )
            while let row = try heads.next() {
                let columns = Columns(row, path: path)
                if !inFlight.contains(try columns.verbatim(2)) { return try columns.time(0) }
            }
            return nil
        }
    }

    /// What each receiver has not been told yet, ordered by name; receivers that were told everything are not there.
    package func backlog() throws(StorageError) -> [Backlog] {
        try access { db in
            let statement = try db.cachedStatement(sql: Self.pendingByReceiver)
            var result: [Backlog] = []
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                let columns = Columns(row, path: path)
                result.append(
                    Backlog(
                        receiver: try columns.text(0),
                        pending: Int(try columns.integer(1)),
                        oldest: try columns.time(2)
                    )
                )
            }
            return result
        }
    }

    /// The delivery of that identity; nil if it is not in the outbox, or no more.
    package func delivery(id: String) throws(StorageError) -> Delivery? {
        try access { db in
            let statement = try db.cachedStatement(sql: Self.selectDelivery + " WHERE delivery.id = ?")
            return try Row.fetchOne(statement, arguments: [id.stored]).map(delivery)
        }
    }

    /// Deliveries in `state` to `receiver`, or any for nil, newest first, at most `limit`.
    ///
    /// With `id` only those that were put in before that one; none if it is not in the outbox, for then all that is
    /// older is gone, too.
    package func deliveries(
        state: Delivery.State? = nil,
        receiver: String? = nil,
        before id: String? = nil,
        limit: Int
    ) throws(StorageError) -> [Delivery] {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let state {
            conditions.append("delivery.state = ?")
            arguments.append(state.rawValue)
        }
        if let receiver {
            conditions.append("delivery.receiver = ?")
            arguments.append(receiver.stored)
        }
        if let id {
            conditions.append("delivery.sequence < (SELECT sequence FROM delivery WHERE id = ?)")
            arguments.append(id.stored)
        }
        let page = "\(Self.clause(conditions)) ORDER BY delivery.sequence DESC LIMIT ?"
        arguments.append(max(0, limit))
        return try access { db in
            let statement = try db.cachedStatement(sql: Self.selectDelivery + page)
            var result: [Delivery] = []
            let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            while let row = try rows.next() { result.append(try delivery(row)) }
            return result
        }
    }

    /// `WHERE` with all of `conditions`; nothing if there are none.
    static func clause(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }

    /// The heads of lanes that are due, answered by the index `delivery_due` alone.
    static let dueHeads = """
        SELECT next_attempt_at, sequence, lane FROM delivery WHERE is_head = 1 AND next_attempt_at <= ?
        ORDER BY next_attempt_at, sequence
        """

    /// What is pending, by receiver, answered by the index `delivery_backlog` alone.
    static let pendingByReceiver = """
        SELECT receiver, COUNT(*), MIN(created_at) FROM delivery WHERE state = 'pending'
        GROUP BY receiver ORDER BY receiver
        """

    private static let selectDelivery = """
        SELECT delivery.id, delivery.sequence, delivery.message_id, delivery.thread_id, delivery.receiver,
            delivery.integration, delivery.recipient, message.notification, delivery.created_at, delivery.expires_at,
            \(Progress.columns)
        FROM delivery LEFT JOIN message ON message.id = delivery.message_id
        """

    private func delivery(_ row: Row) throws(StorageError) -> Delivery {
        let columns = Columns(row, path: path)
        var delivery = Delivery(
            id: try columns.text(0),
            sequence: try columns.integer(1),
            messageID: try columns.text(2),
            threadID: try columns.optionalText(3),
            receiver: try columns.text(4),
            integration: try columns.text(5),
            recipient: try columns.optionalText(6),
            notification: try notification(storedAs: columns.text(7)),
            createdAt: try columns.time(8),
            expiresAt: try columns.time(9)
        )
        try Progress(columns, from: 10).apply(to: &delivery)
        return delivery
    }
}
