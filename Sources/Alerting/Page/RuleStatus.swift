package import Expressions
import Model

/// Where a rule stands: what it sees, and how near that is to what it waits for.
package struct RuleStatus: Sendable {
    /// The values of a counter that the rule compares with a number.
    package struct Reach: Sendable, Hashable {
        /// The counter, and the number.
        package let threshold: Threshold
        /// The lowest value of the newest polls; nil when none is known.
        package let lowest: Double?
        /// The highest value of the newest polls; nil when none is known.
        package let highest: Double?
    }

    /// The rule.
    package let rule: Rule
    /// How many series or groups it sees.
    package let elements: Int
    /// How many of its alerts are pending.
    package let pending: Int
    /// How many of its alerts fire.
    package let firing: Int
    /// The values of the counters that it compares with numbers; nil where there are too many series to look at.
    package let reaches: [Reach]?
}

extension AlertEngine {
    /// Values of more series than this are not looked through for one list of rules.
    private static let mostValues = 2_000_000

    /// Where the rules stand, in the order of the files, at most `limit`.
    package func ruleStatuses(limit: Int) -> [RuleStatus] {
        var rest = Self.mostValues
        return configuration.rules.rules.indices.prefix(limit).map { index in
            let rule = configuration.rules.rules[index]
            let grain = configuration.rules.grains[index]
            let states = sources.values.flatMap { $0.alerts[index].values.map(\.state) }
            let thresholds = rule.levels.flatMap(\.when.thresholds).reduce(into: [Threshold]()) { found, threshold in
                if !found.contains(threshold) { found.append(threshold) }
            }
            rest -= thresholds.isEmpty ? 0 : sources.values.reduce(0) { $0 + $1.table.codes.count }
            return RuleStatus(
                rule: rule,
                elements: sources.values.reduce(0) { $0 + elementCount(of: index, grain: grain, in: $1) },
                pending: states.count { $0 == .pending },
                firing: states.count { $0 == .firing },
                reaches: rest < 0 ? nil : thresholds.map { reach(to: $0, of: index) }
            )
        }
    }

    private func elementCount(of rule: Int, grain: Elements.GrainIndex, in source: SourceState) -> Int {
        guard grain == .series, let selection = configuration.rules.selectionOfRule[rule] else {
            return source.elements.count(of: grain)
        }
        return (0..<source.elements.count(of: grain)).count { source.selections[selection][$0] }
    }

    private func reach(to threshold: Threshold, of rule: Int) -> RuleStatus.Reach {
        var (lowest, highest) = (Double.infinity, -Double.infinity)
        for source in sources.values {
            let selection = configuration.rules.selectionOfRule[rule].map { source.selections[$0] }
            let column = source.columns[threshold.metric.index]
            for row in 0..<column.count where selection?[row] ?? true {
                guard source.elements.lastSeen(row, grain: .series) == source.record.lastGoodAt,
                    let value = column[row]
                else { continue }
                lowest = min(lowest, value)
                highest = max(highest, value)
            }
        }
        let isKnown = lowest <= highest
        return RuleStatus.Reach(
            threshold: threshold,
            lowest: isKnown ? lowest : nil,
            highest: isKnown ? highest : nil
        )
    }
}
