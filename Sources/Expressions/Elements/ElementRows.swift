import Model

/// The elements of one grain, a row each: when they were first and last seen, and which of them a poll brought.
struct ElementRows: Sendable {
    /// How many there are.
    private(set) var count = 0
    /// When each was first seen, or first after a gap, in milliseconds; infinity for one never seen.
    ///
    /// Filled up to whole words of rows, as instructions read it.
    private(set) var firstSeen: [Double] = []
    /// When each was last seen; the distant past for one that was only heard of.
    private(set) var lastSeen: [Timestamp] = []
    /// The rows that the poll brought.
    private(set) var seen = Bitmap(count: 0)
    /// The rows that this poll or one within the staleness brought.
    private(set) var members = Bitmap(count: 0)
    /// The rows whose sample of this poll follows a gap.
    private(set) var restarted = Bitmap(count: 0)

    /// Rows that all belong to a program which asks for no times.
    init(seen: Bitmap) {
        count = seen.count
        self.seen = seen
        members = seen
    }

    /// No row.
    init() {}

    /// Puts an element behind the last, which was last seen at `time` and has no sample.
    mutating func append(lastSeen time: Timestamp = .distantPast) {
        if count & 63 == 0 { firstSeen.append(contentsOf: repeatElement(.infinity, count: 64)) }
        count += 1
        lastSeen.append(time)
        seen.append(false)
        members.append(false)
        restarted.append(false)
    }

    /// Notes that an element was last seen at `time`, by what was stored of it.
    mutating func restore(_ row: Int, lastSeen time: Timestamp) {
        guard time > lastSeen[row] else { return }
        lastSeen[row] = time
        firstSeen[row] = Double(time.milliseconds)
    }

    /// Notes which rows a poll at `time` brought.
    mutating func note(_ seen: Bitmap, at time: Timestamp, staleness: TimeSpan, asksForMembers: Bool) {
        precondition(seen.count == count, "\(seen.count) bits for \(count) rows")
        self.seen = seen
        if restarted.words.contains(where: { $0 != 0 }) || restarted.count != count {
            restarted = Bitmap(count: count)
        }
        let milliseconds = Double(time.milliseconds)
        seen.forEachIndex { row in
            let last = lastSeen[row]
            if last == .distantPast {
                firstSeen[row] = milliseconds
            } else if time - last > staleness {
                firstSeen[row] = milliseconds
                restarted[row] = true
            }
        }
        if seen.population == count {
            lastSeen = Array(repeating: time, count: count)
            members = seen
            return
        }
        seen.forEachIndex { row in lastSeen[row] = time }
        members = seen
        guard asksForMembers else { return }
        for row in 0..<count where lastSeen[row] != .distantPast && time - lastSeen[row] <= staleness {
            members[row] = true
        }
    }
}

extension Bitmap {
    /// Calls `body` with the place of each bit that is 1, in order.
    func forEachIndex(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
