package import Alerting
import GRDB
package import Model

/// One line of history with its place.
package struct HistoryLine: Sendable, Hashable {
    /// Its place: lines that were recorded later have greater numbers.
    package let number: Int64
    /// What happened.
    package let entry: HistoryEntry
}

extension AlertStore {
    /// Lines of history, of the alert `fingerprint` or of all for nil, newest first, at most `limit`.
    ///
    /// With `number` only those that were recorded before that one.
    package func history(
        of fingerprint: Fingerprint? = nil,
        before number: Int64? = nil,
        limit: Int
    ) throws(StorageError) -> [HistoryLine] {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let fingerprint {
            conditions.append("fingerprint = ?")
            arguments.append(fingerprint.description)
        }
        if let number {
            conditions.append("number < ?")
            arguments.append(number)
        }
        arguments.append(max(0, limit))
        return try access { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT number, at, kind, fingerprint, labels, text FROM history\(Self.clause(conditions))
                    ORDER BY number DESC LIMIT ?
                    """
            )
            var result: [HistoryLine] = []
            let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            while let row = try rows.next() { result.append(try line(row)) }
            return result
        }
    }

    private func line(_ row: Row) throws(StorageError) -> HistoryLine {
        let columns = Columns(row, path: path)
        let fingerprint = try columns.optionalText(3).map { text throws(StorageError) in
            guard let value = UInt64(text, radix: 16) else {
                throw StorageError.corrupt(path: path, detail: "`\(text)` is no fingerprint")
            }
            return Fingerprint(value: value)
        }
        let entry = HistoryEntry(
            at: try columns.time(1),
            kind: try columns.word(2),
            fingerprint: fingerprint,
            labels: try StoredJSON.decode(columns.text(4), path: path),
            text: try columns.text(5)
        )
        return HistoryLine(number: try columns.integer(0), entry: entry)
    }
}
