extension ReferenceExpression {
    /// The expressions that are one step simpler: a part in the place of the whole, or one part made simpler.
    ///
    /// Their units and grains may be at odds.
    package var smaller: [ReferenceExpression] {
        let own = parts.filter { $0.isCondition == isCondition }
        let inside = parts.indices.flatMap { index in
            parts[index].smaller.map { part in
                var parts = parts
                parts[index] = part
                return with(parts)
            }
        }
        return inside + own
    }

    /// The same around other parts.
    private func with(_ parts: [ReferenceExpression]) -> ReferenceExpression {
        switch self {
        case .number, .duration, .percent, .metric: self
        case .negate: .negate(parts[0])
        case .not: .not(parts[0])
        case .previous: .previous(parts[0])
        case .arithmetic(let sign, _, _): .arithmetic(sign, parts[0], parts[1])
        case .compare(let sign, _, _): .compare(sign, parts[0], parts[1])
        case .and: .and(parts[0], parts[1])
        case .or: .or(parts[0], parts[1])
        case .call(let function, _): .call(function, parts)
        case .aggregate(let function, let quantile, _, let labels):
            .aggregate(function, quantile: quantile, parts[0], by: labels)
        case .window(let function, let quantile, _, let span, let ahead):
            .window(function, quantile: quantile, parts[0], over: span, ahead: ahead)
        }
    }
}
