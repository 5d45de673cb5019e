import Model

extension SampleRing {
    /// A least-squares line through a window; times are seconds since the window's oldest known sample.
    struct Line {
        fileprivate var meanTime: Double
        fileprivate var mean: Double
        /// What it rises by in a second.
        var slope: Double
        /// The poll's time.
        var end: Double

        /// Where it is at a time.
        func value(at time: Double) -> Double { mean + slope * (time - meanTime) }
    }

    /// What is summed up for the lines of eight rows, and then their means.
    private struct Sums {
        /// The time of the oldest known sample, in milliseconds since the window's oldest slot.
        var origins = BlockKernels.Vector()
        var counts = BlockKernels.Vector()
        var times = BlockKernels.Vector()
        var values = BlockKernels.Vector()
        var products = BlockKernels.Vector()
        var squares = BlockKernels.Vector()

        /// The seconds from the origins to `time`, in milliseconds since the window's oldest slot.
        ///
        /// Both are whole numbers far below 2^53, so that nothing but the quotient is rounded.
        func seconds(to time: Double) -> BlockKernels.Vector {
            (BlockKernels.Vector(repeating: time) - origins) / 1000
        }
    }

    /// Writes what `read` finds of each row's line through a window; not a number where there is none.
    func line(
        _ window: Range<Int>,
        _ rows: Range<Int>,
        _ result: UnsafeMutableBufferPointer<Double>,
        _ read: (Line) -> Double
    ) {
        result.update(repeating: .nan)
        guard let newest = samples.times.last else { return }
        let oldest = samples.times[window.lowerBound]
        let count = elements(rows).count
        var sums = [Sums](repeating: Sums(), count: (count + 7) / 8)
        forEachVector(window, rows, &sums) { sums, values, slot in
            let time = Double((samples.times[slot] - oldest).milliseconds)
            let known = values .== values
            sums.origins.replace(with: time, where: known .& (sums.counts .== 0))
            sums.counts.replace(with: sums.counts + 1, where: known)
            sums.times.replace(with: sums.times + sums.seconds(to: time), where: known)
            sums.values.replace(with: sums.values + values, where: known)
        }
        for index in sums.indices {
            sums[index].times /= sums[index].counts
            sums[index].values /= sums[index].counts
        }
        forEachVector(window, rows, &sums) { sums, values, slot in
            let time = Double((samples.times[slot] - oldest).milliseconds)
            let known = values .== values
            let distances = sums.seconds(to: time) - sums.times
            sums.products.replace(with: sums.products + distances * (values - sums.values), where: known)
            sums.squares.replace(with: sums.squares + distances * distances, where: known)
        }
        let end = Double((newest - oldest).milliseconds)
        for row in 0..<count {
            let (sums, lane) = (sums[row / 8], row % 8)
            // Two samples have two times; one has no slope.
            guard sums.counts[lane] > 1 else { continue }
            result[row] = read(
                Line(
                    meanTime: sums.times[lane],
                    mean: sums.values[lane],
                    slope: sums.products[lane] / sums.squares[lane],
                    end: sums.seconds(to: end)[lane]
                )
            )
        }
    }

    /// Calls `body` with the samples of eight rows at once, slot by slot in order of time; an unknown one is not a
    /// number.
    private func forEachVector(
        _ window: Range<Int>,
        _ rows: Range<Int>,
        _ sums: inout [Sums],
        _ body: (inout Sums, BlockKernels.Vector, Int) -> Void
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            for slot in window {
                samples.slots[slot].withUnsafeBufferPointer { samples in
                    for index in sums.indices {
                        // Slots have whole words of rows.
                        body(&sums[index], BlockKernels.load(samples.pointer(at: rows.lowerBound + index * 8)), slot)
                    }
                }
            }
        }
    }
}
