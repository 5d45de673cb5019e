import Diagnostics
import Model
import YAML

/// A group as it stands in a rule file, its expressions not read yet.
///
/// What is missing has been reported; the rest is kept, so that its mistakes are found too.
struct WrittenGroup {
    var name: Name?
    var matchers: [Matcher]
    var lets: [TableEntry<SourceText>]
    var labels: [TableEntry<SourceText>]
    var rules: [WrittenRule]
}

/// A rule as it stands in a rule file.
struct WrittenRule {
    var alert: Name?
    var condition: WrittenCondition?
    var holdFor: TimeSpan?
    var keepFiringFor: TimeSpan?
    var resolveWhen: SourceText?
    var resolveNoDataAfter: TimeSpan?
    var matchers: [Matcher]
    var labels: [TableEntry<SourceText>]
    var annotations: [TableEntry<SourceText>]

    /// What makes a rule fire.
    enum WrittenCondition {
        case when(SourceText)
        case levels([WrittenLevel])

        /// Whether it is several levels.
        var hasLevels: Bool {
            if case .levels = self { true } else { false }
        }
    }
}

/// One of a rule's `levels`.
struct WrittenLevel {
    var severity: Name?
    var when: SourceText?
    var holdFor: TimeSpan?
    var keepFiringFor: TimeSpan?
    var resolveWhen: SourceText?
}

extension Shape where Value == [WrittenGroup] {
    /// A whole rule file.
    static var ruleFile: Shape {
        .mapping("a rule file") { reader in
            let groups = reader.optional("groups", .list(of: .group))
            reader.refuseContent(of: "slas", help: "write its alerts as rules")
            return groups ?? []
        }
    }
}

extension Shape where Value == WrittenGroup {
    static var group: Shape {
        .mapping("a group") { reader in
            let name = reader.required("name", .name)
            let matchers = reader.optional("matchers", .list(of: .matcher))
            let lets = reader.optional("let", .table(of: .text))
            let labels = reader.optional("labels", .table(of: .text))
            let rules = reader.required("rules", .list(of: .rule, isEmptyAllowed: false))
            return WrittenGroup(
                name: name,
                matchers: matchers ?? [],
                lets: lets ?? [],
                labels: labels ?? [],
                rules: rules ?? []
            )
        }
    }
}

extension Shape where Value == WrittenRule {
    static var rule: Shape {
        .mapping("a rule") { reader in
            let alert = reader.required("alert", .name)
            let condition = condition(&reader)
            let holdFor = reader.optional("for", .duration())
            let keepFiringFor = reader.optional("keep_firing_for", .duration())
            let resolveWhen = reader.optional("resolve_when", .text)
            let resolveNoDataAfter = reader.optional("resolve_no_data_after", .duration())
            let matchers = reader.optional("matchers", .list(of: .matcher))
            let labels = reader.optional("labels", .table(of: .text))
            let annotations = reader.optional("annotations", .table(of: .text))
            let help = "without it the rule holds at all hours"
            reader.refuseContent(of: "active_time_intervals", help: help)
            reader.refuseContent(of: "mute_time_intervals", help: help)
            return WrittenRule(
                alert: alert,
                condition: condition,
                holdFor: holdFor,
                keepFiringFor: keepFiringFor,
                resolveWhen: resolveWhen,
                resolveNoDataAfter: resolveNoDataAfter,
                matchers: matchers ?? [],
                labels: labels ?? [],
                annotations: annotations ?? []
            )
        }
    }

    private static func condition(_ reader: inout MappingReader) -> WrittenRule.WrittenCondition? {
        let when = reader.optional("when", .text)
        let levels = reader.optional("levels", .list(of: .level, isEmptyAllowed: false))
        reader.exclude("when", "levels")
        if reader.key("when") == nil, reader.key("levels") == nil {
            reader.reportMissing("when", help: "for example `when: queueCallCount above 20`, or several `levels`")
        }
        return levels.map { .levels($0) } ?? when.map { .when($0) }
    }
}

extension Shape where Value == WrittenLevel {
    static var level: Shape {
        .mapping("a level") { reader in
            let severity = reader.required("severity", .name)
            let when = reader.required("when", .text)
            let holdFor = reader.optional("for", .duration())
            let keepFiringFor = reader.optional("keep_firing_for", .duration())
            let resolveWhen = reader.optional("resolve_when", .text)
            return WrittenLevel(
                severity: severity,
                when: when,
                holdFor: holdFor,
                keepFiringFor: keepFiringFor,
                resolveWhen: resolveWhen
            )
        }
    }
}
