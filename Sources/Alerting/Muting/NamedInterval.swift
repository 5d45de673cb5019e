package import Model

/// Times under a name by which rules and routes mean them.
package struct NamedInterval: Sendable, Hashable {
    /// The name.
    package var name: String
    /// The times, which may overlap; none for a name that stands for no time at all.
    package var intervals: [RecurringInterval]

    /// Times of that name.
    package init(name: String, intervals: [RecurringInterval]) {
        self.name = name
        self.intervals = intervals
    }

    /// Whether an instant lies in one of its intervals.
    package func contains(_ time: Timestamp) -> Bool {
        intervals.contains { $0.contains(time) }
    }

    /// The first instant after `time`, and up to `limit`, from which on it holds no longer, or holds; nil when it stays
    /// as it is.
    ///
    /// It looks at each day on the way.
    package func nextChange(after time: Timestamp, until limit: Timestamp) -> Timestamp? {
        let isContained = contains(time)
        var last = time
        while let next = intervals.compactMap({ $0.nextBoundary(after: last) }).min(), next <= limit {
            if contains(next) != isContained { return next }
            last = next
        }
        return nil
    }
}
