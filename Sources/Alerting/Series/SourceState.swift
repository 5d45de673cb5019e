import Expressions
import Model

/// What the engine knows of one source: its series, their newest counters, and the alerts about them.
struct SourceState: Sendable {
    /// What the configuration says of it.
    let profile: SourceProfile
    /// Its polls so far.
    var record: SourceRecord
    /// Its series.
    private(set) var table = SeriesTable()
    /// The counters of the newest good poll, in the order of the table's rows.
    private(set) var columns: [Column] = Metric.allCases.map { _ in Column() }
    /// Which rows each distinct matcher list of the rule set selects.
    private(set) var selections: [Bitmap]
    /// The alerts that are pending or firing: by rule, then by row.
    private(set) var alerts: [[Int: AlertInstance]]
    /// When its record was last stored.
    var storedAt: Timestamp?
    /// The names that the contact centre gives its codes.
    private var names: [AccessCode: String]

    /// A source of which nothing is known but its stored record.
    init(profile: SourceProfile, record: SourceRecord, rules: RuleSet) {
        self.profile = profile
        self.record = record
        self.record.missingSince.removeAll { !profile.includes($0.code) }
        names = Dictionary(record.names.map { ($0.code, $0.name) }) { _, last in last }
        selections = rules.selections.map { _ in Bitmap(count: 0) }
        alerts = rules.rules.map { _ in [:] }
        for sample in record.samples where profile.includes(sample.code) {
            let row = add(sample.code, lastSeen: sample.lastSeen, rules: rules)
            for index in columns.indices where index < sample.counters.count {
                columns[index][row] = sample.counters[index]
            }
        }
    }

    /// The labels of a series as they are now.
    func labels(of code: AccessCode) -> Labels {
        table.row(of: code).map { table.labels[$0] } ?? profile.labels(of: code, name: names[code])
    }

    /// The counters of a row at the newest good poll, in the order of ``Metric/index``.
    private func counters(at row: Int) -> [Double?] { columns.map { $0[row] } }

    /// What the newest good poll says of a row.
    func reading(at row: Int) -> Reading {
        table.lastSeen[row] == record.lastGoodAt ? Reading(counters(at: row)) : .unseen
    }

    /// Takes over the names that the contact centre gives its codes.
    ///
    /// A series with other labels is another one: what was pending or firing about the old one ends.
    mutating func adopt(names new: [AccessCode: String], rules: RuleSet) -> [Change] {
        guard new != names else { return [] }
        names = new
        record.names = new.sorted { $0.key < $1.key }.map { SourceRecord.Named(code: $0.key, name: $0.value) }
        table.relabel { [profile] in profile.labels(of: $0, name: new[$0]) }
        for index in selections.indices {
            selections[index] = Bitmap(count: 0)
            for labels in table.labels { selections[index].append(rules.selections[index].matches(labels)) }
        }
        var changes: [Change] = []
        for rule in alerts.indices {
            for (row, instance) in alerts[rule] where instance.grainLabels != table.labels[row] {
                let step = AlertLife.end(instance, reason: .seriesRemoved)
                note(step, of: instance, rule: rule, row: row, reading(at: row), into: &changes)
            }
        }
        return inOrder(changes)
    }

    /// Puts back an alert that was pending or firing before a restart or a reload.
    mutating func adopt(_ instance: AlertInstance, of rule: Int, code: AccessCode, rules: RuleSet) {
        let row = add(code, lastSeen: .distantPast, rules: rules)
        alerts[rule][row] = instance
    }

    /// Whether a rule sees a series.
    func selects(_ code: AccessCode, rule: Int, rules: RuleSet) -> Bool {
        rules.rules[rule].matchers.matches(labels(of: code))
    }

    /// Every alert that is pending or firing.
    var allAlerts: [AlertInstance] { alerts.flatMap { $0.values } }

    /// What a poll made of one alert.
    struct Change {
        /// The rule's place in the rule set.
        let rule: Int
        /// The series' row.
        let row: Int
        /// The alert before; nil when it was inactive.
        let before: AlertInstance?
        /// The alert after; nil when it is inactive.
        let after: AlertInstance?
        /// What people are told of it, if anything.
        let change: AlertLife.Change?
        /// What the poll says of the series.
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
                endAlerts(ofInactiveRule: index, seen: nil, into: &changes)
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
                note(step, of: instance, rule: index, row: row, .unseen, into: &changes)
            }
        }
        return inOrder(changes)
    }

    /// A good poll: evaluates every rule over its series and advances the alerts.
    mutating func advance(
        over snapshot: Snapshot,
        at time: Timestamp,
        rules: RuleSet,
        staleness: TimeSpan
    ) -> [Change] {
        // Most polls bring the series of the one before, in its order.
        if snapshot.series != table.codes {
            for code in snapshot.series { _ = add(code, lastSeen: .distantPast, rules: rules) }
        }
        let (columns, seen) = table.align(snapshot)
        self.columns = columns
        var machine = Machine()
        let evaluation = machine.run(rules.program, over: columns, seen: seen)
        var changes: [Change] = []
        let isActive = rules.activity(at: time)
        for index in rules.rules.indices {
            guard isActive[index] else {
                endAlerts(ofInactiveRule: index, seen: seen, into: &changes)
                continue
            }
            advance(rule: index, evaluation, seen: seen, at: time, rules: rules, staleness: staleness, into: &changes)
        }
        table.note(seen, at: time)
        return inOrder(changes)
    }

    private mutating func advance(
        rule index: Int,
        _ evaluation: Evaluation,
        seen: Bitmap,
        at time: Timestamp,
        rules: RuleSet,
        staleness: TimeSpan,
        into changes: inout [Change]
    ) {
        let rule = rules.rules[index]
        let slots = rules.slots[index]
        let timings = rule.levels.map(\.timing)
        var rows = Set(alerts[index].keys)
        let selection = rules.selectionOfRule[index].map { selections[$0] }
        for slot in slots {
            evaluation.forEachRow(satisfying: slot.when, within: selection) { rows.insert($0) }
        }
        for row in rows {
            let truths = slots.map { slot in
                AlertLife.LevelTruths(
                    when: Truth(evaluation.truth(slot.when, row: row)),
                    end: Truth(evaluation.truth(slot.end, row: row))
                )
            }
            if let before = alerts[index][row] {
                let last = table.lastSeen[row]
                let afterGap = seen[row] && last != .distantPast && time - last > staleness
                let step = AlertLife.advance(before, truths, at: time, afterGap: afterGap, timings: timings)
                let reading = seen[row] ? Reading(counters(at: row)) : .unseen
                note(step, of: before, rule: index, row: row, reading, into: &changes)
            } else {
                begin(rule: rule, index, row: row, truths, at: time, timings: timings, into: &changes)
            }
        }
    }

    /// Ends what is pending or firing of a rule whose hours do not include the poll's time.
    ///
    /// That much is known whatever the poll brought: it also ends alerts about series that it did not deliver, and at a
    /// poll that failed as a whole (`seen` is nil). Left firing, they would be repeated all night for want of a good
    /// poll, and trouble that goes on into the next hours would not be told as new.
    private mutating func endAlerts(ofInactiveRule index: Int, seen: Bitmap?, into changes: inout [Change]) {
        for (row, instance) in alerts[index] {
            let step = AlertLife.end(instance, reason: .inactiveHours)
            let reading = seen?[row] == true ? Reading(counters(at: row)) : .unseen
            note(step, of: instance, rule: index, row: row, reading, into: &changes)
        }
    }

    /// An alert that leaves `inactive`: its labels are evaluated now and stay.
    private mutating func begin(
        rule: Rule,
        _ index: Int,
        row: Int,
        _ truths: [AlertLife.LevelTruths],
        at time: Timestamp,
        timings: [LevelTiming],
        into changes: inout [Change]
    ) {
        let grain = table.labels[row]
        let blank = AlertInstance(
            key: AlertKey(
                group: rule.group,
                alert: rule.alert,
                subject: .series(source: profile.name, code: table.codes[row])
            ),
            grainLabels: grain,
            labels: grain,
            severities: rule.levels.map(\.severity),
            levels: rule.levels.map { _ in LevelState() },
            activeAt: time
        )
        var step = AlertLife.advance(blank, truths, at: time, afterGap: false, timings: timings)
        guard var instance = step.instance else { return }
        let reading = Reading(counters(at: row))
        instance.setLabels(rule.labels(of: instance, reading))
        step.instance = instance
        note(step, of: nil, rule: index, row: row, reading, into: &changes)
    }

    private mutating func note(
        _ step: AlertLife.Step,
        of before: AlertInstance?,
        rule: Int,
        row: Int,
        _ reading: Reading,
        into changes: inout [Change]
    ) {
        guard step.instance != before || step.transition != nil else { return }
        alerts[rule][row] = step.instance
        changes.append(
            Change(
                rule: rule,
                row: row,
                before: before,
                after: step.instance,
                change: step.transition,
                reading: reading
            )
        )
    }

    /// The alert of a rule about a series, if it is pending or firing.
    func alert(rule: Int, code: AccessCode) -> AlertInstance? {
        table.row(of: code).flatMap { alerts[rule][$0] }
    }

    private mutating func add(_ code: AccessCode, lastSeen: Timestamp, rules: RuleSet) -> Int {
        if let row = table.row(of: code) { return row }
        let row = table.add(code, labels: profile.labels(of: code, name: names[code]), lastSeen: lastSeen)
        for index in columns.indices { columns[index].append(nil) }
        for index in selections.indices {
            selections[index].append(rules.selections[index].matches(table.labels[row]))
        }
        return row
    }

    private func inOrder(_ changes: [Change]) -> [Change] {
        changes.sorted { left, right in
            guard left.rule == right.rule, let one = left.instance, let other = right.instance else {
                return left.rule < right.rule
            }
            // A rule's labels may make two alerts equal; the order must not be left to chance then.
            return (one.labels, one.grainLabels) < (other.labels, other.grainLabels)
        }
    }

    /// The record with the newest counters of the series that alerts are about.
    func recordToStore() -> SourceRecord {
        var record = record
        let rows = Set(alerts.flatMap(\.keys)).sorted { table.codes[$0] < table.codes[$1] }
        record.samples = rows.map { row in
            SourceRecord.Sample(code: table.codes[row], lastSeen: table.lastSeen[row], counters: counters(at: row))
        }
        return record
    }
}

extension Truth {
    /// The truth of a condition; nil is unknown.
    init(_ value: Bool?) {
        self = value.map { $0 ? .yes : .no } ?? .unknown
    }
}

extension Evaluation {
    /// The rows at which a condition holds, of those in `selection`; without one, of all.
    fileprivate func forEachRow(satisfying slot: ConditionSlot, within selection: Bitmap?, _ body: (Int) -> Void) {
        for (index, word) in truth(slot).isTrue.enumerated() {
            var rest = word & (selection?.words[index] ?? .max)
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
