import Alerting
import Diagnostics
import Expressions
import Model

/// Finds rules that fire whenever another rule of the same severity, labels, selection and hours fires.
///
/// Of many rules each is compared with those next to it when they are in order of their bounds, so that a thousand rules
/// are not a million pairs.
struct ImpliedRules {
    /// How many rules on either side a rule is compared with.
    private static let reach = 24

    /// What rules must have in common to be compared.
    private struct Selection: Hashable {
        var severity: String?
        /// In order of their names.
        var labels: [Label]
        var matchers: Set<Matcher>
        var activeTimeIntervals: Set<String>
        var muteTimeIntervals: Set<String>
        var grain: ConditionAnalyzer.Grain
    }

    /// A label as it is written.
    private struct Label: Hashable {
        var name: String
        var text: String
    }

    /// A rule, or a level of one.
    private struct Candidate {
        /// Its place among all.
        var number: Int
        var group: String
        var alert: String
        var holdFor: TimeSpan
        var when: ConditionAnalyzer.Analysis
    }

    private var candidates: [Selection: [Candidate]] = [:]
    private var count = 0

    /// Adds a level of a rule with its condition.
    mutating func add(
        _ rule: Rule,
        _ written: WrittenRule,
        _ level: Rule.Level,
        _ when: ConditionAnalyzer.Analysis,
        _ grain: ConditionAnalyzer.Grain
    ) {
        // Of a condition that is settled enough is said.
        guard when.holds == nil else { return }
        var labels = Self.labels(of: rule)
        var severity = level.severity
        if severity == nil, let own = labels.firstIndex(where: { $0.name == "severity" }) {
            severity = labels.remove(at: own).text
        }
        // One that varies is not known to be equal.
        guard severity?.contains("{{") != true else { return }
        let selection = Selection(
            severity: severity,
            labels: labels,
            matchers: Set(rule.matchers),
            activeTimeIntervals: Set(written.activeTimeIntervals.map(\.text)),
            muteTimeIntervals: Set(written.muteTimeIntervals.map(\.text)),
            grain: grain
        )
        count += 1
        candidates[selection, default: []].append(
            Candidate(
                number: count,
                group: rule.group,
                alert: rule.alert,
                holdFor: level.timing.holdFor,
                when: when
            )
        )
    }

    /// The labels that a rule gives; of several of one name the last counts, and none without text.
    private static func labels(of rule: Rule) -> [Label] {
        var labels: [Label] = []
        for label in rule.labels {
            labels.removeAll { $0.name == label.name }
            labels.append(Label(name: label.name, text: label.template.source.text))
        }
        labels.removeAll(where: \.text.isEmpty)
        return labels.sorted { $0.name < $1.name }
    }

    /// The warnings about all that were added.
    func findings(_ analyzer: inout ConditionAnalyzer) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for group in candidates.values where group.count > 1 {
            let ordered = group.sorted { analyzer.order($0.when, $1.when) }
            for (index, candidate) in ordered.enumerated() {
                let neighbours = ordered[max(0, index - Self.reach)..<min(ordered.count, index + Self.reach + 1)]
                let narrower = neighbours.first { Self.implies($0, candidate, &analyzer) }
                guard let narrower else { continue }
                let (place, other) = (candidate.when.range, narrower.when.range)
                diagnostics.append(
                    candidate.alert == narrower.alert
                        ? .impliedTwin(candidate.alert, in: candidate.group, at: place, by: narrower.group, at: other)
                        : .impliedRule(candidate.alert, at: place, by: narrower.alert, at: other)
                )
            }
        }
        return diagnostics
    }

    /// Whether `candidate` fires whenever `other` does.
    private static func implies(
        _ other: Candidate,
        _ candidate: Candidate,
        _ analyzer: inout ConditionAnalyzer
    ) -> Bool {
        guard other.number != candidate.number, other.holdFor >= candidate.holdFor,
            analyzer.implies(other.when, candidate.when)
        else { return false }
        // Of two that fire together the later one is told.
        let areEqual = other.holdFor == candidate.holdFor && analyzer.implies(candidate.when, other.when)
        return !areEqual || other.number < candidate.number
    }
}
