import GRDB
package import Model

extension AlertStore {
    /// Removes what was settled or happened before `time`: deliveries and history, at most `limit` of each, oldest
    /// first; says whether more is left to be removed.
    ///
    /// One call is one short transaction, so that commits need not wait for a long one; pending deliveries stay however
    /// old they are. The file keeps its size, what is removed makes room for what comes.
    package func prune(before time: Timestamp, limit: Int = 1000) throws(StorageError) -> Bool {
        let limit = max(1, limit)
        return try access { db in
            var isMoreLeft = false
            try db.inTransaction(.immediate) {
                let deliveries = try pruneDeliveries(db, before: time, limit: limit)
                let history = try pruneHistory(db, before: time, limit: limit)
                isMoreLeft = max(deliveries, history) == limit
                return .commit
            }
            return isMoreLeft
        }
    }

    /// Removes deliveries, and messages that no delivery tells any more; gives the number of deliveries.
    private func pruneDeliveries(_ db: Database, before time: Timestamp, limit: Int) throws -> Int {
        let select = try db.cachedStatement(
            sql: "SELECT sequence, message_id FROM delivery WHERE settled_at < ? ORDER BY settled_at LIMIT ?"
        )
        let rows = try Row.fetchAll(select, arguments: [time.milliseconds, limit])
        let remove = try db.cachedStatement(sql: "DELETE FROM delivery WHERE sequence = ?")
        let removeMessage = try db.cachedStatement(
            sql: """
                DELETE FROM message
                WHERE id = ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message_id = message.id)
                """
        )
        for row in rows {
            let columns = Columns(row, path: path)
            try remove.execute(arguments: [try columns.integer(0)])
            try removeMessage.execute(arguments: [try columns.verbatim(1)])
        }
        return rows.count
    }

    private func pruneHistory(_ db: Database, before time: Timestamp, limit: Int) throws -> Int {
        let remove = try db.cachedStatement(
            sql: "DELETE FROM history WHERE number IN (SELECT number FROM history WHERE at < ? ORDER BY at LIMIT ?)"
        )
        try remove.execute(arguments: [time.milliseconds, limit])
        return db.changesCount
    }
}
