import Diagnostics
import Model

/// Finds what is wrong with an expression that can be read, and makes its graph.
///
/// It works the parts off in their order, operands first; a part with a mistake is ``ExpressionType/invalid``, and
/// what is made of it says nothing more.
struct Checker {
    /// What was found out about a part.
    struct Checked: Sendable {
        var type: ExpressionType
        var grain: Grain
        /// Its place in the graph; meaningless for an invalid part.
        var index: ExpressionGraph.Index
        /// The left side of its first comparison outside every call.
        var leftSide: LeftSide?

        static let invalid = Checked(type: .invalid, grain: .constant, index: 0)
    }

    /// The left side of a comparison, in the unit of the comparison.
    struct LeftSide: Sendable {
        var type: NumberType
        var grain: Grain
        var index: ExpressionGraph.Index
    }

    /// Powers of a unit are kept small, so that no product of `let`s overflows.
    static let maximumPower = 1_000_000

    /// The names that an expression may use besides the metrics.
    var lets: [String: Checked]
    var graph: ExpressionGraph
    var diagnostics: [Diagnostic] = []
    /// What was found out about the parts so far.
    private(set) var parts: [Checked] = []

    /// A checker of expressions in `scope`.
    init(_ scope: Scope) {
        self.init(lets: scope.lets, graph: scope.graph)
    }

    /// A checker of expressions that use `lets`, whose nodes are in `graph`.
    init(lets: [String: Checked], graph: ExpressionGraph) {
        self.lets = lets
        self.graph = graph
    }

    /// Checks `syntax`; adds its mistakes to ``diagnostics``.
    mutating func check(_ syntax: ExpressionSyntax) -> Checked {
        parts = []
        parts.reserveCapacity(syntax.nodes.count)
        for node in syntax.nodes { parts.append(check(node, in: syntax)) }
        return parts[syntax.root]
    }

    private mutating func check(_ node: ExpressionSyntax.Node, in syntax: ExpressionSyntax) -> Checked {
        switch node.kind {
        case .number(let number): constant(number, .bare)
        case .duration(let span): constant(span.seconds, NumberType(unit: .seconds))
        case .percent(let ratio): constant(ratio, .ratio)
        case .metric(let metric): number(.metric(metric), NumberType(unit: metric.unit), .series)
        case .name(let name): resolve(name, at: node.place, in: syntax)
        case .negate(let operand): negate(operand, at: node.place, in: syntax)
        case .arithmetic(let operation, let left, let right):
            arithmetic(operation, left, right, at: node.place, in: syntax)
        case .compare(let comparison, let left, let right):
            compare(comparison, left, right, at: node.place, in: syntax)
        case .not(let operand): connect("not", [operand], at: node.place, in: syntax) { .not($0[0]) }
        case .and(let left, let right):
            connect("and", [left, right], at: node.place, in: syntax) { .and($0[0], $0[1]) }
        case .or(let left, let right): connect("or", [left, right], at: node.place, in: syntax) { .or($0[0], $0[1]) }
        case .call(let call): self.call(call, at: node.place, in: syntax)
        case .invalid: .invalid
        }
    }

    /// A part with a mistake, which is reported.
    mutating func report(_ diagnostic: Diagnostic) -> Checked {
        diagnostics.append(diagnostic)
        return .invalid
    }

    /// A part that is a number.
    mutating func number(_ node: ExpressionGraph.Node, _ type: NumberType, _ grain: Grain) -> Checked {
        Checked(type: .number(type), grain: grain, index: graph.append(node))
    }

    private mutating func constant(_ value: Double, _ type: NumberType) -> Checked {
        number(.constant(value), type, .constant)
    }

    private mutating func resolve(_ name: String, at place: Range<Int>, in syntax: ExpressionSyntax) -> Checked {
        if let known = lets[name] { return known }
        let range = syntax.excerpt.range(of: place)
        if let function = Builtin.named(name) { return report(.functionWithoutCall(function, at: range)) }
        return report(.unknownMetric(name, known: Metric.allCases.map(\.rawValue) + lets.keys, at: range))
    }

    // MARK: Operators

    /// The types of numbers that an operator joins, nil when one is none; reports the first one that is a condition.
    ///
    /// Without a `sign` messages call the operator what is written at `place`.
    private mutating func numbers(
        _ sign: String?,
        _ operands: [Int],
        at place: Range<Int>,
        in syntax: ExpressionSyntax
    ) -> [NumberType]? {
        var types: [NumberType] = []
        for (position, operand) in operands.enumerated() {
            switch parts[operand].type {
            case .number(let type): types.append(type)
            case .invalid: break
            case .condition:
                let sign = sign ?? text(at: place, in: syntax)
                diagnostics.append(
                    .numberExpected(by: sign, Side(position, of: operands.count), at: syntax.excerpt.range(of: place))
                )
                return nil
            }
        }
        return types.count == operands.count ? types : nil
    }

    /// The grain of what an operator makes of its operands; reports it when they have no common one.
    private mutating func grain(of operands: [Int], at place: Range<Int>, in syntax: ExpressionSyntax) -> Grain? {
        var result = Grain.constant
        for operand in operands {
            guard let joined = result.joined(with: parts[operand].grain) else {
                let sign = text(at: place, in: syntax)
                let range = syntax.excerpt.range(of: place)
                diagnostics.append(.grainMismatch(sign, result, parts[operand].grain, at: range))
                return nil
            }
            result = joined
        }
        return result
    }

    private mutating func negate(_ operand: Int, at place: Range<Int>, in syntax: ExpressionSyntax) -> Checked {
        guard let type = numbers("-", [operand], at: place, in: syntax)?.first else { return .invalid }
        return number(.negate(parts[operand].index), type, parts[operand].grain)
    }

    private mutating func arithmetic(
        _ operation: Arithmetic,
        _ left: Int,
        _ right: Int,
        at place: Range<Int>,
        in syntax: ExpressionSyntax
    ) -> Checked {
        guard let types = numbers(operation.rawValue, [left, right], at: place, in: syntax) else { return .invalid }
        let range = syntax.excerpt.range(of: place)
        let type: NumberType
        switch operation {
        case .add, .subtract:
            guard let joined = NumberType.joined(types) else {
                let operands = [left, right].map { operand($0, in: syntax) }
                return report(.unitMismatch(operation.rawValue, operands[0], operands[1], at: range))
            }
            type = joined
        case .multiply: type = types[0].times(types[1])
        case .divide: type = types[0].divided(by: types[1])
        }
        let powers = [type.effectiveUnit.calls, type.effectiveUnit.seconds]
        guard powers.allSatisfy({ $0.magnitude <= Self.maximumPower }) else {
            return report(.unitPowerTooHigh(at: range))
        }
        guard let grain = grain(of: [left, right], at: place, in: syntax) else { return .invalid }
        return number(.arithmetic(operation, parts[left].index, parts[right].index), type, grain)
    }

    private mutating func compare(
        _ comparison: Comparison,
        _ left: Int,
        _ right: Int,
        at place: Range<Int>,
        in syntax: ExpressionSyntax
    ) -> Checked {
        guard let types = numbers(nil, [left, right], at: place, in: syntax) else { return .invalid }
        guard let joined = NumberType.joined(types) else {
            let sign = text(at: place, in: syntax)
            let operands = [left, right].map { operand($0, in: syntax) }
            return report(.unitMismatch(sign, operands[0], operands[1], at: syntax.excerpt.range(of: place)))
        }
        guard let grain = grain(of: [left, right], at: place, in: syntax) else { return .invalid }
        let type = NumberType(unit: joined.unit, isRatio: types[0].isRatio)
        return Checked(
            type: .condition,
            grain: grain,
            index: graph.append(.compare(comparison, parts[left].index, parts[right].index)),
            leftSide: LeftSide(type: type, grain: parts[left].grain, index: parts[left].index)
        )
    }

    /// `and`, `or` and `not`, which take conditions.
    private mutating func connect(
        _ word: String,
        _ operands: [Int],
        at place: Range<Int>,
        in syntax: ExpressionSyntax,
        _ node: ([ExpressionGraph.Index]) -> ExpressionGraph.Node
    ) -> Checked {
        var isValid = true
        for (position, operand) in operands.enumerated() {
            switch parts[operand].type {
            case .condition: break
            case .invalid: isValid = false
            case .number:
                let side = Side(position, of: operands.count)
                return report(.conditionExpected(by: word, side, at: syntax.excerpt.range(of: place)))
            }
        }
        guard isValid, let grain = grain(of: operands, at: place, in: syntax) else { return .invalid }
        return Checked(
            type: .condition,
            grain: grain,
            index: graph.append(node(operands.map { parts[$0].index })),
            leftSide: operands.compactMap { parts[$0].leftSide }.first
        )
    }

    // MARK: Words for diagnostics

    /// An operator as it was written; one of two words may have any white space between them.
    private func text(at range: Range<Int>, in syntax: ExpressionSyntax) -> String {
        syntax.excerpt.scalars[range].split(whereSeparator: \.isExpressionSpace)
            .map { word in String(String.UnicodeScalarView(word)) }
            .joined(separator: " ")
    }

    /// An operand as diagnostics about units speak of it.
    func operand(_ index: Int, in syntax: ExpressionSyntax) -> MismatchedOperand {
        let node = syntax.nodes[index]
        let unit: MeasureUnit =
            if case .number(let type) = parts[index].type { type.effectiveUnit } else { .plain }
        let literal: MismatchedOperand.Literal? =
            switch node.kind {
            case .duration: .duration
            case .percent: .percent
            default: nil
            }
        return MismatchedOperand(
            unit: unit,
            literal: literal,
            text: literal == nil ? "" : text(at: node.range, in: syntax)
        )
    }
}

extension NumberType {
    /// The type of numbers that must have equal units; nil when they have not.
    static func joined(_ types: [NumberType]) -> NumberType? {
        let units = types.lazy.compactMap(\.unit)
        let unit = units.first
        guard units.allSatisfy({ $0 == unit }) else { return nil }
        return NumberType(unit: unit, isRatio: types.contains(where: \.isRatio))
    }

    func times(_ other: NumberType) -> NumberType {
        guard unit != nil || other.unit != nil else { return .bare }
        let product = effectiveUnit * other.effectiveUnit
        return NumberType(unit: product, isRatio: product == .plain && (isRatio || other.isRatio))
    }

    func divided(by other: NumberType) -> NumberType {
        guard unit != nil || other.unit != nil else { return .bare }
        let quotient = effectiveUnit / other.effectiveUnit
        // Bare numbers have no unit that could equal another.
        let isOfEqualUnits = unit != nil && unit == other.unit
        return NumberType(
            unit: quotient,
            isRatio: quotient == .plain && (isOfEqualUnits || isRatio || other.isRatio)
        )
    }
}
