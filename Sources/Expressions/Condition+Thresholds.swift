package import Model

/// A number that a condition compares one counter with, as a chart draws it.
package struct Threshold: Sendable, Hashable {
    /// The counter.
    package let metric: Metric
    /// The number, in the counter's unit.
    package let value: Double

    /// That number for that counter.
    package init(_ metric: Metric, _ value: Double) {
        self.metric = metric
        self.value = value
    }
}

extension Condition {
    /// The numbers that single counters are compared with, in reading order, each once; `let`s are looked through.
    package var thresholds: [Threshold] {
        var found: [Threshold] = []
        for index in graph.order(of: root, skipping: { _ in false }) {
            guard case .compare(_, let left, let right) = graph[index],
                let threshold = threshold(left, right) ?? threshold(right, left), !found.contains(threshold)
            else { continue }
            found.append(threshold)
        }
        return found
    }

    /// The counters that it looks at, in the order of the interface's table.
    package var metrics: [Metric] {
        var found: Set<Metric> = []
        for index in graph.order(of: root, skipping: { _ in false }) {
            if case .metric(let metric) = graph[index] { found.insert(metric) }
        }
        return Metric.allCases.filter(found.contains)
    }

    private func threshold(_ counter: ExpressionGraph.Index, _ number: ExpressionGraph.Index) -> Threshold? {
        guard case .metric(let metric) = graph[counter] else { return nil }
        // What is known while no counter is depends on none: it is a constant.
        let nothingKnown = Reading(Metric.allCases.map { _ in nil })
        return graph.number(of: number, nothingKnown).map { Threshold(metric, $0) }
    }
}
