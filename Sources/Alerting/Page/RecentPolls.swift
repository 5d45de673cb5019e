package import Model

/// The polls of the last half hour, for the small charts of the page.
///
/// They live in memory only, and within a bound: of polls that follow each other quickly some are left out, and of a
/// source with very many series only as many are kept as fit. What is kept shares its memory with nothing that grows.
package struct RecentPolls: Sendable {
    /// What one poll said of a counter.
    package struct Sample: Sendable, Hashable {
        /// When.
        package let time: Timestamp
        /// Its value; nil for unknown.
        package let value: Double?
    }

    /// How far back they go.
    package static let reach = TimeSpan.minutes(30)
    /// Polls nearer to each other than this take each other's place.
    private static let spacing = TimeSpan.seconds(10)
    /// More series than this, over all polls of a source, are not kept.
    private static let mostRows = 2_000_000

    private struct Kept {
        var time: Timestamp
        /// Nil for a poll that failed.
        var snapshot: Snapshot?
    }

    private var polls: [String: [Kept]] = [:]

    /// No polls.
    package init() {}

    /// Takes up a poll; no poll of a source is earlier than the one before.
    package mutating func note(_ poll: Poll) {
        let snapshot: Snapshot? = if case .snapshot(let snapshot) = poll.result { snapshot } else { nil }
        var kept = polls[poll.source] ?? []
        // The newest is always there; those before it keep their distance.
        if kept.count >= 2, kept[kept.count - 1].time - kept[kept.count - 2].time < Self.spacing { kept.removeLast() }
        kept.append(Kept(time: poll.time, snapshot: snapshot))
        kept.removeAll { $0.time < poll.time - Self.reach }
        var rows = 0
        let first = kept.lastIndex { one in
            rows += one.snapshot?.count ?? 0
            return rows > Self.mostRows
        }
        if let first { kept.removeFirst(first + 1) }
        polls[poll.source] = kept
    }

    /// Forgets the sources of other names.
    package mutating func forgetSources(otherThan names: Set<String>) {
        polls = polls.filter { names.contains($0.key) }
    }

    /// What the polls of a source said of a counter of a code, oldest first.
    package func samples(of metric: Metric, _ code: AccessCode, of source: String) -> [Sample] {
        var row: Int?
        return (polls[source] ?? []).map { poll in
            guard let snapshot = poll.snapshot else { return Sample(time: poll.time, value: nil) }
            // Answers list the same codes in the same order most of the time.
            if row.map({ $0 < snapshot.count && snapshot.series[$0] == code }) != true {
                row = snapshot.series.firstIndex(of: code)
            }
            return Sample(time: poll.time, value: row.flatMap { snapshot.value(metric, at: $0) })
        }
    }
}
