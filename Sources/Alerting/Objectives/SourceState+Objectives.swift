import Expressions
import Model

extension SourceState {
    /// Ledgers of the rules' SLAs, in which nothing is counted.
    static func ledgers(for rules: RuleSet) -> [ObjectiveLedger] {
        rules.objectives.compactMap { rules.rules[$0].objective }.map { ObjectiveLedger($0) }
    }

    /// Counts what the newest poll brought, in each SLA that is active then and has not counted it.
    mutating func countSamples(
        in evaluation: Evaluation,
        at time: Timestamp,
        rules: RuleSet,
        staleness: TimeSpan
    ) {
        for (place, index) in rules.objectives.enumerated() {
            let hours = rules.rules[index].hours
            guard ledgers[place].time.map({ $0 < time }) ?? true, hours.include(time) else { continue }
            let grain = rules.grains[index]
            // Groups are made of selected series only.
            let selection = grain == .series ? rules.selectionOfRule[index].map { selections[$0] } : nil
            let rows = elements.count(of: grain)
            ledgers[place].advance(to: time, hours: hours)
            for row in 0..<rows where elements.isSeen(row, grain: grain) && selection?[row] ?? true {
                guard let samples = rules.samples[place].samples(in: evaluation, row: row) else { continue }
                ledgers[place].count(
                    good: samples.good,
                    bad: samples.bad,
                    row: row,
                    of: rows,
                    staleness: staleness
                )
            }
        }
    }

    /// Whether the levels of an SLA's alert hold for a row; at a poll that did not bring it nothing is known.
    func levelTruths(_ ledger: ObjectiveLedger, row: Int, grain: Elements.GrainIndex) -> [AlertLife.LevelTruths] {
        guard elements.isSeen(row, grain: grain) else {
            return ledger.alerts.map { _ in AlertLife.LevelTruths(when: .unknown, end: .unknown) }
        }
        return ledger.truths(row: row).map { AlertLife.LevelTruths(when: $0, end: $0.negated) }
    }

    /// What templates of an SLA's alert may print, in the order of ``Objective/templateValues``; none for other rules.
    func givenValues(of rule: Int, row: Int, rules: RuleSet) -> [Double?] {
        guard let place = rules.objectiveOfRule[rule] else { return [] }
        let ledger = ledgers[place]
        return [ledger.budgetRemaining(row: row), ledger.shownBurnRate(row: row), ledger.objective.percent / 100]
    }

    // MARK: The store

    /// What is counted of an SLA, by its place among them; nil before its first poll.
    func counted(_ place: Int, rules: RuleSet) -> CountedObjective? {
        let (ledger, index) = (ledgers[place], rules.objectives[place])
        guard let time = ledger.time, let definition = rules.rules[index].countedSamples else { return nil }
        let grain = rules.grains[index]
        // What was last seen before the whole window has nothing left in it.
        let rows = ledger.countedRows.filter { row in
            ledger.clock - ledger.lastKnown[row] <= ledger.objective.window.milliseconds
        }
        return CountedObjective(
            place: ObjectiveRecord.Place(sla: rules.rules[index].alert, source: profile.name),
            definition: definition,
            time: time,
            clock: ledger.clock,
            elements: rows.map { row in
                let element: CountedObjective.Element =
                    grain == .series ? .series(table.codes[row]) : .group(elements.labels(of: row, grain: grain))
                return (element, ledger.counts(row: row, at: time))
            }
        )
    }

    /// What is counted of all SLAs.
    func counted(rules: RuleSet) -> [CountedObjective] {
        ledgers.indices.compactMap { counted($0, rules: rules) }
    }

    /// Goes on counting where what is remembered of the same SLAs ends.
    mutating func adopt(_ remembered: RememberedObjectives, rules: RuleSet) {
        for (place, index) in rules.objectives.enumerated() {
            let counted = remembered.counted.first { $0.counts(for: rules.rules[index], in: profile.name) }
            guard let counted else { continue }
            let grain = rules.grains[index]
            ledgers[place].restore(time: counted.time, clock: counted.clock)
            if remembered.areStored { ledgers[place].storedAt = counted.time }
            let rows = counted.elements.map { element, _ -> Int? in
                switch element {
                case .series(let code): profile.includes(code) ? add(code, rules: rules) : nil
                case .group(let labels): elements.addGroup(labels, grain: grain)
                }
            }
            let count = elements.count(of: grain)
            for (row, element) in zip(rows, counted.elements) {
                if let row { ledgers[place].restore(row: row, of: count, element.counts) }
            }
        }
    }
}
