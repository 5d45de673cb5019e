package import Model

extension ReferenceEngine {
    /// What an expression comes to for each element at the last of `polls`, in the order of their labels:
    /// `5:3.5 6:unknown` for series by their `innoId`, `1,red:true` for groups by the values of their labels.
    package static func values(
        of text: String,
        polls: [Poll],
        staleness: TimeSpan = .minutes(5),
        labels: (AccessCode) -> [String: String] = { _ in [:] }
    ) throws -> String {
        let expression = try ReferenceParser.parse(text)
        let groupings = expression.groupings
        let reach = expression.reach(staleness: staleness)
        var evaluation = ReferenceEvaluation(
            ReferenceHistory(staleness: staleness, groupings: groupings, reach: reach)
        )
        var line: [String] = []
        for poll in polls {
            evaluation.append(rows(of: poll, labels), at: poll.time)
            // At every poll, as a rule does.
            line = evaluation.history.elements[expression.grain.inCall, default: []].map { element in
                "\(name(of: element)):\(value(of: expression, element, at: poll.time, in: &evaluation))"
            }
        }
        return line.joined(separator: " ")
    }

    private static func rows(
        of poll: Poll,
        _ labels: (AccessCode) -> [String: String]
    ) -> [(code: AccessCode, labels: [String: String], row: [Double?])] {
        guard case .snapshot(let snapshot) = poll.result else { return [] }
        return snapshot.series.enumerated().map { index, code in
            let own = ["vdn": String(code.vdn), "innoId": String(code.innoId), "source": poll.source]
            let row = Metric.allCases.map { snapshot.value($0, at: index) }
            return (code, labels(code).merging(own) { $1 }, row)
        }
    }

    private static func name(of element: ReferenceElement) -> String {
        switch element {
        case .series(let code): String(code.innoId)
        case .group(_, let values): values.joined(separator: ",")
        }
    }

    private static func value(
        of expression: ReferenceExpression,
        _ element: ReferenceElement,
        at time: Timestamp,
        in evaluation: inout ReferenceEvaluation
    ) -> String {
        if expression.isCondition {
            return evaluation.truth(expression, of: element, at: time).map { String($0) } ?? "unknown"
        }
        guard let number = evaluation.number(expression, of: element, at: time) else { return "unknown" }
        return Int(exactly: number).map { String($0) } ?? String(number)
    }
}
