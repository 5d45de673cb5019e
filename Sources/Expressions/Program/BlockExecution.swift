import Model

/// Runs a program over the blocks of its columns, stage by stage.
///
/// The only file of this target with pointers, with ``BlockKernels`` and the windows of ``History``. The registers are
/// stretches of a few arrays, and how many there are is known at run time only; spans of them cannot be kept in a
/// collection, and arrays of arrays cost more than the comparisons. ``RegisterAllocation`` numbers the registers so that
/// each lies within its array, and ``Machine`` sees to it that all columns are of one length.
struct BlockExecution {
    /// The arrays that registers lie in.
    struct Storage {
        var columns: [UnsafeBufferPointer<Double>]
        var known: [UnsafeBufferPointer<UInt64>]
        /// By grain, as the two that follow.
        var seen: [UnsafeBufferPointer<UInt64>]
        var members: [UnsafeBufferPointer<UInt64>]
        var firstSeen: [UnsafeBufferPointer<Double>]
        var tail: UnsafeBufferPointer<Double>
        var numberResults: UnsafeMutableBufferPointer<Double>
        var planeResults: UnsafeMutableBufferPointer<UInt64>
        var numbers: UnsafeMutableBufferPointer<Double>
        var planes: UnsafeMutableBufferPointer<UInt64>
    }

    let program: Program
    let storage: Storage
    let elements: Elements
    private let layouts: [Evaluation.Layout]
    /// The grain of the present stage.
    private var grain = Program.series
    private var layout = Evaluation.Layout(rowCount: 0, firstNumber: 0, firstPlane: 0)
    private var wholeNumbers = 0
    private var wholePlanes = 0
    /// The first word of the present block.
    private(set) var firstWord = 0
    /// How many words the present block has.
    private(set) var words = 0

    /// A run of `program` over the rows of `elements`.
    init(_ program: Program, _ storage: Storage, _ elements: Elements, _ layouts: [Evaluation.Layout]) {
        self.program = program
        self.storage = storage
        self.elements = elements
        self.layouts = layouts
    }

    /// Writes every word of the results, and the poll's samples.
    mutating func run(_ history: inout History) {
        for stage in program.stages {
            grain = stage.grain
            layout = layouts[grain]
            wholeNumbers = program.numberRegisters[grain].whole
            wholePlanes = program.planeRegisters[grain].whole
            for start in stride(from: 0, to: layout.wordCount, by: Machine.blockRows / 64) {
                firstWord = start
                words = min(Machine.blockRows / 64, layout.wordCount - start)
                for step in stage.steps { execute(step, &history) }
            }
        }
    }

    /// The rows of the present block, without those that only fill its last word.
    var rows: Range<Int> { firstWord * 64..<min((firstWord + words) * 64, layout.rowCount) }

    // MARK: Registers

    private func number(_ register: Int) -> UnsafeMutablePointer<Double> {
        register < wholeNumbers
            ? storage.numberResults.pointer(
                at: layout.firstNumber + (register * layout.wordCount + firstWord) * 64
            )
            : storage.numbers.pointer(at: (register - wholeNumbers) * Machine.blockRows)
    }

    private func plane(_ register: Int) -> UnsafeMutablePointer<UInt64> {
        register < wholePlanes
            ? storage.planeResults.pointer(at: layout.firstPlane + register * layout.wordCount + firstWord)
            : storage.planes.pointer(at: (register - wholePlanes) * Machine.blockRows / 64)
    }

    private func column(_ index: Int) -> UnsafePointer<Double> {
        // The last block of a column may end within a word.
        (firstWord + words) * 64 > layout.rowCount
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
        case .seen: storage.seen[grain].pointer(at: firstWord)
        case .members: storage.members[grain].pointer(at: firstWord)
        case .register(let register): UnsafePointer(plane(register))
        case .empty: preconditionFailure("no instruction reads an empty plane")
        }
    }

    // MARK: Registers of other grains

    /// All of a number, of whatever grain; a constant is one everywhere.
    func whole(_ operand: Instruction.Operand, grain: Int) -> BlockKernels.Source {
        switch operand {
        case .constant(let value): return .constant(value)
        case .column(let index): return .vector(storage.columns[index].pointer(at: 0))
        case .register(let register):
            let other = layouts[grain]
            let place = other.firstNumber + register * other.wordCount * 64
            return .vector(UnsafePointer(storage.numberResults.pointer(at: place)))
        }
    }

    /// All of a plane, of whatever grain.
    func whole(_ bits: Instruction.Plane, grain: Int) -> UnsafePointer<UInt64> {
        switch bits {
        case .seen: return storage.seen[grain].pointer(at: 0)
        case .members: return storage.members[grain].pointer(at: 0)
        case .register(let register):
            let other = layouts[grain]
            return UnsafePointer(
                storage.planeResults.pointer(at: other.firstPlane + register * other.wordCount)
            )
        case .empty: preconditionFailure("no instruction reads an empty plane")
        }
    }

    // MARK: Instructions

    private func execute(_ step: Program.Step, _ history: inout History) {
        switch step.instruction {
        case .unary(let operation, let operand):
            unary(operation, source(operand), number(step.target))
        case .binary(let operation, let left, let right):
            binary(operation, source(left), source(right), number(step.target))
        case .known(let column):
            let known = storage.known[column].pointer(at: firstWord)
            let seen = storage.seen[grain].pointer(at: firstWord)
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
        case .covered(let span):
            let limit = Double((elements.time - span).milliseconds)
            let firstSeen = BlockKernels.Source.vector(storage.firstSeen[grain].pointer(at: firstWord * 64))
            let seen = storage.seen[grain].pointer(at: firstWord)
            BlockKernels.test(firstSeen, .constant(limit), seen, plane(step.target), words: words) { $0 .<= $1 }
        case .gather(let function, let operand, let known, let link):
            gather(function, operand, known, link: link, number(step.target))
        case .tally(let bits, let link): tally(bits, link: link, number(step.target))
        case .spread(let operand, let link): spread(operand, link: link, number(step.target))
        case .spreadPlane(let bits, let link):
            spread(bits, link: link, within: storage.seen[grain].pointer(at: firstWord), plane(step.target))
        case .fold, .occurrences, .sampled, .previous: sample(step, &history)
        }
    }

    /// The instructions that keep samples.
    private func sample(_ step: Program.Step, _ history: inout History) {
        guard let place = step.samples else { preconditionFailure("\(step.instruction) keeps no samples") }
        let target = number(step.target)
        switch step.instruction {
        case .fold(_, let operand, let known, _):
            history.folds[place].advance(
                source(operand),
                known: source(known),
                target,
                firstWord: firstWord,
                words: words
            )
        case .occurrences(let bits, _):
            history.occurrences[place].advance(source(bits), target, firstWord: firstWord, words: words)
        case .sampled(let function, let operand, let known, let span):
            history.samples[place].advance(
                function,
                over: span,
                source(operand),
                known: source(known),
                target,
                firstWord: firstWord,
                words: words
            )
        case .previous(let operand, let known):
            history.previous[place].advance(
                source(operand),
                known: source(known),
                seen: storage.seen[grain].pointer(at: firstWord),
                target,
                firstWord: firstWord,
                words: words
            )
        default: preconditionFailure("\(step.instruction) keeps no samples")
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
    func pointer(at offset: Int) -> UnsafePointer<Element> {
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
