import Alerting
import Diagnostics
import Expressions
import Model
import YAML

/// Makes rules of what stands in rule files, one file after the other.
struct RuleCompiler {
    /// The rules that have no mistake, in order.
    private(set) var rules: [Rule] = []
    /// The mistakes.
    private(set) var diagnostics: [Diagnostic] = []
    private var groups: [String: Name] = [:]
    private let intervals: TimeIntervalTable?
    private var review = RuleReview()
    private var objectives: ObjectiveCompiler
    /// The first alert of each name.
    private var alerts: [String: Name] = [:]

    /// What the rules that have no mistake ask of the sources.
    var demands: [RuleDemand] { review.demands + objectives.demands }

    /// A compiler of rules that may name `intervals`; nil when nobody knows which there are.
    init(intervals: TimeIntervalTable?) {
        self.intervals = intervals
        objectives = ObjectiveCompiler(intervals: intervals)
    }

    /// Adds the groups of a file, then its SLAs.
    mutating func add(_ file: WrittenRuleFile) {
        for group in file.groups { add(group) }
        rules += objectives.rules(of: file.slas)
    }

    private mutating func add(_ group: WrittenGroup) {
        if let name = group.name {
            if let first = groups[name.text] {
                diagnostics.append(.duplicateGroup(name, first: first))
            } else {
                groups[name.text] = name
            }
        }
        let lets = group.lets.map { (name: $0.name, text: $0.value) }
        let scope = Scope(lets: lets, diagnostics: &diagnostics)
        group.labels.checkNames(hasLevels: false, &diagnostics)
        group.labels.doubtNames(in: "labels", &diagnostics)
        var labels = SharedLabels(group.labels, scope)
        var alerts: [String: Name] = [:]
        var compiledRules: [(rule: Rule, written: WrittenRule)] = []
        for rule in group.rules {
            if let alert = rule.alert {
                if self.alerts[alert.text] == nil { self.alerts[alert.text] = alert }
                if let first = alerts[alert.text] {
                    diagnostics.append(.duplicateAlert(alert, first: first))
                } else {
                    alerts[alert.text] = alert
                }
            }
            if let compiled = compile(rule, in: group, scope, &labels) {
                rules.append(compiled)
                compiledRules.append((compiled, rule))
            }
        }
        diagnostics += labels.diagnostics
        review.add(group, scope, compiledRules)
    }

    /// Adds what is doubtful about the rules; to be called when all files are added.
    mutating func finish() {
        objectives.compareNames(with: alerts)
        diagnostics += objectives.diagnostics
        diagnostics += review.findings(amongMistakes: diagnostics.hasErrors)
    }

    private mutating func compile(
        _ rule: WrittenRule,
        in group: WrittenGroup,
        _ scope: Scope,
        _ groupLabels: inout SharedLabels
    ) -> Rule? {
        let levels = levels(of: rule, scope)
        let grain = levels?.first?.when.grain
        let hasLevels = rule.condition?.hasLevels ?? false
        rule.labels.checkNames(hasLevels: hasLevels, &diagnostics)
        rule.labels.doubtNames(in: "labels", &diagnostics)
        rule.annotations.doubtNames(in: "annotations", &diagnostics)
        // A condition that cannot be read says nothing about the templates.
        let hasValue = levels?.allSatisfy { $0.when.leftSide != nil } ?? true
        let inherited = groupLabels.templates(grain: grain, hasValue: hasValue, hasLevels: hasLevels)
        let labels = rule.labels.templates(in: scope, grain: grain, hasValue: hasValue, &diagnostics)
        let annotations = rule.annotations.templates(in: scope, grain: grain, hasValue: hasValue, &diagnostics)
        let hours = hours(of: rule)
        guard let name = group.name, let alert = rule.alert, let levels, let inherited, let labels, let annotations
        else { return nil }
        return Rule(
            group: name.text,
            alert: alert.text,
            matchers: (group.matchers + rule.matchers).map(\.value),
            levels: levels,
            labels: inherited + labels,
            annotations: annotations,
            hours: hours,
            detectsFlapping: rule.flapping ?? true
        )
    }

    private mutating func hours(of rule: WrittenRule) -> ActiveHours {
        guard let intervals else { return .always }
        return ActiveHours(
            active: intervals.intervals(named: rule.activeTimeIntervals, &diagnostics),
            muted: intervals.intervals(named: rule.muteTimeIntervals, &diagnostics)
        )
    }

    /// The levels of a rule, one without severity for `when`; nil when one of them has a mistake.
    private mutating func levels(of rule: WrittenRule, _ scope: Scope) -> [Rule.Level]? {
        let resolveWhen = rule.resolveWhen.map { condition($0, scope) }
        let timing = LevelTiming(
            holdFor: rule.holdFor?.value ?? .zero,
            keepFiringFor: rule.keepFiringFor ?? .zero,
            resolveNoDataAfter: rule.resolveNoDataAfter
        )
        switch rule.condition {
        case nil: return nil
        case .when(let text):
            let when = condition(text, scope)
            guard let when, !isMistaken(resolveWhen), agreeInGrain([when, resolveWhen ?? nil]) else { return nil }
            return [Rule.Level(when: when, resolveWhen: resolveWhen ?? nil, timing: timing)]
        case .levels(let written):
            checkSeverities(of: written)
            let levels = written.map { level -> Rule.Level? in
                let when = level.when.flatMap { condition($0, scope) }
                let end = level.resolveWhen.map { condition($0, scope) } ?? resolveWhen
                guard let severity = level.severity, let when, !isMistaken(end) else { return nil }
                var timing = timing
                if let own = level.holdFor { timing.holdFor = own.value }
                if let own = level.keepFiringFor { timing.keepFiringFor = own }
                return Rule.Level(severity: severity.text, when: when, resolveWhen: end ?? nil, timing: timing)
            }
            let usable = levels.compactMap { $0 }
            guard usable.count == levels.count, agreeInGrain(usable.flatMap { [$0.when, $0.resolveWhen] }) else {
                return nil
            }
            return usable
        }
    }

    /// Whether all conditions of a rule are about the same; reports each that is not about what the first in the file is.
    private mutating func agreeInGrain(_ conditions: [Condition?]) -> Bool {
        let grains = conditions.compactMap { $0?.grain }
        guard grains.contains(where: { $0 != grains[0] }) else { return true }
        let inOrder = conditions.compactMap { $0 }.sorted { $0.source.range.start < $1.source.range.start }
        guard let first = inOrder.first else { return true }
        let mistakes = inOrder.compactMap { $0.mistake(inRuleAbout: first.grain) }
        diagnostics += mistakes
        return mistakes.isEmpty
    }

    /// Whether a condition was given and could not be compiled.
    private func isMistaken(_ condition: Condition??) -> Bool {
        if case .some(.none) = condition { true } else { false }
    }

    private mutating func condition(_ text: SourceText, _ scope: Scope) -> Condition? {
        Condition.compile(text, in: scope, diagnostics: &diagnostics)
    }

    private mutating func checkSeverities(of levels: [WrittenLevel]) {
        var seen: [String: Name] = [:]
        for level in levels {
            guard let severity = level.severity else { continue }
            if let first = seen[severity.text] {
                diagnostics.append(.duplicateSeverity(severity, first: first))
            } else {
                seen[severity.text] = severity
            }
        }
    }
}

/// The labels of a group of rules, compiled for each kind of rule in it.
private struct SharedLabels {
    /// What the templates must fit.
    private struct Kind: Hashable {
        var grain: Grain?
        var hasValue: Bool
    }

    /// What makes a mistake the same as another.
    private struct Mistake: Hashable {
        var id: String
        var range: SourceRange
    }

    private let labels: [TableEntry<SourceText>]
    private let scope: Scope
    private var reported: Set<Mistake> = []
    private var compiled: [Kind: [Rule.TemplatedLabel]?] = [:]
    /// The mistakes in them; of one that does not fit several kinds of rules, the first.
    private(set) var diagnostics: [Diagnostic] = []

    init(_ labels: [TableEntry<SourceText>], _ scope: Scope) {
        self.labels = labels
        self.scope = scope
    }

    /// The templates for a rule; nil when one does not fit.
    ///
    /// A group's severity gives way to the levels'.
    mutating func templates(grain: Grain?, hasValue: Bool, hasLevels: Bool) -> [Rule.TemplatedLabel]? {
        let kind = Kind(grain: grain, hasValue: hasValue)
        let all: [Rule.TemplatedLabel]?
        if let known = compiled[kind] {
            all = known
        } else {
            all = compile(kind)
            compiled[kind] = .some(all)
        }
        return hasLevels ? all?.filter { $0.name != "severity" } : all
    }

    private mutating func compile(_ kind: Kind) -> [Rule.TemplatedLabel]? {
        var mistakes: [Diagnostic] = []
        let templates = labels.compactMap { label in
            Template.compile(
                label.value,
                in: scope,
                grain: kind.grain,
                hasValue: kind.hasValue,
                diagnostics: &mistakes
            ).map { Rule.TemplatedLabel(name: label.name.value, template: $0) }
        }
        diagnostics += mistakes.filter { reported.insert(Mistake(id: $0.id, range: $0.range)).inserted }
        return templates.count == labels.count ? templates : nil
    }
}
