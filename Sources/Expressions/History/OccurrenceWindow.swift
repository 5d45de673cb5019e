import Model

/// At how many of a window's samples a bit was set, for each row: a count that each poll corrects by what came and what
/// went.
struct OccurrenceWindow: Sendable {
    private let span: TimeSpan
    private var samples = SampleSlots<UInt64>(filler: 0)
    private var counts: [Int32] = []

    /// A window without samples.
    init(_ plan: WindowPlan.Occurrences) {
        span = plan.span
    }

    /// Begins a poll at `time` with so many rows, a multiple of 64.
    mutating func begin(at time: Timestamp, capacity: Int) {
        _ = samples.settle()
        samples.reserve(capacity / 64)
        if counts.count < capacity { counts.append(contentsOf: repeatElement(0, count: capacity - counts.count)) }
        samples.retire(before: time - span)
        samples.append(at: time)
    }

    /// Takes a block's bits of the newest poll and writes the counts of the window to `target`.
    mutating func advance(
        _ bits: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<Double>,
        firstWord: Int,
        words: Int
    ) {
        samples.withNewest { newest in
            for word in 0..<words { newest[firstWord + word] = bits[word] }
        }
        let samples = samples
        counts.withUnsafeMutableBufferPointer { counts in
            let rows = UnsafeMutableBufferPointer(rebasing: counts[firstWord * 64..<(firstWord + words) * 64])
            if samples.retired == 0 {
                for word in 0..<words { Self.add(1, to: rows, word: word, bits[word]) }
            } else {
                samples.slots[0].withUnsafeBufferPointer { gone in
                    for word in 0..<words {
                        // Most rows have the bit that they had then.
                        let same = bits[word] & gone[firstWord + word]
                        Self.add(1, to: rows, word: word, bits[word] & ~same)
                        Self.add(-1, to: rows, word: word, gone[firstWord + word] & ~same)
                    }
                }
                for index in 1..<max(1, samples.retired) {
                    samples.slots[index].withUnsafeBufferPointer { gone in
                        for word in 0..<words { Self.add(-1, to: rows, word: word, gone[firstWord + word]) }
                    }
                }
            }
            for row in 0..<words * 64 { target[row] = Double(rows[row]) }
        }
    }

    /// Adds to the counts of a word's rows whose bit is set.
    private static func add(
        _ summand: Int32,
        to counts: UnsafeMutableBufferPointer<Int32>,
        word: Int,
        _ bits: UInt64
    ) {
        // A count is never more than the number of slots, which memory bounds far below 2^31.
        guard bits != .max else {
            for row in word * 64..<word * 64 + 64 { counts[row] &+= summand }
            return
        }
        var rest = bits
        while rest != 0 {
            counts[word * 64 + rest.trailingZeroBitCount] &+= summand
            rest &= rest &- 1
        }
    }

    /// Takes the newest poll back.
    mutating func takeBack() {
        samples.takeBack()
        let samples = samples
        counts.withUnsafeMutableBufferPointer { counts in
            for row in counts.indices { counts[row] = 0 }
            for slot in samples.slots {
                for (word, bits) in slot.enumerated() { Self.add(1, to: counts, word: word, bits) }
            }
        }
    }

    /// How many bytes the samples take.
    var byteCount: Int { samples.byteCount }
}
