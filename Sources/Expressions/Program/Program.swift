package import Model

/// The conditions and numbers of all rules as lists of instructions over columns, a list for each stage.
///
/// Equal subexpressions of all rules are one instruction; a condition and its negation are one comparison. Registers
/// are used again when nothing needs them any more, save those that are whole: as long as the columns.
package struct Program: Sendable {
    /// What the rows of a register are.
    enum RowGrain: Sendable, Hashable {
        /// Each series.
        case series
        /// The groups that a selection's series make by some labels; the selection's number is the rules' affair.
        case group(GroupLabels, selection: Int?)

        /// Whether the other's values can be spread over this grain.
        func refines(_ other: RowGrain) -> Bool {
            switch (self, other) {
            case (.series, _): true
            case (.group, .series): false
            case (.group(let labels, _), .group(let fewer, _)): labels.contains(fewer)
            }
        }
    }

    /// The way from the rows of a grain to their groups.
    struct Link: Sendable, Hashable {
        var finer: Int
        var coarser: Int
    }

    /// The place of the grain of which each series is a row.
    static let series = 0

    /// What is asked of a program: a condition or a number of a grain.
    struct Root<Value: Sendable>: Sendable {
        var value: Value
        var grain: Int
    }

    /// An instruction, the register that it makes, and where its samples are kept.
    struct Step: Sendable, Hashable {
        var instruction: Instruction
        var target: Int
        /// The place among the windows of its kind, for an instruction that keeps samples.
        var samples: Int?
    }

    /// Instructions that are run over all rows of a grain, block by block.
    struct Stage: Sendable, Hashable {
        var grain: Int
        var steps: [Step]
    }

    /// The registers of a condition's outcome.
    struct ConditionResult: Sendable, Hashable {
        var isTrue: Int
        var isFalse: Int
        var grain = Program.series
    }

    /// The registers of a number and of the rows at which it is known.
    struct NumberResult: Sendable, Hashable {
        var value: Int
        var known: Int
        var grain = Program.series
    }

    /// How many registers of one kind there are.
    struct Registers: Sendable, Hashable {
        /// The first ones are as long as the columns: results, and what another stage reads.
        var whole = 0
        /// The others are as long as a block.
        var temporaries = 0
    }

    let stages: [Stage]
    let grains: [RowGrain]
    let links: [Link]
    let conditions: [ConditionResult]
    let numbers: [NumberResult]
    /// The registers of each grain.
    let numberRegisters: [Registers]
    let planeRegisters: [Registers]
    let windows: WindowPlan
    private let reach: Reach?

    /// How many conditions were added.
    package var conditionCount: Int { conditions.count }
    /// How many numbers were added.
    package var numberCount: Int { numbers.count }
    /// How many instructions it takes for a block of rows.
    package var instructionCount: Int { stages.reduce(0) { $0 + $1.steps.count } }
    /// Whether any instruction asks which members a group has, seen or not.
    let asksForMembers: Bool

    /// How old the polls are, at most, that what it finds at a poll depends on; nil when that poll is enough.
    ///
    /// An element's first sample matters, too: if it was not seen within the staleness before all windows, its next
    /// sample follows a gap.
    package func reach(staleness: TimeSpan) -> TimeSpan? {
        guard let reach else { return nil }
        let gaps = staleness * (reach.gaps + 1)
        let (sum, overflow) = reach.span.milliseconds.addingReportingOverflow(gaps.milliseconds)
        return TimeSpan(milliseconds: overflow ? .max : sum)
    }

    /// Whether both make the same of the same polls, and keep the same samples for it.
    package func isSame(as other: Program) -> Bool {
        stages == other.stages && grains == other.grains && links == other.links && conditions == other.conditions
            && numbers == other.numbers
    }

    init(
        _ numbering: ValueNumbering,
        grains: [RowGrain],
        links: [Link],
        conditions: [Root<ValueNumbering.TruthValue>],
        numbers: [Root<ValueNumbering.NumberValue>],
        reach: Reach?
    ) {
        var numbering = numbering
        // Results need registers of their own, also those that are no instruction's outcome.
        func place(of plane: Instruction.Plane) -> Int {
            switch plane {
            case .register(let place): place
            case .seen, .members: numbering.place(of: .logic(.and, .seen, plane))
            case .empty: numbering.place(of: .logic(.without, .seen, .seen))
            }
        }
        func place(of operand: Instruction.Operand) -> Int {
            if case .register(let place) = operand { return place }
            return numbering.place(of: .unary(.copy, operand))
        }
        let truths = conditions.map { root in
            numbering.grain = root.grain
            return (isTrue: place(of: root.value.isTrue), isFalse: place(of: root.value.isFalse), grain: root.grain)
        }
        let values = numbers.map { root in
            numbering.grain = root.grain
            return (value: place(of: root.value.operand), known: place(of: root.value.known), grain: root.grain)
        }

        var allocation = RegisterAllocation(
            numbering,
            grainCount: grains.count,
            results: truths.flatMap { [$0.isTrue, $0.isFalse] } + values.flatMap { [$0.value, $0.known] }
        )
        stages = allocation.stages()
        windows = allocation.windows
        asksForMembers = stages.contains { stage in
            stage.steps.contains { $0.instruction.planes.contains(.members) }
        }
        numberRegisters = allocation.numbers
        planeRegisters = allocation.planes
        self.grains = grains
        self.links = links
        self.reach = reach
        self.conditions = truths.map {
            ConditionResult(
                isTrue: allocation.register(of: $0.isTrue),
                isFalse: allocation.register(of: $0.isFalse),
                grain: $0.grain
            )
        }
        self.numbers = values.map {
            NumberResult(
                value: allocation.register(of: $0.value),
                known: allocation.register(of: $0.known),
                grain: $0.grain
            )
        }
    }
}
