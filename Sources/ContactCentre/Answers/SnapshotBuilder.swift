import CSimdJSON
import Model

/// Joins the answers of one poll to its snapshot: a code that comes twice keeps its place and takes the last counters.
struct SnapshotBuilder {
    private var series: [AccessCode] = []
    /// The counters of each row, by row until all are there.
    private var cells: [csimdjson_row] = []
    /// The row of each code; nil as long as the codes come in ascending order and none can come twice.
    private var rows: [AccessCode: Int]?
    /// The counters that every row put in has, as the bits of ``csimdjson_row/known``.
    private var knownInAll = UInt8.max

    /// Makes room for as many rows as the poll is likely to have.
    init(expecting count: Int = 0) {
        series.reserveCapacity(count)
        cells.reserveCapacity(count)
    }

    /// How many series there are.
    var count: Int { series.count }

    /// Puts one delivered access code into the snapshot.
    mutating func put(_ code: AccessCode, _ row: csimdjson_row) {
        knownInAll &= row.known
        if rows == nil, let last = series.last, !(last < code) {
            rows = Dictionary(uniqueKeysWithValues: zip(series, series.indices))
        }
        let place = rows?[code] ?? count
        if place == count {
            cells.append(row)
            series.append(code)
            if rows != nil { rows?[code] = place }
        } else {
            cells[place] = row
        }
    }

    /// The snapshot, and how many of its counters were delivered and are none.
    consuming func finish() -> (snapshot: Snapshot, notNumbers: Int) {
        let columns = Metric.allCases.map { metric in
            switch metric {
            case .allCallCount: column(metric, { $0.counters.0 })
            case .ivrCallCount: column(metric, { $0.counters.1 })
            case .agentCallCount: column(metric, { $0.counters.2 })
            case .queueCallCount: column(metric, { $0.counters.3 })
            case .longestWaitTime: column(metric, { $0.counters.4 })
            }
        }
        let notNumbers = cells.reduce(0) { $0 + $1.not_numbers.nonzeroBitCount }
        return (Snapshot(series: series, columns: columns), notNumbers)
    }

    @inline(__always)
    private func column(_ metric: Metric, _ counter: (csimdjson_row) -> Double) -> Column {
        Column(values: cells.map(counter), known: known(metric))
    }

    private func known(_ metric: Metric) -> Bitmap {
        let bit: UInt8 = 1 << UInt8(metric.index)
        // As in nearly every answer.
        if knownInAll & bit != 0 { return Bitmap(count: cells.count, repeating: true) }
        var known = Bitmap(count: cells.count)
        for (place, row) in cells.enumerated() where row.known & bit != 0 { known[place] = true }
        return known
    }
}
