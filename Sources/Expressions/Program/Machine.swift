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

    /// What `program`, which needs neither groups nor windows, finds in `columns`.
    ///
    /// They stand in the order of ``Metric/index`` and hold counters: from 0 to ``Metric/maximum``. Rows that are not
    /// `seen` are unknown; all columns have as many rows as it.
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
        precondition(program.reach(staleness: .zero) == nil, "a program with groups or windows over rows alone")
        var history = History(for: program)
        run(program, over: columns, of: Elements(seen: seen), history: &history, into: &evaluation)
    }

    /// What `program` finds at the newest poll of `elements`, whose counters are `columns`, after all the polls before.
    ///
    /// The poll's samples are put into `history`.
    package mutating func run(
        _ program: Program,
        over columns: [Column],
        of elements: Elements,
        history: inout History,
        into evaluation: inout Evaluation
    ) {
        let rowCount = elements.rows[Program.series].count
        precondition(columns.count == Metric.allCases.count, "\(columns.count) columns")
        precondition(columns.allSatisfy { $0.count == rowCount }, "columns of other lengths than \(rowCount) rows")
        reserve(program)
        copyTail(of: columns)
        evaluation.reset(for: program, rowCounts: elements.rows.map(\.count))
        history.begin(elements)
        let layouts = evaluation.layouts
        evaluation.withResults { numberResults, planeResults in
            execute(program, columns, elements, layouts, numberResults, planeResults, &history)
        }
    }

    private mutating func execute(
        _ program: Program,
        _ columns: [Column],
        _ elements: Elements,
        _ layouts: [Evaluation.Layout],
        _ numberResults: UnsafeMutableBufferPointer<Double>,
        _ planeResults: UnsafeMutableBufferPointer<UInt64>,
        _ history: inout History
    ) {
        withBuffers(of: columns.map(\.values)) { values in
            withBuffers(of: columns.map(\.known.words)) { known in
                withBuffers(of: elements.rows.map(\.seen.words) + elements.rows.map(\.members.words)) { words in
                    withBuffers(of: elements.rows.map(\.firstSeen) + [tail]) { times in
                        numbers.withUnsafeMutableBufferPointer { numbers in
                            planes.withUnsafeMutableBufferPointer { planes in
                                let storage = BlockExecution.Storage(
                                    columns: values,
                                    known: known,
                                    seen: Array(words.prefix(elements.rows.count)),
                                    members: Array(words.suffix(elements.rows.count)),
                                    firstSeen: Array(times.dropLast()),
                                    tail: times[times.count - 1],
                                    numberResults: numberResults,
                                    planeResults: planeResults,
                                    numbers: numbers,
                                    planes: planes
                                )
                                var execution = BlockExecution(program, storage, elements, layouts)
                                execution.run(&history)
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func reserve(_ program: Program) {
        let numberCount = (program.numberRegisters.map(\.temporaries).max() ?? 0) * Self.blockRows
        if numbers.count < numberCount { numbers = Array(repeating: 0, count: numberCount) }
        let planeCount = (program.planeRegisters.map(\.temporaries).max() ?? 0) * Self.blockRows / 64
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
