import Model

/// The series of one source: a row for each, in the order in which they were first seen.
///
/// Rows keep their place from poll to poll, so that what is known of a series can be found by its row.
struct SeriesTable: Sendable {
    /// The series of each row.
    private(set) var codes: [AccessCode] = []
    /// The labels of each row.
    private(set) var labels: [Labels] = []
    /// When each row was last seen; the distant past for one that was only heard of.
    private(set) var lastSeen: [Timestamp] = []
    private var rows: [AccessCode: Int] = [:]

    /// How many rows there are.
    var count: Int { codes.count }

    /// The row of a series.
    func row(of code: AccessCode) -> Int? { rows[code] }

    /// Puts a series behind the last, unless it is there; gives its row.
    mutating func add(_ code: AccessCode, labels: @autoclosure () -> Labels, lastSeen time: Timestamp) -> Int {
        if let row = rows[code] { return row }
        rows[code] = count
        codes.append(code)
        self.labels.append(labels())
        lastSeen.append(time)
        return count - 1
    }

    /// Computes the labels of each row anew.
    mutating func relabel(_ labelsOf: (AccessCode) -> Labels) {
        labels = codes.map(labelsOf)
    }

    /// The snapshot's columns in the order of the rows, and which rows it delivered.
    ///
    /// Every series has a row already.
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

    /// Notes that the rows of `seen` were seen at `time`.
    mutating func note(_ seen: Bitmap, at time: Timestamp) {
        guard seen.population < count else {
            lastSeen = Array(repeating: time, count: count)
            return
        }
        for row in seen.indices { lastSeen[row] = time }
    }
}
