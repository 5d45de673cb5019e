import Diagnostics

// What is wrong with functions over groups and time, in order of their names.
extension Diagnostic {
    static func emptyWindow(at range: SourceRange) -> Diagnostic {
        .error("empty-window", at: range, "a window must be longer than no time", help: "such as `over 5m`")
    }

    static func grainMismatch(
        _ sign: String,
        _ first: Grain,
        _ second: Grain,
        at range: SourceRange
    ) -> Diagnostic {
        .error(
            "grain-mismatch",
            at: range,
            "`\(sign)` joins values of \(first) and of \(second)",
            label: "neither grouping has all labels of the other",
            help: "give one of them all labels of the other"
        )
    }

    /// A `by` over groups with labels that those groups do not have.
    static func groupLabelsNotAmong(_ labels: GroupLabels, _ finer: GroupLabels, at range: SourceRange) -> Diagnostic {
        let missing = labels.names.filter { !finer.names.contains($0) }
        return .error(
            "grain-mismatch",
            at: range,
            "this has a value for each group by \(finer), and \(list(missing)) is not among its labels",
            label: "by \(finer)",
            help: "group it by \(GroupLabels(finer.names + missing)) first"
        )
    }

    /// A condition of a rule whose earlier conditions have another grain.
    static func grainMismatch(condition: Grain, ofRule rule: Grain, at range: SourceRange) -> Diagnostic {
        .error(
            "grain-mismatch",
            at: range,
            "this condition is about \(condition), and the rule's first about \(rule)",
            help:
                "all conditions of a rule are about the same: spread a group's value over its members with a condition "
                + "on a series, or group both alike"
        )
    }

    /// An expression in a template that has no single value for what the rule's alerts are about.
    static func grainMismatch(template: Grain, ofRule rule: Grain, at range: SourceRange) -> Diagnostic {
        .error(
            "grain-mismatch",
            at: range,
            "this has a value for \(template), and the rule's alerts are about \(rule)",
            help: "reduce it to one value, as in `sum(queueCallCount by \(rule.groupLabels))`"
        )
    }

    static func groupAndWindow(_ builtin: Builtin, at range: SourceRange) -> Diagnostic {
        .error(
            "group-and-window",
            at: range,
            "`\(builtin.name)` goes over a group or over a window, not over both",
            label: "`by` and `over` in one call",
            help: "nest two calls: `avg(sum(queueCallCount by vdn) over 5m)`"
        )
    }

    static func quantileLevel(at range: SourceRange) -> Diagnostic {
        .error(
            "quantile-level",
            at: range,
            "the first argument of `quantile` is a number from 0 to 1, or from 0% to 100%",
            help: "as in `quantile(95%, longestWaitTime over 15m)`"
        )
    }
}

extension Grain {
    /// The labels that an example of `by` has.
    fileprivate var groupLabels: GroupLabels {
        if case .group(let labels) = self { labels } else { GroupLabels(["vdn"]) }
    }
}
