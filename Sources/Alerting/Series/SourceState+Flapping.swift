import Expressions
import Model

extension SourceState {
    /// Counts what a poll changed, and what it left as it was, of the alerts that have changed lately; gives those that
    /// began to flap or calmed down.
    ///
    /// Only alerts that change cost anything: the others are not looked at.
    ///
    /// - Parameters:
    ///   - changes: all that the poll made of the alerts.
    ///   - evaluation: what it told of the conditions; nil for a poll that failed as a whole.
    mutating func observeFlapping(
        _ changes: [Change],
        at time: Timestamp,
        _ evaluation: Evaluation?,
        under configuration: AlertConfiguration
    ) -> [FlappingTurn] {
        guard configuration.flapping.isEnabled, !(changes.isEmpty && flapping.isEmpty) else { return [] }
        var turns: [FlappingTurn] = []
        var changed: Set<AlertKey> = []
        for change in changes where change.isOfWhatIsTold && configuration.rules.rules[change.rule].detectsFlapping {
            guard let instance = change.instance else { continue }
            changed.insert(instance.key)
            noteChange(of: instance, at: time, under: configuration, into: &turns)
        }
        let isActive = configuration.rules.activity(at: time)
        for key in flapping.keys where !changed.contains(key) {
            noteQuiet(key, at: time, evaluation, isActive: isActive, under: configuration, into: &turns)
        }
        return turns.sorted { $0.key.text < $1.key.text }
    }

    private mutating func noteChange(
        of instance: AlertInstance,
        at time: Timestamp,
        under configuration: AlertConfiguration,
        into turns: inout [FlappingTurn]
    ) {
        if let former = flapping[instance.key],
            former.history.isOutdated(at: time, staleness: configuration.staleness)
        {
            forgetFlapping(of: instance.key, at: time, into: &turns)
        }
        var history = flapping[instance.key]?.history ?? Flapping(from: time)
        let wasFlapping = history.isFlapping
        history.noteChange(at: time, configuration.flapping)
        let record = FlappingRecord(
            key: instance.key,
            labels: instance.labels,
            fingerprint: instance.fingerprint,
            history: history
        )
        flapping[instance.key] = record
        if history.isFlapping != wasFlapping {
            turns.append(FlappingTurn(record, begins: history.isFlapping, at: time))
        }
    }

    private mutating func noteQuiet(
        _ key: AlertKey,
        at time: Timestamp,
        _ evaluation: Evaluation?,
        isActive: [Bool],
        under configuration: AlertConfiguration,
        into turns: inout [FlappingTurn]
    ) {
        guard var record = flapping[key],
            !record.history.isOutdated(at: time, staleness: configuration.staleness)
        else { return forgetFlapping(of: key, at: time, into: &turns) }
        guard isKnown(record, evaluation, isActive: isActive, rules: configuration.rules) else { return }
        let wasFlapping = record.history.isFlapping
        record.history.noteQuiet(at: time, configuration.flapping)
        flapping[key] = record.history.isAtRest ? nil : record
        if record.history.isFlapping != wasFlapping {
            turns.append(FlappingTurn(record, begins: record.history.isFlapping, at: time))
        }
    }

    private mutating func forgetFlapping(of key: AlertKey, at time: Timestamp, into turns: inout [FlappingTurn]) {
        guard let record = flapping.removeValue(forKey: key), record.history.isFlapping else { return }
        turns.append(FlappingTurn(record, begins: false, at: time))
    }

    /// Whether a poll that did not change an alert tells that nothing changed.
    ///
    /// It does if what the alert is about was seen, and what decides of its next change was known. Outside of its rule's
    /// hours it is known not to hold.
    private func isKnown(
        _ record: FlappingRecord,
        _ evaluation: Evaluation?,
        isActive: [Bool],
        rules: RuleSet
    ) -> Bool {
        guard let name = record.key.ruleName, let rule = rules.index(of: name) else { return false }
        guard isActive[rule] else { return true }
        let grain = rules.grains[rule]
        guard let evaluation, let row = row(of: record.key.subject, rule: rule, rules: rules),
            elements.isSeen(row, grain: grain)
        else { return false }
        if let level = alerts[rule][row]?.firingLevel {
            return evaluation.truth(rules.slots[rule][level].end, row: row) != nil
        }
        return rules.slots[rule].contains { evaluation.truth($0.when, row: row) != nil }
    }

    /// Forgets the changes of alerts that the rules of now have not, or do not watch, and those about series that they do not see.
    mutating func forgetFlappingAlertsWithoutRule(under configuration: AlertConfiguration) {
        flapping = flapping.filter { key, _ in
            guard configuration.flapping.isEnabled, let name = key.ruleName,
                let index = configuration.rules.index(of: name)
            else { return false }
            let rule = configuration.rules.rules[index]
            guard rule.detectsFlapping else { return false }
            switch (key.subject, rule.grain) {
            case (.series(_, let code), .series):
                return profile.includes(code) && rule.matchers.matches(labels(of: code))
            case (.group(_, let labels), .group(let names)):
                return Set(labels.pairs.map(\.name)).isSubset(of: names.namesWithSource)
            default: return false
            }
        }
    }
}

extension SourceState.Change {
    /// Whether people would be told another thing of the alert than before: that it fires, does not, or how severely.
    fileprivate var isOfWhatIsTold: Bool { before?.firingLevel != after?.firingLevel }
}

extension AlertKey {
    /// The name of the alert's rule; nil for a built-in alert.
    fileprivate var ruleName: RuleSet.Name? { group.map { RuleSet.Name(group: $0, alert: alert) } }
}
