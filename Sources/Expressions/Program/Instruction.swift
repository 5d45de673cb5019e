/// One step of a program: it makes a register of others, for all rows of a block.
///
/// A number register has a double a row; a plane has a bit a row. Numbers are computed for every row, known or not;
/// planes keep account of which of them mean something.
enum Instruction: Sendable, Hashable {
    /// A number of one.
    case unary(Unary, Operand)
    /// A number of two.
    case binary(Binary, Operand, Operand)
    /// The rows of a column that are seen and known.
    case known(column: Int)
    /// The rows of a plane at which a number is finite.
    case finite(Operand, within: Plane)
    /// The rows of a plane at which a test holds; the left side is never a constant.
    case test(Test, Operand, Operand, within: Plane)
    /// A plane of two.
    case logic(Logic, Plane, Plane)

    /// Where a number is read.
    enum Operand: Sendable, Hashable {
        case constant(Double)
        case column(Int)
        case register(Int)
    }

    /// Where bits are read.
    enum Plane: Sendable, Hashable {
        /// No row.
        case empty
        /// The rows that are seen.
        case seen
        case register(Int)
    }

    /// What becomes of one number.
    enum Unary: String, Sendable {
        case copy
        case negate
        case abs
    }

    /// What becomes of two numbers.
    enum Binary: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case min
        case max

        /// Whether the operands may change places.
        var isCommutative: Bool {
            switch self {
            case .add, .multiply, .min, .max: true
            case .subtract, .divide: false
            }
        }
    }

    /// The comparisons; all others are these with their sides or their outcome turned round.
    enum Test: String, Sendable {
        case above = ">"
        case atLeast = ">="
        case equal = "=="
    }

    /// What becomes of two planes.
    enum Logic: String, Sendable {
        case and = "&"
        case or = "|"
        /// The first without the second.
        case without = "&~"
    }

    /// Whether the result is a plane.
    var makesPlane: Bool {
        switch self {
        case .unary, .binary: false
        case .known, .finite, .test, .logic: true
        }
    }

    /// The same with other registers.
    func renamed(number: (Int) -> Int, plane: (Int) -> Int) -> Instruction {
        func renamed(_ operand: Operand) -> Operand {
            if case .register(let index) = operand { .register(number(index)) } else { operand }
        }
        func renamed(_ bits: Plane) -> Plane {
            if case .register(let index) = bits { .register(plane(index)) } else { bits }
        }
        return switch self {
        case .unary(let operation, let operand): .unary(operation, renamed(operand))
        case .binary(let operation, let left, let right): .binary(operation, renamed(left), renamed(right))
        case .known: self
        case .finite(let operand, let within): .finite(renamed(operand), within: renamed(within))
        case .test(let test, let left, let right, let within):
            .test(test, renamed(left), renamed(right), within: renamed(within))
        case .logic(let operation, let left, let right): .logic(operation, renamed(left), renamed(right))
        }
    }
}
