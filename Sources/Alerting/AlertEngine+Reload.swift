import Expressions
package import Model

extension AlertEngine {
    /// The engine as it was when `entries` were stored, under the configuration of now.
    ///
    /// Alerts whose rule or series the configuration no longer has resolve, and that is told. The outcome must be
    /// written like that of any event.
    ///
    /// - Parameters:
    ///   - polls: those that were kept and not forgotten, in any order.
    ///   - seed: tells a new store's deliveries from those of every other; not used when the store has one.
    ///   - workspace: becomes the engine's own.
    package static func restored(
        from entries: [StateEntry],
        polls: [StoredPoll],
        configuration: AlertConfiguration,
        seed: String,
        at now: Timestamp,
        in workspace: inout Workspace
    ) throws(StateError) -> (engine: AlertEngine, outcome: Outcome) {
        workspace = Workspace()
        var engine = AlertEngine(
            configuration: configuration,
            record: EngineRecord(seed: seed, nextSequence: 1, lastEventAt: now)
        )
        var sources: [SourceRecord] = []
        var alerts: [StoredAlert] = []
        var silences: [Silence] = []
        var objectives: [ObjectiveRecord] = []
        for entry in entries {
            switch entry.key.kind {
            case .engine: engine.record = try entry.decoded(as: EngineRecord.self)
            case .alert: alerts.append(try entry.decoded(as: StoredAlert.self))
            case .source: sources.append(try entry.decoded(as: SourceRecord.self))
            case .group:
                let group = try entry.decoded(as: AggregationGroup.self)
                engine.groups[group.id] = group
            case .notification:
                let notification = try entry.decoded(as: NotificationProgress.self)
                engine.progress[notification.id] = notification
                for message in notification.messages.keys {
                    engine.notificationOfMessage[message] = notification.id
                }
            case .receiver:
                let receiver = try entry.decoded(as: ReceiverRecord.self)
                engine.failingReceivers[receiver.name] = receiver
            case .outside:
                let alert = try entry.decoded(as: OutsideAlert.self)
                engine.outside[alert.instance.key] = alert
            case .heartbeat:
                let heartbeat = try entry.decoded(as: HeartbeatRecord.self)
                engine.heartbeats[heartbeat.name] = heartbeat
            case .silence: silences.append(try entry.decoded(as: Silence.self))
            case .objective: objectives.append(try entry.decoded(as: ObjectiveRecord.self))
            case .incident: engine.adopt(try entry.decoded(as: IncidentRecord.self))
            case .linkKey: break
            case .pages: engine.pageQueue = try entry.decoded(as: PageQueueRecord.self).queue
            }
        }
        for (id, group) in engine.groups {
            for fingerprint in group.members.keys { engine.memberships[fingerprint, default: []].insert(id) }
        }
        engine.silenceTable = SilenceTable(
            silences,
            retention: configuration.silences.retention,
            at: engine.record.lastEventAt
        )
        var outcome = Outcome()
        let counted = try read(objectives, under: configuration)
        var kept: [String: [KeptPoll]] = [:]
        for poll in polls.sorted(by: { $0.time < $1.time }) {
            guard let readable = KeptPoll(poll) else {
                throw StateError(
                    entry: StateEntry.Key(.source, poll.source),
                    message: "its poll of \(poll.time.rfc3339) is not in a form that this version knows"
                )
            }
            kept[poll.source, default: []].append(readable)
        }
        let remembered = Remembered(
            records: sources,
            alerts: alerts,
            objectives: counted,
            polls: kept
        )
        engine.rebuild(remembered, at: now, in: &workspace, into: &outcome)
        engine.rehouseIncidents(at: now, into: &outcome)
        for number in engine.incidentRecords.keys { engine.indexIncident(number) }
        engine.sweepSilences(at: now, into: &outcome)
        engine.updateBuiltinAlerts(at: now, into: &outcome)
        engine.expireOutsideAlerts(due: { $0 <= now }, at: now, into: &outcome)
        engine.flushGroups(due: { $0 <= now }, at: now, into: &outcome)
        engine.climb(due: { $0 <= now }, at: now, into: &outcome)
        engine.finish(&outcome, at: now)
        return (engine, outcome)
    }

    /// The time of the last event that `entries` know of; the distant past for a new store.
    ///
    /// A clock that starts before it would make timers wait longer than they must.
    package static func lastEvent(in entries: [StateEntry]) -> Timestamp {
        let records = entries.lazy.filter { $0.key.kind == .engine }
        // An entry that cannot be read stops the start a moment later, with its reason.
        return records.compactMap { try? $0.decoded(as: EngineRecord.self) }.map(\.lastEventAt).max() ?? .distantPast
    }

    /// An engine without a past.
    package init(configuration: AlertConfiguration, seed: String, at now: Timestamp) {
        self.init(
            configuration: configuration,
            record: EngineRecord(seed: seed, nextSequence: 1, lastEventAt: now)
        )
        indexRoutes()
        indexInhibitions()
        for profile in configuration.sources {
            let record = SourceRecord(name: profile.name, since: now)
            sources[profile.name] = SourceState(profile: profile, record: record, rules: configuration.rules)
        }
        for heartbeat in configuration.heartbeats {
            heartbeats[heartbeat.name] = HeartbeatRecord(name: heartbeat.name, since: now)
        }
    }

    private init(configuration: AlertConfiguration, record: EngineRecord) {
        self.configuration = configuration
        self.record = record
    }

    /// Swaps the configuration, and keeps every alert whose rule and series are still there.
    mutating func reconfigure(
        _ new: AlertConfiguration,
        at now: Timestamp,
        in workspace: inout Workspace,
        into outcome: inout Outcome
    ) {
        let former = configuration
        var remembered = Remembered(
            records: sources.values.map { $0.recordToStore(rules: former.rules) },
            alerts: sources.values.flatMap(\.allAlerts).map { StoredAlert(instance: $0) } + Array(builtins.values),
            objectives: rememberedObjectives,
            polls: workspace.sources.mapValues(\.polls)
        )
        // What an alert says can be evaluated only while its rule and series are there.
        for alert in remembered.alerts where alert.instance.state == .firing {
            remembered.told[alert.instance.key] = notified(alert.instance)
        }
        // Where nothing changes what is known of a source, its windows go on as they are.
        if new.staleness == former.staleness, new.rules.isEvaluated(as: former.rules) {
            remembered.sources = sources
        }
        configuration = new
        let silences = silenceTable.byID.values
        silenceTable = SilenceTable(silences, retention: new.silences.retention, at: record.lastEventAt)
        rebuild(remembered, at: now, in: &workspace, into: &outcome)
        settleInhibitions()
        rehouseIncidents(at: now, into: &outcome)
        // Where no time of quiet changed, what is held back waits for the end that is known.
        if new.route != former.route || new.timeIntervals != former.timeIntervals { reviewHeldAlerts(at: now) }
    }

    /// What is known when sources, alerts and groups are made anew.
    private struct Remembered {
        var records: [SourceRecord]
        var alerts: [StoredAlert]
        /// What was counted of the SLAs.
        var objectives: RememberedObjectives
        /// The polls of each source that windows may go over, oldest first.
        var polls: [String: [KeptPoll]]
        /// What was last to be told of alerts that fire, for those that end here.
        var told: [AlertKey: NotifiedAlert] = [:]
        /// The sources of which all that is known holds under the configuration of now.
        var sources: [String: SourceState] = [:]
    }

    /// What became of an alert.
    private typealias Settled = (before: AlertInstance, step: AlertLife.Step)

    /// Makes sources, alerts and groups anew from what is known of them, under the configuration of now.
    private mutating func rebuild(
        _ remembered: Remembered,
        at now: Timestamp,
        in workspace: inout Workspace,
        into outcome: inout Outcome
    ) {
        indexRoutes()
        let known = Dictionary(remembered.records.map { ($0.name, $0) }) { first, _ in first }
        let work = workspace.beginAnew()
        let before = remembered.alerts.sorted { $0.instance.key.text < $1.instance.key.text }
        holders = [:]
        let fromElsewhere = outside.values.map(\.instance).sorted { $0.key.text < $1.key.text }
        for instance in before.map(\.instance) + fromElsewhere {
            holders[instance.fingerprint, default: []].append(instance.key)
        }
        adoptHeartbeats(at: now, into: &outcome)
        builtins = Dictionary(
            before.filter { $0.instance.key.group == nil }.map { ($0.instance.key, $0) }
        ) { first, _ in first }
        let ofRules = before.map(\.instance).filter { $0.key.group != nil }
        sources = [:]
        var changed: [Settled] = ofRules.filter { instance in
            !configuration.sources.contains { $0.name == instance.key.source }
        }.map { ($0, AlertLife.end($0, reason: reasonWithoutSource(of: $0.key))) }
        for profile in configuration.sources {
            let record = known[profile.name] ?? SourceRecord(name: profile.name, since: now)
            if let former = remembered.sources[profile.name], former.profile == profile {
                var source = former.carriedOver(record: record, to: configuration.rules)
                source.adopt(remembered.objectives, rules: configuration.rules)
                sources[profile.name] = source
                if let work = work[profile.name] { workspace.keep(work, of: profile.name) }
            } else {
                let polls = remembered.polls[profile.name] ?? []
                sources[profile.name] = source(
                    profile,
                    record,
                    remembered.objectives,
                    polls: polls,
                    in: &workspace
                )
            }
            for instance in ofRules where instance.key.source == profile.name {
                let step = adopt(instance, workspace.evaluation, at: now)
                if step.instance != instance { changed.append((instance, step)) }
            }
        }
        forget(known.keys.sorted(), polls: remembered.polls, into: &outcome)
        forgetObjectives(remembered.objectives.places, into: &outcome)
        dropGroupsWithoutReceiver()
        indexInhibitions()
        settleFlapping(remembered.records, at: now, into: &outcome)
        for (instance, step) in changed.sorted(by: { $0.before.key.text < $1.before.key.text }) {
            report(step, of: instance, told: remembered.told[instance.key], at: now, now: now, into: &outcome)
        }
        for fingerprint in holders.keys.sorted(by: { $0.value < $1.value }) {
            guard let holder = holder(of: fingerprint) else { continue }
            // One that was told while an earlier one of its labels was inactive still is.
            let told = memberships[fingerprint] == nil ? holder : firingHolder(of: fingerprint) ?? holder
            if told.state == .firing { join(told, at: now) }
        }
        dropOutsideAlertsWithoutRouting(at: now, into: &outcome)
        for profile in configuration.sources { store(source: profile.name, at: now, into: &outcome) }
    }

    private func reasonWithoutSource(of key: AlertKey) -> ResolveReason {
        let name = key.group.map { RuleSet.Name(group: $0, alert: key.alert) }
        return name.flatMap(configuration.rules.index) == nil ? .ruleRemoved : .seriesRemoved
    }

    /// A source as its record and the polls of it that were kept tell.
    func source(
        _ profile: SourceProfile,
        _ record: SourceRecord,
        _ objectives: RememberedObjectives,
        polls: [KeptPoll],
        in workspace: inout Workspace
    ) -> SourceState {
        let rules = configuration.rules
        var source = SourceState(profile: profile, record: record, rules: rules)
        source.adopt(objectives, rules: rules)
        if let last = polls.last { source.record.noteGoodPoll(at: last.time) }
        if rules.reach(staleness: configuration.staleness) != nil {
            workspace.add(profile.name, for: rules.program, polls: polls)
            for poll in polls {
                source.repeatPoll(
                    poll.snapshot,
                    at: poll.time,
                    rules: rules,
                    staleness: configuration.staleness,
                    in: &workspace
                )
            }
            if !polls.isEmpty { source.isEvaluated = true }
        }
        source.adoptSamples(rules: rules)
        return source
    }

    /// Puts an alert back under the rules of now.
    mutating func adopt(_ instance: AlertInstance, _ evaluation: Evaluation, at now: Timestamp)
        -> AlertLife.Step
    {
        let rules = configuration.rules
        let name = instance.key.group.map { RuleSet.Name(group: $0, alert: instance.key.alert) }
        guard let rule = name.flatMap(rules.index) else { return AlertLife.end(instance, reason: .ruleRemoved) }
        guard let source = instance.key.source,
            let row = sources[source]?.rowToKeep(instance, of: rule, rules: rules)
        else { return AlertLife.end(instance, reason: .seriesRemoved) }
        let step = AlertLife.adapt(instance, to: rules.rules[rule].levels.map(\.severity), at: now)
        guard let kept = step.instance else {
            sources[source]?.numbers[rule][row] = nil
            return step
        }
        sources[source]?.alerts[rule][row] = kept
        if sources[source]?.isEvaluated == true, !rules.numbers[rule].isEmpty {
            sources[source]?.numbers[rule][row] = rules.numbers[rule].map { evaluation.numberIfThere($0, row: row) }
        }
        return step
    }

    /// Removes what is stored of sources that are gone, and polls that no window goes over.
    private func forget(_ names: [String], polls: [String: [KeptPoll]], into outcome: inout Outcome) {
        for name in names where sources[name] == nil {
            outcome.effects.append(.remove(StateEntry.Key(.source, name)))
        }
        let isNeeded = configuration.rules.reach(staleness: configuration.staleness) != nil
        for name in polls.keys.sorted() where polls[name]?.isEmpty == false && (sources[name] == nil || !isNeeded) {
            outcome.effects.append(.forgetPolls(source: name, before: .distantFuture))
        }
    }

    /// Tells what a reload, a restart or other names of codes made of an alert.
    ///
    /// - Parameters:
    ///   - told: what was to be told of it before; nil after a restart, when the rule or series that its annotations
    ///     speak of is not known any more.
    ///   - time: the time of the change, that of a poll if one made it.
    mutating func report(
        _ step: AlertLife.Step,
        of instance: AlertInstance,
        told: NotifiedAlert?,
        at time: Timestamp,
        now: Timestamp,
        into outcome: inout Outcome
    ) {
        note(before: instance, after: step.instance, into: &outcome)
        guard let change = step.transition else { return }
        var transition = Self.transition(
            of: step.instance ?? instance,
            from: change.from,
            to: change.to,
            reason: change.reason,
            at: time
        )
        transition.severity = change.severity
        let resolved = NotifiedAlert(
            status: .resolved,
            labels: instance.currentLabels,
            annotations: told?.annotations ?? [:],
            startsAt: instance.startsAt ?? time,
            endsAt: time,
            fingerprint: instance.fingerprint,
            values: told?.values,
            reason: change.reason
        )
        publish(
            transition,
            resolved: transition.endsFiring ? resolved : nil,
            severityRose: false,
            at: now,
            into: &outcome
        )
    }
}
