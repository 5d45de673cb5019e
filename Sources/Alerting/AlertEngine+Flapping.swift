import Model

extension AlertEngine {
    /// What is remembered of an alert's changes, whether it fires or not; nil for one that has not changed lately, and
    /// for a built-in one.
    package func flapping(of key: AlertKey) -> Flapping? { record(of: key)?.history }

    /// How many alerts flap, firing or not.
    package var flappingCount: Int {
        sources.values.reduce(0) { count, source in count + source.flapping.values.count { $0.history.isFlapping } }
    }

    private func record(of key: AlertKey) -> FlappingRecord? {
        key.source.flatMap { sources[$0]?.flapping[key] }
    }

    func isFlapping(_ key: AlertKey) -> Bool { record(of: key)?.history.isFlapping ?? false }

    /// Whether what a group is told of an alert that resolved is of one that flaps.
    func isFlapping(_ fingerprint: Fingerprint, in group: AggregationGroup) -> Bool {
        group.flapping?.keys.contains { record(of: $0)?.fingerprint == fingerprint } ?? false
    }

    /// Lets the groups of an alert that flaps know.
    mutating func keepGroups(of key: AlertKey, _ fingerprint: Fingerprint) {
        guard isFlapping(key) else { return }
        for id in memberships[fingerprint] ?? [] where groups[id]?.flapping?[key] == nil {
            groups[id]?.keep(for: key, fingerprint)
            changedGroups.insert(id)
        }
    }

    /// Whether a group need not hear at once that an alert fires: it was told so while the alert flapped, as severely
    /// as now.
    func isHeld(_ instance: AlertInstance, in id: AggregationGroup.ID) -> Bool {
        isFlapping(instance.key) && groups[id]?.hasTold(instance.key, level: instance.firingLevel ?? 0) == true
    }

    /// When a group is looked at next that an alert joins, which would be told at `start` in a group of its own.
    func nextFlush(
        of group: AggregationGroup,
        joinedBy instance: AlertInstance,
        at start: Timestamp,
        every interval: TimeSpan
    ) -> Timestamp {
        let isHeld = isHeld(instance, in: group.id)
        if hasNothingToTell(group) {
            // Told of it a moment ago, the group waits as one does that is not empty.
            let next = group.lastToldAt.map { isHeld ? max(start, $0 + interval) : start } ?? start
            return group.isResting ? next : min(group.nextFlush, next)
        }
        let isRise = isFlapping(instance.key) && group.hasTold(instance.key, level: 0) && !isHeld
        return isRise ? min(group.nextFlush, start) : group.nextFlush
    }

    /// Whether a group has no alert but those that came back while they flap and need not be told at once, and those
    /// that are over before anybody heard of them.
    private func hasNothingToTell(_ group: AggregationGroup) -> Bool {
        group.members.allSatisfy { fingerprint, member in
            guard !group.knowsFiring(fingerprint), group.held?[fingerprint] == nil else { return false }
            switch member {
            case .firing: return firingHolder(of: fingerprint).map { isHeld($0, in: group.id) } ?? false
            case .moved: return false
            case .resolved: return group.flapping != nil
            }
        }
    }

    /// Writes down who began to flap and who calmed down, and lets groups go that were kept for the latter.
    mutating func note(_ turns: [FlappingTurn], into outcome: inout Outcome) {
        outcome.flapping += turns
        outcome.effects += turns.map { .record(HistoryEntry($0)) }
        if turns.contains(where: { !$0.begins }) { releaseGroups() }
    }

    private mutating func releaseGroups() {
        for (id, group) in groups {
            var group = group
            guard group.release(unless: isFlapping) else { continue }
            groups[id] = group.isIdle ? nil : group
            changedGroups.insert(id)
        }
    }

    /// Forgets the changes of alerts that a reload, a restart or other names of codes took away, of all that `records`
    /// tell.
    mutating func settleFlapping(_ records: [SourceRecord], at now: Timestamp, into outcome: inout Outcome) {
        for name in sources.keys { sources[name]?.forgetFlappingAlertsWithoutRule(under: configuration) }
        let ended = records.flatMap { $0.flapping ?? [] }.filter { record in
            record.history.isFlapping && !isFlapping(record.key)
        }
        let turns = ended.map { FlappingTurn($0, begins: false, at: now) }
        note(turns.sorted { $0.key.text < $1.key.text }, into: &outcome)
    }
}

extension HistoryEntry {
    /// The line for an alert that began to flap or calmed down.
    init(_ turn: FlappingTurn) {
        let percent = Int((turn.share * 100).rounded())
        self.init(
            at: turn.at,
            kind: .flapping,
            fingerprint: turn.fingerprint,
            labels: turn.labels,
            text: turn.begins
                ? "flapping: \(percent)% of the last observations are changes"
                : "not flapping any more: \(percent)%"
        )
    }
}
