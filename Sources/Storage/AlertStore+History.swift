package import Alerting
import GRDB
package import Model

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

    /// Lines more than these are not looked through for one page of a search, for which there is no index.
    private static let mostSearched: Int64 = 20_000

    /// The lines that a question asks for, newest first.
    ///
    /// What has no index is looked for among a bounded number of lines, so that a commit does not wait long; the page
    /// then says where to go on even if it has few lines, or none.
    package func history(_ question: HistoryQuestion) throws(StorageError) -> HistoryPage {
        var conditions: [String] = []
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let fingerprint = question.fingerprint {
            conditions.append("fingerprint = ?")
            arguments.append(fingerprint.description)
        }
        if let kind = question.kind {
            conditions.append("kind = ?")
            arguments.append(kind.rawValue)
        }
        if let search = question.search {
            conditions.append("(text LIKE ? ESCAPE '!' OR labels LIKE ? ESCAPE '!')")
            arguments += [Self.pattern(search.stored), Self.pattern(try labelText(search))]
        }
        let isSearch = question.search != nil || question.kind != nil
        return try access { db in
            let newest = try Int64.fetchOne(db.cachedStatement(sql: "SELECT MAX(number) FROM history")) ?? 0
            let oldest = try Int64.fetchOne(db.cachedStatement(sql: "SELECT MIN(number) FROM history")) ?? 0
            let end = min(question.before ?? .max, newest + 1)
            let start = isSearch ? max(oldest, end - Self.mostSearched) : oldest
            conditions.append("number < ? AND number >= ?")
            arguments += [end, start, max(1, question.limit) + 1]
            let statement = try db.cachedStatement(
                sql: """
                    SELECT number, at, kind, fingerprint, labels, text FROM history\(Self.clause(conditions))
                    ORDER BY number DESC LIMIT ?
                    """
            )
            var lines: [HistoryLine] = []
            let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
            while let row = try rows.next() { lines.append(try line(row)) }
            guard lines.count > question.limit else {
                return HistoryPage(lines: lines, next: start > oldest ? start : nil)
            }
            lines.removeLast()
            return HistoryPage(lines: lines, next: lines.last?.number)
        }
    }

    /// What `LIKE` finds a text by, wherever it stands.
    private static func pattern(_ text: String) -> String {
        "%" + text.map { "!%_".contains($0) ? "!\($0)" : String($0) }.joined() + "%"
    }

    /// A text as it stands within the JSON of labels.
    private func labelText(_ text: String) throws(StorageError) -> String {
        do {
            return String(try StoredJSON.encode(text).dropFirst().dropLast())
        } catch {
            throw StorageError(error, path: path)
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
