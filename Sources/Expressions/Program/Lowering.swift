import Model

/// Makes instructions of expressions, each over the rows of its grain.
struct Lowering {
    /// What a node of a graph has become.
    struct Value {
        /// A number or a condition.
        enum Content {
            case number(ValueNumbering.NumberValue)
            case truth(ValueNumbering.TruthValue)
        }

        var content: Content
        /// The place of its grain in the program; nil for what is the same everywhere.
        var grain: Int?
        /// What it depends on besides the counters of one series at one poll; nil for nothing.
        var reach: Reach?
    }

    private(set) var numbering = ValueNumbering()
    /// The grains: first each series.
    private(set) var grains: [Program.RowGrain] = [.series]
    /// The ways from a grain to one of its groupings.
    private(set) var links: [Program.Link] = []

    /// Whose values are known: the nodes of `let`s are many expressions' own, but groups are those of a selection.
    private struct Owner: Hashable {
        var graph: ObjectIdentifier
        var selection: Int?
    }

    /// The values of nodes of `let`s; the owner is kept so that its identity stays its own.
    private var shared: [Owner: (owner: ExpressionGraph.Shared, values: [ExpressionGraph.Index: Value])] = [:]

    /// The value of a graph's node, for series that `selection` selects.
    mutating func lower(_ graph: ExpressionGraph, _ root: ExpressionGraph.Index, selection: Int?) -> Value {
        let key = Owner(graph: ObjectIdentifier(graph.shared), selection: selection)
        // Taken out while it grows, so that it is not copied.
        let known = shared.removeValue(forKey: key)?.values ?? [:]
        var values = Values(shared: known, sharedCount: graph.shared.nodes.count)
        for index in graph.order(of: root, skipping: { values[$0] != nil }) {
            values[index] = lower(graph[index], values, selection: selection)
        }
        shared[key] = (graph.shared, values.shared)
        guard let result = values[root] else { preconditionFailure("the root of a graph has no value") }
        return result
    }

    /// The values of a graph's nodes, those of its `let`s apart.
    private struct Values {
        var shared: [ExpressionGraph.Index: Value]
        let sharedCount: Int
        private var own: [ExpressionGraph.Index: Value] = [:]

        init(shared: [ExpressionGraph.Index: Value], sharedCount: Int) {
            self.shared = shared
            self.sharedCount = sharedCount
        }

        subscript(index: ExpressionGraph.Index) -> Value? {
            get { index < sharedCount ? shared[index] : own[index] }
            set {
                if index < sharedCount { shared[index] = newValue } else { own[index] = newValue }
            }
        }
    }

    // MARK: Grains

    /// The place of a grain in the program; nil for what is the same everywhere.
    mutating func index(of grain: Grain, selection: Int?) -> Int? {
        switch grain {
        case .constant: return nil
        case .series: return Program.series
        case .group(let labels):
            let wanted = Program.RowGrain.group(labels, selection: selection)
            if let index = grains.firstIndex(of: wanted) { return index }
            grains.append(wanted)
            _ = link(from: Program.series, to: grains.count - 1)
            return grains.count - 1
        }
    }

    private mutating func link(from finer: Int, to coarser: Int) -> Int {
        let wanted = Program.Link(finer: finer, coarser: coarser)
        if let index = links.firstIndex(of: wanted) { return index }
        links.append(wanted)
        return links.count - 1
    }

    /// The finer of two grains that the checker let meet.
    private func finer(_ first: Int?, _ second: Int?) -> Int? {
        guard let first, let second else { return first ?? second }
        return grains[first].refines(grains[second]) ? first : second
    }

    /// A value with the rows of a grain that refines its own.
    mutating func spread(_ value: Value, to target: Int?) -> Value {
        guard let target, let own = value.grain, own != target else {
            return Value(content: value.content, grain: target, reach: value.reach)
        }
        let link = link(from: target, to: own)
        numbering.grain = target
        var result = value
        result.grain = target
        switch value.content {
        case .number(let number): result.content = .number(numbering.spread(number, link: link))
        case .truth(let truth): result.content = .truth(numbering.spread(truth, link: link))
        }
        return result
    }

    // MARK: Nodes

    private mutating func lower(_ node: ExpressionGraph.Node, _ values: Values, selection: Int?) -> Value {
        let operands = node.operands.map { index in
            guard let value = values[index] else { preconditionFailure("node \(index) has no value yet") }
            return value
        }
        switch node {
        case .group(let function, _, let labels): return group(function, operands[0], labels, selection: selection)
        case .window(let function, _, let span): return window(function, operands[0], span)
        case .previous:
            let value = inCall(operands[0])
            let reach = value.reach ?? .now
            return Value(
                content: .number(numbering.previous(value.number)),
                grain: value.grain,
                reach: Reach(span: reach.span, gaps: reach.gaps + 1)
            )
        default: break
        }
        let grain = operands.reduce(nil) { finer($0, $1.grain) }
        let spread = operands.map { self.spread($0, to: grain) }
        numbering.grain = grain ?? Program.series
        let reach = operands.compactMap(\.reach).reduce(nil as Reach?) { $0?.joined(with: $1) ?? $1 }
        let content = rowByRow(node, spread)
        if case .metric = node { return Value(content: content, grain: Program.series, reach: nil) }
        return Value(content: content, grain: grain, reach: reach)
    }

    /// What is computed of the values of one row.
    private mutating func rowByRow(_ node: ExpressionGraph.Node, _ operands: [Value]) -> Value.Content {
        switch node {
        case .constant(let value): return .number(numbering.constant(value))
        case .metric(let metric): return .number(numbering.metric(metric))
        case .negate: return .number(numbering.unary(.negate, operands[0].number))
        case .arithmetic(let operation, _, _):
            return .number(numbering.arithmetic(operation, operands[0].number, operands[1].number))
        case .call(.abs, _): return .number(numbering.unary(.abs, operands[0].number))
        case .call(let function, _):
            return .number(
                operands.dropFirst().reduce(operands[0].number) { result, argument in
                    numbering.extreme(function == .min ? .min : .max, result, argument.number)
                }
            )
        case .compare(let comparison, _, _):
            return .truth(numbering.compare(comparison, operands[0].number, operands[1].number))
        case .not: return .truth(!operands[0].truth)
        case .and: return .truth(numbering.and(operands[0].truth, operands[1].truth))
        case .or: return .truth(!numbering.and(!operands[0].truth, !operands[1].truth))
        case .group, .window, .previous: preconditionFailure("\(node) goes over more than a row")
        }
    }

    /// A value as a call takes it: what is the same everywhere has a value for each series there.
    private mutating func inCall(_ value: Value) -> Value {
        var result = value
        result.grain = value.grain ?? Program.series
        numbering.grain = result.grain ?? Program.series
        return result
    }

    private mutating func group(
        _ function: GroupFunction,
        _ operand: Value,
        _ labels: GroupLabels,
        selection: Int?
    ) -> Value {
        let value = inCall(operand)
        let finer = value.grain ?? Program.series
        let coarser = index(of: .group(labels), selection: selection) ?? Program.series
        let reach = value.reach ?? .now
        // A grouping by the labels that the groups have leaves each group alone with itself.
        let link = link(from: finer, to: coarser)
        func gathered(_ function: Instruction.Gathered) -> Value.Content {
            numbering.grain = coarser
            return .number(numbering.gather(function, value.number, link: link))
        }
        let content: Value.Content
        switch function {
        case .sum: content = gathered(.sum)
        case .avg: content = gathered(.avg)
        case .min: content = gathered(.min)
        case .max: content = gathered(.max)
        case .stddev: content = gathered(.stddev)
        case .quantile(let level): content = gathered(.quantile(level))
        case .count:
            let known = numbering.or(value.truth.isTrue, value.truth.isFalse)
            numbering.grain = coarser
            content = .number(numbering.count(value.truth, known: known, link: link))
        case .any: content = .truth(any(value.truth, from: finer, to: coarser, link: link))
        case .all: content = .truth(!any(!value.truth, from: finer, to: coarser, link: link))
        }
        return Value(content: content, grain: coarser, reach: reach)
    }

    private mutating func any(
        _ truth: ValueNumbering.TruthValue,
        from finer: Int,
        to coarser: Int,
        link: Int
    ) -> ValueNumbering.TruthValue {
        numbering.grain = finer
        let others = numbering.membersWithout(truth.isFalse)
        numbering.grain = coarser
        return numbering.any(truth, others: others, link: link)
    }

    private mutating func window(_ function: WindowFunction, _ operand: Value, _ span: TimeSpan) -> Value {
        let value = inCall(operand)
        let content =
            switch function {
            case .sum: numbering.sum(value.number, over: span)
            case .avg: numbering.mean(value.number, over: span)
            case .min: numbering.extreme(.min, value.number, over: span)
            case .max: numbering.extreme(.max, value.number, over: span)
            case .stddev: numbering.sampled(.stddev, value.number, over: span)
            case .quantile(let level): numbering.sampled(.quantile(level), value.number, over: span)
            case .count: numbering.count(value.truth, over: span)
            case .share: numbering.share(value.truth, over: span)
            case .change: numbering.sampled(.change, value.number, over: span)
            case .slope: numbering.sampled(.slope, value.number, over: span)
            case .forecast(let ahead): numbering.sampled(.forecast(ahead), value.number, over: span)
            }
        return Value(content: .number(content), grain: value.grain, reach: (value.reach ?? .now).over(span))
    }
}

extension Lowering.Value {
    /// The number that the checker says it is.
    fileprivate var number: ValueNumbering.NumberValue {
        guard case .number(let number) = content else { preconditionFailure("a condition where a number stands") }
        return number
    }

    /// The condition that the checker says it is.
    fileprivate var truth: ValueNumbering.TruthValue {
        guard case .truth(let truth) = content else { preconditionFailure("a number where a condition stands") }
        return truth
    }
}
