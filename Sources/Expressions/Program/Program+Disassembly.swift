import Model

extension Program {
    /// The instructions in words, one a line, and where the results are.
    ///
    /// `n` are numbers, `p` are planes: the rows at which something holds.
    package var disassembly: String {
        var lines = steps.map { "\($0.instruction.makesPlane ? "p" : "n")\($0.target) = \($0.instruction)" }
        for (index, result) in conditions.enumerated() {
            lines.append("condition \(index): true p\(result.isTrue), false p\(result.isFalse)")
        }
        for (index, result) in numbers.enumerated() {
            lines.append("number \(index): n\(result.value) where p\(result.known)")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Instruction: CustomStringConvertible {
    /// The instruction without its target: `queueCallCount > 20 where p0`.
    var description: String {
        switch self {
        case .unary(.copy, let operand): "\(operand)"
        case .unary(let operation, let operand): "\(operation.rawValue) \(operand)"
        case .binary(let operation, let left, let right): "\(left) \(operation.rawValue) \(right)"
        case .known(let column): "known \(Operand.column(column))"
        case .finite(let operand, let within): "finite \(operand) where \(within)"
        case .test(let test, let left, let right, let within): "\(left) \(test.rawValue) \(right) where \(within)"
        case .logic(let operation, let left, let right): "\(left) \(operation.rawValue) \(right)"
        }
    }
}

extension Instruction.Operand: CustomStringConvertible {
    /// A number as it is read, a metric's name, or a register.
    var description: String {
        switch self {
        case .constant(let value): NumberNotation.raw(value)
        case .column(let index): Metric.allCases.first { $0.index == index }?.rawValue ?? "column \(index)"
        case .register(let index): "n\(index)"
        }
    }
}

extension Instruction.Plane: CustomStringConvertible {
    /// `none`, `seen`, or a register.
    var description: String {
        switch self {
        case .empty: "none"
        case .seen: "seen"
        case .register(let index): "p\(index)"
        }
    }
}
