import FoundationEssentials
import Model

/// What is stored of an SLA's counts in one source: all of it, once in a while.
///
/// What the polls after that brought is counted again after a restart: they are kept for at least
/// ``ObjectiveRecord/interval``. So a poll writes nothing of its own, and nothing of it is lost.
struct ObjectiveRecord: Sendable, Hashable, Codable {
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
    /// Their counts; see ``counts(of:)``.
    var counts: Data

    /// The counts of one element.
    struct Counts: Sendable {
        var lastKnown: Int64
        var lastBad: Int64
        /// The counts of each window's buckets: the burn windows', then the budget's.
        var windows: [[(bucket: Int64, counts: SampleRing.Counts)]]
    }

    /// Where it is stored.
    var key: StateEntry.Key { Self.key(sla: sla, source: source) }

    /// Where the record of an SLA in a source is stored.
    static func key(sla: String, source: String) -> StateEntry.Key {
        StateEntry.Key(.objective, "\"\(sla.escapedForMatcher)\"\"\(source.escapedForMatcher)\"")
    }

    /// Whether it counts what `rule` counts in `source`.
    func counts(for rule: Rule, in source: String) -> Bool {
        sla == rule.alert && self.source == source && definition == rule.countedSamples
    }

    // MARK: The form of the counts

    private static let version: UInt8 = 1

    /// The counts of `rows` of a ledger, in groups of seven bits (``NumberWriter``).
    ///
    /// One byte for the version of the form. For each row how long before the clock its newest sample and its newest
    /// bad one were, the latter 0 for never and one more otherwise; for each window how many buckets follow, and for
    /// each of these how many more come up to the clock's, the bad samples, the others and the time covered.
    static func encode(_ ledger: ObjectiveLedger, rows: [Int]) -> Data {
        var writer = NumberWriter()
        writer.bytes.append(version)
        guard let time = ledger.time else { return Data(writer.bytes) }
        for row in rows {
            let (known, bad) = (ledger.lastKnown[row], ledger.lastBad[row])
            writer.write(UInt64(clamping: ledger.clock - known))
            writer.write(bad == .min ? 0 : UInt64(clamping: ledger.clock - bad) + 1)
            for (ring, now) in ledger.rings(at: time) {
                let buckets = ring.counts(row: row, at: now).filter { $0.counts != SampleRing.Counts() }
                writer.write(UInt64(buckets.count))
                for (bucket, counts) in buckets {
                    writer.write(UInt64(clamping: ring.age(of: bucket, at: now)))
                    writer.write(UInt64(counts.bad))
                    writer.write(UInt64(counts.known - min(counts.bad, counts.known)))
                    writer.write(UInt64(counts.covered))
                }
            }
        }
        return Data(writer.bytes)
    }

    /// The counts of each element for an empty ledger of the same SLA; nil for bytes that are no such form.
    func counts(of ledger: ObjectiveLedger) -> [Counts]? {
        guard counts.first == Self.version, clock.magnitude <= NumberReader.longest,
            time.milliseconds.magnitude <= NumberReader.longest
        else { return nil }
        var reader = NumberReader(ArraySlice(Array(counts.dropFirst())))
        var all: [Counts] = []
        for _ in 0..<series.count + groups.count {
            guard let known = reader.readAge(), let bad = reader.readAge() else { return nil }
            var element = Counts(
                lastKnown: clock - known,
                lastBad: bad == 0 ? .min : clock - (bad - 1),
                windows: []
            )
            for (ring, now) in ledger.rings(at: time, clock: clock) {
                guard let count = reader.readAge(), count <= ring.parts + 1 else { return nil }
                var buckets: [(bucket: Int64, counts: SampleRing.Counts)] = []
                for _ in 0..<count {
                    guard let age = reader.readAge(), age <= ring.parts, let bad = reader.readCount(),
                        let good = reader.readCount(), let covered = reader.readCount()
                    else { return nil }
                    let (known, overflow) = bad.addingReportingOverflow(good)
                    guard !overflow else { return nil }
                    let counts = SampleRing.Counts(bad: bad, known: known, covered: covered)
                    buckets.append((ring.bucket(ofAge: age, at: now), counts))
                }
                element.windows.append(buckets)
            }
            all.append(element)
        }
        return reader.isAtEnd ? all : nil
    }
}

extension ObjectiveLedger {
    /// The burn windows, then the budget's, each with what is now for it.
    fileprivate func rings(at time: Timestamp, clock: Int64? = nil) -> [(SampleRing, now: Int64)] {
        burn.map { ($0, clock ?? self.clock) } + [(budget, time.milliseconds)]
    }
}

extension NumberReader {
    /// A hundred thousand years, in milliseconds.
    fileprivate static let longest: UInt64 = 1 << 52

    /// A number of milliseconds or buckets.
    fileprivate mutating func readAge() -> Int64? {
        read().flatMap { $0 <= Self.longest ? Int64(exactly: $0) : nil }
    }

    fileprivate mutating func readCount() -> UInt32? { read().flatMap { UInt32(exactly: $0) } }
}
