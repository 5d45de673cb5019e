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
        for change in changes
        where change.isOfWhatIsTold && configuration.rules.rules[change.rule].detectsFlapping {
            guard let instance = change.instance else { continue }
            noteChange(of: instance, at: time, under: configuration, into: &turns)
        }
        noteQuiet(at: time, evaluation, under: configuration, into: &turns)
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

    /// Counts the poll for all alerts that it did not change.
    private mutating func noteQuiet(
        at time: Timestamp,
        _ evaluation: Evaluation?,
        under configuration: AlertConfiguration,
        into turns: inout [FlappingTurn]
    ) {
        let isActive = configuration.rules.activity(at: time)
        var forgotten: [AlertKey] = []
        for index in flapping.indices {
            var history = flapping.values[index].history
            guard history.knownAt < time else { continue }
            guard !history.isOutdated(at: time, staleness: configuration.staleness) else {
                forgotten.append(flapping.keys[index])
                continue
            }
            guard let place = placeOfFlapping(at: index, rules: configuration.rules),
                isKnown(place, evaluation, isActive: isActive, rules: configuration.rules)
            else { continue }
            let wasFlapping = history.isFlapping
            history.noteQuiet(at: time, configuration.flapping)
            flapping.values[index].history = history
            if history.isFlapping != wasFlapping {
                turns.append(FlappingTurn(flapping.values[index], begins: history.isFlapping, at: time))
            }
            if history.isAtRest { forgotten.append(flapping.keys[index]) }
        }
        for key in forgotten { forgetFlapping(of: key, at: time, into: &turns) }
    }

    /// Where the alert is found that a record is about; nil when its rule is gone.
    private mutating func placeOfFlapping(
        at index: Dictionary<AlertKey, FlappingRecord>.Index,
        rules: RuleSet
    ) -> FlappingRecord.Place? {
        if let known = flapping.values[index].place { return known }
        let key = flapping.keys[index]
        guard let rule = key.ruleName.flatMap(rules.index) else { return nil }
        let place = FlappingRecord.Place(rule: rule, row: row(of: key.subject, rule: rule, rules: rules))
        // A series or group that is not known yet may come.
        if place.row != nil { flapping.values[index].place = place }
        return place
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
        _ place: FlappingRecord.Place,
        _ evaluation: Evaluation?,
        isActive: [Bool],
        rules: RuleSet
    ) -> Bool {
        guard isActive[place.rule] else { return true }
        guard let evaluation, let row = place.row, elements.isSeen(row, grain: rules.grains[place.rule])
        else { return false }
        let slots = rules.slots[place.rule]
        if let level = alerts[place.rule][row]?.firingLevel {
            return evaluation.truth(slots[level].end, row: row) != nil
        }
        return slots.contains { evaluation.truth($0.when, row: row) != nil }
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
