import Diagnostics
import Model
import YAML

/// What stands in a rule file.
struct WrittenRuleFile {
    var groups: [WrittenGroup] = []
    var slas: [WrittenObjective] = []
}

/// A group as it stands in a rule file, its expressions not read yet.
///
/// What is missing has been reported; the rest is kept, so that its mistakes are found too.
struct WrittenGroup {
    var name: Name?
    var matchers: [Located<Matcher>]
    var lets: [TableEntry<SourceText>]
    var labels: [TableEntry<SourceText>]
    var rules: [WrittenRule]
}

/// A rule as it stands in a rule file.
struct WrittenRule {
    var alert: Name?
    var condition: WrittenCondition?
    var holdFor: Located<TimeSpan>?
    var keepFiringFor: TimeSpan?
    var resolveWhen: SourceText?
    var resolveNoDataAfter: TimeSpan?
    var matchers: [Located<Matcher>]
    var labels: [TableEntry<SourceText>]
    var annotations: [TableEntry<SourceText>]
    var activeTimeIntervals: [Name]
    var muteTimeIntervals: [Name]
    var flapping: Bool?

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
    var holdFor: Located<TimeSpan>?
    var keepFiringFor: TimeSpan?
    var resolveWhen: SourceText?
}

extension WrittenRule {
    /// What a rule file of Prometheus has, or what belongs one level deeper.
    fileprivate static var foreignKeys: KeyValuePairs<String, String> {
        [
            "condition": "write `when`",
            "description": "write it in `annotations`: `annotations: { description: \"...\" }`",
            "expr": "write `when`",
            "execErrState": "leave it out: what cannot be computed is unknown, and changes no alert",
            "noDataState": "leave it out: what is not delivered changes no alert; `resolve_no_data_after` ends one",
            "query": "write `when`",
            "record": "an expression gets a name in `let` of the group",
            "severity": "write it in `labels`: `labels: { severity: warning }`",
            "summary": "write it in `annotations`: `annotations: { summary: \"...\" }`",
            "threshold": "write it in `when`: `when: queueCallCount above 20`",
            "title": "write `alert`",
        ]
    }

    /// The keys of a rule that can hardly be meant as the names of labels or annotations.
    static let keys: Set<String> = [
        "active_time_intervals", "alert", "annotations", "flapping", "for", "keep_firing_for", "labels", "levels",
        "matchers", "mute_time_intervals", "resolve_no_data_after", "resolve_when", "when",
    ]

    /// What values of groups, rules and levels are made of; a shape costs more to make than to read with.
    fileprivate struct Parts {
        let name = Shape<Name>.name
        let names = Shape<[Name]>.list(of: .name)
        let text = Shape<SourceText>.text
        let duration = Shape<TimeSpan>.duration()
        let locatedDuration = Shape<TimeSpan>.duration().located
        let matchers = Shape<[Located<Matcher>]>.list(of: Shape<Matcher>.matcher.located)
        let texts = Shape<[TableEntry<SourceText>]>.table(of: .text)
        let flag = Shape<Bool>.bool
    }
}

extension Shape where Value == WrittenRuleFile {
    /// A whole rule file.
    static var ruleFile: Shape {
        .mapping("a rule file", help: "begin with `groups:`, and each group with `- name:`") { reader in
            let groups = reader.optional("groups", .list(of: .group))
            let slas = reader.optional("slas", .list(of: .objective))
            for key in ["alert", "expr", "name", "rules", "when"] {
                reader.explain([key: "a rule stands in a group: `groups: [{ name: voice, rules: [{ alert: ... }] }]`"])
            }
            for key in ["receivers", "route", "rule_files", "sources"] {
                reader.explain([key: "it belongs into the configuration, which `--config FILE` names"])
            }
            return WrittenRuleFile(groups: groups ?? [], slas: slas ?? [])
        }
    }
}

extension Shape where Value == WrittenGroup {
    static var group: Shape {
        let rules = Shape<[WrittenRule]>.list(of: .rule, isEmptyAllowed: false)
        let parts = WrittenRule.Parts()
        return .mapping("a group") { reader in
            let name = reader.required("name", parts.name)
            let matchers = reader.optional("matchers", parts.matchers)
            let lets = reader.optional("let", parts.texts)
            let labels = reader.optional("labels", parts.texts)
            let rules = reader.required("rules", rules)
            reader.explain([
                "folder": "leave it out: groups stand in files",
                "interval": "rules are evaluated at each poll of a source, whose `interval` the configuration has",
                "limit": "leave it out: there is no limit",
                "query_offset": "leave it out: rules are evaluated when a poll has come",
            ])
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
        let parts = WrittenRule.Parts()
        let levels = Shape<[WrittenLevel]>.list(of: .level, isEmptyAllowed: false)
        return .mapping("a rule") { reader in
            let alert = reader.required("alert", parts.name)
            let condition = condition(&reader, parts, levels)
            let holdFor = reader.optional("for", parts.locatedDuration)
            let keepFiringFor = reader.optional("keep_firing_for", parts.duration)
            let resolveWhen = reader.optional("resolve_when", parts.text)
            let resolveNoDataAfter = reader.optional("resolve_no_data_after", parts.duration)
            let matchers = reader.optional("matchers", parts.matchers)
            let labels = reader.optional("labels", parts.texts)
            let annotations = reader.optional("annotations", parts.texts)
            let activeTimeIntervals = reader.optional("active_time_intervals", parts.names)
            let muteTimeIntervals = reader.optional("mute_time_intervals", parts.names)
            let flapping = reader.optional("flapping", parts.flag)
            reader.explain(WrittenRule.foreignKeys)
            return WrittenRule(
                alert: alert,
                condition: condition,
                holdFor: holdFor,
                keepFiringFor: keepFiringFor,
                resolveWhen: resolveWhen,
                resolveNoDataAfter: resolveNoDataAfter,
                matchers: matchers ?? [],
                labels: labels ?? [],
                annotations: annotations ?? [],
                activeTimeIntervals: activeTimeIntervals ?? [],
                muteTimeIntervals: muteTimeIntervals ?? [],
                flapping: flapping
            )
        }
    }

    private static func condition(
        _ reader: inout MappingReader,
        _ parts: WrittenRule.Parts,
        _ levels: Shape<[WrittenLevel]>
    ) -> WrittenRule.WrittenCondition? {
        let when = reader.optional("when", parts.text)
        let levels = reader.optional("levels", levels)
        reader.exclude("when", "levels")
        if reader.key("when") == nil, reader.key("levels") == nil {
            reader.reportMissing("when", help: "for example `when: queueCallCount above 20`, or several `levels`")
        }
        return levels.map { .levels($0) } ?? when.map { .when($0) }
    }
}

extension Shape where Value == WrittenLevel {
    static var level: Shape {
        let parts = WrittenRule.Parts()
        return .mapping("a level", example: "{ severity: warning, when: queueCallCount above 20 }") { reader in
            let severity = reader.required("severity", parts.name)
            let when = reader.required("when", parts.text)
            let holdFor = reader.optional("for", parts.locatedDuration)
            let keepFiringFor = reader.optional("keep_firing_for", parts.duration)
            let resolveWhen = reader.optional("resolve_when", parts.text)
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
