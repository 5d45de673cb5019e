import Model

extension AlertEngine {
    /// Stores what is counted of the SLAs in a source, where what was counted since the last record is as old as that.
    mutating func storeObjectives(of source: String, at time: Timestamp, into outcome: inout Outcome) {
        for place in configuration.rules.objectives.indices {
            guard let ledger = sources[source]?.ledgers[place], ledger.time != ledger.storedAt else { continue }
            if let storedAt = ledger.storedAt, time - storedAt < ObjectiveRecord.interval { continue }
            guard let record = sources[source]?.objectiveRecord(place, rules: configuration.rules) else { continue }
            sources[source]?.ledgers[place].storedAt = record.time
            outcome.effects.append(.put(StateEntry(.objective, record.key.id, record)))
        }
    }

    /// What is counted of the SLAs in all sources, as it would be stored.
    func objectiveRecords() -> [ObjectiveRecord] {
        sources.values.flatMap { $0.objectiveRecords(rules: configuration.rules) }
    }

    /// Throws if there is a stored record of one of the SLAs that cannot be read.
    static func check(_ records: [ObjectiveRecord], under configuration: AlertConfiguration) throws(StateError) {
        for rule in configuration.rules.rules {
            guard let objective = rule.objective else { continue }
            for record in records where record.counts(for: rule, in: record.source) {
                guard record.counts(of: ObjectiveLedger(objective)) == nil else { continue }
                throw StateError(entry: record.key, message: "its counts are not in a form that this version knows")
            }
        }
    }

    /// Removes what is stored of SLAs and sources that are gone.
    func forgetObjectives(_ records: [ObjectiveRecord], into outcome: inout Outcome) {
        let rules = configuration.rules
        let names = Set(rules.objectives.map { rules.rules[$0].alert })
        let gone = records.filter { !names.contains($0.sla) || sources[$0.source] == nil }
        for key in gone.map(\.key).sorted(by: { $0.id < $1.id }) { outcome.effects.append(.remove(key)) }
    }

    /// Where every SLA stands for every element of which it has samples, in the order of the SLAs, sources and labels.
    package var objectives: [ObjectiveStatus] {
        let rules = configuration.rules
        return rules.objectives.enumerated().flatMap { place, index in
            sources.values.sorted { $0.profile.name < $1.profile.name }.flatMap { source in
                source.objectiveStatuses(place, of: rules.rules[index], grain: rules.grains[index])
            }
        }
    }
}
