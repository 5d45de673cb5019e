import Model

/// Incidents as groups of alerts make them: opened with what a group is told first, over when nothing of it fires.
extension AlertEngine {
    // MARK: Groups

    /// Opens an incident for a group that is told, notes what its alerts have become, or ends it.
    mutating func noteIncident(
        of group: AggregationGroup,
        at route: Route,
        without held: [Fingerprint: Suppression],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let open = openIncidents[group.id]
        guard open != nil || route.escalation != nil else { return }
        let alerts = notifiedAlerts(of: group, without: held)
        var levels: [Fingerprint: Int] = [:]
        for alert in alerts where alert.status == .firing {
            levels[alert.fingerprint] = firingHolder(of: alert.fingerprint)?.firingLevel ?? 0
        }
        if let open {
            let isOver = !group.members.values.contains(.firing)
            if isOver {
                closeIncident(open, of: group.id, telling: alerts, at: now, into: &outcome)
            } else if !alerts.isEmpty {
                note(alerts, levels, ofIncident: open, at: now, into: &outcome)
            }
        } else if let policy = route.escalation, !levels.isEmpty {
            openIncident(of: group, policy: policy, alerts, levels, at: now, into: &outcome)
        }
    }

    private mutating func openIncident(
        of group: AggregationGroup,
        policy: String,
        _ alerts: [NotifiedAlert],
        _ levels: [Fingerprint: Int],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        forgetIncidents(at: now)
        let number = record.nextIncident ?? 1
        record.nextIncident = number + 1
        incidentRecords[number] = IncidentRecord(
            incident: Incident(number: number, policy: policy, urgency: urgency(of: alerts, policy: policy), at: now),
            group: group.id,
            groupKey: group.key,
            alerts: alerts,
            levels: levels
        )
        openIncidents[group.id] = number
        log([.opened(policy: policy)], ofIncident: number, at: now, into: &outcome)
    }

    private mutating func note(
        _ alerts: [NotifiedAlert],
        _ levels: [Fingerprint: Int],
        ofIncident number: Int64,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        guard var known = incidentRecords[number] else { return }
        var causes: [EscalationPolicy.ReopenCause] = []
        if levels.contains(where: { $0.value > known.levels[$0.key] ?? .max }) { causes.append(.severityRise) }
        if levels.keys.contains(where: { known.levels[$0] == nil }) { causes.append(.newAlert) }
        known.alerts = alerts
        known.levels.merge(levels) { max($0, $1) }
        let urgency = urgency(of: alerts, policy: known.incident.policy)
        var happenings: [Incident.Happening] = []
        for cause in causes {
            happenings += known.incident.note(cause, urgency: urgency, by: configuration.onCall, at: now)
        }
        incidentRecords[number] = known
        log(happenings, ofIncident: number, at: now, into: &outcome)
    }

    private func urgency(of alerts: [NotifiedAlert], policy: String) -> Urgency {
        let severities = alerts.filter { $0.status == .firing }.map { $0.labels["severity"] }
        return configuration.onCall.policies[policy]?.urgency.urgency(of: severities) ?? .high
    }

    /// Ends the incidents of groups that are gone: of the end of their alerts nobody is told, as it came in a silence,
    /// but those who were paged are.
    mutating func closeIncidentsWithoutAlerts(at now: Timestamp, into outcome: inout Outcome) {
        guard !openIncidents.isEmpty else { return }
        let gone = changedGroups.filter { groups[$0]?.members.isEmpty ?? true }
        let over = gone.compactMap { id in openIncidents[id].map { (id: id, number: $0) } }
        for (id, number) in over.sorted(by: { $0.number < $1.number }) {
            closeIncident(number, of: id, telling: [], at: now, into: &outcome)
        }
    }

    private mutating func closeIncident(
        _ number: Int64,
        of id: AggregationGroup.ID,
        telling alerts: [NotifiedAlert],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        openIncidents[id] = nil
        guard var known = incidentRecords[number] else { return }
        if !alerts.isEmpty { known.alerts = alerts }
        for index in known.alerts.indices { known.alerts[index].end(at: now) }
        known.hold = nil
        let happenings = known.incident.resolve(at: now)
        incidentRecords[number] = known
        heldIncidents.remove(number)
        log(happenings, ofIncident: number, at: now, into: &outcome)
    }

    // MARK: Other configurations

    /// Has incidents go on in the groups that a reload, or a restart with other files, has taken their alerts to, and by
    /// the policies that there are.
    ///
    /// A route that is told by another receiver, or written in another way, is another group of the same trouble: nobody
    /// who answered for it is asked again.
    mutating func rehouseIncidents(at now: Timestamp, into outcome: inout Outcome) {
        for (id, number) in openIncidents.sorted(by: { $0.value < $1.value }) {
            if groups[id]?.members.values.contains(.firing) != true, let heir = heir(ofIncident: number) {
                openIncidents[id] = nil
                openIncidents[heir.id] = number
                incidentRecords[number]?.group = heir.id
                incidentRecords[number]?.groupKey = heir.key
                changedIncidents.insert(number)
            }
            guard let known = incidentRecords[number], configuration.onCall.policies[known.incident.policy] == nil,
                let policy = routes[known.group.route]?.escalation
            else { continue }
            let happenings = incidentRecords[number]?.incident.follow(policy: policy, at: now) ?? []
            log(happenings, ofIncident: number, at: now, into: &outcome)
        }
    }

    /// The group in which an alert of the incident fires now; one that opens incidents by the same policy before others.
    private func heir(ofIncident number: Int64) -> AggregationGroup? {
        guard let known = incidentRecords[number] else { return nil }
        let ids = known.levels.keys.reduce(into: Set<AggregationGroup.ID>()) { found, fingerprint in
            let firing = (memberships[fingerprint] ?? []).filter { groups[$0]?.members[fingerprint] == .firing }
            found.formUnion(firing.filter { openIncidents[$0] == nil })
        }
        func rank(_ id: AggregationGroup.ID) -> (Int, String) {
            let policy = route(of: id).escalation
            return (policy == known.incident.policy ? 0 : policy == nil ? 2 : 1, id.text)
        }
        return ids.min { rank($0) < rank($1) }.flatMap { groups[$0] }
    }

    // MARK: What people do

    /// Does something with an incident that is open; doing it twice is no mistake.
    mutating func apply(_ act: IncidentAct, at now: Timestamp, into outcome: inout Outcome) {
        let number = act.number
        guard var known = incidentRecords[number] else {
            outcome.incident = .failure(.unknown(number))
            return
        }
        var happenings: [Incident.Happening]
        switch act.kind {
        case .note(let text): happenings = [.noted(text, by: act.person)]
        case _ where known.incident.isResolved:
            outcome.incident = .failure(.resolved(number))
            return
        case .acknowledge(let snooze):
            happenings = known.incident.acknowledge(
                as: act.person,
                snooze: snooze,
                by: configuration.onCall,
                at: now
            )
        case .escalate: happenings = known.incident.escalate(as: act.person, at: now)
        }
        if let note = act.note { happenings.append(.noted(note, by: act.person)) }
        incidentRecords[number] = known
        log(happenings, ofIncident: number, at: now, into: &outcome)
        outcome.incident = .success(incidentRecords[number] ?? known)
    }

    // MARK: State

    /// Adds what is written of the incidents that changed.
    mutating func storeIncidents(into outcome: inout Outcome) {
        for number in changedIncidents.sorted() {
            let id = Incident.id(of: number)
            let effect = incidentRecords[number].map { Effect.put(StateEntry(.incident, id, $0)) }
            outcome.effects.append(effect ?? .remove(StateEntry.Key(.incident, id)))
        }
        changedIncidents = []
    }

    /// Takes over an incident as it was stored.
    mutating func adopt(_ known: IncidentRecord) {
        let number = known.incident.number
        incidentRecords[number] = known
        if known.hold != nil { heldIncidents.insert(number) }
        if !known.incident.isResolved { openIncidents[known.group] = number }
    }

    /// Forgets incidents that were over long ago, and the oldest of very many.
    private mutating func forgetIncidents(at now: Timestamp) {
        let over = incidentRecords.values.compactMap { known -> (number: Int64, at: Timestamp)? in
            guard case .resolved(let end) = known.incident.state, known.incident.notices.isEmpty else { return nil }
            return (known.incident.number, end)
        }
        let surplus = max(0, over.count - IncidentRecord.mostKept + 1)
        for (index, known) in over.sorted(by: { $0 < $1 }).enumerated()
        where index < surplus || known.at + IncidentRecord.retention <= now {
            incidentRecords[known.number] = nil
            changedIncidents.insert(known.number)
        }
    }
}

extension NotifiedAlert {
    /// Notes that it has ended, if that is not known yet.
    fileprivate mutating func end(at now: Timestamp) {
        guard status == .firing else { return }
        status = .resolved
        endsAt = now
    }
}
