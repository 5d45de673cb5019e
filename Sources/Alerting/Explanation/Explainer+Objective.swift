import Expressions
import Model

extension Explainer {
    /// What is counted for an SLA's alert about one element; nil for other rules.
    func standing(of index: Int, _ source: SourceState, row: Int) -> Explanation.Standing? {
        let rules = engine.configuration.rules
        let rule = rules.rules[index]
        guard let place = rules.objectiveOfRule[index], let objective = rule.objective else { return nil }
        let grain = rules.grains[index]
        let dissection = dissection(of: index, [objective.condition], source, row: row)
        return Explanation.Standing(
            status: source.objectiveStatus(place, of: rule, row: row, grain: grain),
            sample: dissection.tree(of: 0, for: source.elements.labels(of: row, grain: grain)),
            hasMembers: objective.hasMembers
        )
    }

    /// The levels of an SLA's alert, with how fast the budget of one element burns.
    func burnLevels(
        of index: Int,
        _ place: Int,
        _ source: SourceState,
        row: Int,
        _ instance: AlertInstance
    ) -> [Explanation.Level] {
        let rules = engine.configuration.rules
        let rule = rules.rules[index]
        let burns = source.objectiveStatus(place, of: rule, row: row, grain: rules.grains[index]).burns
        return zip(rule.levels, instance.levels).map { level, state in
            Explanation.Level(level, state, basis: .burns(burns.filter { $0.severity == level.severity }))
        }
    }
}
