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

    /// How many rows there are.
    package private(set) var rowCount = 0
    private var program = ProgramBuilder().build()
    private var planes: [UInt64] = []
    private var numbers: [Double] = []

    /// What an empty program finds about no row: storage for ``Machine``.
    package init() {}

    /// Becomes storage for the results of `program` about so many rows; what it held before is worth nothing.
    mutating func reset(for program: Program, rowCount: Int) {
        self.program = program
        self.rowCount = rowCount
        let planeCount = program.planeRegisters.results * wordCount
        if planes.count < planeCount { planes = Array(repeating: 0, count: planeCount) }
        let numberCount = program.numberRegisters.results * wordCount * 64
        if numbers.count < numberCount { numbers = Array(repeating: 0, count: numberCount) }
    }

    /// Hands out the registers of the results to be written.
    mutating func withResults(
        _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<UInt64>) -> Void
    ) {
        numbers.withUnsafeMutableBufferPointer { numbers in
            planes.withUnsafeMutableBufferPointer { planes in body(numbers, planes) }
        }
    }

    /// How many words a plane has.
    package var wordCount: Int { (rowCount + 63) / 64 }

    /// A condition's outcome for all rows; both slices have ``wordCount`` words.
    package func truth(_ slot: ConditionSlot) -> Truth {
        let result = program.conditions[slot.index]
        return Truth(isTrue: plane(result.isTrue), isFalse: plane(result.isFalse))
    }

    /// A condition's outcome for one row, nil when unknown.
    package func truth(_ slot: ConditionSlot, row: Int) -> Bool? {
        let result = program.conditions[slot.index]
        if bit(row, of: result.isTrue) { return true }
        return bit(row, of: result.isFalse) ? false : nil
    }

    /// A number for one row, nil when unknown.
    package func number(_ slot: NumberSlot, row: Int) -> Double? {
        let result = program.numbers[slot.index]
        return bit(row, of: result.known) ? numbers[result.value * wordCount * 64 + row] : nil
    }

    /// A number for all rows.
    package func column(_ slot: NumberSlot) -> Column {
        var column = Column(count: rowCount)
        for row in 0..<rowCount { column[row] = number(slot, row: row) }
        return column
    }

    private func plane(_ register: Int) -> ArraySlice<UInt64> {
        planes[register * wordCount..<(register + 1) * wordCount]
    }

    private func bit(_ row: Int, of register: Int) -> Bool {
        precondition((0..<rowCount).contains(row), "row \(row) of \(rowCount)")
        return planes[register * wordCount + row >> 6] >> UInt64(row & 63) & 1 == 1
    }
}
