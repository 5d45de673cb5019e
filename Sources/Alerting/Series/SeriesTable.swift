import Model

/// The series of one source: a row for each, in the order in which they were first seen.
///
/// Rows keep their place from poll to poll, so that what is known of a series can be found by its row.
struct SeriesTable: Sendable {
    /// The series of each row.
    private(set) var codes: [AccessCode] = []
    private var rows: [AccessCode: Int] = [:]

    /// How many rows there are.
    var count: Int { codes.count }

    /// The row of a series.
    func row(of code: AccessCode) -> Int? { rows[code] }

    /// Puts a series that is not there behind the last; gives its row.
    mutating func add(_ code: AccessCode) -> Int {
        rows[code] = count
        codes.append(code)
        return count - 1
    }

    /// The snapshot's columns in the order of the rows, and which rows it delivered.
    ///
    /// A series without a row is left out.
    func align(_ snapshot: Snapshot) -> (columns: [Column], seen: Bitmap) {
        if snapshot.series == codes { return (snapshot.columns, Bitmap(count: count, repeating: true)) }
        var columns = snapshot.columns.map { _ in Column(count: count) }
        var seen = Bitmap(count: count)
        for (index, code) in snapshot.series.enumerated() {
            guard let row = rows[code] else { continue }
            seen[row] = true
            for metric in columns.indices { columns[metric][row] = snapshot.columns[metric][index] }
        }
        return (columns, seen)
    }
}
