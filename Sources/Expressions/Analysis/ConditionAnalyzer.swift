package import Diagnostics
package import Model

/// Proves what can be proven of conditions before any poll has come: that one never holds, or always, that one implies
/// another, that two can hold together.
///
/// Nothing is said that is not proven; whatever is too long or too strange for a proof is passed over. Its work grows
/// with the length of the expressions, not with what they could mean. It is used for all rules of a rule set, so that
/// what they have in common is looked at once.
package struct ConditionAnalyzer {
    /// What a condition is for, which says what comes of it when it never or always holds.
    package enum Purpose: Sendable {
        /// It makes an alert fire.
        case firing
        /// It ends an alert.
        case resolving
        /// It tells good samples from bad ones.
        case counting
    }

    /// The `let`s of a group.
    package struct Names: Sendable {
        fileprivate var terms: [String: TermTable.Index] = [:]
        fileprivate var definitions: [String: ExpressionSyntax] = [:]
        fileprivate var haveWindows = false

        /// No `let`s.
        package init() {}
    }

    /// What is known of a condition.
    package struct Analysis: Sendable {
        /// What it says is doubtful.
        package let diagnostics: [Diagnostic]
        /// Where it is written, without what stands around it.
        package let range: SourceRange
        /// The windows in it and in the `let`s that it uses, in no order.
        package let windows: [Located<TimeSpan>]
        /// Whether it is proven that it always holds when it is known (true), or never (false).
        package let holds: Bool?
        let term: TermTable.Index
    }

    private var table = TermTable()

    /// An analyzer that has seen nothing yet.
    package init() {}

    /// The `let`s of a group, with what is doubtful about them.
    package mutating func analyse(_ scope: Scope) -> (names: Names, diagnostics: [Diagnostic]) {
        var names = Names()
        var diagnostics: [Diagnostic] = []
        for definition in scope.definitions {
            guard let syntax = definition.syntax else { continue }
            table.beginCondition()
            let terms = table.terms(of: syntax, lets: names.terms)
            names.terms[definition.name.value] = terms[syntax.root]
            names.definitions[definition.name.value] = syntax
            if !syntax.windows.isEmpty { names.haveWindows = true }
            diagnostics += Findings(syntax, terms, of: nil).diagnostics(in: &table)
        }
        return (names, diagnostics)
    }

    /// What is known of a condition that may use `names`, the `let`s of its scope.
    package mutating func analyse(_ condition: Condition, _ names: Names, for purpose: Purpose) -> Analysis {
        let syntax = condition.syntax
        table.beginCondition()
        let terms = table.terms(of: syntax, lets: names.terms)
        let root = terms[syntax.root]
        return Analysis(
            diagnostics: Findings(syntax, terms, of: purpose).diagnostics(in: &table),
            range: syntax.excerpt.range(of: syntax.nodes[syntax.root].range),
            windows: names.windows(in: syntax),
            holds: table.meaning(root).verdict,
            term: root
        )
    }

    /// What a condition has one value for; only conditions of equal grain can be compared.
    package struct Grain: Hashable, Sendable {
        fileprivate let grain: TermGrain
    }

    /// What a condition has one value for.
    package func grain(of condition: Analysis) -> Grain { Grain(grain: table.grain(of: condition.term)) }

    /// Whether the second condition is proven not to fail while the first holds.
    package mutating func implies(_ condition: Analysis, _ other: Analysis) -> Bool {
        guard condition.term != other.term else { return true }
        let (first, second) = (table.meaning(condition.term), table.meaning(other.term))
        if first.whenTrue.cells.count == 1, second.whenTrue.cells.count == 1 {
            // Most rules are bounds, and most do not imply each other.
            let mayLie = first.whenTrue.cells[0].mayLie(
                in: second.whenTrue.cells[0],
                counters: Metric.allCases.count,
                whole: Metric.allCallCount.index
            )
            guard mayLie else { return false }
        }
        table.beginCondition()
        return table.intersection(first.whenTrue, second.whenFalse).isEmpty
    }

    /// How far a condition's first bound lies up: conditions next to each other in this order may imply each other.
    package func order(_ condition: Analysis, _ other: Analysis) -> Bool {
        let (first, second) = (firstBound(condition), firstBound(other))
        return (first.variable, first.lower, first.upper, condition.term)
            < (second.variable, second.lower, second.upper, other.term)
    }

    private func firstBound(_ condition: Analysis) -> (variable: Int, lower: Double, upper: Double) {
        let bound = table.meaning(condition.term).whenTrue.cells.first?.bounds.first
        return bound.map { ($0.variable, $0.range.lower, $0.range.upper) } ?? (.max, 0, 0)
    }

    /// Counters with which both conditions hold, in words: `queueCallCount 12, longestWaitTime 2m 5s`.
    ///
    /// They are those of a series that is alone and whose counters stay the same; nil when no such example is found.
    package mutating func example(of condition: Analysis, and other: Analysis) -> String? {
        table.example(of: condition.term, and: other.term).map { reading in
            let metrics = table.metrics(in: condition.term).union(table.metrics(in: other.term))
            return Metric.allCases.filter(metrics.contains)
                .map { metric in
                    let value = NumberNotation.text(reading.value(metric), unit: metric.unit, isRatio: false)
                    return "`\(metric.rawValue)` \(value)"
                }
                .joined(separator: ", ")
        }
    }
}

extension ConditionAnalyzer.Names {
    fileprivate func windows(in syntax: ExpressionSyntax) -> [Located<TimeSpan>] {
        var windows = syntax.windows
        guard haveWindows else { return windows }
        var seen: Set<String> = []
        var pending = Array(syntax.letNames)
        while let name = pending.popLast() {
            guard seen.insert(name).inserted, let definition = definitions[name] else { continue }
            windows += definition.windows
            pending += definition.letNames
        }
        return windows
    }
}

extension ExpressionSyntax {
    /// The windows behind `over`.
    fileprivate var windows: [Located<TimeSpan>] {
        nodes.compactMap { node in
            guard case .call(let call) = node.kind, let window = call.window else { return nil }
            return Located(window.span, at: excerpt.range(of: window.range))
        }
    }
}

extension TermTable {
    /// The counters that a term is made of.
    fileprivate func metrics(in term: Index) -> Set<Metric> {
        var metrics: Set<Metric> = []
        for part in parts(of: term) {
            if case .metric(let metric) = key(of: part) { metrics.insert(metric) }
        }
        return metrics
    }
}

extension Scope {
    /// Whether there is a `let` that can be used.
    package var hasLets: Bool { !definitions.isEmpty }

    /// The labels behind `by` in the `let`s.
    package var groupLabels: [Located<String>] { definitions.flatMap { $0.syntax?.groupLabels ?? [] } }

    /// The `let`s that neither an expression with `names` in it uses nor a `let` that one uses.
    package func unused(beside names: Set<String>) -> [Diagnostic] {
        guard !definitions.isEmpty else { return [] }
        var used = names
        // Each stands behind those it uses.
        for definition in definitions.reversed() where used.contains(definition.name.value) {
            used.formUnion(definition.names)
        }
        return definitions.filter { !used.contains($0.name.value) }.map { .unusedLet($0.name.value, at: $0.name.range) }
    }
}

extension Condition {
    /// The names of `let`s in it, not looked through.
    package var letNames: Set<String> { syntax.letNames }

    /// The labels behind `by` in it, `let`s not looked through.
    package var groupLabels: [Located<String>] { syntax.groupLabels }
}
