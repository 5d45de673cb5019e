import Model

/// Random conditions that the checker accepts: every operator and function, units and grains kept.
struct RandomExpressions {
    private enum Measure: CaseIterable {
        case calls
        case seconds
        case plain
    }

    private static let callCounters: [Metric] = [.allCallCount, .ivrCallCount, .agentCallCount, .queueCallCount]
    private static let groupings: [[String]] = [
        [], ["vdn"], ["team"], ["zone"], ["team", "vdn"], ["vdn", "zone"], ["source", "team"], ["team", "vdn", "zone"],
    ]
    private static let spans: [TimeSpan] = [
        .milliseconds(1), .seconds(15), .seconds(30), .minutes(1), .seconds(90), .minutes(2), .minutes(5), .minutes(6),
    ]
    private static let functions = ["sum", "avg", "min", "max", "stddev", "quantile"]

    /// Where chance comes from.
    private var generator: SeededGenerator
    /// Whether values of other series and of other times are asked for too.
    private let hasCalls: Bool
    /// How many more calls may stand inside each other.
    private var callsLeft = 3

    init(seed: UInt64, hasCalls: Bool) {
        generator = SeededGenerator(seed: seed)
        self.hasCalls = hasCalls
    }

    /// A grain for the conditions of a rule.
    mutating func grain() -> ReferenceGrain {
        hasCalls && generator.chance(50) ? .by(generator.pick(Self.groupings)) : .series
    }

    /// A condition of that grain that names a counter.
    mutating func condition(depth: Int, _ grain: ReferenceGrain) -> ReferenceExpression {
        while true {
            let condition = anyCondition(depth: depth, grain)
            if condition.namesMetric, condition.grain == grain, condition.isWellGrained { return condition }
        }
    }

    private mutating func anyCondition(depth: Int, _ grain: ReferenceGrain) -> ReferenceExpression {
        if depth > 0, generator.chance(45) {
            let left = anyCondition(depth: depth - 1, grain)
            switch generator.pick(["not", "and", "or"]) {
            case "not": return .not(left)
            case "and": return .and(left, anyCondition(depth: depth - 1, grain))
            default: return .or(left, anyCondition(depth: depth - 1, grain))
            }
        }
        if hasCalls, callsLeft > 0, depth > 0, generator.chance(12) {
            let by = coarser(than: grain)
            let function = generator.pick(["any", "all"])
            return .aggregate(function, quantile: nil, inCall { $0.innerCondition(depth: depth - 1, by) }, by: by)
        }
        let measure = generator.pick(Measure.allCases)
        let sign = generator.pick([">", ">=", "<", "<=", "==", "!="])
        let left = number(measure, depth: depth, grain, hasUnit: generator.chance(80))
        return .compare(sign, left, number(measure, depth: depth, grain, hasUnit: false))
    }

    // MARK: Calls

    private mutating func inCall<Value>(_ body: (inout RandomExpressions) -> Value) -> Value {
        callsLeft -= 1
        defer { callsLeft += 1 }
        return body(&self)
    }

    /// Labels of groups that `grain` has, or is made of.
    private mutating func coarser(than grain: ReferenceGrain) -> [String] {
        guard case .group(let labels) = grain else { return generator.pick(Self.groupings) }
        return labels.filter { _ in generator.chance(75) }
    }

    /// The grain of what goes into groups of those labels: series, or groups of more labels.
    private mutating func finer(than labels: [String]) -> ReferenceGrain {
        guard generator.chance(35) else { return .series }
        return .by(
            generator.pick(Self.groupings.filter { Set($0).isSuperset(of: labels) } + [["team", "vdn", "zone"]])
        )
    }

    private mutating func innerCondition(depth: Int, _ labels: [String]) -> ReferenceExpression {
        if generator.chance(5) { return .compare("<", .number(1), .number(2)) }
        return condition(depth: max(0, min(depth, 1)), finer(than: labels))
    }

    /// A number for the elements of `grain` that names a counter.
    private mutating func operand(_ measure: Measure, depth: Int, _ grain: ReferenceGrain) -> ReferenceExpression {
        while true {
            let operand = number(measure, depth: max(0, depth), grain, hasUnit: true)
            if operand.namesMetric, operand.grain == grain, operand.isWellGrained { return operand }
        }
    }

    private mutating func quantile(of function: String) -> Double? {
        function == "quantile" ? generator.pick([0, 0.25, 0.5, 0.9, 1]) : nil
    }

    private mutating func aggregate(_ measure: Measure, depth: Int, _ grain: ReferenceGrain) -> ReferenceExpression {
        let labels = coarser(than: grain)
        if measure == .plain, generator.chance(60) {
            let condition = inCall { $0.innerCondition(depth: depth, labels) }
            return .aggregate("count", quantile: nil, condition, by: labels)
        }
        let function = generator.pick(Self.functions)
        let operand = inCall { $0.operand(measure, depth: depth, $0.finer(than: labels)) }
        return .aggregate(function, quantile: quantile(of: function), operand, by: labels)
    }

    private mutating func window(_ measure: Measure, depth: Int, _ grain: ReferenceGrain) -> ReferenceExpression {
        let span = generator.pick(Self.spans)
        if measure == .plain, generator.chance(60) {
            let condition = inCall { $0.condition(depth: min(depth, 1), grain) }
            return .window(generator.pick(["count", "share"]), quantile: nil, condition, over: span, ahead: nil)
        }
        if measure == .calls, generator.chance(15) {
            let operand = inCall { $0.operand(.calls, depth: depth, grain) }
            let slope = ReferenceExpression.window("slope", quantile: nil, operand, over: span, ahead: nil)
            return .arithmetic("*", slope, .duration(.minutes(1)))
        }
        let function = generator.pick(Self.functions + ["change", "forecast", "previous"])
        let operand = inCall { $0.operand(measure, depth: depth, grain) }
        if function == "previous" { return .previous(operand) }
        let ahead: TimeSpan? = function == "forecast" ? generator.pick([.seconds(30), .minutes(5)]) : nil
        return .window(function, quantile: quantile(of: function), operand, over: span, ahead: ahead)
    }

    // MARK: Numbers

    /// A number of that measure that fits `grain`; `hasUnit` if it must not be made of bare numbers only.
    private mutating func number(
        _ measure: Measure,
        depth: Int,
        _ grain: ReferenceGrain,
        hasUnit: Bool
    ) -> ReferenceExpression {
        if hasCalls, callsLeft > 0, depth > 0, generator.chance(35) {
            return generator.chance(40)
                ? aggregate(measure, depth: depth - 1, grain) : window(measure, depth: depth - 1, grain)
        }
        guard depth > 0, generator.chance(60) else { return leaf(measure, grain, hasUnit: hasUnit) }
        func part(_ measure: Measure, hasUnit: Bool = false) -> ReferenceExpression {
            number(measure, depth: depth - 1, grain, hasUnit: hasUnit)
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

    private mutating func leaf(_ measure: Measure, _ grain: ReferenceGrain, hasUnit: Bool) -> ReferenceExpression {
        let bare = ReferenceExpression.number(generator.pick([0, 1, 2, 3, 5, 0.5, 60, 90]))
        switch measure {
        case .calls: return hasUnit || generator.chance(60) ? counter(generator.pick(Self.callCounters), grain) : bare
        case .seconds:
            if generator.chance(60) { return counter(.longestWaitTime, grain) }
            let spans = [30, 60, 90].map { TimeSpan.seconds($0) }
            return hasUnit || generator.chance(60) ? .duration(generator.pick(spans)) : bare
        case .plain:
            if hasUnit || generator.chance(40) {
                return .arithmetic(
                    "/",
                    counter(generator.pick(Self.callCounters), grain),
                    counter(generator.pick(Self.callCounters), grain)
                )
            }
            return generator.chance(50) ? .percent(generator.pick([0, 20, 50, 100])) : bare
        }
    }

    /// A counter, or what a group has of it.
    private mutating func counter(_ metric: Metric, _ grain: ReferenceGrain) -> ReferenceExpression {
        guard case .group(let labels) = grain else { return .metric(metric) }
        return .aggregate(generator.pick(["sum", "max"]), quantile: nil, .metric(metric), by: labels)
    }
}

extension ReferenceExpression {
    /// Whether groups meet in it only where the labels of one contain those of the other.
    fileprivate var isWellGrained: Bool {
        guard parts.allSatisfy({ $0.isWellGrained }) else { return false }
        let grains = parts.map(\.grain)
        if case .aggregate(_, _, _, let labels) = self {
            guard case .group(let own) = ReferenceGrain.by(labels), case .group(let inner) = grains[0] else {
                return true
            }
            return Set(inner).isSuperset(of: own)
        }
        return grains.indices.allSatisfy { index in
            grains[..<index].allSatisfy { Self.mayMeet($0, grains[index]) }
        }
    }

    private static func mayMeet(_ left: ReferenceGrain, _ right: ReferenceGrain) -> Bool {
        guard case .group(let labels) = left, case .group(let others) = right else { return true }
        return Set(labels).isSuperset(of: others) || Set(others).isSuperset(of: labels)
    }
}
