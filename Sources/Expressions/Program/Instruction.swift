import Model

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
    /// The rows that are seen, and of which the first sample lies as far back as the window is long.
    case covered(TimeSpan)
    /// The sum, least or greatest of a window's samples; of those unknown, the fold of none.
    case fold(Fold, Operand, known: Plane, over: TimeSpan)
    /// At how many of a window's samples a bit was set.
    case occurrences(Plane, over: TimeSpan)
    /// Another function of a window's samples; not a number where they do not tell it.
    case sampled(Sampled, Operand, known: Plane, over: TimeSpan)
    /// A number at the sample before this one; not a number where it was unknown then.
    case previous(Operand, known: Plane)
    /// A function of the numbers that a group's members have, by the link between the grains; not a number where none
    /// is known. The operands are the members'.
    case gather(Gathered, Operand, known: Plane, link: Int)
    /// How many members of a group have a bit of theirs set.
    case tally(Plane, link: Int)
    /// The number of each row's group.
    case spread(Operand, link: Int)
    /// The bit of each row's group, where the row itself is seen.
    case spreadPlane(Plane, link: Int)

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
        /// The rows that were seen within the staleness: the members of groups.
        case members
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

    /// What a window's samples become one by, in any order.
    enum Fold: String, Sendable {
        case sum
        case min
        case max

        /// The fold of no sample.
        var identity: Double {
            switch self {
            case .sum: 0
            case .min: .infinity
            case .max: -.infinity
            }
        }
    }

    /// The functions that need all of a window's samples.
    enum Sampled: Sendable, Hashable {
        case stddev
        case quantile(Double)
        case change
        case slope
        case forecast(TimeSpan)
    }

    /// The functions of a group's members.
    enum Gathered: Sendable, Hashable {
        case sum
        case avg
        case min
        case max
        case stddev
        case quantile(Double)
    }

    /// Whether the result is a plane.
    var makesPlane: Bool {
        switch self {
        case .unary, .binary, .fold, .occurrences, .sampled, .previous, .gather, .tally, .spread: false
        case .known, .finite, .test, .logic, .covered, .spreadPlane: true
        }
    }

    /// Whether it reads other rows of its operands than those it makes.
    var readsOtherRows: Bool {
        switch self {
        case .gather, .tally, .spread, .spreadPlane: true
        default: false
        }
    }

    /// Whether samples are kept for it from poll to poll.
    var keepsSamples: Bool {
        switch self {
        case .fold, .occurrences, .sampled, .previous: true
        default: false
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
        case .covered: self
        case .fold(let fold, let operand, let known, let span):
            .fold(fold, renamed(operand), known: renamed(known), over: span)
        case .occurrences(let bits, let span): .occurrences(renamed(bits), over: span)
        case .sampled(let function, let operand, let known, let span):
            .sampled(function, renamed(operand), known: renamed(known), over: span)
        case .previous(let operand, let known): .previous(renamed(operand), known: renamed(known))
        case .gather(let function, let operand, let known, let link):
            .gather(function, renamed(operand), known: renamed(known), link: link)
        case .tally(let bits, let link): .tally(renamed(bits), link: link)
        case .spread(let operand, let link): .spread(renamed(operand), link: link)
        case .spreadPlane(let bits, let link): .spreadPlane(renamed(bits), link: link)
        }
    }
}
