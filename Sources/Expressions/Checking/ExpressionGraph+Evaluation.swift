/// The value of an expression for one series, as the rule language defines it.
///
/// Rules run as a ``Program``; this serves the few rows of which a notification or an explanation tells. What goes over
/// groups and windows is unknown here.
extension ExpressionGraph {
    private enum Value {
        case number(Double?)
        case truth(Bool?)
    }

    /// The number at `root`, nil when unknown.
    func number(of root: Index, _ reading: Reading) -> Double? {
        guard case .number(let number) = value(of: root, reading) else {
            preconditionFailure("a condition where the checker let a number stand")
        }
        return number
    }

    /// The truth of the condition at `root`, nil when unknown.
    func truth(of root: Index, _ reading: Reading) -> Bool? {
        guard case .truth(let truth) = value(of: root, reading) else {
            preconditionFailure("a number where the checker let a condition stand")
        }
        return truth
    }

    private func value(of root: Index, _ reading: Reading) -> Value {
        var values: [Index: Value] = [:]
        func number(_ index: Index) -> Double? {
            guard case .number(let number) = values[index] else { preconditionFailure("node \(index) is no number") }
            return number
        }
        func truth(_ index: Index) -> Bool? {
            guard case .truth(let truth) = values[index] else { preconditionFailure("node \(index) is no condition") }
            return truth
        }
        for index in order(of: root, skipping: { _ in false }) {
            values[index] =
                switch self[index] {
                case .constant(let value): .number(reading.isSeen ? value : nil)
                case .metric(let metric): .number(reading.value(metric))
                case .negate(let operand): .number(number(operand).map { -$0 })
                case .arithmetic(let operation, let left, let right):
                    .number(operation.apply(number(left), number(right)))
                case .group(.any, _, _), .group(.all, _, _): .truth(nil)
                case .group, .window, .previous: .number(nil)
                case .call(let function, let arguments): .number(function.apply(arguments.map(number)))
                case .compare(let comparison, let left, let right):
                    .truth(comparison.apply(number(left), number(right)))
                case .not(let operand): .truth(truth(operand).map { !$0 })
                case .and(let left, let right): .truth(Self.and(truth(left), truth(right)))
                case .or(let left, let right):
                    .truth(Self.and(truth(left).map { !$0 }, truth(right).map { !$0 }).map { !$0 })
                }
        }
        return values[root] ?? .truth(nil)
    }

    /// Kleene's `and`: one false operand decides, otherwise one unknown does.
    private static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == false || right == false { return false }
        guard let left, let right else { return nil }
        return left && right
    }
}

extension Arithmetic {
    /// The result for known and unknown operands; unknown when it is not finite, as after a division by zero.
    func apply(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return nil }
        let result =
            switch self {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: left / right
            }
        return result.isFinite ? result : nil
    }
}

extension ValueFunction {
    /// The result; unknown if any argument is.
    func apply(_ arguments: [Double?]) -> Double? {
        var result: Double?
        for argument in arguments {
            guard let argument else { return nil }
            switch (self, result) {
            case (.abs, _): result = argument.magnitude
            case (_, nil): result = argument
            case (.min, let before?): result = argument < before ? argument : before
            case (.max, let before?): result = argument > before ? argument : before
            }
        }
        return result
    }
}

extension Comparison {
    /// Whether it holds; unknown if a side is.
    func apply(_ left: Double?, _ right: Double?) -> Bool? {
        guard let left, let right else { return nil }
        return switch self {
        case .above: left > right
        case .atLeast: left >= right
        case .below: left < right
        case .atMost: left <= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}
