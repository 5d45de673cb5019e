import Model

extension TermTable {
    /// The terms of an expression's parts, in the order of its nodes; `lets` has those of the names that it may use.
    mutating func terms(of syntax: ExpressionSyntax, lets: [String: Index]) -> [Index] {
        var terms: [Index] = []
        terms.reserveCapacity(syntax.nodes.count)
        for node in syntax.nodes { terms.append(term(of: node.kind, terms, lets)) }
        return terms
    }

    private mutating func term(
        of kind: ExpressionSyntax.Kind,
        _ terms: [Index],
        _ lets: [String: Index]
    ) -> Index {
        switch kind {
        case .number(let value), .percent(let value): return insert(.constant(value))
        case .duration(let span): return insert(.constant(span.seconds))
        case .metric(let metric): return metric.index
        case .name(let name):
            guard let term = lets[name] else { preconditionFailure("a name that the checker did not refuse") }
            return term
        case .negate(let operand): return insert(.negate(terms[operand]))
        case .arithmetic(let operation, let left, let right):
            return insert(.arithmetic(operation, terms[left], terms[right]))
        case .compare(let comparison, let left, let right):
            return insert(.compare(comparison, terms[left], terms[right]))
        case .not(let operand): return insert(.not(terms[operand]))
        case .and(let left, let right): return insert(.and(terms[left], terms[right]))
        case .or(let left, let right): return insert(.or(terms[left], terms[right]))
        case .call(let call):
            return insert(
                .call(
                    Call(
                        function: call.function,
                        arguments: call.arguments.map { terms[$0] },
                        labels: call.labels.map { Set($0.map(\.name)) },
                        window: call.window?.span,
                        ahead: call.ahead?.span
                    )
                )
            )
        case .invalid: preconditionFailure("an expression with a mistake is not analysed")
        }
    }
}
