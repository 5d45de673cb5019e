/// Which register each instruction's outcome goes to, and in which stage it is made.
///
/// A result, and what another stage reads, has a whole register of its own. Any other outcome has a block's until the
/// last instruction that reads it, which may write over it: every instruction reads a row before it writes the row.
struct RegisterAllocation {
    /// The registers for numbers, by grain.
    private(set) var numbers: [Program.Registers]
    /// The registers for planes, by grain.
    private(set) var planes: [Program.Registers]
    /// The samples that are kept.
    private(set) var windows = WindowPlan()
    private let instructions: [Instruction]
    private let grains: [Int]
    /// An instruction's stage lies behind those of other grains that it reads.
    private let levels: [Int]
    /// Where each instruction's outcome is read for the last time; nil for one that nothing needs.
    private var lastUse: [Int?]
    private var assigned: [Int?]

    /// An allocation for the instructions of `numbering`, of which those at `results` are wanted.
    init(_ numbering: ValueNumbering, grainCount: Int, results: [Int]) {
        instructions = numbering.instructions
        grains = numbering.grains
        numbers = Array(repeating: Program.Registers(), count: grainCount)
        planes = Array(repeating: Program.Registers(), count: grainCount)
        lastUse = Array(repeating: nil, count: instructions.count)
        assigned = Array(repeating: nil, count: instructions.count)
        var levels: [Int] = []
        for (place, instruction) in instructions.enumerated() {
            levels.append(
                instruction.operands.map { operand in
                    let isAside = numbering.grains[operand] == numbering.grains[place] && !instruction.readsOtherRows
                    return levels[operand] + (isAside ? 0 : 1)
                }.max() ?? 0
            )
        }
        self.levels = levels
        var whole = Set(results)
        for result in whole { lastUse[result] = instructions.count }
        for (place, instruction) in instructions.enumerated().reversed() where lastUse[place] != nil {
            for operand in instruction.operands {
                if lastUse[operand] == nil { lastUse[operand] = place }
                if grains[operand] != grains[place] || levels[operand] != levels[place] { whole.insert(operand) }
            }
        }
        for place in whole.sorted() where lastUse[place] != nil {
            if instructions[place].makesPlane {
                assigned[place] = planes[grains[place]].whole
                planes[grains[place]].whole += 1
            } else {
                assigned[place] = numbers[grains[place]].whole
                numbers[grains[place]].whole += 1
            }
            // Never free for others.
            lastUse[place] = instructions.count
        }
    }

    /// The register of an instruction that is needed.
    func register(of place: Int) -> Int {
        guard let register = assigned[place] else { preconditionFailure("instruction \(place) has no register yet") }
        return register
    }

    /// The instructions that are needed, each stage's in order, with their registers.
    mutating func stages() -> [Program.Stage] {
        let needed = instructions.indices.filter { lastUse[$0] != nil }
        let keys = Set(needed.map { StageKey(level: levels[$0], grain: grains[$0]) }).sorted()
        let members = Dictionary(grouping: needed) { StageKey(level: levels[$0], grain: grains[$0]) }
        return keys.map { key in Program.Stage(grain: key.grain, steps: steps(members[key] ?? [], grain: key.grain)) }
    }

    private struct StageKey: Hashable, Comparable {
        var level: Int
        var grain: Int

        static func < (left: Self, right: Self) -> Bool { (left.level, left.grain) < (right.level, right.grain) }
    }

    private mutating func steps(_ places: [Int], grain: Int) -> [Program.Step] {
        var steps: [Program.Step] = []
        var freeNumbers: [Int] = []
        var freePlanes: [Int] = []
        var counts = (numbers: 0, planes: 0)
        for place in places {
            let instruction = instructions[place]
            let renamed = instruction.renamed(number: register, plane: register)
            for operand in instruction.operands where lastUse[operand] == place {
                if instructions[operand].makesPlane {
                    freePlanes.append(register(of: operand))
                } else {
                    freeNumbers.append(register(of: operand))
                }
            }
            if assigned[place] == nil {
                assigned[place] =
                    instruction.makesPlane
                    ? Self.take(&freePlanes, planes[grain].whole, &counts.planes)
                    : Self.take(&freeNumbers, numbers[grain].whole, &counts.numbers)
            }
            let samples = windows.place(of: instruction, grain: grain)
            steps.append(Program.Step(instruction: renamed, target: register(of: place), samples: samples))
        }
        numbers[grain].temporaries = max(numbers[grain].temporaries, counts.numbers)
        planes[grain].temporaries = max(planes[grain].temporaries, counts.planes)
        return steps
    }

    private static func take(_ free: inout [Int], _ first: Int, _ count: inout Int) -> Int {
        if let register = free.popLast() { return register }
        count += 1
        return first + count - 1
    }
}

extension Instruction {
    /// The registers that it reads, numbers and planes alike.
    fileprivate var operands: [Int] {
        var operands: [Int] = []
        func note(_ index: Int) -> Int {
            operands.append(index)
            return index
        }
        _ = renamed(number: note, plane: note)
        // An operand that is read twice is one operand; the order stays, so that equal rules make equal programs.
        return operands.enumerated().filter { !operands[..<$0.offset].contains($0.element) }.map(\.element)
    }

    /// The planes that it reads.
    var planes: [Plane] {
        switch self {
        case .unary, .binary, .known, .covered, .spread: []
        case .finite(_, let within), .test(_, _, _, let within): [within]
        case .logic(_, let left, let right): [left, right]
        case .fold(_, _, let known, _), .sampled(_, _, let known, _), .previous(_, let known): [known]
        case .gather(_, _, let known, _): [known]
        case .occurrences(let bits, _), .tally(let bits, _), .spreadPlane(let bits, _): [bits]
        }
    }
}
