import Model

/// The conditions and numbers of all rules as one list of instructions over columns.
///
/// Equal subexpressions of all rules are one instruction; a condition and its negation are one comparison. Registers
/// are used again when nothing needs them any more, save those that hold results.
package struct Program: Sendable {
    /// An instruction and the register that it makes.
    struct Step: Sendable {
        var instruction: Instruction
        var target: Int
    }

    /// The registers of a condition's outcome.
    struct ConditionResult: Sendable {
        var isTrue: Int
        var isFalse: Int
    }

    /// The registers of a number and of the rows at which it is known.
    struct NumberResult: Sendable {
        var value: Int
        var known: Int
    }

    /// How many registers of one kind there are.
    struct Registers: Sendable {
        /// The first ones hold results and are as long as the columns.
        var results = 0
        /// The others are as long as a block.
        var temporaries = 0
    }

    let steps: [Step]
    let conditions: [ConditionResult]
    let numbers: [NumberResult]
    let numberRegisters: Registers
    let planeRegisters: Registers

    /// How many conditions were added.
    package var conditionCount: Int { conditions.count }
    /// How many numbers were added.
    package var numberCount: Int { numbers.count }
    /// How many instructions it takes for a block of rows.
    package var instructionCount: Int { steps.count }

    init(
        _ numbering: ValueNumbering,
        conditions: [ValueNumbering.TruthValue],
        numbers: [ValueNumbering.NumberValue]
    ) {
        var numbering = numbering
        // Results need registers of their own, also those that are no instruction's outcome.
        func place(of plane: Instruction.Plane) -> Int {
            switch plane {
            case .register(let place): place
            case .seen: numbering.place(of: .logic(.and, .seen, .seen))
            case .empty: numbering.place(of: .logic(.without, .seen, .seen))
            }
        }
        func place(of operand: Instruction.Operand) -> Int {
            if case .register(let place) = operand { return place }
            return numbering.place(of: .unary(.copy, operand))
        }
        let truths = conditions.map { (isTrue: place(of: $0.isTrue), isFalse: place(of: $0.isFalse)) }
        let values = numbers.map { (value: place(of: $0.operand), known: place(of: $0.known)) }

        var allocation = RegisterAllocation(
            numbering.instructions,
            results: truths.flatMap { [$0.isTrue, $0.isFalse] } + values.flatMap { [$0.value, $0.known] }
        )
        steps = allocation.steps()
        numberRegisters = allocation.numbers
        planeRegisters = allocation.planes
        self.conditions = truths.map {
            ConditionResult(isTrue: allocation.register(of: $0.isTrue), isFalse: allocation.register(of: $0.isFalse))
        }
        self.numbers = values.map {
            NumberResult(value: allocation.register(of: $0.value), known: allocation.register(of: $0.known))
        }
    }
}
