import Expressions
package import Model

/// Everything that decides: what a poll makes of the alerts, who is told of them and when, what is tried again.
///
/// It is a value. An event changes it and says what must be written; the caller writes that in one transaction and
/// only then keeps the changed value, publishes and sends. A failed write therefore changes nothing, and a replay, a
/// rule test and the daemon run the same code.
package struct AlertEngine: Sendable {
    /// What it works by.
    package internal(set) var configuration: AlertConfiguration
    /// The sources by name.
    var sources: [String: SourceState] = [:]
    /// The built-in alerts that fire.
    var builtins: [AlertKey: StoredAlert] = [:]
    /// The alerts that somebody else raised and that fire.
    var outside: [AlertKey: OutsideAlert] = [:]
    /// The heartbeats that are waited for, by name.
    var heartbeats: [String: HeartbeatRecord] = [:]
    /// The aggregation groups that are not empty, or kept for an alert that flaps.
    var groups: [AggregationGroup.ID: AggregationGroup] = [:]
    /// The groups that the event under way has changed.
    var changedGroups: Set<AggregationGroup.ID> = []
    /// The groups that each alert is a member of.
    var memberships: [Fingerprint: Set<AggregationGroup.ID>] = [:]
    /// The alerts of each fingerprint that are pending or firing; more than one is a conflict.
    var holders: [Fingerprint: [AlertKey]] = [:]
    /// Notifications of which not every part is settled.
    var progress: [String: NotificationProgress] = [:]
    /// The notification that each message on its way belongs to.
    var notificationOfMessage: [String: String] = [:]
    /// The receivers that could not be told lately.
    var failingReceivers: [String: ReceiverRecord] = [:]
    /// The nodes of the routing tree by the name that groups know them by.
    var routes: [String: Route] = [:]
    /// Those names by the place in the tree.
    var routeNames: [[Int]: String] = [:]
    /// Which alerts inhibit which.
    var inhibitions = InhibitionIndex()
    /// The alerts that the event under way has changed, which ``inhibitions`` does not know yet.
    var changedAlerts: Set<Fingerprint> = []
    /// The silences.
    var silenceTable = SilenceTable()
    /// The incidents by number: those that are open, and those that were over not long ago.
    var incidentRecords: [Int64: IncidentRecord] = [:]
    /// When a step, the end of an answer or a page of each incident that waits for one is due.
    var incidentDeadlines: [Int64: Timestamp] = [:]
    /// The incidents of which nobody is told for now.
    var heldIncidents: Set<Int64> = []
    /// The incident that is open for a group.
    var openIncidents: [AggregationGroup.ID: Int64] = [:]
    /// The incidents that the event under way has changed.
    var changedIncidents: Set<Int64> = []
    /// When people were told last.
    var pageQueue = PageQueue()
    /// What it is itself.
    var record: EngineRecord

    /// Applies an event at `now`, which no later event may precede.
    ///
    /// `workspace` is the one that the engine was restored with. Who does not keep the changed engine takes back there
    /// what the event did (``Workspace/takeBack()``). Deadlines before `now` are handled first, those at `now` last: what an event brings is told with it.
    package mutating func handle(_ event: Event, at now: Timestamp, in workspace: inout Workspace) -> Outcome {
        workspace.settle()
        var outcome = Outcome()
        flushGroups(due: { $0 < now }, at: now, into: &outcome)
        expireOutsideAlerts(due: { $0 < now }, at: now, into: &outcome)
        climb(due: { $0 < now }, at: now, into: &outcome)
        switch event {
        case .poll(let poll): apply(poll, at: now, in: &workspace, into: &outcome)
        case .tick: break
        case .attempted(let attempts):
            for attempt in attempts { apply(attempt, at: now, into: &outcome) }
        case .retryDeliveries(let rows):
            for row in rows { retry(row, at: now, into: &outcome) }
        case .dropDeliveries(let rows):
            for row in rows { drop(row, at: now, into: &outcome) }
        case .reconfigured(let configuration):
            reconfigure(configuration, at: now, in: &workspace, into: &outcome)
        case .silence(let draft): apply(draft, at: now, into: &outcome)
        case .expireSilence(let id): expireSilence(id, at: now, into: &outcome)
        case .posted(let alerts): apply(alerts, at: now, into: &outcome)
        case .paged(let event): apply(event, at: now, into: &outcome)
        case .pulse: outcome.effects.append(.put(StateEntry(.engine, "engine", record)))
        case .heartbeat(let name): beat(name, at: now, into: &outcome)
        case .act(let act): apply(act, at: now, into: &outcome)
        }
        sweepSilences(at: now, into: &outcome)
        updateBuiltinAlerts(at: now, into: &outcome)
        expireOutsideAlerts(due: { $0 <= now }, at: now, into: &outcome)
        flushGroups(due: { $0 <= now }, at: now, into: &outcome)
        climb(due: { $0 <= now }, at: now, into: &outcome)
        finish(&outcome, at: now)
        return outcome
    }

    /// Adds what is written once an event: the groups that changed, however often, and the engine's own record.
    mutating func finish(_ outcome: inout Outcome, at now: Timestamp) {
        for id in changedGroups.sorted(by: { $0.text < $1.text }) {
            let effect = groups[id].map { Effect.put(StateEntry(.group, id.text, $0)) }
            outcome.effects.append(effect ?? .remove(StateEntry.Key(.group, id.text)))
        }
        changedGroups = []
        storeIncidents(into: &outcome)
        guard !outcome.effects.isEmpty else { return }
        record.lastEventAt = max(record.lastEventAt, now)
        outcome.effects.append(.put(StateEntry(.engine, "engine", record)))
    }

    /// The next moment at which ``Event/tick`` is due; nil when nothing waits.
    package var nextDeadline: Timestamp? {
        let flushes = groups.values.lazy.filter { !$0.isResting }.map(\.nextFlush).min()
        let others = builtinDeadlines.min()
        let moments = [flushes, others, silenceTable.nextSweep, nextEndOfOutsideAlerts, incidentDeadline]
        return moments.compactMap { $0 }.min()
    }

    // MARK: Polls

    private mutating func apply(
        _ poll: Poll,
        at now: Timestamp,
        in workspace: inout Workspace,
        into outcome: inout Outcome
    ) {
        guard let known = sources[poll.source]?.record else { return }
        let rules = configuration.rules
        // Times of a source's polls only grow, whatever the clock of its sender does.
        let time = max(poll.time, known.lastPollAt.map { $0 + .milliseconds(1) } ?? poll.time)
        if let names = poll.names {
            adopt(names: names, of: poll.source, at: time, now: now, in: &workspace, into: &outcome)
        }
        // Taken out, so that it is changed where it is: with another of it here, all its alerts would be copied.
        guard var source = sources.removeValue(forKey: poll.source) else { return }
        let wasWatched = !source.flapping.isEmpty
        source.note(poll, at: time)
        let changes: [SourceState.Change]
        switch poll.result {
        case .failed: changes = source.advanceOverFailedPoll(at: time, rules: rules)
        case .snapshot(let snapshot):
            changes = source.advance(
                over: snapshot,
                at: time,
                rules: rules,
                staleness: configuration.staleness,
                in: &workspace
            )
            keep(snapshot, of: poll.source, at: time, in: &workspace, into: &outcome)
        }
        let evaluation: Evaluation? = if case .snapshot = poll.result { workspace.evaluation } else { nil }
        let turns = source.observeFlapping(changes, at: time, evaluation, under: configuration)
        sources[poll.source] = source
        storeObjectives(of: poll.source, at: time, into: &outcome)
        for change in changes { apply(change, at: time, now: now, into: &outcome) }
        note(turns, into: &outcome)
        // Written with the first poll that failed, the time of the last good one is exact from then on.
        let failsNow = poll.result == .failed && known.lastPollAt == known.lastGoodAt
        let isNew =
            failsNow || wasWatched || source.record.missingSince != known.missingSince
            || source.record.names != known.names
        if isNew || !changes.isEmpty || source.mustBeStored(at: time, staleness: configuration.staleness) {
            store(source: poll.source, at: time, into: &outcome)
        }
    }

    /// Keeps a poll for as long as the rules' windows reach back to it, or the counts of SLAs need it.
    private func keep(
        _ snapshot: Snapshot,
        of source: String,
        at time: Timestamp,
        in workspace: inout Workspace,
        into outcome: inout Outcome
    ) {
        guard let reach = configuration.rules.reach(staleness: configuration.staleness) else { return }
        let poll = KeptPoll(source: source, time: time, snapshot)
        let limit = time - reach
        outcome.effects.append(.keep(poll.stored))
        if workspace.keep(poll, forgettingBefore: limit) {
            outcome.effects.append(.forgetPolls(source: source, before: limit))
        }
    }

    mutating func store(source name: String, at time: Timestamp, into outcome: inout Outcome) {
        guard let source = sources[name] else { return }
        sources[name]?.storedAt = time
        let rules = configuration.rules
        outcome.effects.append(.put(StateEntry(.source, name) { source.recordToStore(rules: rules) }))
    }

    private mutating func apply(
        _ change: SourceState.Change,
        at time: Timestamp,
        now: Timestamp,
        into outcome: inout Outcome
    ) {
        let rule = configuration.rules.rules[change.rule]
        guard let instance = change.instance else { return }
        note(before: change.before, after: change.after, into: &outcome)
        guard let step = change.change else { return }
        let values = rule.grain == .series ? Self.values(change.reading) : nil
        let transition = AlertTransition(
            at: time,
            key: instance.key,
            labels: instance.labels,
            fingerprint: instance.fingerprint,
            from: step.from,
            to: step.to,
            severity: step.severity,
            activeAt: step.activeAt,
            startsAt: step.startsAt,
            reason: step.reason,
            values: values
        )
        let labels = step.severity.map { instance.labels.overlaid(with: [("severity", $0)]) } ?? instance.labels
        publish(
            transition,
            resolved: transition.endsFiring
                ? NotifiedAlert(
                    status: .resolved,
                    labels: labels,
                    annotations: rule.annotations(labels: labels, change.reading, shownLevel: step.shownLevel),
                    startsAt: step.startsAt ?? time,
                    endsAt: time,
                    fingerprint: instance.fingerprint,
                    values: values,
                    reason: step.reason
                ) : nil,
            severityRose: (change.after?.firingLevel ?? -1) > (change.before?.firingLevel ?? .max),
            at: now,
            into: &outcome
        )
    }

    /// The counters that are known, in the order of the interface's table.
    static func values(_ reading: Reading) -> [CounterValue] {
        Metric.allCases.compactMap { metric in reading.value(metric).map { CounterValue(metric, $0) } }
    }

    // MARK: Alerts

    /// Keeps the store and the index of fingerprints with an alert that changed.
    mutating func note(
        before: AlertInstance?,
        after: AlertInstance?,
        detail: String? = nil,
        into outcome: inout Outcome
    ) {
        if let after {
            if before == nil { holders[after.fingerprint, default: []].append(after.key) }
            let stored = StoredAlert(instance: after, detail: detail)
            outcome.effects.append(.put(StateEntry(.alert, after.key.text, stored)))
        } else if let before {
            holders[before.fingerprint]?.removeAll { $0 == before.key }
            if holders[before.fingerprint]?.isEmpty == true { holders[before.fingerprint] = nil }
            outcome.effects.append(.remove(StateEntry.Key(.alert, before.key.text)))
        }
    }

    /// The alert of that identity, if it is pending or firing.
    func alert(_ key: AlertKey) -> AlertInstance? {
        guard key.group != nil else { return builtins[key]?.instance ?? outside[key]?.instance }
        return place(of: key).flatMap { place in sources[place.source]?.alerts[place.rule][place.row] }
    }

    /// Where the alert of a rule is found.
    func place(of key: AlertKey) -> (source: String, rule: Int, row: Int)? {
        guard let group = key.group, let source = key.source,
            let rule = configuration.rules.index(of: RuleSet.Name(group: group, alert: key.alert)),
            let row = sources[source]?.row(of: key.subject, rule: rule, rules: configuration.rules)
        else { return nil }
        return (source, rule, row)
    }

    /// The alert that is told of under a fingerprint: of several the first by file, group, rule and labels, and those
    /// from elsewhere last.
    func holder(of fingerprint: Fingerprint) -> AlertInstance? {
        (holders[fingerprint] ?? []).compactMap(alert).min { rank(of: $0) < rank(of: $1) }
    }

    /// The first alert of a fingerprint that fires.
    ///
    /// It is not the ``holder(of:)`` when an earlier alert of the same labels is pending since; the later one, told
    /// before, is told until one of them ends.
    func firingHolder(of fingerprint: Fingerprint) -> AlertInstance? {
        (holders[fingerprint] ?? []).compactMap(alert).filter { $0.state == .firing }.min {
            rank(of: $0) < rank(of: $1)
        }
    }

    /// The order in which alerts of one fingerprint go before each other.
    func rank(of instance: AlertInstance) -> (Int, Labels) {
        guard let group = instance.key.group else {
            return (outside[instance.key] == nil ? -1 : .max, instance.grainLabels)
        }
        let name = RuleSet.Name(group: group, alert: instance.key.alert)
        return (configuration.rules.index(of: name) ?? .max, instance.grainLabels)
    }

    /// Every alert that is pending or firing.
    package var alerts: [AlertInstance] {
        sources.values.flatMap(\.allAlerts) + builtins.values.map(\.instance)
            + outside.values.map(\.instance)
    }
}
