import Model

/// A world that surely can be: one series alone, whose counters have been the same all along.
///
/// What a condition says of it needs no window and no group: the mean, the least and the greatest of equal numbers are
/// that number. So an example can be given, and checked, for conditions of any kind.
extension TermTable {
    private enum Value {
        case number(Double?)
        case truth(Bool?)
    }

    /// Counters of a steady series for which both conditions hold; nil when none is found.
    mutating func example(of condition: Index, and other: Index) -> Reading? {
        beginCondition()
        let (first, second) = (steady(condition), steady(other))
        let both = intersection(meaning(first).whenTrue, meaning(second).whenTrue)
        for cell in both.cells {
            let rows = rows(for: cell)
            let all = Metric.allCallCount.index
            let isAllBound = rows.contains { $0.factor(of: all) != 0 }
            // A share of few callers may not be a whole number of them.
            for least in isAllBound ? [0.0, 10, 100] : [0] {
                let atLeast = LinearRow([.init(variable: all, factor: 1)], least: least, isWhole: true)
                let system = LinearSystem(isAllBound ? rows + [atLeast] : rows)
                for step in [0.0, 1] {
                    guard let values = system.solution(step: step), let reading = Self.reading(values) else { continue }
                    if truth(of: condition, reading) == true, truth(of: other, reading) == true { return reading }
                }
            }
        }
        return nil
    }

    /// The counters that are among `values`, and others that go with them; nil when those of no series.
    private static func reading(_ values: [Int: Double]) -> Reading? {
        var counters = Metric.allCases.map { values[$0.index] ?? 0 }
        let parts = Metric.allCases.filter(\.isPartOfAll).map { counters[$0.index] }
        // They need not overlap for the example; nobody would believe one in which they do.
        let together = parts.reduce(0, +)
        let all = Metric.allCallCount.index
        if values[all] == nil { counters[all] = together }
        let isPossible = counters.allSatisfy { $0 >= 0 && $0 <= Metric.maximum && $0.isWholeNumber }
        return isPossible && (parts.max() ?? 0) <= counters[all] ? Reading(counters) : nil
    }

    /// The terms of which a term is made, itself included, each behind its own.
    func parts(of term: Index) -> [Index] {
        var seen: Set<Index> = [term]
        var pending = [term]
        while let next = pending.popLast() {
            for operand in key(of: next).operands where seen.insert(operand).inserted { pending.append(operand) }
        }
        return seen.sorted()
    }

    /// What a condition is for a steady series, as far as it needs neither the number of samples nor a count.
    private mutating func steady(_ condition: Index) -> Index {
        guard !isSteady(condition) else { return condition }
        var mapped: [Index: Index] = [:]
        for term in parts(of: condition) {
            let key = key(of: term)
            func now(_ operand: Index) -> Index { mapped[operand] ?? operand }
            switch key {
            case .constant, .metric: mapped[term] = term
            case .negate(let operand): mapped[term] = insert(.negate(now(operand)))
            case .arithmetic(let operation, let left, let right):
                mapped[term] = insert(.arithmetic(operation, now(left), now(right)))
            case .compare(let comparison, let left, let right):
                mapped[term] = insert(.compare(comparison, now(left), now(right)))
            case .not(let operand): mapped[term] = insert(.not(now(operand)))
            case .and(let left, let right): mapped[term] = insert(.and(now(left), now(right)))
            case .or(let left, let right): mapped[term] = insert(.or(now(left), now(right)))
            case .call(let call): mapped[term] = steady(call, now) ?? term
            }
        }
        return mapped[condition] ?? condition
    }

    private mutating func steady(_ call: Call, _ now: (Index) -> Index) -> Index? {
        guard let last = call.arguments.last.map(now) else { return nil }
        if call.isPlain {
            var plain = call
            plain.arguments = call.arguments.map(now)
            return insert(.call(plain))
        }
        switch call.function {
        case "avg", "min", "max", "quantile", "forecast", "previous", "any", "all": return last
        case "sum" where call.labels != nil: return last
        case "stddev", "change", "slope": return insert(.constant(0))
        default: return nil
        }
    }

    // MARK: Evaluation

    /// What a condition is for a steady series with these counters, nil when unknown, or not to be said so.
    func truth(of condition: Index, _ reading: Reading) -> Bool? {
        var values: [Index: Value] = [:]
        for term in parts(of: condition) {
            func number(_ operand: Index) -> Double? {
                if case .number(let number) = values[operand] { number } else { nil }
            }
            func truth(_ operand: Index) -> Bool? {
                if case .truth(let truth) = values[operand] { truth } else { nil }
            }
            values[term] =
                switch key(of: term) {
                case .constant(let value): .number(value)
                case .metric(let metric): .number(reading.value(metric))
                case .negate(let operand): .number(number(operand).map { -$0 })
                case .arithmetic(let operation, let left, let right):
                    .number(operation.apply(number(left), number(right)))
                case .compare(let comparison, let left, let right):
                    .truth(comparison.apply(number(left), number(right)))
                case .not(let operand): .truth(truth(operand).map { !$0 })
                case .and(let left, let right): .truth(Self.and(truth(left), truth(right)))
                case .or(let left, let right):
                    .truth(Self.and(truth(left).map { !$0 }, truth(right).map { !$0 }).map { !$0 })
                case .call(let call): Self.value(of: call, number, truth)
                }
        }
        guard case .truth(let truth) = values[condition] else { return nil }
        return truth
    }

    private static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
        if left == false || right == false { return false }
        guard let left, let right else { return nil }
        return left && right
    }

    private static func value(
        of call: Call,
        _ number: (Index) -> Double?,
        _ truth: (Index) -> Bool?
    ) -> Value {
        if call.labels == nil, call.window == nil, let function = ValueFunction(rawValue: call.function) {
            return .number(function.apply(call.arguments.map(number)))
        }
        guard let last = call.arguments.last else { return .number(nil) }
        switch call.function {
        case "avg", "min", "max", "quantile", "forecast", "previous": return .number(number(last))
        case "sum" where call.labels != nil: return .number(number(last))
        case "stddev", "change", "slope": return .number(number(last).map { _ in 0 })
        case "any", "all": return .truth(truth(last))
        case "share": return .number(truth(last).map { $0 ? 1 : 0 })
        case "count" where call.labels != nil: return .number(truth(last).map { $0 ? 1 : 0 })
        default: return .number(nil)
        }
    }
}
