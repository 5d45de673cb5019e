import Diagnostics
import Model

/// Reads an expression by precedence climbing (Pratt): what an operator binds is one number in one table.
///
/// Parentheses, calls, `not` and unary `-` recurse, at most ``maximumDepth`` deep; a chain of one operator is a loop.
struct Parser {
    /// How deep an expression may be nested.
    static let maximumDepth = 200
    /// How many bytes of UTF-8 an expression may have.
    static let maximumLength = 65_536

    private let excerpt: Excerpt
    private let isTemplate: Bool
    private var lexer: Lexer
    private var token: Token
    /// Just behind the last token taken.
    private var previousEnd: Int
    private var depth = 0
    private var nodes: [ExpressionSyntax.Node] = []
    private var mistakes: [Diagnostic] = []

    /// A mistake that keeps the expression from being read.
    private struct GrammarMistake: Error {
        let diagnostic: Diagnostic
    }

    private init(_ excerpt: Excerpt, isTemplate: Bool) {
        self.excerpt = excerpt
        self.isTemplate = isTemplate
        lexer = Lexer(excerpt, isTemplate: isTemplate)
        previousEnd = excerpt.bounds.lowerBound
        token = lexer.next()
    }

    /// The expression that `excerpt` is, nil when it cannot be read; adds what is wrong with it to `diagnostics`.
    static func parse(_ excerpt: Excerpt, diagnostics: inout [Diagnostic]) -> ExpressionSyntax? {
        read(excerpt, isTemplate: false, diagnostics: &diagnostics) { parser throws(GrammarMistake) in
            _ = try parser.expression(.or)
            try parser.expectEnd(.operand)
            return ExpressionSyntax(excerpt: excerpt, nodes: parser.nodes)
        }
    }

    /// What `excerpt` is, which stands between `{{` and `}}`, nil when it cannot be read.
    static func parsePlaceholder(_ excerpt: Excerpt, diagnostics: inout [Diagnostic]) -> PlaceholderSyntax? {
        read(excerpt, isTemplate: true, diagnostics: &diagnostics) { parser throws(GrammarMistake) in
            try parser.placeholder()
        }
    }

    private static func read<Result>(
        _ excerpt: Excerpt,
        isTemplate: Bool,
        diagnostics: inout [Diagnostic],
        _ rule: (inout Parser) throws(GrammarMistake) -> Result
    ) -> Result? {
        guard excerpt.length <= maximumLength else {
            diagnostics.append(.expressionTooLong(at: excerpt.first))
            return nil
        }
        var parser = Parser(excerpt, isTemplate: isTemplate)
        do {
            let result = try rule(&parser)
            diagnostics += parser.mistakes
            return result
        } catch {
            // The other mistakes found so far may come of this one.
            diagnostics.append(error.diagnostic)
            return nil
        }
    }

    // MARK: Tokens

    private mutating func advance() {
        previousEnd = token.range.upperBound
        token = lexer.next()
    }

    private mutating func take(_ kind: Token.Kind) -> Bool {
        guard token.kind == kind else { return false }
        advance()
        return true
    }

    private mutating func expect(_ kind: Token.Kind, _ expectation: Expectation) throws(GrammarMistake) {
        guard take(kind) else { throw unexpected(expectation) }
    }

    private func expectEnd(_ expectation: Expectation) throws(GrammarMistake) {
        guard token.kind == .end else { throw unexpected(expectation) }
    }

    /// The mistake that the present token cannot stand here.
    private func unexpected(_ expectation: Expectation) -> GrammarMistake {
        let place = excerpt.range(of: token.range)
        let remedy = ForeignNotation(excerpt, at: token, isTemplate: isTemplate, expected: expectation)?.remedy
        let diagnostic: Diagnostic =
            switch token.kind {
            case .end: .unexpectedEnd(expected: expectation, at: excerpt.behind(previousEnd))
            case .unexpected(let scalar): .unexpectedCharacter(scalar, at: place, help: remedy)
            default:
                .unexpectedToken(
                    token.kind,
                    excerpt.text(at: token.range),
                    expected: expectation,
                    at: place,
                    help: remedy
                )
            }
        return GrammarMistake(diagnostic: diagnostic)
    }

    private mutating func descend() throws(GrammarMistake) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw GrammarMistake(diagnostic: .expressionTooDeep(at: excerpt.range(of: token.range)))
        }
    }

    // MARK: Expressions

    /// How strongly an operator binds, weakest first.
    private enum Power: Int {
        case or
        case and
        case not
        case comparison
        case sum
        case product
        case unary
        case primary

        /// What the right operand of an operator of this power must bind with at least.
        var next: Power { Power(rawValue: rawValue + 1) ?? .primary }
    }

    private static func power(of kind: Token.Kind) -> Power? {
        switch kind {
        case .keyword(.or): .or
        case .keyword(.and): .and
        case .comparison: .comparison
        case .plus, .minus: .sum
        case .times, .divide: .product
        default: nil
        }
    }

    /// An expression whose operators bind at least as strongly as `power`.
    private mutating func expression(_ power: Power) throws(GrammarMistake) -> ExpressionSyntax.Index {
        var left = try prefix(power)
        var isComparison = false
        while let found = Self.power(of: token.kind), found.rawValue >= power.rawValue {
            let sign = token
            if isComparison, found == .comparison {
                mistakes.append(.chainedComparison(at: excerpt.range(of: sign.range)))
            }
            advance()
            let right = try expression(found.next)
            let isChained = isComparison && found == .comparison
            isComparison = found == .comparison
            let range = nodes[left].range.lowerBound..<nodes[right].range.upperBound
            left = add(isChained ? .invalid : Self.kind(of: sign.kind, left, right), range, place: sign.range)
        }
        return left
    }

    private static func kind(
        of sign: Token.Kind,
        _ left: ExpressionSyntax.Index,
        _ right: ExpressionSyntax.Index
    ) -> ExpressionSyntax.Kind {
        switch sign {
        case .keyword(.or): .or(left, right)
        case .keyword(.and): .and(left, right)
        case .comparison(let comparison): .compare(comparison, left, right)
        case .plus: .arithmetic(.add, left, right)
        case .minus: .arithmetic(.subtract, left, right)
        case .times: .arithmetic(.multiply, left, right)
        case .divide: .arithmetic(.divide, left, right)
        default: preconditionFailure("\(sign) has a power and is no operator")
        }
    }

    private mutating func add(
        _ kind: ExpressionSyntax.Kind,
        _ range: Range<Int>,
        place: Range<Int>? = nil
    ) -> ExpressionSyntax.Index {
        nodes.append(.init(kind: kind, range: range, place: place ?? range))
        return nodes.count - 1
    }

    private mutating func prefix(_ power: Power) throws(GrammarMistake) -> ExpressionSyntax.Index {
        let first = token
        switch first.kind {
        case .number(let number):
            advance()
            return add(.number(number), first.range)
        case .duration(let span):
            advance()
            return add(.duration(span), first.range)
        case .percent(let ratio):
            advance()
            return add(.percent(ratio), first.range)
        case .badLiteral(let reason):
            mistakes.append(.badLiteral(excerpt.text(at: first.range), reason, at: excerpt.range(of: first.range)))
            advance()
            return add(.invalid, first.range)
        case .name(let name):
            advance()
            if token.kind == .open { return try call(name, at: first.range) }
            return add(Metric.named(name).map { .metric($0) } ?? .name(name), first.range)
        case .open:
            return try parenthesised()
        case .minus:
            let operand = try operand(.unary)
            let range = first.range.lowerBound..<nodes[operand].range.upperBound
            return add(.negate(operand), range, place: first.range)
        case .keyword(.not) where power.rawValue <= Power.not.rawValue:
            let operand = try operand(.not)
            let range = first.range.lowerBound..<nodes[operand].range.upperBound
            return add(.not(operand), range, place: first.range)
        default:
            throw unexpected(.value)
        }
    }

    /// What stands behind a prefix operator.
    private mutating func operand(_ power: Power) throws(GrammarMistake) -> ExpressionSyntax.Index {
        try descend()
        defer { depth -= 1 }
        advance()
        return try expression(power)
    }

    private mutating func parenthesised() throws(GrammarMistake) -> ExpressionSyntax.Index {
        try descend()
        defer { depth -= 1 }
        let start = token.range.lowerBound
        advance()
        let inner = try expression(.or)
        try expect(.close, .closing)
        nodes[inner].range = start..<previousEnd
        return inner
    }

    // MARK: Calls

    private mutating func call(_ name: String, at place: Range<Int>) throws(GrammarMistake) -> ExpressionSyntax.Index {
        try descend()
        defer { depth -= 1 }
        advance()
        var call = ExpressionSyntax.Call(function: name, arguments: [])
        var isReadable = true
        if token.kind != .close {
            repeat { call.arguments.append(try expression(.or)) } while take(.comma)
            if take(.keyword(.by)) { call.labels = try labels() }
            if take(.keyword(.over)) { call.window = try clause(&isReadable) }
            if take(.keyword(.in)) { call.ahead = try clause(&isReadable) }
        }
        try expect(.close, .closing)
        return add(isReadable ? .call(call) : .invalid, place.lowerBound..<previousEnd, place: place)
    }

    private mutating func labels() throws(GrammarMistake) -> [ExpressionSyntax.Label] {
        guard take(.open) else { return [try label()] }
        guard !take(.close) else { return [] }
        var labels: [ExpressionSyntax.Label] = []
        repeat {
            let label = try label()
            labels.append(label)
        } while take(.comma)
        try expect(.close, .closing)
        return labels
    }

    private mutating func label() throws(GrammarMistake) -> ExpressionSyntax.Label {
        guard case .name(let name) = token.kind else { throw unexpected(.label) }
        let range = token.range
        advance()
        return .init(name: name, range: range)
    }

    /// A duration; nil, and not `isReadable`, for one whose mistake has been reported.
    private mutating func clause(_ isReadable: inout Bool) throws(GrammarMistake) -> ExpressionSyntax.Clause? {
        let range = token.range
        switch token.kind {
        case .duration(let span):
            advance()
            return .init(span: span, range: range)
        case .badLiteral(let reason):
            mistakes.append(.badLiteral(excerpt.text(at: range), reason, at: excerpt.range(of: range)))
            advance()
            isReadable = false
            return nil
        default:
            throw unexpected(.duration)
        }
    }

    // MARK: Placeholders

    private mutating func placeholder() throws(GrammarMistake) -> PlaceholderSyntax {
        let first = token
        switch first.kind {
        case .keyword(.labels):
            advance()
            try expect(.dot, .labelOfTemplate)
            guard case .name(let name) = token.kind else { throw unexpected(.labelOfTemplate) }
            let range = token.range
            advance()
            try expectEnd(.endOfPlaceholder)
            return .label(name, range)
        case .keyword(.value):
            advance()
            let isRaw = try takeRaw(or: .endOfValue)
            return .value(first.range, isRaw: isRaw)
        default:
            _ = try expression(.or)
            let isRaw = try takeRaw(or: .operandOfPlaceholder)
            return .expression(ExpressionSyntax(excerpt: excerpt, nodes: nodes), isRaw: isRaw)
        }
    }

    private mutating func takeRaw(or expectation: Expectation) throws(GrammarMistake) -> Bool {
        guard take(.pipe) else {
            try expectEnd(expectation)
            return false
        }
        try expect(.keyword(.raw), .raw)
        try expectEnd(.endOfPlaceholder)
        return true
    }
}

/// What stands between `{{` and `}}` of a template.
enum PlaceholderSyntax {
    case expression(ExpressionSyntax, isRaw: Bool)
    case label(String, Range<Int>)
    case value(Range<Int>, isRaw: Bool)
}

/// What the grammar would accept where something else stands; the raw value is how a diagnostic says it.
enum Expectation: String {
    case value = "a value: a metric, a number, a duration, a function or `(`"
    case operand = "an operator or the end"
    case operandOfPlaceholder = "an operator, `| raw` or `}}`"
    case endOfValue = "`| raw` or `}}`"
    case endOfPlaceholder = "`}}`"
    case closing = "an operator or `)`"
    case label = "the name of a label"
    case duration = "a duration such as `5m`"
    case labelOfTemplate = "a label: `labels.name`"
    case raw = "`raw`"
}
