import Diagnostics
import Model

/// The parts of a condition as a person reads it, each with the node that computes it.
///
/// Unlike in its graph, a `let` is a part of its own, a chain of one operator is one part however long it is, and what is
/// in parentheses is no more than that.
struct Outline: Sendable {
    /// One part.
    struct Part: Sendable {
        var kind: ExpressionTree.Kind
        var type: ExpressionType
        var grain: Grain
        /// The node that computes it.
        var index: ExpressionGraph.Index
        /// The places of what it is made of, in reading order.
        var operands: [Int]
        /// Those of them that an arithmetic chain divides by.
        var divisors: [Int] = []
        /// Which expression it was written in, and where.
        fileprivate var syntax: Int
        fileprivate var range: Range<Int>
    }

    /// The parts, those of the `let`s first.
    private(set) var parts: [Part] = []
    /// The graph that computes them.
    private(set) var graph: ExpressionGraph
    private var syntaxes: [ExpressionSyntax] = []

    /// The place of the whole condition.
    var root: Int { parts.count - 1 }

    /// The parts of `condition`.
    init(_ condition: Condition) {
        var checker = Checker(condition.scope)
        var definitions: [String: Int] = [:]
        var written = Self.definitions(usedBy: condition).map { (name: $0.name.value as String?, syntax: $0.syntax) }
        written.append((nil, condition.syntax))
        var parts: [Part] = []
        for (name, syntax) in written {
            guard let syntax else { continue }
            _ = checker.check(syntax)
            let reading = Reading(
                syntax: syntax,
                checked: checker.parts,
                graph: checker.graph,
                definitions: definitions,
                place: syntaxes.count
            )
            reading.append(to: &parts)
            syntaxes.append(syntax)
            if let name { definitions[name] = parts.count - 1 }
        }
        self.parts = parts
        graph = checker.graph
    }

    /// A part as it was written, white space made one space, the end of a very long one cut off.
    func text(of part: Part) -> String {
        let range = part.range.prefix(Self.longestText)
        let text = syntaxes[part.syntax].excerpt.text(at: range)
            .split { $0.unicodeScalars.allSatisfy(\.isExpressionSpace) }
            .joined(separator: " ")
        return range == part.range ? text : text + "…"
    }

    /// Adds nodes that count the samples of a window, and those at which its argument is known; nil for other parts.
    mutating func addSampleCounts(of part: Int) -> (all: ExpressionGraph.Index, known: ExpressionGraph.Index)? {
        guard case .window(_, let argument, let span) = graph[parts[part].index],
            let operand = parts[part].operands.first
        else { return nil }
        // What equals itself, and what is so or not so, is known.
        let isKnown: ExpressionGraph.Index
        if parts[operand].type == .condition {
            let negation = graph.append(.not(argument))
            isKnown = graph.append(.or(argument, negation))
        } else {
            isKnown = graph.append(.compare(.equal, argument, argument))
        }
        let one = graph.append(.constant(1))
        let always = graph.append(.compare(.equal, one, one))
        let isThere = graph.append(.or(isKnown, always))
        return (graph.append(.window(.count, isThere, span)), graph.append(.window(.count, isKnown, span)))
    }

    private static let longestText = 500

    /// The `let`s that a condition uses, directly or not, each behind those it uses.
    private static func definitions(usedBy condition: Condition) -> [Scope.Definition] {
        var names = condition.syntax.names
        var used: [Scope.Definition] = []
        for definition in condition.scope.definitions.reversed() where names.contains(definition.name.value) {
            names.formUnion(definition.names)
            used.append(definition)
        }
        return used.reversed()
    }

    /// One expression whose parts are put behind those of others.
    private struct Reading {
        let syntax: ExpressionSyntax
        let checked: [Checker.Checked]
        let graph: ExpressionGraph
        /// The parts of the `let`s that it may name.
        let definitions: [String: Int]
        /// Its place among the expressions.
        let place: Int

        func append(to parts: inout [Part]) {
            let base = parts.count
            for (offset, node) in syntax.nodes.enumerated() {
                var part = Part(
                    kind: .literal,
                    type: checked[offset].type,
                    grain: checked[offset].grain,
                    index: checked[offset].index,
                    operands: [],
                    syntax: place,
                    range: node.range
                )
                switch node.kind {
                case .number, .duration, .percent, .invalid: break
                case .metric: part.kind = .counter
                case .name(let name):
                    part.kind = definitions[name] == nil ? .counter : .definition
                    part.operands = definitions[name].map { [$0] } ?? []
                case .negate(let operand): (part.kind, part.operands) = (.negation, [base + operand])
                case .not(let operand): (part.kind, part.operands) = (.not, [base + operand])
                case .compare(_, let left, let right):
                    (part.kind, part.operands) = (.comparison, [base + left, base + right])
                case .and(let left, let right):
                    part.kind = .and
                    part.operands = takeChain(left, .and, from: &parts, base).operands
                    part.operands.append(base + right)
                case .or(let left, let right):
                    part.kind = .or
                    part.operands = takeChain(left, .or, from: &parts, base).operands
                    part.operands.append(base + right)
                case .arithmetic(let operation, let left, let right):
                    part.kind = .arithmetic
                    (part.operands, part.divisors) =
                        isLink(left, of: operation)
                        ? takeChain(left, .arithmetic, from: &parts, base) : ([base + left], [])
                    part.operands.append(base + right)
                    if operation == .divide { part.divisors.append(base + right) }
                case .call(let call): (part.kind, part.operands) = self.call(call, index: part.index, base)
                }
                parts.append(part)
            }
        }

        /// The operands of a left side that is of the same kind, which becomes part of the chain; else itself.
        private func takeChain(
            _ left: Int,
            _ kind: ExpressionTree.Kind,
            from parts: inout [Part],
            _ base: Int
        ) -> (operands: [Int], divisors: [Int]) {
            guard parts[base + left].kind == kind else { return ([base + left], []) }
            var chain: (operands: [Int], divisors: [Int]) = ([], [])
            // Taken out, so that a chain of ten thousand links is not copied link by link.
            swap(&chain.operands, &parts[base + left].operands)
            swap(&chain.divisors, &parts[base + left].divisors)
            return chain
        }

        /// Whether a left side is joined by an operator that binds as strongly.
        private func isLink(_ left: Int, of operation: Arithmetic) -> Bool {
            guard case .arithmetic(let other, _, _) = syntax.nodes[left].kind else { return false }
            return operation.isAdditive == other.isAdditive
        }

        private func call(
            _ call: ExpressionSyntax.Call,
            index: ExpressionGraph.Index,
            _ base: Int
        ) -> (ExpressionTree.Kind, [Int]) {
            // A quantile's level, its first argument, is no operand.
            let last = call.arguments.suffix(1).map { base + $0 }
            return switch graph[index] {
            case .group: (.group, last)
            case .window: (.window, last)
            case .previous: (.previous, last)
            default: (.function, call.arguments.map { base + $0 })
            }
        }
    }
}

extension Arithmetic {
    fileprivate var isAdditive: Bool { self == .add || self == .subtract }
}
