import Diagnostics
import Model
import YAML

// What is wrong with matchers, in order of the names.
extension Diagnostic {
    static func badMatcher(
        _ mistake: Matcher.NotationMistake,
        at range: SourceRange,
        in scalar: Node.Scalar
    ) -> Diagnostic {
        if mistake.isTooLarge { return patternTooLarge(mistake.message, at: range) }
        return .error(
            "bad-matcher",
            at: range,
            // What is said of a pattern repeats a part of it.
            scalar.isSubstituted ? "this text is not a matcher" : mistake.message,
            help: #"a matcher is a label's name, one of `=`, `!=`, `=~`, `!~`, and a value: `team=~"sales|support"`"#
        )
    }

    static func badPattern(_ mistake: Pattern.Mistake, _ scalar: Node.Scalar) -> Diagnostic {
        if mistake.isTooLarge { return patternTooLarge(mistake.message, at: scalar.range) }
        return .error(
            "bad-matcher",
            at: scalar.range,
            // What is said of a pattern repeats a part of it.
            scalar.isSubstituted ? "not a regular expression" : "not a regular expression: \(mistake.message)"
        )
    }

    private static func patternTooLarge(_ message: String, at range: SourceRange) -> Diagnostic {
        .error(
            "pattern-too-large",
            at: range,
            message,
            help: "give all that is meant one label in the catalog, and match that"
        )
    }
}
