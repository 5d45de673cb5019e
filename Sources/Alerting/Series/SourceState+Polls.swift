import Expressions
import Model

extension SourceState {
    /// What a poll made of one alert.
    struct Change {
        /// The rule's place in the rule set.
        let rule: Int
        /// The alert before; nil when it was inactive.
        let before: AlertInstance?
        /// The alert after; nil when it is inactive.
        let after: AlertInstance?
        /// What people are told of it, if anything.
        let change: AlertLife.Change?
        /// What the poll says of what it is about.
        let reading: Reading

        /// The alert that changed.
        var instance: AlertInstance? { after ?? before }
    }

    /// A poll that failed as a whole: nothing is known of any condition.
    mutating func advanceOverFailedPoll(at time: Timestamp, rules: RuleSet) -> [Change] {
        var changes: [Change] = []
        let isActive = rules.activity(at: time)
        for index in alerts.indices where !alerts[index].isEmpty {
            guard isActive[index] else {
                endAlerts(ofInactiveRule: index, rules: rules, nil, into: &changes)
                continue
            }
            let rule = rules.rules[index]
            let unknown = rule.levels.map { _ in AlertLife.LevelTruths(when: .unknown, end: .unknown) }
            for (row, instance) in alerts[index] {
                let step = AlertLife.advance(
                    instance,
                    unknown,
                    at: time,
                    afterGap: false,
                    timings: rule.levels.map(\.timing)
                )
                let reading = Reading.unseen.with(given: givenValues(of: index, row: row, rules: rules))
                note(step, of: instance, rule: index, row: row, reading, into: &changes)
            }
        }
        return inOrder(changes)
    }

    /// A good poll: evaluates every rule over its series and advances the alerts.
    mutating func advance(
        over snapshot: Snapshot,
        at time: Timestamp,
        rules: RuleSet,
        staleness: TimeSpan,
        in workspace: inout Workspace
    ) -> [Change] {
        // Most polls bring the series of the one before, in its order.
        if snapshot.series != table.codes {
            for code in snapshot.series { _ = add(code, rules: rules) }
        }
        note(snapshot, at: time, staleness: staleness)
        workspace.evaluate(rules.program, over: columns, of: elements, source: profile.name)
        let evaluation = workspace.evaluation
        var changes: [Change] = []
        let isActive = rules.activity(at: time)
        countSamples(in: evaluation, at: time, rules: rules, staleness: staleness)
        for index in rules.rules.indices {
            guard isActive[index] else {
                endAlerts(ofInactiveRule: index, rules: rules, evaluation, into: &changes)
                continue
            }
            advance(rule: index, evaluation, at: time, rules: rules, into: &changes)
        }
        return inOrder(changes)
    }

    /// Evaluates again what a poll had brought, before a restart or for other rules; alerts stay as they are.
    mutating func repeatPoll(
        _ snapshot: Snapshot,
        at time: Timestamp,
        rules: RuleSet,
        staleness: TimeSpan,
        in workspace: inout Workspace
    ) {
        if snapshot.series != table.codes {
            for code in snapshot.series where profile.includes(code) { _ = add(code, rules: rules) }
        }
        note(snapshot, at: time, staleness: staleness)
        workspace.repeatPoll(rules.program, over: columns, of: elements, source: profile.name)
        countSamples(in: workspace.evaluation, at: time, rules: rules, staleness: staleness)
    }

    private mutating func note(_ snapshot: Snapshot, at time: Timestamp, staleness: TimeSpan) {
        let (columns, seen) = table.align(snapshot)
        self.columns = columns
        elements.note(seen, at: time, staleness: staleness)
    }

    private mutating func advance(
        rule index: Int,
        _ evaluation: Evaluation,
        at time: Timestamp,
        rules: RuleSet,
        into changes: inout [Change]
    ) {
        let slots = rules.slots[index]
        let grain = rules.grains[index]
        let timings = rules.timings[index]
        let ledger = rules.objectiveOfRule[index].map { ledgers[$0] }
        func truths(at row: Int) -> [AlertLife.LevelTruths] {
            ledger.map { levelTruths($0, row: row, grain: grain) }
                ?? slots.map { slot in
                    AlertLife.LevelTruths(
                        when: Truth(evaluation.truth(slot.when, row: row)),
                        end: Truth(evaluation.truth(slot.end, row: row))
                    )
                }
        }
        let known = alerts[index]
        for place in known.indices {
            let row = known.keys[place]
            let truths = truths(at: row)
            let numbers = rules.numbers[index].map { evaluation.number($0, row: row) }
            if !numbers.isEmpty { self.numbers[index][row] = numbers }
            let afterGap = elements.isRestarted(row, grain: grain)
            // Most alerts stay as they are at most polls.
            guard afterGap || !AlertLife.isSteady(known.values[place].levels, truths, at: time, timings) else {
                continue
            }
            let before = known.values[place]
            let step = AlertLife.advance(before, truths, at: time, afterGap: afterGap, timings: timings)
            let isSeen = elements.isSeen(row, grain: grain)
            let reading = isSeen ? reading(at: row, grain: grain, numbers: numbers) : .unseen
            let given = givenValues(of: index, row: row, rules: rules)
            note(step, of: before, rule: index, row: row, reading.with(given: given), into: &changes)
            if alerts[index][row] == nil { self.numbers[index][row] = nil }
        }
        func begin(at row: Int) {
            guard known[row] == nil, alerts[index][row] == nil else { return }
            let numbers = rules.numbers[index].map { evaluation.number($0, row: row) }
            let given = givenValues(of: index, row: row, rules: rules)
            let reading = reading(at: row, grain: grain, numbers: numbers).with(given: given)
            self.begin(
                rule: rules.rules[index],
                index,
                row: row,
                grain: grain,
                truths(at: row),
                reading,
                at: time,
                into: &changes
            )
            if !numbers.isEmpty, alerts[index][row] != nil { self.numbers[index][row] = numbers }
        }
        if let ledger {
            for row in ledger.burningRows where elements.isSeen(row, grain: grain) { begin(at: row) }
        } else {
            // Groups are made of selected series only.
            let selection = grain == .series ? rules.selectionOfRule[index].map { selections[$0] } : nil
            for slot in slots { evaluation.forEachRow(satisfying: slot.when, within: selection, begin) }
        }
    }

    /// Ends what is pending or firing of a rule whose hours do not include the poll's time.
    ///
    /// That much is known whatever the poll brought: it also ends alerts about series that it did not deliver, and at a
    /// poll that failed as a whole, of which there is no evaluation. Left firing, they would be repeated all night for
    /// want of a good poll, and trouble that goes on into the next hours would not be told as new.
    private mutating func endAlerts(
        ofInactiveRule index: Int,
        rules: RuleSet,
        _ evaluation: Evaluation?,
        into changes: inout [Change]
    ) {
        let grain = rules.grains[index]
        for (row, instance) in alerts[index] {
            let step = AlertLife.end(instance, reason: .inactiveHours)
            var reading = Reading.unseen
            if let evaluation, elements.isSeen(row, grain: grain) {
                let numbers = rules.numbers[index].map { evaluation.number($0, row: row) }
                reading = self.reading(at: row, grain: grain, numbers: numbers)
            }
            reading = reading.with(given: givenValues(of: index, row: row, rules: rules))
            note(step, of: instance, rule: index, row: row, reading, into: &changes)
        }
        numbers[index] = [:]
    }

    /// An alert that leaves `inactive`: its labels are evaluated now and stay.
    private mutating func begin(
        rule: Rule,
        _ index: Int,
        row: Int,
        grain: Elements.GrainIndex,
        _ truths: [AlertLife.LevelTruths],
        _ reading: Reading,
        at time: Timestamp,
        into changes: inout [Change]
    ) {
        let blank = inactiveAlert(of: rule, row: row, grain: grain, at: time)
        let timings = rule.levels.map(\.timing)
        var step = AlertLife.advance(blank, truths, at: time, afterGap: false, timings: timings)
        guard var instance = step.instance else { return }
        instance.setLabels(rule.labels(of: instance, reading))
        step.instance = instance
        note(step, of: nil, rule: index, row: row, reading, into: &changes)
    }

    /// The alert of a rule about the element at `row` before anything is known of it; its labels are the grain's.
    func inactiveAlert(of rule: Rule, row: Int, grain: Elements.GrainIndex, at time: Timestamp) -> AlertInstance {
        let labels = elements.labels(of: row, grain: grain)
        let subject: AlertKey.Subject =
            grain == .series
            ? .series(source: profile.name, code: table.codes[row]) : .group(source: profile.name, labels: labels)
        return AlertInstance(
            key: AlertKey(group: rule.group, alert: rule.alert, subject: subject),
            grainLabels: labels,
            labels: labels,
            severities: rule.levels.map(\.severity),
            levels: rule.levels.map { _ in LevelState() },
            activeAt: time
        )
    }

    /// Takes over what became of an alert, and what is to be told of it.
    mutating func note(
        _ step: AlertLife.Step,
        of before: AlertInstance?,
        rule: Int,
        row: Int,
        _ reading: Reading,
        into changes: inout [Change]
    ) {
        guard step.isChange(of: before) else { return }
        alerts[rule][row] = step.instance
        changes.append(
            Change(
                rule: rule,
                before: before,
                after: step.instance,
                change: step.transition,
                reading: reading
            )
        )
    }

    /// Changes in the order in which they are reported: by rule, then by labels.
    func inOrder(_ changes: [Change]) -> [Change] {
        guard changes.count > 1 else { return changes }
        return changes.sorted { left, right in
            guard left.rule == right.rule, let one = left.instance, let other = right.instance else {
                return left.rule < right.rule
            }
            // A rule's labels may make two alerts equal; the order must not be left to chance then.
            return (one.labels, one.grainLabels) < (other.labels, other.grainLabels)
        }
    }
}

extension Truth {
    /// The truth of a condition; nil is unknown.
    init(_ value: Bool?) {
        self = value.map { $0 ? .yes : .no } ?? .unknown
    }
}
