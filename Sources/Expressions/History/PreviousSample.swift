/// The number that each row had at the last poll that brought it.
struct PreviousSample: Sendable {
    /// The numbers of the newest poll, older ones of rows that it did not bring; not a number where unknown.
    private var now: [Double] = []
    /// The numbers of the poll before.
    private var before: [Double] = []

    /// Begins a poll with so many rows, a multiple of 64.
    mutating func begin(capacity: Int) {
        swap(&now, &before)
        guard now.count < capacity || before.count < capacity else { return }
        now.append(contentsOf: repeatElement(.nan, count: capacity - now.count))
        before.append(contentsOf: repeatElement(.nan, count: capacity - before.count))
    }

    /// Takes a block's numbers of the newest poll and writes those before to `target`.
    mutating func advance(
        _ operand: BlockKernels.Source,
        known: UnsafePointer<UInt64>,
        seen: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<Double>,
        firstWord: Int,
        words: Int
    ) {
        let first = firstWord * 64
        let before = before
        now.withUnsafeMutableBufferPointer { now in
            before.withUnsafeBufferPointer { before in
                let slot = UnsafeMutableBufferPointer(rebasing: now[first..<first + words * 64])
                BlockKernels.select(operand, known, otherwise: .nan, slot, words: words)
                for row in 0..<words * 64 {
                    if seen[row >> 6] >> UInt64(row & 63) & 1 == 0 { slot[row] = before[first + row] }
                    target[row] = before[first + row]
                }
            }
        }
    }

    /// Takes the newest poll back.
    mutating func takeBack() {
        swap(&now, &before)
    }
}
