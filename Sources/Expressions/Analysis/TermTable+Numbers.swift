import Model

/// What is known of sums, quotients and calls.
extension TermTable {
    func negated(_ quantity: Quantity) -> Quantity {
        Quantity(-quantity.form, in: -quantity.range, isWhole: quantity.isWhole)
    }

    mutating func arithmetic(_ operation: Arithmetic, _ left: Index, _ right: Index, at index: Index) -> Quantity {
        let (first, second) = (quantity(left), quantity(right))
        if let one = first.constant, let other = second.constant {
            return operation.apply(one, other).map { Quantity($0) } ?? .neverKnown
        }
        guard !first.isNeverKnown, !second.isNeverKnown else { return .neverKnown }
        let range: ValueRange
        let form: LinearForm?
        switch operation {
        case .add:
            range = first.range + second.range
            form = first.form + second.form
        case .subtract:
            range = first.range - second.range
            form = first.form + -second.form
        case .multiply:
            range = first.range * second.range
            form =
                first.constant.flatMap { second.form.times($0) } ?? second.constant.flatMap { first.form.times($0) }
        case .divide: return quotient(first, second, at: index)
        }
        let isWhole = first.isWhole && second.isWhole
        guard let form else { return Quantity(variable: index, in: range, isWhole: isWhole) }
        return Quantity(form, in: range, isWhole: isWhole)
    }

    private mutating func quotient(_ dividend: Quantity, _ divisor: Quantity, at index: Index) -> Quantity {
        var range = dividend.range.divided(by: divisor.range, isWhole: divisor.isWhole)
        if let constant = divisor.constant, let form = dividend.form.times(1 / constant) {
            return Quantity(form, in: range, isWhole: false)
        }
        guard divisor.range.lower >= 0, !range.isEmpty else {
            return Quantity(variable: index, in: range, isWhole: false)
        }
        // A part of a whole is at most 1, a whole at least 1 of its parts.
        if !isPossible(dividend.form, above: divisor.form) { range.upper = min(range.upper, 1) }
        if !isPossible(divisor.form, above: dividend.form) { range.lower = max(range.lower, 1) }
        var result = Quantity(variable: index, in: range, isWhole: false)
        result.quotient = .init(
            dividend: dividend.form,
            divisor: divisor.form,
            isDivisorWhole: divisor.isWhole
        )
        return result
    }

    /// Whether one sum may be above another, both without rounding; true also when that is not found out.
    private mutating func isPossible(_ form: LinearForm, above other: LinearForm) -> Bool {
        guard form.error == 0, other.error == 0, let difference = form + -other, difference.error == 0 else {
            return true
        }
        guard !difference.terms.isEmpty else { return difference.constant > 0 }
        guard let row = LinearRow(difference, isStrict: true) else { return true }
        return !isEmpty(Cell(row))
    }

    mutating func call(_ call: Call, at index: Index) -> Content {
        let values = call.arguments
        if call.labels == nil, call.window == nil, let function = ValueFunction(rawValue: call.function) {
            return .number(extreme(function, values.map(quantity), at: index))
        }
        guard let last = values.last else { return .number(Quantity(variable: index, in: .any, isWhole: false)) }
        let isOverWindow = call.window != nil
        switch call.function {
        case "any", "all":
            // A condition of its own: all that is known is that it does not hold and fail at once.
            return .condition(
                Meaning(
                    whenTrue: Region([Cell(index, in: ValueRange(1))]),
                    whenFalse: Region([Cell(index, in: ValueRange(0))])
                )
            )
        case "count":
            return .number(
                Quantity(
                    variable: index,
                    in: ValueRange(0, LinearForm.exactLimit),
                    isWhole: true,
                    magnitude: Self.usualCounter
                )
            )
        case "share": return .number(Quantity(variable: index, in: .share, isWhole: false))
        default: break
        }
        let argument = quantity(last)
        guard !argument.isNeverKnown else { return .number(.neverKnown) }
        var range = argument.range
        var isWhole = false
        var magnitude: Double? = argument.form.magnitude
        switch call.function {
        case "min", "max", "previous": isWhole = argument.isWhole
        case "avg", "quantile": range = range.widened
        case "stddev":
            range = ValueRange(0, (range.upper - range.lower) / 2).widened
            range.lower = 0
        case "sum":
            range = ValueRange(range.lower >= 0 ? range.lower : -.infinity, range.upper <= 0 ? range.upper : .infinity)
            isWhole = argument.isWhole
        case "change":
            range = range - range
            isWhole = argument.isWhole
            magnitude = argument.form.magnitude * 2
        default:
            // The slope of a line and what it leads to can be anything.
            range = .any
            magnitude = nil
        }
        var result = Quantity(variable: index, in: range, isWhole: isWhole, magnitude: magnitude)
        // A window has the newest sample in it, and a group the member that is looked at.
        if isOverWindow || call.labels != nil { result.facts = facts(about: result, call.function, argument) }
        return .number(result)
    }

    /// How the least, the greatest and the sum of some values compare to one of them.
    private func facts(about result: Quantity, _ function: String, _ member: Quantity) -> [LinearRow] {
        let isGreater =
            switch function {
            case "max": true
            case "sum": member.range.lower >= 0 && member.isWhole
            default: false
            }
        if isGreater { return Self.row(result.form, atLeast: member.form) }
        return function == "min" ? Self.row(member.form, atLeast: result.form) : []
    }

    private static func row(_ form: LinearForm, atLeast other: LinearForm) -> [LinearRow] {
        guard let difference = form + -other, let row = LinearRow(difference, isStrict: false) else { return [] }
        return [row]
    }

    private func extreme(_ function: ValueFunction, _ arguments: [Quantity], at index: Index) -> Quantity {
        guard let first = arguments.first, !arguments.contains(where: \.isNeverKnown) else { return .neverKnown }
        var range = first.range
        for argument in arguments.dropFirst() { range = .extreme(function, range, argument.range) }
        if function == .abs { range = range.absolute }
        if function != .abs, arguments.count == 1 { return first }
        var result = Quantity(
            variable: index,
            in: range,
            isWhole: arguments.allSatisfy(\.isWhole),
            magnitude: arguments.map(\.form.magnitude).max()
        )
        for argument in arguments.prefix(LinearForm.maximumTerms) {
            switch function {
            case .min: result.facts += Self.row(argument.form, atLeast: result.form)
            case .max: result.facts += Self.row(result.form, atLeast: argument.form)
            case .abs:
                result.facts += Self.row(result.form, atLeast: argument.form)
                result.facts += Self.row(result.form, atLeast: -argument.form)
            }
        }
        return result
    }
}

extension Quantity {
    /// A number that evaluation never gives a value.
    static var neverKnown: Quantity {
        Quantity(LinearForm(0), in: ValueRange(1, 0), isWhole: false)
    }
}
