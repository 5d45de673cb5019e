package import Model

/// An expression of the rule language as a plain tree.
///
/// It is written from the sentences of the language's reference alone and shares nothing with the compiler that it
/// judges.
package indirect enum ReferenceExpression: Sendable, Hashable {
    /// A bare number.
    case number(Double)
    /// A duration, in seconds where it is a number.
    case duration(TimeSpan)
    /// A percent as it is written, 20 for `20%`.
    case percent(Double)
    /// A counter.
    case metric(Metric)
    /// Unary minus.
    case negate(ReferenceExpression)
    /// `+`, `-`, `*`, `/`.
    case arithmetic(String, ReferenceExpression, ReferenceExpression)
    /// `abs`, and `min` and `max` of several numbers.
    case call(String, [ReferenceExpression])
    /// A function over the members of groups: its name, the q of `quantile`, and what the groups have in common.
    case aggregate(String, quantile: Double?, ReferenceExpression, by: [String])
    /// A function over time: its name, the q of `quantile`, the window, and the `in` of `forecast`.
    case window(String, quantile: Double?, ReferenceExpression, over: TimeSpan, ahead: TimeSpan?)
    /// `previous`.
    case previous(ReferenceExpression)
    /// `>`, `>=`, `<`, `<=`, `==`, `!=`.
    case compare(String, ReferenceExpression, ReferenceExpression)
    /// `not`.
    case not(ReferenceExpression)
    /// `and`.
    case and(ReferenceExpression, ReferenceExpression)
    /// `or`.
    case or(ReferenceExpression, ReferenceExpression)

    /// What stands directly in it, in reading order.
    package var parts: [ReferenceExpression] {
        switch self {
        case .number, .duration, .percent, .metric: []
        case .negate(let operand), .not(let operand), .previous(let operand): [operand]
        case .arithmetic(_, let left, let right), .compare(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            [left, right]
        case .call(_, let arguments): arguments
        case .aggregate(_, _, let operand, _), .window(_, _, let operand, _, _): [operand]
        }
    }

    /// Whether it is true, false or unknown, and no number.
    package var isCondition: Bool {
        switch self {
        case .compare, .not, .and, .or: true
        case .aggregate(let function, _, _, _): ["any", "all"].contains(function)
        default: false
        }
    }

    /// Whether a counter stands in it.
    package var namesMetric: Bool {
        if case .metric = self { return true }
        return parts.contains { $0.namesMetric }
    }

    /// Whether the last bits of its value hang on the order of its arithmetic, which is left open.
    var isInexact: Bool {
        switch self {
        case .aggregate("stddev", _, _, _), .window("stddev", _, _, _, _), .window("slope", _, _, _, _),
            .window("forecast", _, _, _, _):
            true
        case .aggregate("sum", _, let operand, _), .aggregate("avg", _, let operand, _),
            .window("sum", _, let operand, _, _), .window("avg", _, let operand, _, _):
            !operand.isWhole || operand.isInexact
        default: parts.contains { $0.isInexact }
        }
    }

    /// Whether its values are whole numbers, whose sums are exact.
    private var isWhole: Bool {
        switch self {
        case .number(let value): value == value.rounded()
        case .duration(let span): span.milliseconds % 1000 == 0
        case .percent, .arithmetic("/", _, _), .aggregate("avg", _, _, _), .aggregate("stddev", _, _, _),
            .aggregate("quantile", _, _, _), .window("avg", _, _, _, _), .window("stddev", _, _, _, _),
            .window("quantile", _, _, _, _), .window("share", _, _, _, _), .window("slope", _, _, _, _),
            .window("forecast", _, _, _, _):
            false
        case .aggregate("count", _, _, _), .window("count", _, _, _, _), .metric: true
        default: parts.allSatisfy { $0.isWhole }
        }
    }

    /// Both sides of its first comparison in reading order outside every call.
    package var firstComparison: (left: ReferenceExpression, right: ReferenceExpression)? {
        switch self {
        case .compare(_, let left, let right): (left, right)
        case .not(let operand): operand.firstComparison
        case .and(let left, let right), .or(let left, let right): left.firstComparison ?? right.firstComparison
        default: nil
        }
    }
}

extension ReferenceExpression: CustomStringConvertible {
    /// The expression in the rule language, with no more parentheses than it needs.
    package var description: String { text(above: 0) }

    /// How tightly it binds: `or` loosest, then `and`, `not`, comparisons, sums, products, signs.
    private var binding: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .not: 3
        case .compare: 4
        case .arithmetic("+", _, _), .arithmetic("-", _, _): 5
        case .arithmetic: 6
        case .negate: 7
        default: 8
        }
    }

    private func text(above least: Int) -> String {
        let text = text
        return binding < least ? "(\(text))" : text
    }

    private var text: String {
        switch self {
        case .number(let value): return Self.digits(value)
        case .duration(let span): return span.description
        case .percent(let percent): return "\(Self.digits(percent))%"
        case .metric(let metric): return metric.rawValue
        case .negate(let operand): return "-\(operand.text(above: 7))"
        case .arithmetic(let sign, let left, let right):
            return "\(left.text(above: binding)) \(sign) \(right.text(above: binding + 1))"
        case .call(let function, let arguments):
            return "\(function)(\(arguments.map(\.description).joined(separator: ", ")))"
        case .aggregate(let function, let quantile, let operand, let labels):
            let list = labels.count == 1 ? labels[0] : "(\(labels.joined(separator: ", ")))"
            return "\(function)(\(Self.first(quantile))\(operand) by \(list))"
        case .window(let function, let quantile, let operand, let window, let ahead):
            let forecast = ahead.map { " in \($0)" } ?? ""
            return "\(function)(\(Self.first(quantile))\(operand) over \(window)\(forecast))"
        case .previous(let operand): return "previous(\(operand))"
        case .compare(let sign, let left, let right):
            return "\(left.text(above: 5)) \(sign) \(right.text(above: 5))"
        case .not(let operand): return "not \(operand.text(above: 3))"
        case .and(let left, let right): return "\(left.text(above: 2)) and \(right.text(above: 3))"
        case .or(let left, let right): return "\(left.text(above: 1)) or \(right.text(above: 2))"
        }
    }

    private static func digits(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(value)
    }

    private static func first(_ quantile: Double?) -> String {
        quantile.map { "\(digits($0)), " } ?? ""
    }
}
