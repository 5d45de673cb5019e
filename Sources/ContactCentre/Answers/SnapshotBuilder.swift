import CSimdJSON
import Model

/// Joins the answers of one poll to its snapshot: a code that comes twice keeps its place and takes the last counters.
struct SnapshotBuilder {
    private var series: [AccessCode] = []
    private var values: [[Double]] = Array(repeating: [], count: Metric.allCases.count)
    private var known: [[UInt64]] = Array(repeating: [], count: Metric.allCases.count)
    /// Bit n of a row: its counter n was delivered and is none.
    private var notNumbers: [UInt8] = []
    /// The row of each code; nil as long as the codes come in ascending order and none can come twice.
    private var rows: [AccessCode: Int]?

    /// Makes room for as many rows as the poll is likely to have.
    init(expecting count: Int = 0) {
        series.reserveCapacity(count)
        notNumbers.reserveCapacity(count)
        for index in values.indices {
            values[index].reserveCapacity(count)
            known[index].reserveCapacity((count + 63) / 64)
        }
    }

    /// How many series there are.
    var count: Int { series.count }

    /// Puts one delivered access code into the snapshot.
    mutating func put(_ code: AccessCode, _ row: csimdjson_row) {
        if rows == nil, let last = series.last, !(last < code) {
            rows = Dictionary(uniqueKeysWithValues: zip(series, series.indices))
        }
        let place = rows?[code] ?? count
        if place == count {
            if place & 63 == 0 { for index in known.indices { known[index].append(0) } }
            for index in values.indices { values[index].append(0) }
            series.append(code)
            notNumbers.append(0)
            if rows != nil { rows?[code] = place }
        }
        set(row.counters.0, .allCallCount, of: row, at: place)
        set(row.counters.1, .ivrCallCount, of: row, at: place)
        set(row.counters.2, .agentCallCount, of: row, at: place)
        set(row.counters.3, .queueCallCount, of: row, at: place)
        set(row.counters.4, .longestWaitTime, of: row, at: place)
        notNumbers[place] = row.not_numbers
    }

    /// The snapshot, and how many of its counters were delivered and are none.
    consuming func finish() -> (snapshot: Snapshot, notNumbers: Int) {
        let columns = zip(values, known).map { values, words in
            Column(values: values, known: Bitmap(words: words, count: values.count))
        }
        return (Snapshot(series: series, columns: columns), notNumbers.reduce(0) { $0 + $1.nonzeroBitCount })
    }

    private mutating func set(_ value: Double, _ metric: Metric, of row: csimdjson_row, at place: Int) {
        let index = metric.index
        let bit: UInt64 = 1 << UInt64(place & 63)
        values[index][place] = value
        if row.known >> UInt8(index) & 1 == 1 {
            known[index][place >> 6] |= bit
        } else {
            known[index][place >> 6] &= ~bit
        }
    }
}
