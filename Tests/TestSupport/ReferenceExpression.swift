package import Model

/// An expression of the rule language as a plain tree, evaluated one series at a time.
///
/// It is written from the sentences of the language's reference alone and shares nothing with the compiler that it
/// judges.
package indirect enum ReferenceExpression: Sendable, Hashable {
    /// A bare number.
    case number(Double)
    /// A duration in seconds.
    case duration(Int)
    /// A percent as it is written, 20 for `20%`.
    case percent(Int)
    /// A counter.
    case metric(Metric)
    /// Unary minus.
    case negate(ReferenceExpression)
    /// `+`, `-`, `*`, `/`.
    case arithmetic(String, ReferenceExpression, ReferenceExpression)
    /// `abs`, `min`, `max`.
    case call(String, [ReferenceExpression])
    /// `>`, `>=`, `<`, `<=`, `==`, `!=`.
    case compare(String, ReferenceExpression, ReferenceExpression)
    /// `not`.
    case not(ReferenceExpression)
    /// `and`.
    case and(ReferenceExpression, ReferenceExpression)
    /// `or`.
    case or(ReferenceExpression, ReferenceExpression)

    /// What is known of one series at one poll: its known counters; nil when it is not seen.
    package typealias Row = [Metric: Double]

    /// The value of a number; nil is unknown.
    package func number(_ row: Row?) -> Double? {
        guard let row else { return nil }
        switch self {
        case .number(let value): return value
        case .duration(let seconds): return Double(seconds)
        case .percent(let percent): return Double(percent) / 100
        case .metric(let metric): return row[metric]
        case .negate(let operand):
            guard let value = operand.number(row) else { return nil }
            return -value
        case .arithmetic(let sign, let left, let right):
            guard let left = left.number(row), let right = right.number(row) else { return nil }
            var result = 0.0
            if sign == "+" { result = left + right }
            if sign == "-" { result = left - right }
            if sign == "*" { result = left * right }
            if sign == "/" {
                if right == 0 { return nil }
                result = left / right
            }
            return result.isFinite ? result : nil
        case .call(let function, let arguments):
            var values: [Double] = []
            for argument in arguments {
                guard let value = argument.number(row) else { return nil }
                values.append(value)
            }
            if function == "min" { return values.min() }
            if function == "max" { return values.max() }
            return values.first.map { $0 < 0 ? -$0 : $0 }
        case .compare, .not, .and, .or: return nil
        }
    }

    /// The value of a condition; nil is unknown.
    package func truth(_ row: Row?) -> Bool? {
        switch self {
        case .compare(let sign, let left, let right):
            guard let left = left.number(row), let right = right.number(row) else { return nil }
            if sign == ">" { return left > right }
            if sign == ">=" { return left >= right }
            if sign == "<" { return left < right }
            if sign == "<=" { return left <= right }
            return sign == "==" ? left == right : left != right
        case .not(let operand):
            guard let truth = operand.truth(row) else { return nil }
            return !truth
        case .and(let left, let right):
            let truths = [left.truth(row), right.truth(row)]
            if truths.contains(false) { return false }
            return truths.contains(nil) ? nil : true
        case .or(let left, let right):
            let truths = [left.truth(row), right.truth(row)]
            if truths.contains(true) { return true }
            return truths.contains(nil) ? nil : false
        default: return nil
        }
    }

    /// Whether a counter stands in it.
    package var namesMetric: Bool {
        switch self {
        case .number, .duration, .percent: false
        case .metric: true
        case .negate(let operand), .not(let operand): operand.namesMetric
        case .arithmetic(_, let left, let right), .compare(_, let left, let right), .and(let left, let right),
            .or(let left, let right):
            left.namesMetric || right.namesMetric
        case .call(_, let arguments): arguments.contains { $0.namesMetric }
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
        let text =
            switch self {
            case .number(let value): value == value.rounded() ? String(Int(value)) : String(value)
            case .duration(let seconds): "\(seconds)s"
            case .percent(let percent): "\(percent)%"
            case .metric(let metric): metric.rawValue
            case .negate(let operand): "-\(operand.text(above: 7))"
            case .arithmetic(let sign, let left, let right):
                "\(left.text(above: binding)) \(sign) \(right.text(above: binding + 1))"
            case .call(let function, let arguments):
                "\(function)(\(arguments.map(\.description).joined(separator: ", ")))"
            case .compare(let sign, let left, let right):
                "\(left.text(above: 5)) \(sign) \(right.text(above: 5))"
            case .not(let operand): "not \(operand.text(above: 3))"
            case .and(let left, let right): "\(left.text(above: 2)) and \(right.text(above: 3))"
            case .or(let left, let right): "\(left.text(above: 1)) or \(right.text(above: 2))"
            }
        return binding < least ? "(\(text))" : text
    }
}
