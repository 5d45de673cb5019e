import Alerting
import Diagnostics
import Expressions
import Model

/// Finds what is doubtful about rules that have no mistake.
struct RuleReview {
    /// What the rules ask of the sources.
    private(set) var demands: [RuleDemand] = []
    private var diagnostics: [Diagnostic] = []
    private var analyzer = ConditionAnalyzer()
    private var implications = ImpliedRules()
    /// Where printed labels were doubted; those of a group's labels stand in each of its rules.
    private var doubtedPlaces: Set<SourceRange> = []

    /// Looks at a group and those of its rules that have no mistake, each with how it was written.
    mutating func add(_ group: WrittenGroup, _ scope: Scope, _ rules: [(rule: Rule, written: WrittenRule)]) {
        let (names, doubts) = analyzer.analyse(scope)
        diagnostics += doubts
        let first = demands.count
        for (rule, written) in rules { add(rule, written, matchers: group.matchers + written.matchers, names) }
        if !rules.isEmpty { demands[first].groupLabels += scope.groupLabels }
        // A rule with a mistake may use what no other does.
        guard scope.hasLets, rules.count == group.rules.count else { return }
        diagnostics += scope.unused(beside: rules.reduce(into: []) { $0.formUnion($1.rule.letNames) })
    }

    private mutating func add(
        _ rule: Rule,
        _ written: WrittenRule,
        matchers: [Located<Matcher>],
        _ names: ConditionAnalyzer.Names
    ) {
        var demand = RuleDemand(matchers: matchers)
        var conditions: [ConditionAnalyzer.Analysis] = []
        for (index, level) in rule.levels.enumerated() {
            let when = analyzer.analyse(level.when, names, for: .firing)
            diagnostics += when.diagnostics
            demand.windows += when.windows
            if let hold = written.hold(ofLevel: index) { demand.holds.append(hold) }
            if let end = level.resolveWhen {
                let end = analyzer.analyse(end, names, for: .resolving)
                diagnostics += end.diagnostics
                demand.windows += end.windows
                report(end, overlapping: when, level.severity)
            }
            implications.add(rule, written, level, when, analyzer.grain(of: when))
            conditions.append(when)
        }
        reportHiddenLevels(of: rule, conditions)
        demand.groupLabels = rule.groupLabels
        demand.printedLabels = doubtedLabels(of: rule)
        demands.append(demand)
    }

    /// The labels that a rule prints and only the sources may have; reports those that none of its alerts has.
    private mutating func doubtedLabels(of rule: Rule) -> [Located<String>] {
        let printed = PrintedLabels(rule)
        diagnostics += printed.doubts.filter { doubtedPlaces.insert($0.range).inserted }
        return printed.ofSeries
    }

    /// All that was found; rules are compared with one another only when none has a mistake.
    mutating func findings(amongMistakes: Bool) -> [Diagnostic] {
        amongMistakes ? diagnostics : diagnostics + implications.findings(&analyzer)
    }

    /// How many of the levels behind one are compared with it; nobody has as many.
    private static let mostLevels = 24

    /// Reports each level that never shows because a later one fires whenever it does, and ends no earlier.
    private mutating func reportHiddenLevels(of rule: Rule, _ conditions: [ConditionAnalyzer.Analysis]) {
        for (index, level) in rule.levels.enumerated() where level.resolveWhen == nil && conditions[index].holds == nil
        {
            let later = rule.levels.indices.dropFirst(index + 1).prefix(Self.mostLevels).first { other in
                rule.levels[other].hides(level) && conditions[other].holds == nil
                    && analyzer.implies(conditions[index], conditions[other])
            }
            guard let later, let severity = level.severity, let other = rule.levels[later].severity else { continue }
            diagnostics.append(
                .hiddenLevel(severity, at: conditions[index].range, by: other, at: conditions[later].range)
            )
        }
    }

    private mutating func report(
        _ end: ConditionAnalyzer.Analysis,
        overlapping when: ConditionAnalyzer.Analysis,
        _ severity: String?
    ) {
        // What is said of a condition that always holds says this too.
        guard end.holds == nil, when.holds == nil, let example = analyzer.example(of: when, and: end) else { return }
        diagnostics.append(.overlappingResolve(at: end.range, when: when.range, severity, example))
    }
}

extension Rule {
    /// The labels behind `by` in its conditions and texts.
    fileprivate var groupLabels: [Located<String>] {
        levels.flatMap { $0.when.groupLabels + ($0.resolveWhen?.groupLabels ?? []) }
            + (labels + annotations).flatMap(\.template.groupLabels)
    }

    /// The names of `let`s that it uses.
    fileprivate var letNames: Set<String> {
        var names: Set<String> = []
        for level in levels {
            names.formUnion(level.when.letNames)
            names.formUnion(level.resolveWhen?.letNames ?? [])
        }
        for label in labels + annotations { names.formUnion(label.template.letNames) }
        return names
    }
}

extension WrittenRule {
    /// The `for` that applies to the level at `index`, which is 0 for a rule without levels.
    fileprivate func hold(ofLevel index: Int) -> Located<TimeSpan>? {
        guard case .levels(let levels) = condition, index < levels.count else { return holdFor }
        return levels[index].holdFor ?? holdFor
    }
}

extension Rule.Level {
    /// Whether its times alone let it fire whenever `earlier` does, were its condition to hold then.
    fileprivate func hides(_ earlier: Rule.Level) -> Bool {
        resolveWhen == nil && timing.holdFor <= earlier.timing.holdFor
            && timing.keepFiringFor >= earlier.timing.keepFiringFor
    }
}
