import Diagnostics
import Model

// What can be wrong with a test file, in order of the names; the ids stand with all others.
extension Diagnostic {
    static func badSeries(_ message: String, at range: SourceRange) -> Diagnostic {
        .error(
            "bad-series",
            at: range,
            message,
            help: #"a series is a counter and its labels: `queueCallCount{innoId="1",vdn="170"}`"#
        )
    }

    static func badValues(_ message: String, at range: SourceRange) -> Diagnostic {
        .error(
            "bad-values",
            at: range,
            message,
            help: "samples are `a`, `axn`, `a+bxn`, `a-bxn`, `_`, `_xn` or `stale`, with spaces between them"
        )
    }

    static func conflictingLabels(
        _ name: String,
        _ value: String,
        at range: SourceRange,
        first: Located<String>
    ) -> Diagnostic {
        .error(
            "conflicting-labels",
            at: range,
            "the series of one access code have one `\(name)`, not `\(value)` and `\(first.value)`",
            related: [.init("given here already", at: first.range)]
        )
    }

    static func duplicateSeries(_ metric: Metric, at range: SourceRange, first: SourceRange) -> Diagnostic {
        .error(
            "duplicate-series",
            at: range,
            "`\(metric.rawValue)` of this access code is given twice",
            label: "again",
            related: [.init("first given here", at: first)]
        )
    }

    static func inactiveAnnotations(at range: SourceRange) -> Diagnostic {
        .error(
            "inactive-annotations",
            at: range,
            "an alert that is inactive says nothing",
            help: "remove `exp_annotations`, or look at another `state`"
        )
    }

    static func lateEvent(_ last: TimeSpan, at range: SourceRange) -> Diagnostic {
        .warning("late-event", at: range, "nothing is looked at after \(last), so that nothing shows what this does")
    }

    static func longInterval(_ interval: TimeSpan, staleness: TimeSpan, at range: SourceRange) -> Diagnostic {
        .warning(
            "long-interval",
            at: range,
            "polls come every \(interval), so that each follows a gap: a series is known for \(staleness)",
            help: "a condition that must hold for some time never does; a configuration can set `staleness`"
        )
    }

    static func noPoll(_ at: TimeSpan, interval: TimeSpan, range: SourceRange) -> Diagnostic {
        let before = TimeSpan(milliseconds: at.milliseconds / interval.milliseconds * interval.milliseconds)
        return .error(
            "no-poll",
            at: range,
            "there is no poll at \(at) that could fail",
            help: "polls come every \(interval); the one before is at \(before)"
        )
    }

    static func noReceivers(at range: SourceRange) -> Diagnostic {
        .error(
            "no-receivers",
            at: range,
            "without a configuration nobody is told of anything",
            help: "name one with `config_file`"
        )
    }

    static func promqlTest(at range: SourceRange) -> Diagnostic {
        .error(
            "promql-test",
            at: range,
            "`promql_expr_test` is about PromQL, which rules are not written in here",
            help: "look at the alert that the expression is for, with `alert_rule_test`"
        )
    }

    static func repeatedGroup(_ name: Name, first: Name) -> Diagnostic {
        .error(
            "repeated-group",
            at: name.range,
            "`group_eval_order` has \(name.shown) twice",
            label: "again",
            related: [.init("first given here", at: first.range)]
        )
    }

    static func severalConfigurations(at range: SourceRange) -> Diagnostic {
        .error(
            "several-configurations",
            at: range,
            "a reload reads one configuration",
            help: "name the other files in its `include` or `rule_files`"
        )
    }

    static func untold(_ event: String, at range: SourceRange) -> Diagnostic {
        .error(
            "silence-untold",
            at: range,
            "\(event) changes what is told and nothing else, and nothing here looks at that",
            help: "look at it with `notification_test` or `escalation_test`, under a `config_file`"
        )
    }

    static func tooManyPolls(interval: TimeSpan, at range: SourceRange) -> Diagnostic {
        .error(
            "too-many-polls",
            at: range,
            "a test has at most \(RuleTest.maximumPolls) polls, and one comes every \(interval)",
            help: "look at an earlier time, or let polls come less often with `interval`"
        )
    }

    static func unknownAlert(_ name: Name, known: some Collection<String>) -> Diagnostic {
        .error(
            "unknown-alert",
            at: name.range,
            "no rule of these files is for an alert \(name.shown)",
            help: nearestName(to: name.text, among: known, most: 1000).map { "did you mean `\($0)`?" }
        )
    }

    static func unknownGroup(_ name: Name, known: some Collection<String>) -> Diagnostic {
        .warning(
            "unknown-group",
            at: name.range,
            "these files have no group \(name.shown)",
            help: nearestName(to: name.text, among: known).map { "did you mean `\($0)`?" }
        )
    }

    static func unknownInputMetric(_ name: String, at range: SourceRange) -> Diagnostic {
        let known = Metric.allCases.map(\.rawValue)
        return .error(
            "unknown-metric",
            at: range,
            "no metric named `\(name)`",
            label: "not a counter of an access code",
            help: nearestName(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? "metrics are \(known.map { "`\($0)`" }.joined(separator: ", "))"
        )
    }

    static func unknownSource(_ name: String, known: [String], at range: SourceRange) -> Diagnostic {
        .error(
            "unknown-source",
            at: range,
            "the configuration has no source `\(name)`",
            help: nearestName(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? "it has \(listed(known))"
        )
    }

    /// The names with commas; of many the first, as such a list may stand at every series of a test.
    private static func listed(_ names: [String]) -> String {
        let most = 20
        let shown = names.prefix(most).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > most ? "\(shown) and \(names.count - most) more" : shown
    }
}
