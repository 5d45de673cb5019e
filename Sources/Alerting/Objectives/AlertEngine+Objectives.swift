import Model

extension AlertEngine {
    /// Stores what is counted of the SLAs in a source, where what was counted since the last record is as old as that.
    mutating func storeObjectives(of source: String, at time: Timestamp, into outcome: inout Outcome) {
        for place in configuration.rules.objectives.indices {
            guard let ledger = sources[source]?.ledgers[place], ledger.time != ledger.storedAt else { continue }
            if let storedAt = ledger.storedAt, time - storedAt < ObjectiveRecord.interval { continue }
            guard let counted = sources[source]?.counted(place, rules: configuration.rules) else { continue }
            sources[source]?.ledgers[place].storedAt = counted.time
            outcome.effects.append(.put(StateEntry(.objective, counted.place.key.id, ObjectiveRecord(counted))))
        }
    }

    /// What is counted of the SLAs in all sources.
    var rememberedObjectives: RememberedObjectives {
        let counted = sources.values.flatMap { $0.counted(rules: configuration.rules) }
        return RememberedObjectives(counted: counted, areStored: false, places: counted.map(\.place))
    }

    /// What `records` tell of the SLAs that there are; throws if one of these cannot be read.
    static func read(
        _ records: [ObjectiveRecord],
        under configuration: AlertConfiguration
    ) throws(StateError) -> RememberedObjectives {
        let rules = configuration.rules
        var read = RememberedObjectives(counted: [], areStored: true, places: records.map(\.place))
        let slas = Dictionary(rules.objectives.map { (rules.rules[$0].alert, rules.rules[$0]) }) { first, _ in first }
        for record in records {
            // Counts of anything else do not go on.
            guard let rule = slas[record.sla], let objective = rule.objective, record.definition == rule.countedSamples
            else { continue }
            guard let counted = record.counted(of: objective) else {
                throw StateError(
                    entry: record.place.key,
                    message: "its counts are not in a form that this version knows"
                )
            }
            read.counted.append(counted)
        }
        return read
    }

    /// Removes what is stored of SLAs and sources that are gone.
    func forgetObjectives(_ places: [ObjectiveRecord.Place], into outcome: inout Outcome) {
        let rules = configuration.rules
        let names = Set(rules.objectives.map { rules.rules[$0].alert })
        let gone = places.filter { !names.contains($0.sla) || sources[$0.source] == nil }
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
