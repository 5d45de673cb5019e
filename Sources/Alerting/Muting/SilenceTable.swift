import Model

/// All silences that are kept, and which of them an alert has to be tried against.
struct SilenceTable: Sendable {
    private(set) var byID: [String: Silence] = [:]
    /// When ``sweep(at:)`` has something to do next, or earlier; nil when it never will.
    private(set) var nextSweep: Timestamp?
    /// Those that have not ended, by their matchers.
    private var index = MatcherIndex<String>()
    private var indexed: Set<String> = []
    private let retention: TimeSpan

    /// A table of `silences`, which are forgotten `retention` after their end.
    init(
        _ silences: some Sequence<Silence> = [],
        retention: TimeSpan = SilencePolicy().retention,
        at now: Timestamp = .distantPast
    ) {
        self.retention = retention
        for silence in silences { put(silence, at: now) }
    }

    /// Adds a silence, or takes over what became of it; the end of one that has ended is not noted again.
    mutating func put(_ silence: Silence, at now: Timestamp) {
        byID[silence.id] = silence
        let hasEnded = silence.hasEnded(at: now)
        if hasEnded, indexed.remove(silence.id) != nil {
            index.remove(silence.id)
        } else if !hasEnded, indexed.insert(silence.id).inserted {
            index.insert(silence.id, silence.matchers)
        }
        nextSweep = min(nextSweep ?? .distantFuture, due(silence, at: now))
    }

    /// When there is something to do about a silence.
    private func due(_ silence: Silence, at now: Timestamp) -> Timestamp {
        silence.hasEnded(at: now) ? silence.endsAt + retention : silence.endsAt
    }

    /// Whether no silence is there that has not ended.
    var isIdle: Bool { indexed.isEmpty }

    /// The silences that keep an alert with `labels` from being told, the oldest first.
    func active(for labels: Labels, at now: Timestamp, intervals: [String: NamedInterval]) -> [Silence] {
        guard !isIdle else { return [] }
        return index.candidates(for: labels).compactMap { byID[$0] }.filter { silence in
            silence.state(at: now, intervals: intervals) == .active && silence.matchers.matches(labels)
        }.sorted { ($0.startsAt, $0.id) < ($1.startsAt, $1.id) }
    }

    /// Takes note of the silences that have ended since the last time, and forgets those whose retention is over.
    mutating func sweep(at now: Timestamp) -> (ended: [Silence], forgotten: [Silence]) {
        guard let nextSweep, nextSweep <= now else { return ([], []) }
        var ended: [Silence] = []
        var forgotten: [Silence] = []
        self.nextSweep = nil
        for silence in byID.values {
            if silence.hasEnded(at: now), indexed.remove(silence.id) != nil {
                index.remove(silence.id)
                ended.append(silence)
            }
            let due = due(silence, at: now)
            if due <= now {
                byID[silence.id] = nil
                forgotten.append(silence)
            } else {
                self.nextSweep = min(self.nextSweep ?? .distantFuture, due)
            }
        }
        return (ended.sorted { ($0.endsAt, $0.id) < ($1.endsAt, $1.id) }, forgotten.sorted { $0.id < $1.id })
    }
}
