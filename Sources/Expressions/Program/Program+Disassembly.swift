import Model

extension Program {
    /// The instructions in words, one a line, and where the results are.
    ///
    /// `n` are numbers, `p` are planes: the rows at which something holds. A program of several stages says before each
    /// what its rows are; a register that is read over the rows of another grain is theirs.
    package var disassembly: String {
        var lines: [String] = []
        for stage in stages {
            if stages.count > 1 { lines.append("\(grains[stage.grain]):") }
            for step in stage.steps {
                let instruction = step.instruction
                lines.append("\(instruction.makesPlane ? "p" : "n")\(step.target) = \(instruction.text(links, grains))")
            }
        }
        for (index, result) in conditions.enumerated() {
            lines.append("condition \(index): true p\(result.isTrue), false p\(result.isFalse)")
        }
        for (index, result) in numbers.enumerated() {
            lines.append("number \(index): n\(result.value) where p\(result.known)")
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Program.RowGrain: CustomStringConvertible {
    /// `series`, or `groups by vdn`, with the number of a selection: `groups by vdn of selection 2`.
    var description: String {
        switch self {
        case .series: "series"
        case .group(let labels, let selection):
            "groups by \(labels)" + (selection.map { " of selection \($0)" } ?? "")
        }
    }
}

extension Instruction {
    /// The instruction without its target: `queueCallCount > 20 where p0`.
    fileprivate func text(_ links: [Program.Link], _ grains: [Program.RowGrain]) -> String {
        func finer(_ link: Int) -> String { "\(grains[links[link].finer])" }
        func coarser(_ link: Int) -> String { "\(grains[links[link].coarser])" }
        return switch self {
        case .unary(.copy, let operand): "\(operand)"
        case .unary(let operation, let operand): "\(operation.rawValue) \(operand)"
        case .binary(let operation, let left, let right): "\(left) \(operation.rawValue) \(right)"
        case .known(let column): "known \(Operand.column(column))"
        case .finite(let operand, let within): "finite \(operand) where \(within)"
        case .test(let test, let left, let right, let within): "\(left) \(test.rawValue) \(right) where \(within)"
        case .logic(let operation, let left, let right): "\(left) \(operation.rawValue) \(right)"
        case .covered(let span): "covered \(span)"
        case .fold(let fold, let operand, let known, let span):
            "\(fold.rawValue) over \(span) of \(operand) where \(known)"
        case .occurrences(let bits, let span): "count over \(span) of \(bits)"
        case .sampled(let function, let operand, let known, let span):
            "\(function) over \(span) of \(operand) where \(known)"
        case .previous(let operand, let known): "previous \(operand) where \(known)"
        case .gather(let function, let operand, let known, let link):
            "\(function) of \(operand) where \(known) of \(finer(link))"
        case .tally(let bits, let link): "count of \(bits) of \(finer(link))"
        case .spread(let operand, let link): "\(operand) of \(coarser(link))"
        case .spreadPlane(let bits, let link): "\(bits) of \(coarser(link))"
        }
    }
}

extension Instruction.Sampled: CustomStringConvertible {
    /// The function's name, with what it is given besides its window.
    var description: String {
        switch self {
        case .stddev: "stddev"
        case .quantile(let level): "quantile \(NumberNotation.raw(level))"
        case .change: "change"
        case .slope: "slope"
        case .forecast(let ahead): "forecast in \(ahead)"
        }
    }
}

extension Instruction.Gathered: CustomStringConvertible {
    /// The function's name, with what it is given besides its members.
    var description: String {
        switch self {
        case .sum: "sum"
        case .avg: "avg"
        case .min: "min"
        case .max: "max"
        case .stddev: "stddev"
        case .quantile(let level): "quantile \(NumberNotation.raw(level))"
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
    /// `none`, `seen`, `members`, or a register.
    var description: String {
        switch self {
        case .empty: "none"
        case .seen: "seen"
        case .members: "members"
        case .register(let index): "p\(index)"
        }
    }
}
