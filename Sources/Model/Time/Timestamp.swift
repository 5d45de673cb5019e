/// An instant: whole milliseconds since the Unix epoch, UTC without leap seconds.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    /// The instant that many milliseconds after the epoch.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Earlier than every instant that can come.
    package static let distantPast = Timestamp(milliseconds: .min)
    /// Later than every instant that can come.
    package static let distantFuture = Timestamp(milliseconds: .max)

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant `span` later, the last one there is for more than fits.
    package static func + (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(span.milliseconds)
        return Timestamp(milliseconds: overflow ? (span.milliseconds < 0 ? .min : .max) : sum)
    }

    /// The instant `span` earlier, the first one there is for more than fits.
    package static func - (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (difference, overflow) = time.milliseconds.subtractingReportingOverflow(span.milliseconds)
        return Timestamp(milliseconds: overflow ? (span.milliseconds < 0 ? .max : .min) : difference)
    }

    /// The time from `earlier` to `later`, the greatest length for more than fits.
    package static func - (later: Timestamp, earlier: Timestamp) -> TimeSpan {
        let (difference, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return TimeSpan(milliseconds: overflow ? (earlier.milliseconds < 0 ? .max : .min) : difference)
    }
}

extension Timestamp: Codable {
    // A bare number: stored state has many of them.

    package init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
