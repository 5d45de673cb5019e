import FoundationEssentials
import Model

/// What is stored of an SLA's counts in one source: all of it, once in a while.
///
/// What the polls after that brought is counted again after a restart: they are kept for at least
/// ``ObjectiveRecord/interval``. So a poll writes nothing of its own, and nothing of it is lost.
struct ObjectiveRecord: Sendable, Hashable, Codable {
    /// An SLA in a source.
    struct Place: Sendable, Hashable {
        /// The SLA's name.
        var sla: String
        /// The source's name.
        var source: String

        /// Where its record is stored.
        var key: StateEntry.Key {
            StateEntry.Key(.objective, "\"\(sla.escapedForMatcher)\"\"\(source.escapedForMatcher)\"")
        }
    }

    /// How long after a record the next one is stored.
    static let interval = TimeSpan.minutes(15)

    /// The SLA's name.
    var sla: String
    /// The source's name.
    var source: String
    /// What was counted (``Rule/countedSamples``).
    var definition: String
    /// When the last poll was counted.
    var time: Timestamp
    /// The active time up to then.
    var clock: Int64
    /// The elements, in the order of the counts: series, or the labels of groups.
    var series: [AccessCode]
    var groups: [Labels]
    /// Their counts; see ``init(_:)``.
    var counts: Data

    /// The SLA and the source.
    var place: Place { Place(sla: sla, source: source) }

    // MARK: The form of the counts

    private static let version: UInt8 = 1

    /// The record of what was counted.
    ///
    /// The counts are in groups of seven bits (``NumberWriter``). One byte for the version of the form. For each element
    /// how long before the clock its newest sample and its newest bad one were, the latter 0 for never and one more
    /// otherwise; for each window, the budget's last, how many buckets follow, and for each of these how many more come
    /// up to the clock's, the bad samples, the others and the time covered.
    init(_ counted: CountedObjective) {
        sla = counted.place.sla
        source = counted.place.source
        definition = counted.definition
        time = counted.time
        clock = counted.clock
        series = []
        groups = []
        var writer = NumberWriter()
        writer.bytes.append(Self.version)
        for (element, counts) in counted.elements {
            switch element {
            case .series(let code): series.append(code)
            case .group(let labels): groups.append(labels)
            }
            writer.write(UInt64(clamping: counted.clock - counts.lastKnown))
            writer.write(counts.lastBad.map { UInt64(clamping: counted.clock - $0) + 1 } ?? 0)
            for buckets in counts.burn + [counts.budget] {
                writer.write(UInt64(buckets.count))
                for bucket in buckets {
                    writer.write(UInt64(clamping: bucket.age))
                    writer.write(UInt64(bucket.counts.bad))
                    writer.write(UInt64(bucket.counts.known - min(bucket.counts.bad, bucket.counts.known)))
                    writer.write(UInt64(bucket.counts.covered))
                }
            }
        }
        self.counts = Data(writer.bytes)
    }

    /// What was counted of that objective; nil for counts that are in no form known.
    func counted(of objective: Objective) -> CountedObjective? {
        guard counts.first == Self.version, clock.magnitude <= NumberReader.longest,
            time.milliseconds.magnitude <= NumberReader.longest
        else { return nil }
        let windows = ObjectiveLedger(objective).burn.count
        var reader = NumberReader(ArraySlice(Array(counts.dropFirst())))
        var elements: [(CountedObjective.Element, CountedObjective.Counts)] = []
        for element in series.map(CountedObjective.Element.series) + groups.map(CountedObjective.Element.group) {
            guard let counts = reader.readCounts(clock: clock, windows: windows) else { return nil }
            elements.append((element, counts))
        }
        guard reader.isAtEnd else { return nil }
        return CountedObjective(place: place, definition: definition, time: time, clock: clock, elements: elements)
    }
}

extension NumberReader {
    /// A hundred thousand years, in milliseconds.
    fileprivate static let longest: UInt64 = 1 << 52

    /// The counts of an element.
    fileprivate mutating func readCounts(clock: Int64, windows: Int) -> CountedObjective.Counts? {
        guard let known = readAge(), let bad = readAge() else { return nil }
        var counts = CountedObjective.Counts(
            lastKnown: clock - known,
            lastBad: bad == 0 ? nil : clock - (bad - 1),
            burn: [],
            budget: []
        )
        for _ in 0..<windows {
            guard let buckets = readBuckets(parts: ObjectiveLedger.burnParts) else { return nil }
            counts.burn.append(buckets)
        }
        guard let budget = readBuckets(parts: ObjectiveLedger.budgetParts) else { return nil }
        counts.budget = budget
        return counts
    }

    /// What is known of a window in so many parts, and of the one that it has just left.
    private mutating func readBuckets(parts: Int) -> [CountedObjective.Counts.Bucket]? {
        guard let count = readAge(), count <= parts + 1 else { return nil }
        var buckets: [CountedObjective.Counts.Bucket] = []
        for _ in 0..<count {
            guard let age = readAge(), age <= parts, let bad = readCount(), let good = readCount(),
                let covered = readCount()
            else { return nil }
            let (known, overflow) = bad.addingReportingOverflow(good)
            guard !overflow else { return nil }
            let counts = SampleRing.Counts(bad: bad, known: known, covered: covered)
            buckets.append(CountedObjective.Counts.Bucket(age: age, counts: counts))
        }
        return buckets
    }

    /// A number of milliseconds or buckets.
    private mutating func readAge() -> Int64? {
        read().flatMap { $0 <= Self.longest ? Int64(exactly: $0) : nil }
    }

    private mutating func readCount() -> UInt32? { read().flatMap { UInt32(exactly: $0) } }
}
