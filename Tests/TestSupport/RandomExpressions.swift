import Model

/// Random conditions that the checker accepts: every operator, units kept.
struct RandomExpressions {
    private enum Measure: CaseIterable {
        case calls
        case seconds
        case plain
    }

    private static let callCounters: [Metric] = [.allCallCount, .ivrCallCount, .agentCallCount, .queueCallCount]

    /// A condition that names a counter.
    static func condition(depth: Int, using generator: inout SeededGenerator) -> ReferenceExpression {
        while true {
            let condition = anyCondition(depth: depth, using: &generator)
            if condition.namesMetric { return condition }
        }
    }

    private static func anyCondition(depth: Int, using generator: inout SeededGenerator) -> ReferenceExpression {
        if depth > 0, generator.chance(45) {
            let left = anyCondition(depth: depth - 1, using: &generator)
            switch generator.pick(["not", "and", "or"]) {
            case "not": return .not(left)
            case "and": return .and(left, anyCondition(depth: depth - 1, using: &generator))
            default: return .or(left, anyCondition(depth: depth - 1, using: &generator))
            }
        }
        let measure = generator.pick(Measure.allCases)
        let sign = generator.pick([">", ">=", "<", "<=", "==", "!="])
        let left = number(measure, depth: depth, hasUnit: generator.chance(80), using: &generator)
        return .compare(sign, left, number(measure, depth: depth, hasUnit: false, using: &generator))
    }

    /// A number of that measure; `hasUnit` if it must not be made of bare numbers only.
    private static func number(
        _ measure: Measure,
        depth: Int,
        hasUnit: Bool,
        using generator: inout SeededGenerator
    ) -> ReferenceExpression {
        guard depth > 0, generator.chance(60) else { return leaf(measure, hasUnit: hasUnit, using: &generator) }
        func part(_ measure: Measure, hasUnit: Bool = false) -> ReferenceExpression {
            number(measure, depth: depth - 1, hasUnit: hasUnit, using: &generator)
        }
        switch generator.pick(["+", "-", "*", "/", "negate", "abs", "min", "max"]) {
        case "*": return .arithmetic("*", part(measure, hasUnit: true), part(.plain))
        case "/" where measure == .plain:
            let kind = generator.pick(Measure.allCases)
            return .arithmetic("/", part(kind, hasUnit: true), part(kind, hasUnit: true))
        case "/": return .arithmetic("/", part(measure, hasUnit: true), part(.plain))
        case "negate": return .negate(part(measure, hasUnit: hasUnit))
        case "abs": return .call("abs", [part(measure, hasUnit: hasUnit)])
        case let function where ["min", "max"].contains(function):
            return .call(function, [part(measure, hasUnit: hasUnit), part(measure), part(measure)])
        case let sign: return .arithmetic(sign, part(measure, hasUnit: hasUnit), part(measure))
        }
    }

    private static func leaf(
        _ measure: Measure,
        hasUnit: Bool,
        using generator: inout SeededGenerator
    ) -> ReferenceExpression {
        let bare = ReferenceExpression.number(generator.pick([0, 1, 2, 3, 5, 0.5, 60, 90]))
        switch measure {
        case .calls: return hasUnit || generator.chance(60) ? .metric(generator.pick(callCounters)) : bare
        case .seconds:
            if generator.chance(60) { return .metric(.longestWaitTime) }
            return hasUnit || generator.chance(60) ? .duration(generator.pick([30, 60, 90])) : bare
        case .plain:
            if hasUnit || generator.chance(40) {
                return .arithmetic(
                    "/",
                    .metric(generator.pick(callCounters)),
                    .metric(generator.pick(callCounters))
                )
            }
            return generator.chance(50) ? .percent(generator.pick([0, 20, 50, 100])) : bare
        }
    }
}
