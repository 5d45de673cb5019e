import Model

/// The values of a rule's expressions, every window gone through again at every poll.
struct ReferenceEvaluation {
    /// A call, by its number among them, and the element of its own grain that it has a value for.
    private struct Place: Hashable {
        let call: Int
        let element: ReferenceElement
    }

    /// What the rule has seen.
    private(set) var history: ReferenceHistory
    /// Whether a decision has hung on the last bits of a sum that may be made in another order.
    private(set) var isDoubtful = false
    /// The calls met so far, with their grain.
    private var calls: [ReferenceExpression: (number: Int, grain: ReferenceGrain)] = [:]
    /// The values of calls that are known already: they stay what they were.
    private var numbers: [Timestamp: [Place: Double?]] = [:]
    private var truths: [Timestamp: [Place: Bool?]] = [:]
    /// The polls of these values, oldest first.
    private var times: [Timestamp] = []

    init(_ history: ReferenceHistory) {
        self.history = history
    }

    /// Notes the series that a poll delivered and the rule sees.
    mutating func append(
        _ rows: [(code: AccessCode, labels: [String: String], row: [Double?])],
        at time: Timestamp
    ) {
        history.append(rows, at: time)
        times.append(time)
        while let oldest = times.first, time - oldest > history.horizon {
            numbers[oldest] = nil
            truths[oldest] = nil
            times.removeFirst()
        }
    }

    // MARK: Numbers

    /// The value of a number for an element at the poll at `time`; nil is unknown.
    ///
    /// Where the element is not seen, constants are unknown like all that the others are made of.
    mutating func number(_ x: ReferenceExpression, of element: ReferenceElement, at time: Timestamp) -> Double? {
        switch x {
        case .number(let value): return isSeen(element, at: time) ? value : nil
        case .duration(let span): return isSeen(element, at: time) ? Double(span.milliseconds) / 1000 : nil
        case .percent(let percent): return isSeen(element, at: time) ? percent / 100 : nil
        case .metric(let metric):
            guard let row = history.sample(of: element, at: time)?.row, !row.isEmpty else { return nil }
            return row[metric.index]
        case .negate(let operand): return number(operand, of: element, at: time).map { -$0 }
        case .arithmetic(let sign, let left, let right):
            return arithmetic(sign, left, right, of: element, at: time)
        case .call(let function, let arguments):
            var values: [Double] = []
            for argument in arguments {
                guard let value = number(argument, of: element, at: time) else { return nil }
                values.append(value)
            }
            if function == "abs" { return values.first.map { $0 < 0 ? -$0 : $0 } }
            return ReferenceStatistics.value(function, quantile: nil, values)
        case .aggregate, .window, .previous:
            guard isSeen(element, at: time) else { return nil }
            let place = place(of: x, element)
            if let known = numbers[time, default: [:]][place] { return known }
            let value = call(x, of: place.element, at: time).flatMap { $0.isFinite ? $0 : nil }
            numbers[time, default: [:]][place] = .some(value)
            return value
        case .compare, .not, .and, .or: preconditionFailure("no number: \(x)")
        }
    }

    private func isSeen(_ element: ReferenceElement, at time: Timestamp) -> Bool {
        history.sample(of: element, at: time) != nil
    }

    /// The call for the element of its own grain that `element` is, or belongs to.
    private mutating func place(of x: ReferenceExpression, _ element: ReferenceElement) -> Place {
        let call = calls[x] ?? (calls.count, x.grain)
        calls[x] = call
        guard case .group(let names) = call.grain else { return Place(call: call.number, element: element) }
        return Place(call: call.number, element: history.group(names, of: element))
    }

    private mutating func arithmetic(
        _ sign: String,
        _ left: ReferenceExpression,
        _ right: ReferenceExpression,
        of element: ReferenceElement,
        at time: Timestamp
    ) -> Double? {
        guard let first = number(left, of: element, at: time), let second = number(right, of: element, at: time)
        else { return nil }
        var result = 0.0
        switch sign {
        case "+": result = first + second
        case "-": result = first - second
        case "*": result = first * second
        default:
            if isNearlyEqual(second, 0), right.isInexact { isDoubtful = true }
            guard second != 0 else { return nil }
            result = first / second
        }
        return result.isFinite ? result : nil
    }

    /// The value of a call for an element of its own grain.
    private mutating func call(_ x: ReferenceExpression, of element: ReferenceElement, at time: Timestamp) -> Double? {
        switch x {
        case .aggregate("count", _, let condition, let labels):
            return count(members(condition, labels, of: element, at: time))
        case .aggregate(let function, let quantile, let operand, let labels):
            var values: [Double] = []
            for member in membersOf(operand, labels, of: element, at: time) {
                if let value = number(operand, of: member, at: time) { values.append(value) }
            }
            return ReferenceStatistics.value(function, quantile: quantile, values)
        case .window(let function, let quantile, let operand, let span, let ahead):
            // Covered: first seen at or before the window's beginning.
            guard let start = history.sample(of: element, at: time)?.startedAt, start <= time - span else { return nil }
            let times = history.times(of: element, from: time - span, to: time)
            if operand.isCondition {
                var found: [Bool?] = []
                for sampled in times { found.append(truth(operand, of: element, at: sampled)) }
                guard let count = count(found) else { return nil }
                return function == "count" ? count : count / Double(found.count { $0 != nil })
            }
            var samples: [(time: Timestamp, value: Double)] = []
            for sampled in times {
                if let value = number(operand, of: element, at: sampled) { samples.append((sampled, value)) }
            }
            guard let oldest = samples.first, let newest = samples.last else { return nil }
            switch function {
            case "change": return newest.value - oldest.value
            case "slope", "forecast":
                let points = samples.map { (time: ($0.time - oldest.time).seconds, value: $0.value) }
                return ReferenceStatistics.line(points, at: ahead.map { (time + $0 - oldest.time).seconds })
            default: return ReferenceStatistics.value(function, quantile: quantile, samples.map(\.value))
            }
        case .previous(let operand):
            return history.timeBefore(time, of: element).flatMap { number(operand, of: element, at: $0) }
        default: preconditionFailure("no call: \(x)")
        }
    }

    private func membersOf(
        _ operand: ReferenceExpression,
        _ labels: [String],
        of group: ReferenceElement,
        at time: Timestamp
    ) -> [ReferenceElement] {
        guard case .group(let names) = ReferenceGrain.by(labels) else { return [] }
        return history.members(of: operand.grain.inCall, in: group, names, at: time)
    }

    /// The truths of a condition for each member of a group.
    private mutating func members(
        _ condition: ReferenceExpression,
        _ labels: [String],
        of group: ReferenceElement,
        at time: Timestamp
    ) -> [Bool?] {
        var found: [Bool?] = []
        for member in membersOf(condition, labels, of: group, at: time) {
            found.append(truth(condition, of: member, at: time))
        }
        return found
    }

    /// How many are true; nil where all are unknown.
    private func count(_ truths: [Bool?]) -> Double? {
        truths.contains { $0 != nil } ? Double(truths.count { $0 == true }) : nil
    }

    // MARK: Conditions

    /// The value of a condition for an element at the poll at `time`; nil is unknown.
    mutating func truth(_ x: ReferenceExpression, of element: ReferenceElement, at time: Timestamp) -> Bool? {
        switch x {
        case .compare(let sign, let left, let right):
            guard let first = number(left, of: element, at: time), let second = number(right, of: element, at: time)
            else { return nil }
            if isNearlyEqual(first, second), left.isInexact || right.isInexact { isDoubtful = true }
            switch sign {
            case ">": return first > second
            case ">=": return first >= second
            case "<": return first < second
            case "<=": return first <= second
            case "==": return first == second
            default: return first != second
            }
        case .not(let operand): return truth(operand, of: element, at: time).map { !$0 }
        case .and(let left, let right):
            return all([truth(left, of: element, at: time), truth(right, of: element, at: time)])
        case .or(let left, let right):
            return any([truth(left, of: element, at: time), truth(right, of: element, at: time)])
        case .aggregate(let function, _, let condition, let labels):
            guard isSeen(element, at: time) else { return nil }
            let place = place(of: x, element)
            if let known = truths[time, default: [:]][place] { return known }
            let found = members(condition, labels, of: place.element, at: time)
            let truth = function == "any" ? any(found) : all(found)
            truths[time, default: [:]][place] = .some(truth)
            return truth
        default: preconditionFailure("no condition: \(x)")
        }
    }

    private func any(_ truths: [Bool?]) -> Bool? {
        if truths.contains(true) { return true }
        return truths.contains(nil) ? nil : false
    }

    private func all(_ truths: [Bool?]) -> Bool? {
        if truths.contains(false) { return false }
        return truths.contains(nil) ? nil : true
    }

    // MARK: Doubt

    private func isNearlyEqual(_ left: Double, _ right: Double) -> Bool {
        abs(left - right) <= 1e-9 * max(1, abs(left), abs(right))
    }

    /// What a template prints of a number, which is in doubt where the last bits decide how it is rounded.
    mutating func text(
        _ x: ReferenceExpression,
        _ measure: ReferenceMeasure,
        of element: ReferenceElement,
        at time: Timestamp
    ) -> String {
        let value = number(x, of: element, at: time)
        if let value, x.isInexact, measure.text(value - 1e-9) != measure.text(value + 1e-9) { isDoubtful = true }
        return measure.text(value)
    }
}
