package import Model

/// Runs programs; keeps its registers from run to run.
package struct Machine: Sendable {
    /// How many rows all instructions are run over before the next ones: a block's registers stay in the cache.
    static let blockRows = 4096

    private var numbers: [Double] = []
    private var planes: [UInt64] = []
    /// The last rows of every column, filled up to whole words.
    private var tail: [Double] = []

    /// A machine without registers yet.
    package init() {}

    /// What `program` finds in `columns`, which stand in the order of ``Metric/index`` and hold counters: from 0 to
    /// ``Metric/maximum``.
    ///
    /// Rows that are not `seen` are unknown; all columns have as many rows as it.
    package mutating func run(_ program: Program, over columns: [Column], seen: Bitmap) -> Evaluation {
        var evaluation = Evaluation()
        run(program, over: columns, seen: seen, into: &evaluation)
        return evaluation
    }

    /// The same in the storage of an evaluation that is not needed any more: memory that is new to the process costs as
    /// much as the comparisons.
    package mutating func run(
        _ program: Program,
        over columns: [Column],
        seen: Bitmap,
        into evaluation: inout Evaluation
    ) {
        precondition(columns.count == Metric.allCases.count, "\(columns.count) columns")
        precondition(columns.allSatisfy { $0.count == seen.count }, "columns of other lengths than \(seen.count) rows")
        reserve(program)
        copyTail(of: columns)
        evaluation.reset(for: program, rowCount: seen.count)
        evaluation.withResults { numberResults, planeResults in
            execute(program, columns, seen, numberResults, planeResults)
        }
    }

    private mutating func execute(
        _ program: Program,
        _ columns: [Column],
        _ seen: Bitmap,
        _ numberResults: UnsafeMutableBufferPointer<Double>,
        _ planeResults: UnsafeMutableBufferPointer<UInt64>
    ) {
        withBuffers(of: columns.map(\.values)) { values in
            withBuffers(of: columns.map(\.known.words)) { known in
                withBuffers(of: [seen.words]) { seenWords in
                    withBuffers(of: [tail]) { tail in
                        numbers.withUnsafeMutableBufferPointer { numbers in
                            planes.withUnsafeMutableBufferPointer { planes in
                                let storage = BlockExecution.Storage(
                                    columns: values,
                                    known: known,
                                    seen: seenWords[0],
                                    tail: tail[0],
                                    numberResults: numberResults,
                                    planeResults: planeResults,
                                    numbers: numbers,
                                    planes: planes
                                )
                                var execution = BlockExecution(program, storage, rowCount: seen.count)
                                execution.run()
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func reserve(_ program: Program) {
        let numberCount = program.numberRegisters.temporaries * Self.blockRows
        if numbers.count < numberCount { numbers = Array(repeating: 0, count: numberCount) }
        let planeCount = program.planeRegisters.temporaries * Self.blockRows / 64
        if planes.count < planeCount { planes = Array(repeating: 0, count: planeCount) }
    }

    /// Instructions work on whole words of rows, and columns end where they end.
    private mutating func copyTail(of columns: [Column]) {
        guard let count = columns.first?.count, count % 64 != 0 else { return }
        if tail.isEmpty { tail = Array(repeating: 0, count: columns.count * Self.blockRows) }
        let start = count - count % Self.blockRows
        for (index, column) in columns.enumerated() {
            for row in start..<count { tail[index * Self.blockRows + row - start] = column.values[row] }
        }
    }
}

/// The elements of all `arrays` in place, while `body` runs.
private func withBuffers<Element>(
    of arrays: [[Element]],
    _ buffers: [UnsafeBufferPointer<Element>] = [],
    _ body: ([UnsafeBufferPointer<Element>]) -> Void
) {
    guard buffers.count < arrays.count else { return body(buffers) }
    arrays[buffers.count].withUnsafeBufferPointer { withBuffers(of: arrays, buffers + [$0], body) }
}
