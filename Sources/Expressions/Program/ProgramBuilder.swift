import Model

/// Where a condition's outcome is found in an ``Evaluation``.
package struct ConditionSlot: Sendable, Hashable {
    let index: Int
}

/// Where a number is found in an ``Evaluation``.
package struct NumberSlot: Sendable, Hashable {
    let index: Int
}

/// Compiles the expressions of all rules together, so that what several of them compute is computed once.
package struct ProgramBuilder {
    private var lowering = Lowering()
    private var conditions: [Program.Root<ValueNumbering.TruthValue>] = []
    private var numbers: [Program.Root<ValueNumbering.NumberValue>] = []
    private var reach: Reach?

    /// A builder of an empty program.
    package init() {}

    /// Adds a condition.
    ///
    /// - Parameter selection: which series its groups are made of, as ``Elements`` is told; nil for all.
    package mutating func add(_ condition: Condition, selection: Int? = nil) -> ConditionSlot {
        addCondition(condition.root, of: condition.graph, selection: selection)
    }

    /// Adds the condition at a node of a graph.
    mutating func addCondition(
        _ root: ExpressionGraph.Index,
        of graph: ExpressionGraph,
        selection: Int? = nil
    ) -> ConditionSlot {
        let value = lowering.lower(graph, root, selection: selection)
        guard case .truth(let truth) = value.content else {
            preconditionFailure("a number where the checker let a condition stand")
        }
        note(value)
        conditions.append(Program.Root(value: truth, grain: value.grain ?? Program.series))
        return ConditionSlot(index: conditions.count - 1)
    }

    /// Adds a number with a value for each element of `grain`, which its own refines or equals.
    ///
    /// - Parameter selection: which series its groups are made of, as ``Elements`` is told; nil for all.
    package mutating func add(_ number: Number, at grain: Grain = .series, selection: Int? = nil) -> NumberSlot {
        addNumber(number.root, of: number.graph, at: grain, selection: selection)
    }

    /// Adds the number at a node of a graph, with a value for each element of `grain`.
    mutating func addNumber(
        _ root: ExpressionGraph.Index,
        of graph: ExpressionGraph,
        at grain: Grain,
        selection: Int? = nil
    ) -> NumberSlot {
        let value = lowering.lower(graph, root, selection: selection)
        let target = lowering.index(of: grain, selection: selection) ?? Program.series
        guard case .number(let result) = lowering.spread(value, to: target).content else {
            preconditionFailure("a condition where the checker let a number stand")
        }
        note(value)
        numbers.append(Program.Root(value: result, grain: target))
        return NumberSlot(index: numbers.count - 1)
    }

    private mutating func note(_ value: Lowering.Value) {
        guard let own = value.reach else { return }
        reach = reach?.joined(with: own) ?? own
    }

    /// The place of a grain among those of the program, for ``Elements``.
    package mutating func place(of grain: Grain, selection: Int?) -> Elements.GrainIndex {
        Elements.GrainIndex(place: lowering.index(of: grain, selection: selection) ?? Program.series)
    }

    /// The program of all that was added.
    package func build() -> Program {
        Program(
            lowering.numbering,
            grains: lowering.grains,
            links: lowering.links,
            conditions: conditions,
            numbers: numbers,
            reach: reach
        )
    }
}

/// How far back the samples lie that an expression's value depends on.
struct Reach: Sendable, Hashable {
    /// The windows on the way to the counters, one within the other.
    var span: TimeSpan
    /// How often the staleness comes on top of it: once for each `previous`.
    var gaps: Int64

    /// This poll.
    static let now = Reach(span: .zero, gaps: 0)

    /// What both depend on.
    func joined(with other: Reach) -> Reach {
        Reach(span: max(span, other.span), gaps: max(gaps, other.gaps))
    }

    /// What a window over it depends on.
    func over(_ window: TimeSpan) -> Reach {
        let (sum, overflow) = span.milliseconds.addingReportingOverflow(window.milliseconds)
        return Reach(span: TimeSpan(milliseconds: overflow ? .max : sum), gaps: gaps)
    }
}
