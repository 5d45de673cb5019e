import Model

/// How many samples of each element a window holds: in buckets of time, of which the last few are kept.
///
/// The window goes from `now` back over its whole length: the buckets that lie in it count fully, the oldest one as much
/// as it still reaches into the window. So it takes the same memory however many samples there are. The element's
/// counts of one bucket lie side by side, since a poll brings samples of all elements for one bucket: a copy of the ring
/// shares all other buckets with it.
struct SampleRing: Sendable {
    /// The samples of one element in one bucket.
    struct Counts: Sendable, Hashable {
        var bad: UInt32 = 0
        var known: UInt32 = 0
        /// The milliseconds of the bucket about which a sample tells something.
        var covered: UInt32 = 0
    }

    /// What a window holds of one element.
    struct Total: Sendable, Hashable {
        var bad: Double = 0
        var known: Double = 0
        /// How much of the window samples tell something about, in milliseconds.
        var covered: Double = 0
    }

    /// How long the window is.
    let window: TimeSpan
    /// How many buckets it is long.
    let parts: Int
    /// How long a bucket is, in milliseconds.
    private let length: Int64
    /// Which bucket each slot holds, counted from time 0; one more than the window is long.
    private(set) var buckets: [Int64]
    /// The counts of each slot's bucket, by row; rows behind the last have none.
    private(set) var slots: [[Counts]]

    /// A window without samples.
    init(window: TimeSpan, parts: Int) {
        self.window = window
        self.parts = parts
        length = max(1, window.milliseconds / Int64(parts))
        buckets = Array(repeating: .min, count: parts + 1)
        slots = Array(repeating: [], count: parts + 1)
    }

    /// Adds samples of one of `rows` rows at `time`, which tell of the time since `start`.
    mutating func add(good: UInt32, bad: UInt32, row: Int, of rows: Int, from start: Int64, at time: Int64) {
        let newest = bucket(of: time)
        let slot = slot(for: newest, rows: rows)
        let (samples, isTooMany) = good.addingReportingOverflow(bad)
        let (sum, overflow) = slots[slot][row].known.addingReportingOverflow(samples)
        // Four billion samples are as good as more.
        if !isTooMany, !overflow {
            slots[slot][row].known = sum
            slots[slot][row].bad += bad
        }
        var number = max(bucket(of: start), newest - Int64(parts))
        while number <= newest {
            let first = max(start, number * length)
            let last = min(time, (number + 1) * length)
            if last > first {
                let slot = self.slot(for: number, rows: rows)
                let covered = Int64(slots[slot][row].covered) + last - first
                slots[slot][row].covered = UInt32(clamping: min(covered, length))
            }
            number += 1
        }
    }

    /// What the window that ends at `time` holds of a row.
    func total(row: Int, at time: Int64) -> Total {
        let newest = bucket(of: time)
        let oldest = newest - Int64(parts)
        let remaining = 1 - Double(time - newest * length) / Double(length)
        var total = Total()
        for (slot, bucket) in buckets.enumerated() where (oldest...newest).contains(bucket) && row < slots[slot].count {
            let counts = slots[slot][row]
            let weight = bucket == oldest ? remaining : 1
            total.bad += weight * Double(counts.bad)
            total.known += weight * Double(counts.known)
            total.covered += weight * Double(counts.covered)
        }
        return total
    }

    /// The counts of a row in the window that ends at `time`, oldest first; `age` is how many buckets each lies before
    /// the one that holds `time`.
    func counts(row: Int, at time: Int64) -> [(age: Int64, counts: Counts)] {
        let newest = bucket(of: time)
        return zip(buckets, slots)
            .filter { (newest - Int64(parts)...newest).contains($0.0) }
            .map { (newest - $0.0, row < $0.1.count ? $0.1[row] : Counts()) }
            .sorted { $0.0 > $1.0 }
    }

    /// Puts counts of one of `rows` rows into the bucket that lies so many before the one that holds `time`.
    mutating func restore(_ counts: Counts, age: Int64, at time: Int64, row: Int, of rows: Int) {
        let slot = slot(for: bucket(of: time) - age, rows: rows)
        slots[slot][row] = counts
        slots[slot][row].covered = min(counts.covered, UInt32(clamping: length))
    }

    private func bucket(of time: Int64) -> Int64 {
        let (quotient, rest) = time.quotientAndRemainder(dividingBy: length)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The slot of a bucket, with room for so many rows; what it held before is older than the window.
    private mutating func slot(for bucket: Int64, rows: Int) -> Int {
        let count = Int64(buckets.count)
        let slot = Int(((bucket % count) + count) % count)
        if buckets[slot] != bucket {
            buckets[slot] = bucket
            slots[slot] = []
        }
        if slots[slot].count < rows {
            slots[slot].append(contentsOf: repeatElement(Counts(), count: rows - slots[slot].count))
        }
        return slot
    }
}
