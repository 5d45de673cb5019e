/// Which register each instruction's outcome goes to.
///
/// A result has one of its own. Any other outcome has one until the last instruction that reads it, which may write
/// over it: every instruction reads a row before it writes the row.
struct RegisterAllocation {
    /// The registers for numbers.
    private(set) var numbers = Program.Registers()
    /// The registers for planes.
    private(set) var planes = Program.Registers()
    private let instructions: [Instruction]
    private let results: Set<Int>
    /// Where each instruction's outcome is read for the last time; nil for one that nothing needs.
    private var lastUse: [Int?]
    private var assigned: [Int?]

    /// An allocation for `instructions`, of which those at `results` are wanted.
    init(_ instructions: [Instruction], results: [Int]) {
        self.instructions = instructions
        self.results = Set(results)
        lastUse = Array(repeating: nil, count: instructions.count)
        assigned = Array(repeating: nil, count: instructions.count)
        for result in self.results { lastUse[result] = instructions.count }
        for (place, instruction) in instructions.enumerated().reversed() where lastUse[place] != nil {
            for operand in instruction.operands where lastUse[operand] == nil { lastUse[operand] = place }
        }
        for result in self.results.sorted() {
            assigned[result] = instructions[result].makesPlane ? planes.results : numbers.results
            if instructions[result].makesPlane { planes.results += 1 } else { numbers.results += 1 }
        }
    }

    /// The register of an instruction that is needed.
    func register(of place: Int) -> Int {
        guard let register = assigned[place] else { preconditionFailure("instruction \(place) has no register yet") }
        return register
    }

    /// The instructions that are needed, in order, with their registers.
    mutating func steps() -> [Program.Step] {
        var steps: [Program.Step] = []
        var freeNumbers: [Int] = []
        var freePlanes: [Int] = []
        for (place, instruction) in instructions.enumerated() where lastUse[place] != nil {
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
                    ? Self.take(&freePlanes, &planes) : Self.take(&freeNumbers, &numbers)
            }
            steps.append(Program.Step(instruction: renamed, target: register(of: place)))
        }
        return steps
    }

    private static func take(_ free: inout [Int], _ registers: inout Program.Registers) -> Int {
        if let register = free.popLast() { return register }
        registers.temporaries += 1
        return registers.results + registers.temporaries - 1
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
}
