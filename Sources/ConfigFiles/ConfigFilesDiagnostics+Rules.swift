import Diagnostics
import Model
import YAML

// What is doubtful about rules, in order of the names.
extension Diagnostic {
    static func forBetweenPolls(
        _ hold: TimeSpan,
        lasts: TimeSpan,
        _ interval: TimeSpan,
        _ source: String,
        at range: SourceRange
    ) -> Diagnostic {
        .warning(
            "for-between-polls",
            at: range,
            "a `for` of \(hold) lasts \(lasts) here: \(source) is polled every \(interval)",
            label: "no poll after \(hold)",
            help: "an alert fires at a poll, the first at which its condition has held that long; write what is meant, "
                + "`\(lasts)`"
        )
    }

    static func hiddenLevel(
        _ severity: String,
        at range: SourceRange,
        by other: String,
        at place: SourceRange
    ) -> Diagnostic {
        .warning(
            "hidden-level",
            at: range,
            "the severity `\(severity)` never shows: `\(other)`, which is listed later, holds whenever it does",
            label: "the last listed level that fires counts",
            help: "list levels from the lowest to the highest: put `\(severity)` behind `\(other)`",
            related: [.init("holds as well", at: place)]
        )
    }

    static func impliedRule(
        _ alert: String,
        at range: SourceRange,
        by other: String,
        at place: SourceRange
    ) -> Diagnostic {
        .warning(
            "implied-rule",
            at: range,
            "whenever `\(other)` fires, `\(alert)` fires too, with the same labels for the same series",
            label: "holds whenever the other does",
            help: "remove one, or make them `levels` of one alert with a severity each",
            related: [.init("the other", at: place)]
        )
    }

    /// The same of two rules of one name, whose alerts have one fingerprint.
    static func impliedTwin(
        _ alert: String,
        in group: String,
        at range: SourceRange,
        by other: String,
        at place: SourceRange
    ) -> Diagnostic {
        .warning(
            "implied-rule",
            at: range,
            "whenever `\(alert)` of the group `\(other)` fires, that of `\(group)` fires too, with the same labels: "
                + "one of them is never told",
            label: "holds whenever the other does",
            help: "remove one, or rename it",
            related: [.init("the other", at: place)]
        )
    }

    static func keyAsLabel(_ key: Node.Scalar, in section: String) -> Diagnostic {
        .warning(
            "key-as-label",
            at: key.range,
            "\(key.shown) is a key of a rule, and stands in `\(section)` here",
            label: "indented too far",
            help: "write it in line with `alert`, or give it another name"
        )
    }

    static func noSeries(_ matcher: Located<Matcher>, help: String?, isAlone: Bool) -> Diagnostic {
        .warning(
            "no-series",
            at: matcher.range,
            "no access code of the configuration is selected",
            label: isAlone ? "nothing matches" : "nothing that the matchers before it leave matches",
            help: help
        )
    }

    static func overlappingResolve(
        at range: SourceRange,
        when: SourceRange,
        _ severity: String?,
        _ example: String
    ) -> Diagnostic {
        .warning(
            "overlapping-resolve",
            at: range,
            severity.map { "this end condition can hold while `when` of the level `\($0)` holds" }
                ?? "this end condition can hold while `when` holds",
            label: "the alert would end and fire again",
            help: "both hold with \(example)",
            related: [.init("holds as well", at: when)]
        )
    }

    static func windowBelowInterval(
        _ window: TimeSpan,
        _ interval: TimeSpan,
        _ source: String,
        at range: SourceRange
    ) -> Diagnostic {
        .warning(
            "window-below-interval",
            at: range,
            "a window of \(window) is shorter than the \(interval) between two polls of \(source)",
            label: "hardly more than one sample",
            help: "a window of `\(interval * 4)` has five samples"
        )
    }
}
