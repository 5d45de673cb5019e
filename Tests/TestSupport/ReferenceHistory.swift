import Model

/// What a rule looks at: a series, or a group of series by the values of labels.
enum ReferenceElement: Hashable {
    /// The series of an access code.
    case series(AccessCode)
    /// The series that have these values of these labels, an absent one empty; `source` is left out.
    case group([String], values: [String])
}

/// Everything that one rule has seen of one source, poll after poll.
struct ReferenceHistory {
    /// An element as it was seen at one poll.
    struct Sample {
        /// The poll's time.
        let time: Timestamp
        /// The element's first sample since it was last unseen for longer than the staleness.
        let startedAt: Timestamp
        /// The counters in the order of the metrics, nil where unknown; none for a group.
        let row: [Double?]
    }

    /// How long an element may be unseen before a gap.
    let staleness: TimeSpan
    /// How far back anything is asked for.
    let horizon: TimeSpan
    /// The labels of the elements seen so far.
    private(set) var labels: [ReferenceElement: [String: String]] = [:]
    /// The elements of each grain in the order of their labels.
    private(set) var elements: [ReferenceGrain: [ReferenceElement]] = [:]

    private let groupings: Set<ReferenceGrain>
    private var samples: [ReferenceElement: [Sample]] = [:]

    /// A history for groups of those labels, which is asked for nothing older than `reach`.
    init(staleness: TimeSpan, groupings: Set<ReferenceGrain>, reach: TimeSpan) {
        self.staleness = staleness
        self.groupings = groupings
        horizon = .milliseconds(reach.milliseconds + staleness.milliseconds)
    }

    /// Notes the series that a poll delivered and the rule sees, with their labels and counters.
    mutating func append(_ rows: [(code: AccessCode, labels: [String: String], row: [Double?])], at time: Timestamp) {
        for (code, labels, row) in rows { note(.series(code), labels, row, of: .series, at: time) }
        for case .group(let names) in groupings {
            for (_, labels, _) in rows {
                let group = ReferenceElement.group(names, values: names.map { labels[$0] ?? "" })
                guard sample(of: group, at: time) == nil else { continue }
                let common = labels.filter { names.contains($0.key) || $0.key == "source" }
                note(group, common, [], of: .group(names), at: time)
            }
        }
    }

    private mutating func note(
        _ element: ReferenceElement,
        _ labels: [String: String],
        _ row: [Double?],
        of grain: ReferenceGrain,
        at time: Timestamp
    ) {
        if self.labels[element] == nil {
            self.labels[element] = labels
            let before = elements[grain, default: []].prefix { other in
                Self.precedes(self.labels[other] ?? [:], labels)
            }
            elements[grain, default: []].insert(element, at: before.count)
        }
        var startedAt = time
        if let last = samples[element]?.last, time - last.time <= staleness { startedAt = last.startedAt }
        samples[element, default: []].append(Sample(time: time, startedAt: startedAt, row: row))
        // The one before the last shows whether the last came after a gap.
        let kept = samples[element, default: []]
        let old = min(index(of: time - horizon, in: kept), kept.count - 2)
        // Not one by one, which would move all the others each time.
        if old > kept.count / 2 { samples[element]?.removeFirst(old) }
    }

    /// How many of the samples, which are in order, are before `time`.
    private func index(of time: Timestamp, in samples: [Sample]) -> Int {
        var (low, high) = (0, samples.count)
        while low < high {
            let middle = (low + high) / 2
            if samples[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether one label set stands before another: sorted pairs, compared as Unicode scalars.
    static func precedes(_ left: [String: String], _ right: [String: String]) -> Bool {
        func scalars(_ labels: [String: String]) -> [[UInt32]] {
            labels.map { (name: $0.key.unicodeScalars.map(\.value), value: $0.value.unicodeScalars.map(\.value)) }
                .sorted { $0.name.lexicographicallyPrecedes($1.name) }
                .flatMap { [$0.name, $0.value] }
        }
        return scalars(left).lexicographicallyPrecedes(scalars(right)) { $0.lexicographicallyPrecedes($1) }
    }

    /// The element's sample of the poll at `time`; nil when it was not seen there.
    func sample(of element: ReferenceElement, at time: Timestamp) -> Sample? {
        guard let samples = samples[element] else { return nil }
        let index = index(of: time, in: samples)
        return index < samples.count && samples[index].time == time ? samples[index] : nil
    }

    /// Whether the element's sample at `time` is its first after a gap.
    func isAfterGap(_ element: ReferenceElement, at time: Timestamp) -> Bool {
        guard let sample = sample(of: element, at: time), let first = samples[element]?.first else { return false }
        return sample.startedAt == time && first.time < time
    }

    /// The times from `start` to `end`, both included, at which the element was seen.
    func times(of element: ReferenceElement, from start: Timestamp, to end: Timestamp) -> [Timestamp] {
        guard let samples = samples[element] else { return [] }
        return samples[index(of: start, in: samples)..<index(of: end + .milliseconds(1), in: samples)].map(\.time)
    }

    /// The last time before `time` at which the element was seen; nil when that is before a gap, or never.
    func timeBefore(_ time: Timestamp, of element: ReferenceElement) -> Timestamp? {
        guard let sample = sample(of: element, at: time), sample.startedAt < time else { return nil }
        return self.last(of: element, before: time)?.time
    }

    /// The element's newest sample before `time`.
    private func last(of element: ReferenceElement, before time: Timestamp) -> Sample? {
        guard let samples = samples[element] else { return nil }
        return samples[..<index(of: time, in: samples)].last
    }

    /// The group of those labels that `element` belongs to.
    func group(_ names: [String], of element: ReferenceElement) -> ReferenceElement {
        let labels = labels[element] ?? [:]
        return .group(names, values: names.map { labels[$0] ?? "" })
    }

    /// The elements of `grain` that are members of `group` at `time`, in the order of their labels: those that were
    /// seen within the last staleness.
    func members(
        of grain: ReferenceGrain,
        in group: ReferenceElement,
        _ names: [String],
        at time: Timestamp
    ) -> [ReferenceElement] {
        elements[grain, default: []].filter { element in
            guard self.group(names, of: element) == group else { return false }
            guard let last = last(of: element, before: time + .milliseconds(1)) else { return false }
            return time - last.time <= staleness
        }
    }
}
