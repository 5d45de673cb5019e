import Diagnostics

// What is wrong or doubtful about SLAs, in order of the names.
extension Diagnostic {
    static func duplicateSLA(_ name: Name, first: Name) -> Diagnostic {
        duplicate("duplicate-sla", "two SLAs are named \(name.shown)", name, first: first)
    }

    static func neverPages(at range: SourceRange) -> Diagnostic {
        .warning(
            "never-pages",
            at: range,
            "no budget burns fast enough for this SLA's alert to be `critical`",
            label: "leaves a sixth or more bad",
            help: "that takes 6 times as many bad samples as the objective leaves, and there are no more than all"
        )
    }

    static func slaNamedLikeAlert(_ name: Name, alert: Name) -> Diagnostic {
        .error(
            "sla-named-like-alert",
            at: name.range,
            "an alert is named \(name.shown), too",
            help: "the SLA's own alert has this name",
            related: [.init("the alert", at: alert.range)]
        )
    }

    /// A label that a text prints and no alert of its rule has.
    static func unknownLabel(_ label: Located<String>, help: String?) -> Diagnostic {
        .warning(
            "unknown-label",
            at: label.range,
            "no alert of this rule has a label `\(label.value)`",
            label: "prints nothing",
            help: help ?? "labels come from the source and its catalog"
        )
    }

    static func unknownGroupLabel(_ label: Located<String>, help: String?) -> Diagnostic {
        .warning(
            "unknown-group-label",
            at: label.range,
            "no access code of the configuration has a label `\(label.value)`",
            label: "makes no groups",
            help: help ?? "labels come from the source and its catalog"
        )
    }
}
