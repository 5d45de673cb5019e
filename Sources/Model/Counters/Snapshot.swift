/// The identity of a series within its source: a call centre, a VDN and one access code.
package struct AccessCode: Sendable, Hashable, Comparable, Codable {
    /// The call centre, 1 to 65,535 at the interface.
    package let ccId: Int64
    /// The VDN, 1 to 5,000 at the interface.
    package let vdn: Int64
    /// The access code's number on the platform.
    package let innoId: Int64

    /// The access code of those numbers.
    package init(ccId: Int64, vdn: Int64, innoId: Int64) {
        self.ccId = ccId
        self.vdn = vdn
        self.innoId = innoId
    }

    package static func < (left: AccessCode, right: AccessCode) -> Bool {
        (left.ccId, left.vdn, left.innoId) < (right.ccId, right.vdn, right.innoId)
    }
}

/// The values of one metric, one a row, and which of them are known.
package struct Column: Sendable, Hashable {
    /// The values; 0 where unknown.
    package private(set) var values: [Double]
    /// Which rows are known.
    package private(set) var known: Bitmap

    /// A column of `count` unknown rows.
    package init(count: Int = 0) {
        values = Array(repeating: 0, count: count)
        known = Bitmap(count: count)
    }

    /// A column of `values`, known where `known` says so.
    package init(values: [Double], known: Bitmap) {
        precondition(values.count == known.count, "\(values.count) values for \(known.count) bits")
        self.values = values
        self.known = known
    }

    /// The value at `row`, nil when unknown.
    package subscript(row: Int) -> Double? {
        get { known[row] ? values[row] : nil }
        set {
            values[row] = newValue ?? 0
            known[row] = newValue != nil
        }
    }

    /// How many rows there are.
    package var count: Int { values.count }

    /// Puts one row behind the last.
    package mutating func append(_ value: Double?) {
        values.append(value ?? 0)
        known.append(value != nil)
    }
}

/// What a poll delivered: one row a series, one column a metric.
package struct Snapshot: Sendable, Hashable {
    /// The series of each row; none stands twice.
    package private(set) var series: [AccessCode]
    /// One column for each metric, in the order of ``Metric/index``, each as long as ``series``.
    package private(set) var columns: [Column]

    /// No rows.
    package init() {
        series = []
        columns = Metric.allCases.map { _ in Column() }
    }

    /// The rows `series` with their columns.
    package init(series: [AccessCode], columns: [Column]) {
        precondition(columns.count == Metric.allCases.count && columns.allSatisfy { $0.count == series.count })
        self.series = series
        self.columns = columns
    }

    /// How many series there are.
    package var count: Int { series.count }

    /// The value of `metric` at `row`, nil when unknown.
    package func value(_ metric: Metric, at row: Int) -> Double? { columns[metric.index][row] }

    /// Puts one series with its counters (in the order of ``Metric/index``) behind the last.
    package mutating func append(_ code: AccessCode, _ counters: [Double?]) {
        precondition(counters.count == columns.count, "one counter a metric")
        series.append(code)
        for index in columns.indices { columns[index].append(counters[index]) }
    }
}
