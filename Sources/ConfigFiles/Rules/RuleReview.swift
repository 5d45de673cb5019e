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
    private var group: Group?

    /// The group at hand.
    private struct Group {
        let written: WrittenGroup
        let scope: Scope
        let names: ConditionAnalyzer.Names
        /// The names of `let`s that its rules use.
        private(set) var used: Set<String> = []
        /// How many of its rules have no mistake.
        private(set) var rules = 0

        init(_ written: WrittenGroup, _ scope: Scope, _ names: ConditionAnalyzer.Names) {
            self.written = written
            self.scope = scope
            self.names = names
        }

        /// Counts a rule without a mistake.
        mutating func count(_ rule: Rule) {
            rules += 1
            guard scope.hasLets else { return }
            for level in rule.levels {
                used.formUnion(level.when.letNames)
                used.formUnion(level.resolveWhen?.letNames ?? [])
            }
            for label in rule.labels { used.formUnion(label.template.letNames) }
            for annotation in rule.annotations { used.formUnion(annotation.template.letNames) }
        }
    }

    /// Begins with a group; its rules are those added next.
    mutating func begin(_ group: WrittenGroup, _ scope: Scope) {
        let (names, doubts) = analyzer.analyse(scope)
        diagnostics += doubts
        self.group = Group(group, scope, names)
    }

    /// Looks at a rule of the group, `written` so.
    mutating func add(_ rule: Rule, _ written: WrittenRule) {
        guard let names = group?.names, let matchers = group?.written.matchers else {
            preconditionFailure("a rule without its group")
        }
        var demand = RuleDemand(matchers: matchers + written.matchers, holds: [], windows: [])
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
        }
        demands.append(demand)
        // Where it stands: a copy of the group would copy the names at each rule.
        group?.count(rule)
    }

    /// Ends the group.
    mutating func end() {
        // A rule with a mistake may use what no other does.
        if let group, group.rules == group.written.rules.count {
            diagnostics += group.scope.unused(beside: group.used)
        }
        group = nil
    }

    /// All that was found; rules are compared with one another only when none has a mistake.
    mutating func findings(amongMistakes: Bool) -> [Diagnostic] {
        amongMistakes ? diagnostics : diagnostics + implications.findings(&analyzer)
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

extension WrittenRule {
    /// The `for` that applies to the level at `index`, which is 0 for a rule without levels.
    fileprivate func hold(ofLevel index: Int) -> Located<TimeSpan>? {
        guard case .levels(let levels) = condition, index < levels.count else { return holdFor }
        return levels[index].holdFor ?? holdFor
    }
}
