import Model

/// All samples of a number, for the functions that need each of them.
///
/// They are computed anew at every poll, as the rule language defines them, so that they have no error of their own.
struct SampleRing: Sendable {
    private let span: TimeSpan
    private(set) var samples = SampleSlots<Double>(filler: .nan)
    /// How many rows the newest poll has; those behind them have no samples.
    private var rowCount = 0

    /// A ring without samples, for windows up to the plan's.
    init(_ plan: WindowPlan.Samples) {
        span = plan.span
    }

    /// Begins a poll at `time` with so many rows; there is room for `capacity`, a multiple of 64.
    mutating func begin(at time: Timestamp, rows: Int, capacity: Int) {
        rowCount = rows
        _ = samples.settle()
        samples.reserve(capacity)
        samples.retire(before: time - span)
        samples.append(at: time)
    }

    /// Takes a block's samples of the newest poll and writes a function of the window to `target`.
    ///
    /// Where the samples do not tell it, that is not a number.
    mutating func advance(
        _ function: Instruction.Sampled,
        over span: TimeSpan,
        _ operand: BlockKernels.Source,
        known: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<Double>,
        firstWord: Int,
        words: Int
    ) {
        let rows = firstWord * 64..<(firstWord + words) * 64
        samples.withNewest { newest in
            let slot = UnsafeMutableBufferPointer(rebasing: newest[rows])
            BlockKernels.select(operand, known, otherwise: .nan, slot, words: words)
        }
        let result = UnsafeMutableBufferPointer(start: target, count: rows.count)
        let window = window(span)
        switch function {
        case .change: change(window, rows, result)
        case .stddev: deviation(window, rows, result)
        case .slope: line(window, rows, result) { $0.slope }
        case .forecast(let ahead): line(window, rows, result) { $0.value(at: $0.end + ahead.seconds) }
        case .quantile(let level): quantile(level, window, rows, result)
        }
    }

    /// The slots within a window that is no longer than the ring's.
    private func window(_ span: TimeSpan) -> Range<Int> {
        guard let newest = samples.times.last else { return 0..<0 }
        let limit = newest - span
        let first = samples.times.lastIndex { $0 < limit }.map { $0 + 1 } ?? 0
        return first..<samples.slots.count
    }

    /// The rows of a block that are elements.
    func elements(_ rows: Range<Int>) -> Range<Int> { 0..<max(0, min(rows.count, rowCount - rows.lowerBound)) }

    /// Calls `body` with each known sample, slot by slot in order of time, and its row within the block.
    private func forEachSample(_ window: Range<Int>, _ rows: Range<Int>, _ body: (Int, Double, Int) -> Void) {
        for index in window {
            samples.slots[index].withUnsafeBufferPointer { slot in
                for row in elements(rows) {
                    let sample = slot[rows.lowerBound + row]
                    if !sample.isNaN { body(row, sample, index) }
                }
            }
        }
    }

    // MARK: Functions

    private func change(_ window: Range<Int>, _ rows: Range<Int>, _ result: UnsafeMutableBufferPointer<Double>) {
        result.update(repeating: .nan)
        for row in elements(rows) {
            let place = rows.lowerBound + row
            result[row] = firstKnown(window.reversed(), place) - firstKnown(window, place)
        }
    }

    /// The first known sample of a row in slots of that order; not a number where there is none.
    private func firstKnown(_ window: some Sequence<Int>, _ row: Int) -> Double {
        for index in window {
            let sample = samples.slots[index][row]
            if !sample.isNaN { return sample }
        }
        return .nan
    }

    private func deviation(_ window: Range<Int>, _ rows: Range<Int>, _ result: UnsafeMutableBufferPointer<Double>) {
        var counts = [Double](repeating: 0, count: rows.count)
        var means = counts
        forEachSample(window, rows) { row, sample, _ in
            counts[row] += 1
            means[row] += sample
        }
        for row in 0..<rows.count { means[row] /= counts[row] }
        result.update(repeating: 0)
        forEachSample(window, rows) { row, sample, _ in
            let distance = sample - means[row]
            result[row] += distance * distance
        }
        // Without a sample this is 0 / 0, which is not a number.
        for row in 0..<rows.count { result[row] = (result[row] / counts[row]).squareRoot() }
    }

    private func quantile(
        _ level: Double,
        _ window: Range<Int>,
        _ rows: Range<Int>,
        _ result: UnsafeMutableBufferPointer<Double>
    ) {
        // A few rows at a time, so that their samples stay in the cache.
        for start in stride(from: 0, to: rows.count, by: 64) {
            var collected = [[Double]](repeating: [], count: 64)
            let part = rows.lowerBound + start..<rows.lowerBound + start + 64
            forEachSample(window, part) { row, sample, _ in collected[row].append(sample) }
            for row in 0..<64 {
                collected[row].sort()
                result[start + row] = collected[row].quantile(level)
            }
        }
    }

    /// Takes the newest poll back.
    mutating func takeBack() {
        samples.takeBack()
    }

    /// How many bytes the samples take.
    var byteCount: Int { samples.byteCount }
}

extension [Double] {
    /// The value at the rank `level` times the number of values less one, between its neighbours; not a number for none.
    ///
    /// The values are in order.
    func quantile(_ level: Double) -> Double {
        guard let last else { return .nan }
        let rank = level * Double(count - 1)
        // From 0 to the last place, so that the conversion cannot fail.
        let lower = Int(rank)
        guard lower + 1 < count else { return last }
        return self[lower] + (self[lower + 1] - self[lower]) * (rank - Double(lower))
    }
}
