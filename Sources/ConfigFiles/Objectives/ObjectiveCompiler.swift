import Alerting
import Diagnostics
import Expressions
import Model
import YAML

/// Makes alerts of the SLAs in rule files, one file after the other.
struct ObjectiveCompiler {
    /// The mistakes, and what is doubtful.
    private(set) var diagnostics: [Diagnostic] = []
    /// What the SLAs that have no mistake ask of the sources.
    private(set) var demands: [RuleDemand] = []
    private var names: [String: Name] = [:]
    private let intervals: TimeIntervalTable?
    private var analyzer = ConditionAnalyzer()
    /// SLAs have no `let`s.
    private let scope = Scope()

    /// A compiler of SLAs that may name `intervals`; nil when nobody knows which there are.
    init(intervals: TimeIntervalTable?) {
        self.intervals = intervals
    }

    /// The alerts of a file's SLAs that have no mistake.
    mutating func rules(of slas: [WrittenObjective]) -> [Rule] {
        var rules: [Rule] = []
        for sla in slas {
            if let name = sla.name {
                if let first = names[name.text] {
                    diagnostics.append(.duplicateSLA(name, first: first))
                } else {
                    names[name.text] = name
                }
            }
            if let rule = rule(of: sla) { rules.append(rule) }
        }
        return rules
    }

    /// Reports SLAs that are named like one of `alerts`; to be called when all files are added.
    mutating func compareNames(with alerts: [String: Name]) {
        for name in names.values {
            if let alert = alerts[name.text] { diagnostics.append(.slaNamedLikeAlert(name, alert: alert)) }
        }
    }

    private mutating func rule(of sla: WrittenObjective) -> Rule? {
        let counted = sla.good.flatMap { samples(of: $0, by: sla.by) }
        let grain = counted?.grain
        let hasValue = counted?.hasValue ?? true
        sla.labels.checkNames(hasLevels: true, &diagnostics)
        let labels = sla.labels.templates(in: scope, grain: grain, hasValue: hasValue, &diagnostics)
        let annotations = sla.annotations.templates(
            in: scope,
            grain: grain,
            hasValue: hasValue,
            given: Objective.templateValues,
            &diagnostics
        )
        let active = intervals?.intervals(named: sla.activeTimeIntervals, &diagnostics) ?? []
        guard let name = sla.name, let counted, let percent = sla.percent, let window = sla.window,
            let labels, let annotations
        else { return nil }
        let texts = annotations.isEmpty ? summary(about: counted.grain) : annotations
        let objective = Objective(counted.good, counted.samples, percent: percent.value, window: window)
        if !objective.canPage { diagnostics.append(.neverPages(at: percent.range)) }
        let rule = Rule(
            sla: name.text,
            objective,
            matchers: sla.matchers.map(\.value),
            labels: labels,
            annotations: texts,
            hours: ActiveHours(active: active)
        )
        review(counted.good, sla, rule)
        return rule
    }

    /// What is counted, what its alerts are about, and whether there is something for `{{ value }}`.
    private typealias Counted = (good: Condition, samples: Objective.Samples, grain: Grain, hasValue: Bool)

    private mutating func samples(of good: SourceText, by labels: [Located<String>]?) -> Counted? {
        guard let condition = Condition.compile(good, in: scope, diagnostics: &diagnostics) else { return nil }
        guard let labels else { return (condition, .ofElement, condition.grain, condition.leftSide != nil) }
        guard let counts = condition.members(by: labels, diagnostics: &diagnostics) else { return nil }
        return (condition, .ofMembers(counts), counts.all.grain, false)
    }

    /// What an SLA without annotations says.
    private mutating func summary(about grain: Grain) -> [Rule.TemplatedLabel] {
        let text =
            "{{ errorBudgetRemaining }} of the error budget is left, "
            + "which burns {{ burnRate }} times as fast as it may"
        let template = Template.compile(
            SourceText(file: SourceFile(name: "summary", text: text)),
            in: scope,
            grain: grain,
            hasValue: false,
            given: Objective.templateValues,
            diagnostics: &diagnostics
        )
        return template.map { [Rule.TemplatedLabel(name: "summary", template: $0)] } ?? []
    }

    private mutating func review(_ good: Condition, _ sla: WrittenObjective, _ rule: Rule) {
        let analysis = analyzer.analyse(good, ConditionAnalyzer.Names(), for: .counting)
        let printed = PrintedLabels(rule)
        diagnostics += analysis.diagnostics + printed.doubts
        demands.append(
            RuleDemand(
                matchers: sla.matchers,
                windows: analysis.windows,
                groupLabels: (sla.by ?? []) + good.groupLabels,
                printedLabels: printed.ofSeries
            )
        )
    }
}
