import Diagnostics
import Model

extension Checker {
    /// Checks the call of a function, whose arguments are checked already.
    mutating func call(_ call: ExpressionSyntax.Call, at place: Range<Int>, in syntax: ExpressionSyntax) -> Checked {
        let range = syntax.excerpt.range(of: place)
        guard let builtin = Builtin.named(call.function) else {
            let isValue = Metric.named(call.function) != nil || lets[call.function] != nil
            return report(.unknownFunction(call.function, isValue: isValue, at: range))
        }
        switch (call.labels, call.window) {
        case (.some, .some): return report(.groupAndWindow(builtin, at: range))
        case (let labels?, nil): return group(builtin, call, labels, at: range, in: syntax)
        case (nil, let window?): return self.window(builtin, call, window, at: range, in: syntax)
        case (nil, nil): return plain(builtin, call, at: range, in: syntax)
        }
    }

    // MARK: Values of one poll

    private mutating func plain(
        _ builtin: Builtin,
        _ call: ExpressionSyntax.Call,
        at range: SourceRange,
        in syntax: ExpressionSyntax
    ) -> Checked {
        guard !builtin.isAggregate else { return report(.aggregateWithoutGroup(builtin, at: range)) }
        guard call.ahead == nil else { return report(.functionForm(builtin, .ahead, at: range)) }
        guard let function = builtin.valueFunction else { return previous(builtin, call, at: range, in: syntax) }
        guard function.arity.contains(call.arguments.count) else {
            return report(.argumentCount(builtin, call.arguments.count, at: range))
        }
        return apply(function, to: call.arguments, in: syntax)
    }

    private mutating func apply(_ function: ValueFunction, to arguments: [Int], in syntax: ExpressionSyntax) -> Checked
    {
        var isValid = true
        var joined: (type: NumberType, first: Int)?
        var grain = Grain.constant
        for argument in arguments {
            let place = syntax.excerpt.range(of: syntax.nodes[argument].range)
            guard let type = numberArgument(argument, of: function.rawValue, in: syntax) else {
                isValid = false
                continue
            }
            if let finer = grain.joined(with: parts[argument].grain) {
                grain = finer
            } else {
                diagnostics.append(.grainMismatch(function.rawValue, grain, parts[argument].grain, at: place))
                isValid = false
            }
            guard let before = joined else {
                joined = (type, argument)
                continue
            }
            guard let both = NumberType.joined([before.type, type]) else {
                let operands = [before.first, argument].map { operand($0, in: syntax) }
                diagnostics.append(.argumentUnitMismatch(function.rawValue, operands[0], operands[1], at: place))
                isValid = false
                continue
            }
            joined = (both, before.type.unit == nil && type.unit != nil ? argument : before.first)
        }
        guard isValid, let type = joined?.type else { return .invalid }
        return number(.call(function, arguments.map { parts[$0].index }), type, grain)
    }

    private mutating func previous(
        _ builtin: Builtin,
        _ call: ExpressionSyntax.Call,
        at range: SourceRange,
        in syntax: ExpressionSyntax
    ) -> Checked {
        guard call.arguments.count == 1 else {
            return report(.argumentCount(builtin, call.arguments.count, at: range))
        }
        let argument = call.arguments[0]
        guard let type = numberArgument(argument, of: builtin.name, in: syntax) else { return .invalid }
        return number(.previous(parts[argument].index), type, grainInCall(of: argument))
    }

    // MARK: Groups and windows

    private mutating func group(
        _ builtin: Builtin,
        _ call: ExpressionSyntax.Call,
        _ labels: [ExpressionSyntax.Label],
        at range: SourceRange,
        in syntax: ExpressionSyntax
    ) -> Checked {
        guard builtin.groupFunction(level: 0) != nil else { return report(.functionForm(builtin, .group, at: range)) }
        guard call.ahead == nil else { return report(.functionForm(builtin, .ahead, at: range)) }
        guard let (argument, level) = argument(of: builtin, call, at: range, in: syntax),
            let function = builtin.groupFunction(level: level),
            let type = type(of: argument, for: builtin, takesCondition: function.takesCondition, in: syntax)
        else { return .invalid }
        let groups = GroupLabels(labels.map(\.name))
        if case .group(let finer) = parts[argument].grain, !finer.contains(groups) {
            let place = syntax.excerpt.range(of: syntax.nodes[argument].range)
            return report(.groupLabelsNotAmong(groups, finer, at: place))
        }
        return Checked(
            type: type.result(of: function),
            grain: .group(groups),
            index: graph.append(.group(function, parts[argument].index, groups))
        )
    }

    private mutating func window(
        _ builtin: Builtin,
        _ call: ExpressionSyntax.Call,
        _ window: ExpressionSyntax.Clause,
        at range: SourceRange,
        in syntax: ExpressionSyntax
    ) -> Checked {
        let ahead = call.ahead?.span ?? .zero
        guard builtin.windowFunction(level: 0, ahead: ahead) != nil else {
            return report(.functionForm(builtin, .window, at: range))
        }
        guard builtin.looksAhead == (call.ahead != nil) else {
            return report(.functionForm(builtin, .ahead, at: range))
        }
        guard window.span > .zero else {
            return report(.emptyWindow(at: syntax.excerpt.range(of: window.range)))
        }
        guard let (argument, level) = argument(of: builtin, call, at: range, in: syntax),
            let function = builtin.windowFunction(level: level, ahead: ahead),
            let type = type(of: argument, for: builtin, takesCondition: function.takesCondition, in: syntax)
        else { return .invalid }
        return Checked(
            type: type.result(of: function),
            grain: grainInCall(of: argument),
            index: graph.append(.window(function, parts[argument].index, window.span))
        )
    }

    /// What a call goes over, and the level of a quantile; reports what is wrong with their number, or the level.
    private mutating func argument(
        of builtin: Builtin,
        _ call: ExpressionSyntax.Call,
        at range: SourceRange,
        in syntax: ExpressionSyntax
    ) -> (argument: Int, level: Double)? {
        guard call.arguments.count == (builtin.hasLevel ? 2 : 1), let argument = call.arguments.last else {
            diagnostics.append(.argumentCount(builtin, call.arguments.count, at: range))
            return nil
        }
        guard builtin.hasLevel else { return (argument, 0) }
        switch syntax.nodes[call.arguments[0]].kind {
        case .number(let level) where (0...1).contains(level), .percent(let level) where (0...1).contains(level):
            return (argument, level)
        case .invalid: return nil
        default:
            let place = syntax.excerpt.range(of: syntax.nodes[call.arguments[0]].range)
            diagnostics.append(.quantileLevel(at: place))
            return nil
        }
    }

    /// The type of what a call goes over; reports a condition where a number is needed and the other way round.
    private mutating func type(
        of argument: Int,
        for builtin: Builtin,
        takesCondition: Bool,
        in syntax: ExpressionSyntax
    ) -> ArgumentType? {
        guard takesCondition else {
            return numberArgument(argument, of: builtin.name, in: syntax).map { .number($0) }
        }
        switch parts[argument].type {
        case .condition: return .condition
        case .invalid: return nil
        case .number:
            let place = syntax.excerpt.range(of: syntax.nodes[argument].range)
            diagnostics.append(.conditionArgumentExpected(builtin.name, at: place))
            return nil
        }
    }

    private mutating func numberArgument(
        _ argument: Int,
        of function: String,
        in syntax: ExpressionSyntax
    ) -> NumberType? {
        switch parts[argument].type {
        case .number(let type): return type
        case .invalid: return nil
        case .condition:
            let place = syntax.excerpt.range(of: syntax.nodes[argument].range)
            diagnostics.append(.numberArgumentExpected(function, at: place))
            return nil
        }
    }

    /// The grain of an argument; what is constant has a value for each series there.
    private func grainInCall(of argument: Int) -> Grain {
        parts[argument].grain == .constant ? .series : parts[argument].grain
    }
}

/// What a call over a group or window goes over.
private enum ArgumentType {
    case number(NumberType)
    case condition

    private var number: NumberType {
        if case .number(let type) = self { type } else { NumberType(unit: .plain) }
    }

    func result(of function: GroupFunction) -> ExpressionType {
        switch function {
        case .any, .all: .condition
        case .count: .number(NumberType(unit: .plain))
        case .sum, .avg, .min, .max, .stddev, .quantile: .number(number)
        }
    }

    func result(of function: WindowFunction) -> ExpressionType {
        switch function {
        case .count: .number(NumberType(unit: .plain))
        case .share: .number(.ratio)
        case .slope: .number(NumberType(unit: number.effectiveUnit / .seconds))
        case .sum, .avg, .min, .max, .stddev, .quantile, .change, .forecast: .number(number)
        }
    }
}
