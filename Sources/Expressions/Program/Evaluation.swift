package import Model

/// What a program found about every row of a poll.
///
/// A row that was not seen is unknown in every condition and number, constants included.
package struct Evaluation: Sendable {
    /// A condition's outcome: a bit a row, 64 rows to a word, the first row lowest.
    ///
    /// No row is in both; a row in neither is unknown.
    package struct Truth: Sendable {
        /// The rows at which it is true.
        package let isTrue: ArraySlice<UInt64>
        /// The rows at which it is false.
        package let isFalse: ArraySlice<UInt64>
    }

    /// Where a grain's registers lie.
    struct Layout: Sendable {
        /// How many rows there are.
        var rowCount: Int
        /// Where its whole registers begin, of numbers and of planes.
        var firstNumber: Int
        var firstPlane: Int

        /// How many words a plane has.
        var wordCount: Int { (rowCount + 63) / 64 }
    }

    private var program = ProgramBuilder().build()
    private(set) var layouts = [Layout(rowCount: 0, firstNumber: 0, firstPlane: 0)]
    private var planes: [UInt64] = []
    private var numbers: [Double] = []

    /// What an empty program finds about no row: storage for ``Machine``.
    package init() {}

    /// Becomes storage for the results of `program` about so many rows of each grain; what it held before is worth
    /// nothing.
    mutating func reset(for program: Program, rowCounts: [Int]) {
        self.program = program
        layouts = []
        var (numberCount, planeCount) = (0, 0)
        for (grain, rowCount) in rowCounts.enumerated() {
            let layout = Layout(rowCount: rowCount, firstNumber: numberCount, firstPlane: planeCount)
            layouts.append(layout)
            numberCount += program.numberRegisters[grain].whole * layout.wordCount * 64
            planeCount += program.planeRegisters[grain].whole * layout.wordCount
        }
        if planes.count < planeCount { planes = Array(repeating: 0, count: planeCount) }
        if numbers.count < numberCount { numbers = Array(repeating: 0, count: numberCount) }
    }

    /// Hands out the whole registers to be written.
    mutating func withResults(
        _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<UInt64>) -> Void
    ) {
        numbers.withUnsafeMutableBufferPointer { numbers in
            planes.withUnsafeMutableBufferPointer { planes in body(numbers, planes) }
        }
    }

    /// How many rows of series there are.
    package var rowCount: Int { layouts[Program.series].rowCount }

    /// A condition's outcome for all rows; both slices have a word for each 64 rows of its grain.
    package func truth(_ slot: ConditionSlot) -> Truth {
        let result = program.conditions[slot.index]
        let layout = layouts[result.grain]
        return Truth(isTrue: plane(result.isTrue, layout), isFalse: plane(result.isFalse, layout))
    }

    /// Calls `body` with the rows at which a condition is true, of those in `selection`; without one, of all.
    package func forEachRow(satisfying slot: ConditionSlot, within selection: Bitmap?, _ body: (Int) -> Void) {
        let result = program.conditions[slot.index]
        let layout = layouts[result.grain]
        let first = layout.firstPlane + result.isTrue * layout.wordCount
        for word in 0..<layout.wordCount {
            var rest = planes[first + word] & (selection?.words[word] ?? .max)
            while rest != 0 {
                body(word << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// A condition's outcome for one row, nil when unknown.
    package func truth(_ slot: ConditionSlot, row: Int) -> Bool? {
        let result = program.conditions[slot.index]
        let layout = layouts[result.grain]
        if bit(row, of: result.isTrue, layout) { return true }
        return bit(row, of: result.isFalse, layout) ? false : nil
    }

    /// A number for one row, nil when unknown.
    package func number(_ slot: NumberSlot, row: Int) -> Double? {
        let result = program.numbers[slot.index]
        let layout = layouts[result.grain]
        guard bit(row, of: result.known, layout) else { return nil }
        return numbers[layout.firstNumber + result.value * layout.wordCount * 64 + row]
    }

    /// The same; nil also for a row that came after the poll.
    package func numberIfThere(_ slot: NumberSlot, row: Int) -> Double? {
        row < layouts[program.numbers[slot.index].grain].rowCount ? number(slot, row: row) : nil
    }

    /// A number for all rows.
    package func column(_ slot: NumberSlot) -> Column {
        let count = layouts[program.numbers[slot.index].grain].rowCount
        var column = Column(count: count)
        for row in 0..<count { column[row] = number(slot, row: row) }
        return column
    }

    private func plane(_ register: Int, _ layout: Layout) -> ArraySlice<UInt64> {
        let start = layout.firstPlane + register * layout.wordCount
        return planes[start..<start + layout.wordCount]
    }

    private func bit(_ row: Int, of register: Int, _ layout: Layout) -> Bool {
        precondition((0..<layout.rowCount).contains(row), "row \(row) of \(layout.rowCount)")
        return planes[layout.firstPlane + register * layout.wordCount + row >> 6] >> UInt64(row & 63) & 1 == 1
    }
}
