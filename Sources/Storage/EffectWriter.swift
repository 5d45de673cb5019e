import Alerting
import FoundationEssentials
import GRDB
import Model

/// Writes the effects of one commit, within its transaction.
struct EffectWriter {
    private let db: Database
    private let path: String
    /// The messages that this commit has stored, or found stored and the same.
    private var messages: [String: GroupNotification] = [:]
    /// What this commit has to tell, with the text that it is stored as.
    private(set) var notifications: [(text: String, notification: GroupNotification)] = []
    private var lastHistoryNumber: Int64?

    /// A writer for one transaction of the store at `path`.
    init(_ db: Database, path: String) {
        self.db = db
        self.path = path
    }

    /// Writes one effect.
    mutating func write(_ effect: Effect) throws {
        switch effect {
        case .put(let entry): try put(entry)
        case .remove(let key): try remove(key)
        case .enqueue(let delivery): try enqueue(delivery)
        case .settle(let delivery): try settle(delivery)
        case .requeue(let delivery): try requeue(delivery)
        case .record(let entry): try record(entry)
        case .keep(let poll): try keep(poll)
        case .forgetPolls(let source, let time): try forgetPolls(of: source, before: time)
        }
    }

    // MARK: State

    private func put(_ entry: StateEntry) throws {
        guard let value = String(validating: entry.value, as: UTF8.self) else {
            preconditionFailure("the value of \(entry.key) is no JSON: it is not UTF-8")
        }
        try run(
            """
            INSERT INTO state (kind, id, value) VALUES (?, ?, ?)
            ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value
            """,
            [entry.key.kind.rawValue, entry.key.id.stored, value.stored]
        )
    }

    private func remove(_ key: StateEntry.Key) throws {
        try run("DELETE FROM state WHERE kind = ? AND id = ?", [key.kind.rawValue, key.id.stored])
    }

    // MARK: Outbox

    private mutating func enqueue(_ delivery: Delivery) throws {
        try storeMessage(of: delivery)
        let lane = delivery.lane.stored
        let isHead = try delivery.state == .pending && takesHead(of: lane, from: delivery.sequence)
        try run(
            """
            INSERT INTO delivery (
                sequence, id, message_id, thread_id, receiver, integration, recipient, lane, created_at, expires_at,
                \(Progress.columns), is_head
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.sequence, delivery.id.stored, delivery.messageID.stored, delivery.threadID?.stored,
                delivery.receiver.stored, delivery.integration.stored, delivery.recipient?.stored, lane,
                delivery.createdAt.milliseconds, delivery.expiresAt.milliseconds,
            ] + Progress(of: delivery).arguments + [isHead ? 1 : 0]
        )
    }

    /// Whether the row of that sequence, about to be written, is the head of `lane`; a later head steps back.
    private func takesHead(of lane: String, from sequence: Int64) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT sequence FROM delivery WHERE lane = ? AND is_head = 1")
        guard let head = try Int64.fetchOne(select, arguments: [lane]) else { return true }
        guard sequence < head else { return false }
        try run("UPDATE delivery SET is_head = 0 WHERE sequence = ?", [head])
        return true
    }

    private mutating func storeMessage(of delivery: Delivery) throws {
        let known: GroupNotification
        if let stored = messages[delivery.messageID] {
            known = stored
        } else {
            let text = try StoredJSON.encode(delivery.notification)
            try run(
                "INSERT INTO message (id, notification) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
                [delivery.messageID.stored, text]
            )
            known = db.changesCount > 0 ? delivery.notification : try message(delivery.messageID)
            notifications.append((text, delivery.notification))
            messages[delivery.messageID] = known
        }
        guard known == delivery.notification else {
            throw StorageError.refused(path: path, detail: "message `\(delivery.messageID)` tells two things")
        }
    }

    private func message(_ id: String) throws -> GroupNotification {
        let select = try db.cachedStatement(sql: "SELECT notification FROM message WHERE id = ?")
        guard let row = try Row.fetchOne(select, arguments: [id.stored]) else {
            throw StorageError.corrupt(path: path, detail: "message `\(id)` is both there and not")
        }
        return try StoredJSON.decode(Columns(row, path: path).text(0), path: path)
    }

    private func settle(_ delivery: Delivery) throws {
        let select = try db.cachedStatement(
            sql: """
                SELECT \(Progress.columns), sequence, is_head, lane
                FROM delivery WHERE id = ?
                """
        )
        guard let row = try Row.fetchOne(select, arguments: [delivery.id.stored]) else {
            throw StorageError.stale(deliveryID: delivery.id)
        }
        let columns = Columns(row, path: path)
        let former = try Progress(columns, from: 0)
        let now = Progress(of: delivery)
        guard former != now else { return }
        guard former.state == .pending else { throw StorageError.stale(deliveryID: delivery.id) }
        let isHead = try columns.integer(7) == 1 && now.state == .pending
        try run(
            """
            UPDATE delivery
            SET state = ?, attempts = ?, first_attempt_at = ?, next_attempt_at = ?, settled_at = ?, last_error = ?,
                is_head = ?
            WHERE sequence = ?
            """,
            now.arguments + [isHead ? 1 : 0, try columns.integer(6)]
        )
        guard now.state != .pending else { return }
        // Another row may have been the head; then this makes the head what it is.
        let lane = try columns.verbatim(8)
        try run(
            """
            UPDATE delivery SET is_head = 1
            WHERE sequence = (SELECT MIN(sequence) FROM delivery WHERE lane = ? AND state = 'pending')
            """,
            [lane]
        )
    }

    /// Makes a row pending again that was decided on as it is stored, at its old place in its lane.
    private func requeue(_ delivery: Delivery) throws {
        let select = try db.cachedStatement(sql: "SELECT sequence, lane, is_head FROM delivery WHERE id = ?")
        guard let row = try Row.fetchOne(select, arguments: [delivery.id.stored]) else {
            throw StorageError.stale(deliveryID: delivery.id)
        }
        let columns = Columns(row, path: path)
        let sequence = try columns.integer(0)
        let isHead = try columns.integer(2) == 1 || takesHead(of: columns.verbatim(1), from: sequence)
        try run(
            """
            UPDATE delivery
            SET state = ?, attempts = ?, first_attempt_at = ?, next_attempt_at = ?, settled_at = ?, last_error = ?,
                expires_at = ?, is_head = ?
            WHERE sequence = ?
            """,
            Progress(of: delivery).arguments + [delivery.expiresAt.milliseconds, isHead ? 1 : 0, sequence]
        )
    }

    // MARK: History

    private mutating func record(_ entry: HistoryEntry) throws {
        let number = try 1 + (lastHistoryNumber ?? newestHistoryNumber())
        lastHistoryNumber = number
        try run(
            "INSERT INTO history (number, at, kind, fingerprint, labels, text) VALUES (?, ?, ?, ?, ?, ?)",
            [
                number, entry.at.milliseconds, entry.kind.rawValue, entry.fingerprint?.description,
                try StoredJSON.encode(entry.labels), entry.text.stored,
            ]
        )
    }

    private func newestHistoryNumber() throws -> Int64 {
        let select = try db.cachedStatement(sql: "SELECT MAX(number) FROM history")
        return try Int64.fetchOne(select) ?? 0
    }

    // MARK: Polls

    private func keep(_ poll: StoredPoll) throws {
        try run(
            """
            INSERT INTO poll (source, at, content) VALUES (?, ?, ?)
            ON CONFLICT (source, at) DO UPDATE SET content = excluded.content
            """,
            [poll.source.stored, poll.time.milliseconds, Data(poll.content)]
        )
    }

    private func forgetPolls(of source: String, before time: Timestamp) throws {
        try run("DELETE FROM poll WHERE source = ? AND at < ?", [source.stored, time.milliseconds])
    }

    private func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}
