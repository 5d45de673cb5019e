import Model

/// Runs a program over the blocks of its columns.
///
/// The only file of this target with pointers, with ``BlockKernels``. The registers are stretches of a few arrays, and
/// how many there are is known at run time only; spans of them cannot be kept in a collection, and arrays of arrays cost
/// more than the comparisons. ``RegisterAllocation`` numbers the registers so that each lies within its array, and
/// ``Machine`` sees to it that all columns are of one length.
struct BlockExecution {
    /// The arrays that registers lie in.
    struct Storage {
        var columns: [UnsafeBufferPointer<Double>]
        var known: [UnsafeBufferPointer<UInt64>]
        var seen: UnsafeBufferPointer<UInt64>
        var tail: UnsafeBufferPointer<Double>
        var numberResults: UnsafeMutableBufferPointer<Double>
        var planeResults: UnsafeMutableBufferPointer<UInt64>
        var numbers: UnsafeMutableBufferPointer<Double>
        var planes: UnsafeMutableBufferPointer<UInt64>
    }

    private let program: Program
    private let storage: Storage
    private let rowCount: Int
    /// How many words a whole plane has.
    private let wordCount: Int
    /// The first word of the present block.
    private var firstWord = 0
    /// How many words the present block has.
    private var words = 0

    /// A run of `program` over `rowCount` rows.
    init(_ program: Program, _ storage: Storage, rowCount: Int) {
        self.program = program
        self.storage = storage
        self.rowCount = rowCount
        wordCount = (rowCount + 63) / 64
    }

    /// Writes every word of the results.
    mutating func run() {
        for start in stride(from: 0, to: wordCount, by: Machine.blockRows / 64) {
            firstWord = start
            words = min(Machine.blockRows / 64, wordCount - start)
            for step in program.steps { execute(step) }
        }
    }

    // MARK: Registers

    private func number(_ register: Int) -> UnsafeMutablePointer<Double> {
        let results = program.numberRegisters.results
        return register < results
            ? storage.numberResults.pointer(at: (register * wordCount + firstWord) * 64)
            : storage.numbers.pointer(at: (register - results) * Machine.blockRows)
    }

    private func plane(_ register: Int) -> UnsafeMutablePointer<UInt64> {
        let results = program.planeRegisters.results
        return register < results
            ? storage.planeResults.pointer(at: register * wordCount + firstWord)
            : storage.planes.pointer(at: (register - results) * Machine.blockRows / 64)
    }

    private func column(_ index: Int) -> UnsafePointer<Double> {
        // The last block of a column may end within a word.
        (firstWord + words) * 64 > rowCount
            ? storage.tail.pointer(at: index * Machine.blockRows)
            : storage.columns[index].pointer(at: firstWord * 64)
    }

    private func source(_ operand: Instruction.Operand) -> BlockKernels.Source {
        switch operand {
        case .constant(let value): .constant(value)
        case .column(let index): .vector(column(index))
        case .register(let register): .vector(UnsafePointer(number(register)))
        }
    }

    private func source(_ bits: Instruction.Plane) -> UnsafePointer<UInt64> {
        switch bits {
        case .seen: storage.seen.pointer(at: firstWord)
        case .register(let register): UnsafePointer(plane(register))
        case .empty: preconditionFailure("no instruction reads an empty plane")
        }
    }

    // MARK: Instructions

    private func execute(_ step: Program.Step) {
        switch step.instruction {
        case .unary(let operation, let operand):
            unary(operation, source(operand), number(step.target))
        case .binary(let operation, let left, let right):
            binary(operation, source(left), source(right), number(step.target))
        case .known(let column):
            let known = storage.known[column].pointer(at: firstWord)
            let seen = storage.seen.pointer(at: firstWord)
            BlockKernels.combine(known, seen, plane(step.target), words: words) { $0 & $1 }
        case .finite(let operand, let within):
            let limit = BlockKernels.Source.constant(.infinity)
            BlockKernels.test(source(operand), limit, source(within), plane(step.target), words: words) {
                BlockKernels.magnitude($0) .< $1
            }
        case .test(let test, let left, let right, let within):
            self.test(test, source(left), source(right), source(within), plane(step.target))
        case .logic(let operation, let left, let right):
            logic(operation, source(left), source(right), plane(step.target))
        }
    }

    private func unary(
        _ operation: Instruction.Unary,
        _ operand: BlockKernels.Source,
        _ target: UnsafeMutablePointer<Double>
    ) {
        switch operation {
        case .copy: BlockKernels.map(operand, operand, target, words: words) { value, _ in value }
        case .negate: BlockKernels.map(operand, operand, target, words: words) { value, _ in -value }
        case .abs:
            BlockKernels.map(operand, operand, target, words: words) { value, _ in BlockKernels.magnitude(value) }
        }
    }

    private func binary(
        _ operation: Instruction.Binary,
        _ left: BlockKernels.Source,
        _ right: BlockKernels.Source,
        _ target: UnsafeMutablePointer<Double>
    ) {
        switch operation {
        case .add: BlockKernels.map(left, right, target, words: words) { $0 + $1 }
        case .subtract: BlockKernels.map(left, right, target, words: words) { $0 - $1 }
        case .multiply: BlockKernels.map(left, right, target, words: words) { $0 * $1 }
        case .divide: BlockKernels.map(left, right, target, words: words) { $0 / $1 }
        case .min: BlockKernels.map(left, right, target, words: words) { $0.replacing(with: $1, where: $1 .< $0) }
        case .max: BlockKernels.map(left, right, target, words: words) { $0.replacing(with: $1, where: $1 .> $0) }
        }
    }

    private func test(
        _ test: Instruction.Test,
        _ left: BlockKernels.Source,
        _ right: BlockKernels.Source,
        _ within: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>
    ) {
        switch test {
        case .above: BlockKernels.test(left, right, within, target, words: words) { $0 .> $1 }
        case .atLeast: BlockKernels.test(left, right, within, target, words: words) { $0 .>= $1 }
        case .equal: BlockKernels.test(left, right, within, target, words: words) { $0 .== $1 }
        }
    }

    private func logic(
        _ operation: Instruction.Logic,
        _ left: UnsafePointer<UInt64>,
        _ right: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>
    ) {
        switch operation {
        case .and: BlockKernels.combine(left, right, target, words: words) { $0 & $1 }
        case .or: BlockKernels.combine(left, right, target, words: words) { $0 | $1 }
        case .without: BlockKernels.combine(left, right, target, words: words) { $0 & ~$1 }
        }
    }
}

extension UnsafeBufferPointer {
    /// The address of the element at `offset`, which lies within.
    fileprivate func pointer(at offset: Int) -> UnsafePointer<Element> {
        guard let baseAddress, offset < count else { preconditionFailure("element \(offset) of \(count)") }
        return baseAddress + offset
    }
}

extension UnsafeMutableBufferPointer {
    /// The address of the element at `offset`, which lies within.
    fileprivate func pointer(at offset: Int) -> UnsafeMutablePointer<Element> {
        guard let baseAddress, offset < count else { preconditionFailure("element \(offset) of \(count)") }
        return baseAddress + offset
    }
}
