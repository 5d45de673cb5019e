import Diagnostics
import Model

/// An expression as it was written, every part with its place.
///
/// The parts lie in one array, operands before what they are operands of, so that whoever works an expression off needs
/// a loop and no recursion: a chain of ten thousand `+` is as deep as it is long.
struct ExpressionSyntax: Sendable {
    /// A part's place in the array.
    typealias Index = Int

    /// One part of an expression.
    struct Node: Sendable {
        var kind: Kind
        /// All its characters, parentheses around it included.
        var range: Range<Int>
        /// The operator, or the name of a call; for anything else all its characters.
        var place: Range<Int>
    }

    /// What a part is.
    enum Kind: Sendable {
        case number(Double)
        case duration(TimeSpan)
        case percent(Double)
        case metric(Metric)
        /// The name of a `let`, or of nothing.
        case name(String)
        case negate(Index)
        case arithmetic(Arithmetic, Index, Index)
        case compare(Comparison, Index, Index)
        case not(Index)
        case and(Index, Index)
        case or(Index, Index)
        case call(Call)
        /// A part whose mistake has been reported: nothing more is to be said about it.
        case invalid
    }

    /// A function's name with what stands between its parentheses.
    struct Call: Sendable {
        var function: String
        var arguments: [Index]
        /// The labels behind `by`; empty for `by ()`, nil without `by`.
        var labels: [Label]?
        /// The window behind `over`.
        var window: Clause?
        /// The time ahead behind `in`.
        var ahead: Clause?

        /// Whether it goes over one value only: no `by`, `over` or `in`.
        var isPlain: Bool { labels == nil && window == nil && ahead == nil }
    }

    /// A label behind `by`.
    struct Label: Sendable {
        var name: String
        var range: Range<Int>
    }

    /// A duration behind `over` or `in`.
    struct Clause: Sendable {
        var span: TimeSpan
        var range: Range<Int>
    }

    /// Where it was written.
    let excerpt: Excerpt
    /// The parts; the last is the whole expression.
    let nodes: [Node]

    /// The whole expression.
    var root: Index { nodes.count - 1 }

    /// The names of metrics and `let`s in it.
    var names: Set<String> {
        var names: Set<String> = []
        for node in nodes {
            switch node.kind {
            case .metric(let metric): names.insert(metric.rawValue)
            case .name(let name): names.insert(name)
            default: continue
            }
        }
        return names
    }

    /// The labels behind `by`.
    var groupLabels: [Located<String>] {
        nodes.flatMap { node -> [Located<String>] in
            guard case .call(let call) = node.kind else { return [] }
            return (call.labels ?? []).map { Located($0.name, at: excerpt.range(of: $0.range)) }
        }
    }

    /// The names in it that are no metrics.
    var letNames: Set<String> {
        var names: Set<String> = []
        for node in nodes {
            if case .name(let name) = node.kind { names.insert(name) }
        }
        return names
    }
}

/// What two numbers become one by; the raw value is the symbol.
enum Arithmetic: String, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}
