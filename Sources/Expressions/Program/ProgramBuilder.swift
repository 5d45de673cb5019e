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
    private enum Value {
        case number(ValueNumbering.NumberValue)
        case truth(ValueNumbering.TruthValue)
    }

    private var numbering = ValueNumbering()
    private var conditions: [ValueNumbering.TruthValue] = []
    private var numbers: [ValueNumbering.NumberValue] = []
    /// The values of nodes of `let`s, which many expressions share; the key keeps its object alive.
    private var shared: [ObjectIdentifier: (owner: ExpressionGraph.Shared, values: [ExpressionGraph.Index: Value])] =
        [:]

    /// A builder of an empty program.
    package init() {}

    /// Adds a condition.
    package mutating func add(_ condition: Condition) -> ConditionSlot {
        guard case .truth(let truth) = lower(condition.graph, condition.root) else {
            preconditionFailure("a number where the checker let a condition stand")
        }
        conditions.append(truth)
        return ConditionSlot(index: conditions.count - 1)
    }

    /// Adds a number.
    package mutating func add(_ number: Number) -> NumberSlot {
        guard case .number(let value) = lower(number.graph, number.root) else {
            preconditionFailure("a condition where the checker let a number stand")
        }
        numbers.append(value)
        return NumberSlot(index: numbers.count - 1)
    }

    /// The program of all that was added.
    package func build() -> Program {
        Program(numbering, conditions: conditions, numbers: numbers)
    }

    private mutating func lower(_ graph: ExpressionGraph, _ root: ExpressionGraph.Index) -> Value {
        let key = ObjectIdentifier(graph.shared)
        // Taken out while it grows, so that it is not copied.
        let known = shared.removeValue(forKey: key)?.values ?? [:]
        var values = Values(shared: known, sharedCount: graph.shared.nodes.count)
        for index in graph.order(of: root, skipping: { values[$0] != nil }) {
            values[index] = lower(graph[index], values)
        }
        shared[key] = (graph.shared, values.shared)
        guard let result = values[root] else { preconditionFailure("the root of a graph has no value") }
        return result
    }

    /// The values of a graph's nodes, those of its `let`s apart.
    private struct Values {
        var shared: [ExpressionGraph.Index: Value]
        let sharedCount: Int
        private var own: [ExpressionGraph.Index: Value] = [:]

        init(shared: [ExpressionGraph.Index: Value], sharedCount: Int) {
            self.shared = shared
            self.sharedCount = sharedCount
        }

        subscript(index: ExpressionGraph.Index) -> Value? {
            get { index < sharedCount ? shared[index] : own[index] }
            set {
                if index < sharedCount { shared[index] = newValue } else { own[index] = newValue }
            }
        }
    }

    private mutating func lower(_ node: ExpressionGraph.Node, _ values: Values) -> Value {
        func number(_ index: ExpressionGraph.Index) -> ValueNumbering.NumberValue {
            guard case .number(let value) = values[index] else { preconditionFailure("node \(index) is no number") }
            return value
        }
        func truth(_ index: ExpressionGraph.Index) -> ValueNumbering.TruthValue {
            guard case .truth(let value) = values[index] else { preconditionFailure("node \(index) is no condition") }
            return value
        }
        switch node {
        case .constant(let value): return .number(numbering.constant(value))
        case .metric(let metric): return .number(numbering.metric(metric))
        case .negate(let operand): return .number(numbering.unary(.negate, number(operand)))
        case .arithmetic(let operation, let left, let right):
            return .number(numbering.arithmetic(operation, number(left), number(right)))
        case .call(.abs, let arguments): return .number(numbering.unary(.abs, number(arguments[0])))
        case .call(let function, let arguments):
            let rest = arguments.dropFirst()
            return .number(
                rest.reduce(number(arguments[0])) { result, argument in
                    numbering.extreme(function == .min ? .min : .max, result, number(argument))
                }
            )
        case .compare(let comparison, let left, let right):
            return .truth(numbering.compare(comparison, number(left), number(right)))
        case .not(let operand): return .truth(!truth(operand))
        case .and(let left, let right): return .truth(numbering.and(truth(left), truth(right)))
        case .or(let left, let right): return .truth(!numbering.and(!truth(left), !truth(right)))
        }
    }
}
