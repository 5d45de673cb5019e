package import Model

extension AlertEngine {
    /// Why alerts with `labels` are not told at nodes of the routing tree that are muted by intervals of those names.
    func suppression(of labels: Labels, mutedBy names: [String], at now: Timestamp) -> Suppression {
        Suppression(
            inhibitions: inhibitions.inhibitions(of: labels),
            silencedBy: silenceTable.active(for: labels, at: now, intervals: configuration.timeIntervals).map(\.id),
            mutedBy: names
        )
    }

    /// Which alerts of a group fire and are not told, and why.
    func heldAlerts(of group: AggregationGroup, at route: Route, now: Timestamp) -> [Fingerprint: Suppression] {
        let muting = route.hours.names(muting: now)
        if muting.isEmpty, inhibitions.isIdle, silenceTable.isIdle { return [:] }
        var held: [Fingerprint: Suppression] = [:]
        for (fingerprint, member) in group.members where member == .firing {
            guard let labels = firingHolder(of: fingerprint)?.currentLabels else { continue }
            let suppression = suppression(of: labels, mutedBy: muting, at: now)
            if !suppression.isEmpty { held[fingerprint] = suppression }
        }
        return held
    }

    /// When the first of the mutes and silences that hold alerts of a group back ends, if one does up to `limit`.
    ///
    /// What inhibits ends with an event, and is looked at with the next tick.
    func endOfMute(
        of held: [Fingerprint: Suppression],
        at route: Route,
        after now: Timestamp,
        until limit: Timestamp
    ) -> Timestamp? {
        let isMuted = held.values.contains { !$0.mutedBy.isEmpty }
        let hours = isMuted ? route.hours.nextChange(after: now, until: limit) : nil
        let ids = held.values.reduce(into: Set<String>()) { $0.formUnion($1.silencedBy) }
        let silences = ids.compactMap { id in
            silence(id)?.nextPause(after: now, until: limit, intervals: configuration.timeIntervals)
        }
        return (silences + [hours].compactMap { $0 }).min()
    }

    /// Looks earlier at groups whose alerts are held back no longer, or not for as long, as a silence or the
    /// configuration changed.
    mutating func reviewHeldAlerts(at now: Timestamp) {
        for (id, group) in groups {
            guard let held = group.held else { continue }
            let route = route(of: id)
            let muting = route.hours.names(muting: now)
            let isOver = held.contains { fingerprint, suppression in
                guard suppression.isMute, let labels = firingHolder(of: fingerprint)?.currentLabels else {
                    return false
                }
                return self.suppression(of: labels, mutedBy: muting, at: now).isEmpty
            }
            let end = isOver ? now : endOfMute(of: held, at: route, after: now, until: group.nextFlush)
            guard let end, end < group.nextFlush else { continue }
            groups[id]?.nextFlush = end
            changedGroups.insert(id)
        }
    }

    // MARK: Ends

    /// Why the end of an alert is not told to a group; nil when it is.
    ///
    /// What inhibits it counts as it was before the event that brings the end, whatever else the event brings.
    func reasonToKeep(_ alert: NotifiedAlert, from id: AggregationGroup.ID, at now: Timestamp) -> Suppression? {
        guard let group = groups[id] else { return nil }
        let route = route(of: id)
        let suppression = suppression(of: alert.labels, mutedBy: route.hours.names(muting: now), at: now)
        guard !suppression.isEmpty else { return nil }
        let isToldAnyway = route.resolvesThroughSilence && suppression.inhibitions.isEmpty
        return isToldAnyway && group.knowsFiring(alert.fingerprint) ? nil : suppression
    }

    /// Takes an alert that has ended out of a group that is not told of it.
    mutating func drop(
        _ fingerprint: Fingerprint,
        from id: AggregationGroup.ID,
        because suppression: Suppression,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        guard let group = groups[id] else { return }
        if group.knowsFiring(fingerprint) {
            let text = "end not told to \(id.receiver): \(suppression.text(configuration.inhibitRules))"
            outcome.effects.append(.record(HistoryEntry(notTold: text, fingerprint, of: group, at: now)))
        }
        groups[id]?.drop(fingerprint)
        if groups[id]?.isIdle == true { groups[id] = nil }
        forget(fingerprint, in: id)
    }

    /// Takes the alerts out of a group that have resolved since it was last told, and whose end falls into a mute or
    /// silence that has begun since.
    mutating func dropMutedEnds(from id: AggregationGroup.ID, at now: Timestamp, into outcome: inout Outcome) {
        let ended = (groups[id]?.members ?? [:]).values.compactMap { member -> NotifiedAlert? in
            if case .resolved(let alert) = member { alert } else { nil }
        }
        for alert in ended.sorted(by: { $0.fingerprint.value < $1.fingerprint.value }) {
            guard let reason = reasonToKeep(alert, from: id, at: now), reason.isMute else { continue }
            changedGroups.insert(id)
            drop(alert.fingerprint, from: id, because: reason, at: now, into: &outcome)
        }
    }

    // MARK: What is written down

    /// Writes down which alerts are held back, where that is new, and keeps it with the group.
    func noteHeld(
        _ held: [Fingerprint: Suppression],
        of group: inout AggregationGroup,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        for (fingerprint, suppression) in held.sorted(by: { $0.key.value < $1.key.value })
        where group.held?[fingerprint] != suppression {
            let text = "not told to \(group.id.receiver): \(suppression.text(configuration.inhibitRules))"
            outcome.effects.append(.record(HistoryEntry(notTold: text, fingerprint, of: group, at: now)))
        }
        group.held = held.isEmpty ? nil : held
    }

    /// Writes down why integrations are not told of a group, where that is new.
    func noteQuiet(
        _ receiver: Receiver,
        _ group: inout AggregationGroup,
        told: [(integration: Integration, reason: NotificationReason)],
        firing: [Fingerprint: Int],
        resolved: Set<Fingerprint>,
        of route: Route,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        var quiet: [String: String] = [:]
        for integration in receiver.integrations {
            let isDue = told.contains { $0.integration.name == integration.name }
            // Of ends alone nothing is sent where ends are not told.
            guard !isDue || firing.isEmpty && !integration.sendResolved else { continue }
            let entry = group.log[integration.name]
            let repetition = firing.isEmpty ? nil : entry?.repetition(route.repeatIntervals)
            let end = integration.sendResolved ? "ended before it was told" : "ends are not told to it"
            // Of what is held back each alert says so itself.
            guard
                let reason = repetition.map({ "nothing new, told again at \($0.rfc3339)" })
                    ?? (resolved.isEmpty ? nil : end)
            else { continue }
            quiet[integration.name] = reason
            guard group.quiet?[integration.name] != reason else { continue }
            let text = "not told to \(receiver.name) \(integration.name): \(reason)"
            outcome.effects.append(.record(HistoryEntry(notTold: text, nil, of: group, at: now)))
        }
        group.quiet = quiet.isEmpty ? nil : quiet
    }

    // MARK: Inhibitions

    /// Lets the index of inhibitions know which alerts fire after the event under way.
    mutating func settleInhibitions() {
        guard !changedAlerts.isEmpty else { return }
        for fingerprint in changedAlerts {
            inhibitions.set(firingHolder(of: fingerprint)?.currentLabels, of: fingerprint)
        }
        changedAlerts = []
    }

    /// Makes the index of inhibitions anew for all alerts that fire.
    mutating func indexInhibitions() {
        inhibitions = InhibitionIndex(configuration.inhibitRules)
        for fingerprint in holders.keys {
            inhibitions.set(firingHolder(of: fingerprint)?.currentLabels, of: fingerprint)
        }
    }

    // MARK: What is shown

    /// Why the alert of a fingerprint is told nowhere; empty for one that is told somewhere.
    ///
    /// An alert that comes to several nodes of the routing tree is muted when all of these are.
    package func suppression(of fingerprint: Fingerprint, at now: Timestamp) -> Suppression {
        guard let alert = firingHolder(of: fingerprint) else { return Suppression() }
        let told = (memberships[fingerprint] ?? []).filter { groups[$0]?.members[fingerprint] == .firing }
        let muting = told.map { route(of: $0).hours.names(muting: now) }
        let names = muting.contains([]) ? [] : Set(muting.joined()).sorted()
        return suppression(of: alert.currentLabels, mutedBy: names, at: now)
    }

    /// How many alerts fire and are told nowhere.
    package func suppressedCount(at now: Timestamp) -> Int {
        holders.keys.count { !suppression(of: $0, at: now).isEmpty }
    }
}

extension HistoryEntry {
    /// The line for something that a receiver is not told, of an alert or of a group as a whole.
    fileprivate init(notTold text: String, _ fingerprint: Fingerprint?, of group: AggregationGroup, at now: Timestamp) {
        self.init(at: now, kind: .notTold, fingerprint: fingerprint, labels: group.id.labels, text: text)
    }
}
