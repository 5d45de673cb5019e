import Diagnostics

extension Diagnostic {
    static func lowAboveHigh(isLowGiven: Bool, at range: SourceRange) -> Diagnostic {
        .error(
            "low-above-high",
            at: range,
            isLowGiven ? "`low` has to be at most `high`" : "`high` has to be at least `low`",
            help: "an alert flaps from above `high` (50% if not given) until below `low` (25% if not given)"
        )
    }
}
