package import Model

/// What is known of one series or group at one poll.
package struct Reading: Sendable, Hashable {
    /// The counters by ``Metric/index``; nil for an element that was not seen, of which everything is unknown.
    private let counters: [Double?]?
    /// What the program computed of the element, in the order in which the rule's numbers were placed.
    private let computed: [Double?]
    /// The values that only a template's owner knows, in the order of the template's ``GivenValue``s.
    private var given: [Double?] = []

    /// An element that was not seen.
    package static let unseen = Reading(counters: nil, computed: [])

    private init(counters: [Double?]?, computed: [Double?]) {
        self.counters = counters
        self.computed = computed
    }

    /// The counters in the order of ``Metric/index``, nil where unknown, and what was computed.
    package init(_ counters: [Double?], computed: [Double?] = []) {
        precondition(counters.count == Metric.allCases.count, "one counter a metric")
        self.init(counters: counters, computed: computed)
    }

    /// The series at `row` of what a poll delivered.
    package init(_ snapshot: Snapshot, row: Int) {
        self.init(snapshot.columns.map { $0[row] })
    }

    /// A group, which has no counters of its own.
    package init(ofGroup computed: [Double?]) {
        self.init(Metric.allCases.map { _ in nil }, computed: computed)
    }

    /// Whether the element was seen.
    package var isSeen: Bool { counters != nil }

    /// The value of `metric`, nil when unknown.
    package func value(_ metric: Metric) -> Double? { counters?[metric.index] }

    /// The number that was placed there, nil when unknown.
    func computed(_ place: Int) -> Double? { computed.indices.contains(place) ? computed[place] : nil }

    /// The same with values that no expression computes.
    package func with(given values: [Double?]) -> Reading {
        var reading = self
        reading.given = values
        return reading
    }

    /// The given value at that place, nil when unknown.
    func given(_ place: Int) -> Double? { given.indices.contains(place) ? given[place] : nil }
}

/// A value that templates may print by its name, and that whoever renders them gives.
package struct GivenValue: Sendable, Hashable {
    /// Its name, which no metric and no function has.
    package let name: String
    /// Whether it is printed in percent.
    package let isRatio: Bool

    /// A plain number of that name, or a ratio.
    package init(_ name: String, isRatio: Bool = false) {
        self.name = name
        self.isRatio = isRatio
    }

    /// How templates print it: `14.4`, `61.3%`, `unknown`.
    package func text(_ value: Double?) -> String {
        NumberNotation.text(value, unit: .plain, isRatio: isRatio)
    }
}
