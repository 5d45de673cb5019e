import Diagnostics

/// What comes of a condition that always, or never, holds.
enum Consequence: String {
    /// Only a part of the condition is decided.
    case none = ""
    case neverFires = ", so the alert never fires"
    case alwaysFires = ", so the alert fires for every series that it sees"
    case neverResolves = ", so no poll ends the alert"
    case resolvesAtOnce = ", so the alert ends as soon as it fires"
    case neverGood = ", so no sample is good"
    case alwaysGood = ", so every sample is good"
}

// What can be read and hardly does what is meant, in order of the names.
extension Diagnostic {
    /// A condition that always (`holds`), or never, holds.
    static func settled(
        _ holds: Bool,
        at range: SourceRange,
        label: String,
        help: String?,
        _ consequence: Consequence,
        related: [Related] = []
    ) -> Diagnostic {
        .warning(
            holds ? "always-holds" : "never-holds",
            at: range,
            "this condition \(holds ? "always" : "never") holds\(consequence.rawValue)",
            label: label,
            help: help,
            related: related
        )
    }

    static func singleArgument(_ function: String, _ argument: String, at range: SourceRange) -> Diagnostic {
        .warning(
            "single-argument",
            at: range,
            "`\(function)` of one value is that value",
            label: "over what?",
            help: "over time it is `\(function)(\(argument) over 5m)`, over a group `\(function)(\(argument) by vdn)`"
        )
    }

    static func unusedLet(_ name: String, at range: SourceRange) -> Diagnostic {
        .warning(
            "unused-let",
            at: range,
            "no rule of the group uses `\(shortened(name))`",
            help: "remove it, or use it in a condition, a label or an annotation"
        )
    }
}
