import Diagnostics
import Model

/// The ids of every mistake that this target finds.
package enum ExpressionDiagnostics {
    /// All of them, sorted.
    package static let ids = [
        "aggregate-without-group", "always-holds", "argument-count", "bad-let-name", "bad-literal",
        "chained-comparison", "condition-expected", "constant-condition", "empty-window", "expression-too-deep",
        "expression-too-long", "function-form", "function-without-call", "go-template", "grain-mismatch",
        "group-and-window", "let-cycle", "let-hides-name", "never-holds", "no-value", "number-expected",
        "quantile-level", "single-argument", "unclosed-placeholder", "unexpected-character", "unexpected-end",
        "unexpected-token",
        "unit-mismatch",
        "unit-power-too-high", "unknown-function", "unknown-metric", "unused-let",
    ]
}

/// Which operand of an operator is meant.
enum Side: String {
    case left = "its left side"
    case right = "its right side"
    case only = "what follows"

    /// The operand at `position` of `count`.
    init(_ position: Int, of count: Int) {
        self = count == 1 ? .only : position == 0 ? .left : .right
    }
}

/// An operand whose unit does not fit another's.
struct MismatchedOperand {
    /// A literal that has a unit of its own.
    enum Literal {
        case duration
        case percent
    }

    var unit: MeasureUnit
    var literal: Literal?
    /// The literal as it was written.
    var text: String
}

/// A clause behind the arguments of a call; the raw value is the word.
enum CallClause: String {
    case group = "by"
    case window = "over"
    case ahead = "in"

    /// What is not told when it is missing.
    var missing: String {
        switch self {
        case .group: "of which group?"
        case .window: "over how long?"
        case .ahead: "how long after now?"
        }
    }
}

// One constructor for each way to go wrong, in order of their names.
extension Diagnostic {
    static func aggregateWithoutGroup(_ builtin: Builtin, at range: SourceRange) -> Diagnostic {
        let forms = builtin.forms.map { "`\($0.signature)`" }
        return .error(
            "aggregate-without-group",
            at: range,
            "`\(builtin.name)` goes over a group or a window, and neither is given",
            label: builtin.forms.count > 1 ? "needs `by` or `over`" : "takes more than a value",
            help: "write \(forms.joined(separator: " or "))"
        )
    }

    static func argumentCount(_ builtin: Builtin, _ count: Int, at range: SourceRange) -> Diagnostic {
        .error(
            "argument-count",
            at: range,
            "`\(builtin.name)` does not take \(count == 1 ? "1 argument" : "\(count) arguments")",
            help: builtin.forms.first.map { "it is called as `\($0.signature)`" }
        )
    }

    static func argumentUnitMismatch(
        _ function: String,
        _ first: MismatchedOperand,
        _ second: MismatchedOperand,
        at range: SourceRange
    ) -> Diagnostic {
        .error(
            "unit-mismatch",
            at: range,
            "the arguments of `\(function)` have different units: \(first.unit) and \(second.unit)",
            label: "\(second.unit)",
            help: unitHelp(first, second)
        )
    }

    static func badLetName(_ name: String, at range: SourceRange) -> Diagnostic {
        .error(
            "bad-let-name",
            at: range,
            "no expression can use the name `\(name)`",
            help: "a name has letters of English, digits and `_`, and begins with no digit"
        )
    }

    static func badLiteral(_ text: String, _ reason: String, at range: SourceRange) -> Diagnostic {
        .error(
            "bad-literal",
            at: range,
            "`\(shortened(text))` cannot be read",
            label: reason,
            help: DurationMistake(in: text)?.remedy.map { "write `\($0)`" }
        )
    }

    static func chainedComparison(at range: SourceRange) -> Diagnostic {
        .error(
            "chained-comparison",
            at: range,
            "comparisons cannot be chained",
            label: "the second comparison",
            help: "join two comparisons with `and`: `a < b and b < c`"
        )
    }

    static func conditionExpected(at range: SourceRange) -> Diagnostic {
        .error(
            "condition-expected",
            at: range,
            "a condition is needed here, and this is a number",
            label: "gives a number",
            help: "compare it with something, as in `queueCallCount above 20`"
        )
    }

    static func conditionExpected(by word: String, _ side: Side, at range: SourceRange) -> Diagnostic {
        .error(
            "condition-expected",
            at: range,
            "`\(word)` takes conditions, and \(side.rawValue) is a number",
            help: "compare the number with something, as in `queueCallCount above 20`"
        )
    }

    static func conditionArgumentExpected(_ function: String, at range: SourceRange) -> Diagnostic {
        .error(
            "condition-expected",
            at: range,
            "`\(function)` takes a condition, and this argument is a number",
            label: "gives a number",
            help: "compare it with something, as in `queueCallCount above 20`"
        )
    }

    static func constantCondition(at range: SourceRange) -> Diagnostic {
        .error(
            "constant-condition",
            at: range,
            "this condition names no metric, so it is the same at every poll",
            label: "no metric in it",
            help: "metrics are \(list(Metric.allCases.map(\.rawValue)))"
        )
    }

    static func expressionTooDeep(at range: SourceRange) -> Diagnostic {
        .error(
            "expression-too-deep",
            at: range,
            "more than \(Parser.maximumDepth) parentheses, calls, `not` and `-` within one another",
            help: "give parts of the expression names in `let`"
        )
    }

    static func expressionTooLong(at range: SourceRange) -> Diagnostic {
        .error(
            "expression-too-long",
            at: range,
            "an expression of more than \(Parser.maximumLength) bytes",
            help: "give parts of the expression names in `let`"
        )
    }

    static func functionForm(_ builtin: Builtin, _ clause: CallClause, at range: SourceRange) -> Diagnostic {
        let forms = builtin.forms.map { "`\($0.signature)`" }
        let isMissing = clause == .ahead && builtin.looksAhead
        return .error(
            "function-form",
            at: range,
            "`\(builtin.name)` \(isMissing ? "needs" : "has no") `\(clause.rawValue)`",
            label: isMissing ? clause.missing : "",
            help: "it is called as \(forms.joined(separator: " or "))"
        )
    }

    static func functionWithoutCall(_ builtin: Builtin, at range: SourceRange) -> Diagnostic {
        .error(
            "function-without-call",
            at: range,
            "`\(builtin.name)` is a function",
            label: "not called",
            help: builtin.forms.first.map { "write `\($0.signature)`" }
        )
    }

    static func goTemplate(_ action: GoTemplateAction, at range: SourceRange) -> Diagnostic {
        .error("go-template", at: range, "this is the template language of Alertmanager", help: action.remedy)
    }

    static func letCycle(_ path: [String], at range: SourceRange) -> Diagnostic {
        let shown = path.count <= 8 ? path : path.prefix(4) + ["..."] + path.suffix(3)
        return .error(
            "let-cycle",
            at: range,
            "`\(path.first ?? "")` is defined by itself",
            label: shown.joined(separator: " -> ")
        )
    }

    static func letHidesName(_ name: String, _ kind: String, at range: SourceRange) -> Diagnostic {
        .error("let-hides-name", at: range, "`\(name)` is \(kind) and cannot be another thing's name")
    }

    static func noValue(at range: SourceRange) -> Diagnostic {
        .error(
            "no-value",
            at: range,
            "there is no `value`: the rule's condition has no comparison outside calls",
            help: "write the expression itself between the braces"
        )
    }

    static func numberArgumentExpected(_ function: String, at range: SourceRange) -> Diagnostic {
        .error(
            "number-expected",
            at: range,
            "`\(function)` takes numbers, and this argument is a condition",
            label: "gives a condition"
        )
    }

    static func numberExpected(at range: SourceRange) -> Diagnostic {
        .error(
            "number-expected",
            at: range,
            "a number is needed here, and this is a condition",
            label: "gives a condition"
        )
    }

    static func numberExpected(by sign: String, _ side: Side, at range: SourceRange) -> Diagnostic {
        .error(
            "number-expected",
            at: range,
            "`\(sign)` takes numbers, and \(side.rawValue) is a condition",
            help: "conditions are joined with `and`, `or` and `not`"
        )
    }

    static func unclosedPlaceholder(at range: SourceRange) -> Diagnostic {
        .error("unclosed-placeholder", at: range, "`{{` without `}}`", label: "never closed")
    }

    static func unexpectedCharacter(_ scalar: Unicode.Scalar, at range: SourceRange, help: String?) -> Diagnostic {
        .error(
            "unexpected-character",
            at: range,
            "the character \(scalar.shownByName) has no meaning in an expression",
            help: help ?? characterHelp(scalar)
        )
    }

    static func unexpectedEnd(expected: Expectation, at range: SourceRange) -> Diagnostic {
        let behind = range.file.line(range.start.line).unicodeScalars.dropFirst(range.start.column - 1)
        let isComment = behind.first?.isExpressionSpace == true && behind.first { !$0.isExpressionSpace } == "#"
        return .error(
            "unexpected-end",
            at: range,
            "the expression ends too early",
            label: "expected \(expected.rawValue)",
            help: isComment ? "`#` behind a space begins a comment of YAML: leave it out" : nil
        )
    }

    static func unexpectedToken(
        _ kind: Token.Kind,
        _ text: String,
        expected: Expectation,
        at range: SourceRange,
        help: String?
    ) -> Diagnostic {
        .error(
            "unexpected-token",
            at: range,
            "`\(shortened(text))` cannot stand here",
            label: "expected \(expected.rawValue)",
            help: help ?? tokenHelp(kind, expected)
        )
    }

    static func unitMismatch(
        _ sign: String,
        _ left: MismatchedOperand,
        _ right: MismatchedOperand,
        at range: SourceRange
    ) -> Diagnostic {
        .error(
            "unit-mismatch",
            at: range,
            "`\(sign)` needs equal units: \(left.unit) on its left, \(right.unit) on its right",
            label: "\(left.unit) and \(right.unit)",
            help: unitHelp(left, right)
        )
    }

    static func unitPowerTooHigh(at range: SourceRange) -> Diagnostic {
        .error(
            "unit-power-too-high",
            at: range,
            "the result's unit is calls or seconds to a power of more than \(Checker.maximumPower)"
        )
    }

    static func unknownFunction(_ name: String, isValue: Bool, at range: SourceRange) -> Diagnostic {
        .error(
            "unknown-function",
            at: range,
            "no function named `\(shortened(name))`",
            label: isValue ? "a number or condition, not a function" : "",
            help: isValue
                ? "write `\(name)` without parentheses"
                : ForeignNotation.remedy(forFunction: name)
                    ?? nearestName(to: name, among: Builtin.all.map(\.name)).map { "did you mean `\($0)`?" }
        )
    }

    static func unknownMetric(_ name: String, known: [String], at range: SourceRange) -> Diagnostic {
        .error(
            "unknown-metric",
            at: range,
            "no metric named `\(shortened(name))`",
            label: "not a counter of an access code",
            help: nearestName(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? "metrics are \(list(Metric.allCases.map(\.rawValue)))"
        )
    }
}
