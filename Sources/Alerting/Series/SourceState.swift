import Expressions
import Model

/// What the engine knows of one source: its series, their newest counters, and the alerts about them.
struct SourceState: Sendable {
    /// What the configuration says of it.
    let profile: SourceProfile
    /// Its polls so far.
    var record: SourceRecord
    /// Its series.
    var table = SeriesTable()
    /// Its series and their groups, in the order of the table's rows, as the rules' program knows them.
    var elements: Elements
    /// The counters of the newest good poll, in the order of the table's rows.
    var columns: [Column] = Metric.allCases.map { _ in Column() }
    /// Which rows each distinct matcher list of the rule set selects.
    private(set) var selections: [Bitmap]
    /// The alerts that are pending or firing: by rule, then by row of the rule's grain.
    var alerts: [[Int: AlertInstance]]
    /// The alerts that have changed lately, whether they fire or not.
    var flapping: [AlertKey: FlappingRecord]
    /// What the newest good poll's evaluation found for the texts of these alerts, in the order of the rule's numbers.
    var numbers: [[Int: [Double?]]]
    /// What is counted of the SLAs, in their order in the rule set.
    var ledgers: [ObjectiveLedger]
    /// Whether an evaluation tells the numbers of its newest good poll, which alerts put back take over.
    var isEvaluated = false
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
        elements = Elements(for: rules.program)
        selections = rules.selections.map { _ in Bitmap(count: 0) }
        alerts = rules.rules.map { _ in [:] }
        flapping = Dictionary((record.flapping ?? []).map { ($0.key, $0) }) { _, last in last }
        numbers = alerts.map { _ in [:] }
        ledgers = Self.ledgers(for: rules)
    }

    /// The same source under other rules whose program is the same, without alerts.
    func carriedOver(record: SourceRecord, to rules: RuleSet) -> SourceState {
        var source = self
        source.record = record
        source.alerts = rules.rules.map { _ in [:] }
        for index in source.flapping.indices { source.flapping.values[index].place = nil }
        source.isEvaluated = false
        source.ledgers = Self.ledgers(for: rules)
        return source
    }

    // MARK: Series

    /// The labels of a series as they are now.
    func labels(of code: AccessCode) -> Labels {
        table.row(of: code).map { elements.labels(of: $0, grain: .series) }
            ?? profile.labels(of: code, name: names[code])
    }

    /// The row of a series, which is put behind the last if it is new.
    mutating func add(_ code: AccessCode, lastSeen: Timestamp = .distantPast, rules: RuleSet) -> Int {
        if let row = table.row(of: code) { return row }
        let labels = profile.labels(of: code, name: names[code])
        let row = table.add(code)
        for index in columns.indices { columns[index].append(nil) }
        for index in selections.indices { selections[index].append(rules.selections[index].matches(labels)) }
        elements.add(labels, lastSeen: lastSeen) { selections[$0][row] }
        return row
    }

    /// Takes over what was stored of the series that alerts are about, where no stored poll tells more.
    mutating func adoptSamples(rules: RuleSet) {
        for sample in record.samples where profile.includes(sample.code) {
            let row = add(sample.code, rules: rules)
            guard sample.lastSeen > elements.lastSeen(row, grain: .series) else { continue }
            elements.restore(row, grain: .series, lastSeen: sample.lastSeen)
            for index in columns.indices where index < sample.counters.count {
                columns[index][row] = sample.counters[index]
            }
        }
    }

    // MARK: Alerts

    /// The row of an alert that was pending or firing before a restart or a reload, if what it is about is still there.
    mutating func rowToKeep(_ instance: AlertInstance, of rule: Int, rules: RuleSet) -> Int? {
        let grain = rules.grains[rule]
        switch instance.key.subject {
        case .series(_, let code):
            // Its other labels may be others by now: it is the same series.
            guard grain == .series, profile.includes(code), rules.rules[rule].matchers.matches(labels(of: code))
            else { return nil }
            return add(code, rules: rules)
        case .group(_, let labels):
            guard case .group(let names) = rules.rules[rule].grain else { return nil }
            let sample = record.groups?.first { $0.key == instance.key }
            guard
                elements.row(of: labels, grain: grain) != nil
                    || hasMember(labels, names, sample: sample, seenBy: rules.rules[rule])
            else { return nil }
            let row = elements.addGroup(labels, grain: grain)
            // Its members were last seen before all polls that are kept.
            if let sample, elements.lastSeen(row, grain: grain) == .distantPast {
                elements.restore(row, grain: grain, lastSeen: sample.lastSeen)
            }
            return row
        case .source, .receiver, .rule, .outside, .event, .heartbeat: return nil
        }
    }

    /// Whether a series that is in no kept poll belongs to a group: one that was in it before, that is asked for, or that
    /// the contact centre has a name for.
    private func hasMember(
        _ group: Labels,
        _ names: GroupLabels,
        sample: SourceRecord.GroupSample?,
        seenBy rule: Rule
    ) -> Bool {
        let asked = (profile.targets ?? []).lazy.flatMap { target in
            (target.codes ?? []).lazy.map { AccessCode(ccId: target.ccId, vdn: target.vdn, innoId: $0) }
        }
        func isMember(_ code: AccessCode) -> Bool {
            let labels = labels(of: code)
            return profile.includes(code) && rule.matchers.matches(labels)
                && labels.only(names.namesWithSource) == group
        }
        return sample.map { isMember($0.member) } ?? false || asked.contains(where: isMember)
            || record.names.contains { isMember($0.code) }
    }

    /// Every alert that is pending or firing.
    var allAlerts: [AlertInstance] { alerts.flatMap { $0.values } }

    /// The row of what an alert of a rule is about.
    func row(of subject: AlertKey.Subject, rule: Int, rules: RuleSet) -> Int? {
        switch subject {
        case .series(_, let code): rules.grains[rule] == .series ? table.row(of: code) : nil
        case .group(_, let labels): elements.row(of: labels, grain: rules.grains[rule])
        case .source, .receiver, .rule, .outside, .event, .heartbeat: nil
        }
    }

    /// What the newest good poll says of what an alert is about.
    func reading(of rule: Int, row: Int, rules: RuleSet) -> Reading {
        let grain = rules.grains[rule]
        let given = givenValues(of: rule, row: row, rules: rules)
        guard elements.lastSeen(row, grain: grain) == record.lastGoodAt else { return .unseen.with(given: given) }
        return reading(at: row, grain: grain, numbers: numbers[rule][row] ?? []).with(given: given)
    }

    /// The counters of a series, none for a group, with what was computed.
    func reading(at row: Int, grain: Elements.GrainIndex, numbers: [Double?]) -> Reading {
        grain == .series ? Reading(counters(at: row), computed: numbers) : Reading(ofGroup: numbers)
    }

    /// The counters of a row at the newest good poll, in the order of ``Metric/index``.
    private func counters(at row: Int) -> [Double?] { columns.map { $0[row] } }

    /// The record with the newest counters of the series, and the times of the groups, that alerts are about.
    func recordToStore(rules: RuleSet) -> SourceRecord {
        var record = record
        var rows: Set<Int> = []
        var groups: [SourceRecord.GroupSample] = []
        for (rule, alerts) in alerts.enumerated() {
            let grain = rules.grains[rule]
            if grain == .series {
                rows.formUnion(alerts.keys)
                continue
            }
            for (row, instance) in alerts {
                let known = self.record.groups?.first { $0.key == instance.key }
                let newest = elements.newestMember(of: row, grain: grain).map { member in
                    SourceRecord.GroupSample(
                        key: instance.key,
                        lastSeen: elements.lastSeen(row, grain: grain),
                        member: table.codes[member]
                    )
                }
                if let sample = newest ?? known { groups.append(sample) }
            }
        }
        record.samples = rows.sorted { table.codes[$0] < table.codes[$1] }.map { row in
            SourceRecord.Sample(
                code: table.codes[row],
                lastSeen: elements.lastSeen(row, grain: .series),
                counters: counters(at: row)
            )
        }
        record.groups = groups.isEmpty ? nil : groups.sorted(by: \.key.text)
        record.flapping = flapping.isEmpty ? nil : flapping.values.sorted(by: \.key.text)
        return record
    }
}

extension Sequence {
    /// The elements in order of a text that is made once for each.
    fileprivate func sorted(by text: (Element) -> String) -> [Element] {
        map { (text($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
