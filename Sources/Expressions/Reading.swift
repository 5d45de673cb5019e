package import Model

/// The counters of one series at one poll.
package struct Reading: Sendable, Hashable {
    /// The counters by ``Metric/index``; nil for a series that was not seen, of which everything is unknown.
    private let counters: [Double?]?

    /// A series that was not seen.
    package static let unseen = Reading(counters: nil)

    private init(counters: [Double?]?) {
        self.counters = counters
    }

    /// The counters in the order of ``Metric/index``, nil where unknown.
    package init(_ counters: [Double?]) {
        precondition(counters.count == Metric.allCases.count, "one counter a metric")
        self.counters = counters
    }

    /// The series at `row` of what a poll delivered.
    package init(_ snapshot: Snapshot, row: Int) {
        counters = snapshot.columns.map { $0[row] }
    }

    /// Whether the series was seen.
    package var isSeen: Bool { counters != nil }

    /// The value of `metric`, nil when unknown.
    package func value(_ metric: Metric) -> Double? { counters?[metric.index] }
}
