import Model

/// The instructions of a program in the making: equal ones are one, and what is constant is no instruction at all.
///
/// A register's number is here the place of the instruction that makes it. Instructions are of a grain: the same ones
/// over the rows of two grains are two.
struct ValueNumbering {
    typealias Operand = Instruction.Operand
    typealias Plane = Instruction.Plane

    /// A number as a program has it.
    struct NumberValue {
        var operand: Operand
        /// The rows at which it is known, all of them seen.
        var known: Plane
        /// What its magnitude is at most where it is known: where this is finite, no check is needed.
        var bound: Double

        static let unknown = NumberValue(operand: .constant(0), known: .empty, bound: 0)
    }

    /// A condition as a program has it: the rows at which it is true, and those at which it is false.
    struct TruthValue: Hashable {
        var isTrue: Plane
        var isFalse: Plane

        static let unknown = TruthValue(isTrue: .empty, isFalse: .empty)
        /// The outcome for rows at which the other is.
        static prefix func ! (value: TruthValue) -> TruthValue {
            TruthValue(isTrue: value.isFalse, isFalse: value.isTrue)
        }
    }

    private struct Key: Hashable {
        var instruction: Instruction
        var grain: Int
    }

    /// The grain of the instructions that are put behind the others now.
    var grain = 0
    private(set) var instructions: [Instruction] = []
    /// The grain of each instruction.
    private(set) var grains: [Int] = []
    private var places: [Key: Int] = [:]

    /// The place of an instruction, which is put behind the others if it is new.
    mutating func place(of instruction: Instruction) -> Int {
        let key = Key(instruction: instruction, grain: grain)
        if let place = places[key] { return place }
        instructions.append(instruction)
        grains.append(grain)
        places[key] = instructions.count - 1
        return instructions.count - 1
    }

    mutating func number(_ instruction: Instruction) -> Operand { .register(place(of: instruction)) }
    mutating func plane(_ instruction: Instruction) -> Plane { .register(place(of: instruction)) }

    // MARK: Numbers

    /// The same number wherever it is `known`: a count of what never holds is 0 once its window is covered.
    func constant(_ value: Double, known: Plane = .seen) -> NumberValue {
        NumberValue(operand: .constant(value), known: known, bound: value.magnitude)
    }

    mutating func metric(_ metric: Metric) -> NumberValue {
        NumberValue(
            operand: .column(metric.index),
            known: plane(.known(column: metric.index)),
            bound: Metric.maximum
        )
    }

    mutating func unary(_ operation: Instruction.Unary, _ value: NumberValue) -> NumberValue {
        var result = value
        if case .constant(let constant) = value.operand {
            result.operand = .constant(operation.apply(constant))
        } else {
            result.operand = number(.unary(operation, value.operand))
        }
        return result
    }

    mutating func arithmetic(_ operation: Arithmetic, _ left: NumberValue, _ right: NumberValue) -> NumberValue {
        let known = and(left.known, right.known)
        guard known != .empty else { return .unknown }
        if case .constant(let first) = left.operand, case .constant(let second) = right.operand {
            return operation.apply(first, second).map { constant($0, known: known) } ?? .unknown
        }
        // Rounding keeps order: what is computed of the bounds bounds what is computed of the numbers.
        var bound: Double
        switch (operation, right.operand) {
        case (.add, _), (.subtract, _): bound = left.bound + right.bound
        case (.multiply, _): bound = left.bound * right.bound
        case (.divide, .constant(0)): return .unknown
        case (.divide, .constant): bound = left.bound / right.bound
        case (.divide, _): bound = .infinity
        }
        let operand = binary(operation.binary, left.operand, right.operand)
        guard !bound.isFinite else { return NumberValue(operand: operand, known: known, bound: bound) }
        bound = .greatestFiniteMagnitude
        return NumberValue(operand: operand, known: plane(.finite(operand, within: known)), bound: bound)
    }

    mutating func extreme(_ operation: Instruction.Binary, _ left: NumberValue, _ right: NumberValue) -> NumberValue {
        let known = and(left.known, right.known)
        guard known != .empty else { return .unknown }
        let bound = max(left.bound, right.bound)
        if case .constant(let first) = left.operand, case .constant(let second) = right.operand {
            return constant(operation == .min ? min(first, second) : max(first, second), known: known)
        }
        return NumberValue(operand: binary(operation, left.operand, right.operand), known: known, bound: bound)
    }

    mutating func binary(_ operation: Instruction.Binary, _ left: Operand, _ right: Operand) -> Operand {
        let isTurned = operation.isCommutative && right.precedes(left)
        return number(isTurned ? .binary(operation, right, left) : .binary(operation, left, right))
    }

    // MARK: Conditions

    mutating func compare(_ comparison: Comparison, _ left: NumberValue, _ right: NumberValue) -> TruthValue {
        let known = and(left.known, right.known)
        guard known != .empty else { return .unknown }
        switch comparison {
        case .above: return test(.above, left.operand, right.operand, known)
        case .below: return test(.above, right.operand, left.operand, known)
        case .atLeast: return test(.atLeast, left.operand, right.operand, known)
        case .atMost: return test(.atLeast, right.operand, left.operand, known)
        case .equal: return test(.equal, left.operand, right.operand, known)
        case .notEqual: return !test(.equal, left.operand, right.operand, known)
        }
    }

    mutating func test(
        _ test: Instruction.Test,
        _ left: Operand,
        _ right: Operand,
        _ known: Plane
    ) -> TruthValue {
        switch (test, left, right) {
        case (_, .constant(let first), .constant(let second)):
            let truth = TruthValue(isTrue: known, isFalse: .empty)
            return test.apply(first, second) ? truth : !truth
        case (.equal, .constant, _): return self.test(.equal, right, left, known)
        // No known number is NaN, so what does not hold holds the other way round.
        case (.above, .constant, _): return !self.test(.atLeast, right, left, known)
        case (.atLeast, .constant, _): return !self.test(.above, right, left, known)
        case (.atLeast, _, .column), (.atLeast, _, .register): return !self.test(.above, right, left, known)
        case (.equal, _, _) where !right.isConstant && right.precedes(left):
            return self.test(.equal, right, left, known)
        default:
            let isTrue = plane(.test(test, left, right, within: known))
            return TruthValue(isTrue: isTrue, isFalse: without(known, isTrue))
        }
    }

    /// Kleene's `and`: false where either is false, true where both are true.
    mutating func and(_ left: TruthValue, _ right: TruthValue) -> TruthValue {
        TruthValue(isTrue: and(left.isTrue, right.isTrue), isFalse: or(left.isFalse, right.isFalse))
    }

    // MARK: Planes

    mutating func and(_ left: Plane, _ right: Plane) -> Plane {
        switch (left, right) {
        case (.empty, _), (_, .empty): .empty
        // Every plane has seen rows only.
        case (.seen, let other), (let other, .seen): other
        case (.members, let other), (let other, .members): other
        case (.register(let first), .register(let second)):
            first == second
                ? left : plane(.logic(.and, .register(min(first, second)), .register(max(first, second))))
        }
    }

    mutating func or(_ left: Plane, _ right: Plane) -> Plane {
        switch (left, right) {
        case (.members, _), (_, .members): .members
        case (.seen, _), (_, .seen): .seen
        case (.empty, let other), (let other, .empty): other
        case (.register(let first), .register(let second)):
            first == second
                ? left : plane(.logic(.or, .register(min(first, second)), .register(max(first, second))))
        }
    }

    private mutating func without(_ left: Plane, _ right: Plane) -> Plane {
        if left == .empty || left == right || right == .seen { return .empty }
        return right == .empty ? left : plane(.logic(.without, left, right))
    }
}

extension Instruction.Operand {
    fileprivate var isConstant: Bool {
        if case .constant = self { true } else { false }
    }

    /// Some order, so that `a + b` and `b + a` are one instruction: columns, then registers, then constants.
    fileprivate func precedes(_ other: Self) -> Bool {
        switch (self, other) {
        case (.column(let first), .column(let second)), (.register(let first), .register(let second)): first < second
        case (.constant(let first), .constant(let second)): first < second
        case (.column, _), (.register, .constant): true
        default: false
        }
    }
}

extension Arithmetic {
    fileprivate var binary: Instruction.Binary {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        }
    }
}

extension Instruction.Unary {
    fileprivate func apply(_ value: Double) -> Double {
        switch self {
        case .copy: value
        case .negate: -value
        case .abs: value.magnitude
        }
    }
}

extension Instruction.Test {
    fileprivate func apply(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .above: left > right
        case .atLeast: left >= right
        case .equal: left == right
        }
    }
}
