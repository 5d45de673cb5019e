import Diagnostics
import Model

/// What is doubtful about the parts of one expression.
///
/// A part is told only when none of its own parts explains it: in `a or b and c` where `b and c` never holds because
/// `c` does not, that is said of `c` alone.
struct Findings {
    private let syntax: ExpressionSyntax
    private let terms: [TermTable.Index]
    private let purpose: ConditionAnalyzer.Purpose?

    /// More conditions than this in one chain are not searched for those that exclude each other.
    private static let maximumChain = 40

    /// The findings in an expression whose parts are `terms`; without `purpose` it is a `let`.
    init(_ syntax: ExpressionSyntax, _ terms: [TermTable.Index], of purpose: ConditionAnalyzer.Purpose?) {
        self.syntax = syntax
        self.terms = terms
        self.purpose = purpose
    }

    /// The warnings about it.
    func diagnostics(in table: inout TermTable) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for index in syntax.nodes.indices {
            switch syntax.nodes[index].kind {
            case .compare(_, let left, let right):
                guard let holds = verdict(index, table) else { continue }
                diagnostics.append(comparison(index, left, right, holds: holds, table))
            case .and(let left, let right), .or(let left, let right):
                guard let holds = verdict(index, table), verdict(left, table) == nil, verdict(right, table) == nil
                else { continue }
                diagnostics.append(chain(index, holds: holds, &table))
            case .call(let call) where call.isPlain && call.arguments.count == 1 && Self.isChoice(call.function):
                let place = syntax.excerpt.range(of: syntax.nodes[index].place)
                diagnostics.append(.singleArgument(call.function, text(call.arguments[0]), at: place))
            default: continue
            }
        }
        return diagnostics
    }

    /// Whether a function takes one of its arguments, so that one alone gives no choice.
    private static func isChoice(_ function: String) -> Bool { function == "max" || function == "min" }

    /// Whether a condition always or never holds; nil when neither is proven.
    private func verdict(_ index: Int, _ table: TermTable) -> Bool? {
        table.meaning(terms[index]).verdict
    }

    /// What comes of it when a part of the expression always or never holds.
    private func consequence(_ table: TermTable) -> Consequence {
        guard let purpose, let holds = verdict(syntax.root, table) else { return .none }
        return switch (purpose, holds) {
        case (.firing, false): .neverFires
        case (.firing, true): .alwaysFires
        case (.resolving, false): .neverResolves
        case (.resolving, true): .resolvesAtOnce
        case (.counting, false): .neverGood
        case (.counting, true): .alwaysGood
        }
    }

    private func range(_ index: Int) -> SourceRange { syntax.excerpt.range(of: syntax.nodes[index].range) }

    private func text(_ index: Int) -> String {
        Diagnostic.shortened(syntax.excerpt.text(at: syntax.nodes[index].range))
    }

    // MARK: Comparisons

    private func comparison(_ index: Int, _ left: Int, _ right: Int, holds: Bool, _ table: TermTable) -> Diagnostic {
        .settled(
            holds,
            at: range(index),
            label: reason(left, right, table),
            help: percentHelp(left, right, holds, table),
            consequence(table)
        )
    }

    private func reason(_ left: Int, _ right: Int, _ table: TermTable) -> String {
        let (first, second) = (table.quantity(terms[left]), table.quantity(terms[right]))
        if first.isNeverKnown || second.isNeverKnown { return "always unknown" }
        if terms[left] == terms[right] { return "both sides are the same" }
        if let constant = second.constant { return reason(left, first, comparedWith: constant) }
        if let constant = first.constant { return reason(right, second, comparedWith: constant) }
        let variables = Set((first.form.terms + second.form.terms).map(\.variable))
        return Self.relatesParts(variables) ? Self.partsOfAll : ""
    }

    private func reason(_ side: Int, _ quantity: Quantity, comparedWith constant: Double) -> String {
        let (text, range) = (text(side), quantity.range)
        if constant >= range.upper {
            switch range.upper {
            case 1 where !quantity.isWhole: return "`\(text)` is at most 100%"
            case Metric.maximum: return "a counter is at most 2^53"
            default: return "`\(text)` is at most \(NumberNotation.raw(range.upper))"
            }
        }
        if constant <= range.lower {
            return range.lower == 0
                ? "`\(text)` is never below 0" : "`\(text)` is at least \(NumberNotation.raw(range.lower))"
        }
        return quantity.isWhole && !constant.isWholeNumber ? "`\(text)` is a whole number" : ""
    }

    /// What a bare number that was meant as a percent is to be written as.
    private func percentHelp(_ left: Int, _ right: Int, _ holds: Bool, _ table: TermTable) -> String? {
        for (side, other) in [(left, right), (right, left)] {
            let quantity = table.quantity(terms[side])
            guard case .number(let number) = syntax.nodes[other].kind, number > 1, number <= 100,
                !quantity.isWhole, quantity.range == .share
            else { continue }
            return "for \(NumberNotation.raw(number)) percent write `\(NumberNotation.raw(number))%`"
        }
        return nil
    }

    private static let partsOfAll = "no part exceeds `\(Metric.allCallCount.rawValue)`"

    private static func relatesParts(_ variables: Set<Int>) -> Bool {
        variables.contains(Metric.allCallCount.index)
            && Metric.allCases.contains { $0.isPartOfAll && variables.contains($0.index) }
    }

    // MARK: Chains

    /// An `and` that never holds, or an `or` that always does, though no part of it is settled by itself.
    private func chain(_ index: Int, holds: Bool, _ table: inout TermTable) -> Diagnostic {
        let members = core(of: self.members(of: index), holds: holds, &table)
        guard let last = members.last, members.count > 1 else {
            let place = syntax.excerpt.range(of: syntax.nodes[index].place)
            return .settled(holds, at: place, label: "", help: nil, consequence(table))
        }
        let others = members.dropLast().map { Diagnostic.Related(holds ? "or this" : "and this", at: range($0)) }
        var variables: Set<Int> = []
        for member in members { variables.formUnion(table.variables(in: terms[member])) }
        let help: String? =
            if Self.relatesParts(variables) {
                "the callers in the IVR, with agents and in queues are each a part of `allCallCount`"
            } else if members.count == 2 {
                holds ? "`and` asks for both" : "`or` asks for one of the two"
            } else {
                nil
            }
        return .settled(
            holds,
            at: range(last),
            label: holds ? "one of these always holds" : "these exclude each other",
            help: help,
            consequence(table),
            related: others
        )
    }

    /// The conditions that a chain of one operator joins, in reading order.
    private func members(of index: Int) -> [Int] {
        var members: [Int] = []
        var pending = [index]
        while let next = pending.popLast() {
            switch (syntax.nodes[index].kind, syntax.nodes[next].kind) {
            case (.and, .and(let left, let right)), (.or, .or(let left, let right)): pending += [right, left]
            default: members.append(next)
            }
        }
        return members
    }

    /// The fewest of `members` that suffice, so that none of them can be left out; empty when that is not found.
    private func core(of members: [Int], holds: Bool, _ table: inout TermTable) -> [Int] {
        guard members.count <= Self.maximumChain else { return [] }
        table.beginCondition()
        var core = members
        guard isSettled(core, holds: holds, &table) else { return [] }
        for member in members {
            let rest = core.filter { $0 != member }
            if isSettled(rest, holds: holds, &table) { core = rest }
        }
        return core
    }

    private func isSettled(_ members: [Int], holds: Bool, _ table: inout TermTable) -> Bool {
        var region = Region.everywhere
        for member in members where !region.isEmpty {
            let meaning = table.meaning(terms[member])
            region = table.intersection(region, holds ? meaning.whenFalse : meaning.whenTrue)
        }
        return region.isEmpty
    }
}

extension TermTable {
    /// The variables that a condition bounds, alone or together.
    fileprivate func variables(in condition: Index) -> Set<Int> {
        var variables: Set<Int> = []
        for cell in meaning(condition).whenTrue.cells + meaning(condition).whenFalse.cells {
            variables.formUnion(cell.bounds.map(\.variable))
            variables.formUnion(cell.rows.flatMap(\.terms).map(\.variable))
        }
        return variables
    }
}
