package import Model

extension AlertEngine {
    /// The engine as it was when `entries` were stored, under the configuration of now.
    ///
    /// Alerts whose rule or series the configuration no longer has resolve, and that is told. The outcome must be
    /// written like that of any event.
    ///
    /// - Parameter seed: tells a new store's deliveries from those of every other; not used when the store has one.
    package static func restored(
        from entries: [StateEntry],
        configuration: AlertConfiguration,
        seed: String,
        at now: Timestamp
    ) throws(StateError) -> (engine: AlertEngine, outcome: Outcome) {
        var engine = AlertEngine(
            configuration: configuration,
            record: EngineRecord(seed: seed, nextSequence: 1, lastEventAt: now)
        )
        var sources: [SourceRecord] = []
        var alerts: [StoredAlert] = []
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
            }
        }
        for (id, group) in engine.groups {
            for fingerprint in group.members.keys { engine.memberships[fingerprint, default: []].insert(id) }
        }
        var outcome = Outcome()
        engine.rebuild(records: sources, alerts: alerts, at: now, into: &outcome)
        engine.updateBuiltinAlerts(at: now, into: &outcome)
        engine.flushGroups(due: { $0 <= now }, at: now, into: &outcome)
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
        var outcome = Outcome()
        rebuild(records: [], alerts: [], at: now, into: &outcome)
        // Nobody writes this outcome: the first poll of each source does.
        for name in sources.keys { sources[name]?.storedAt = nil }
        changedGroups = []
    }

    private init(configuration: AlertConfiguration, record: EngineRecord) {
        self.configuration = configuration
        self.record = record
    }

    /// Swaps the configuration, and keeps every alert whose rule and series are still there.
    mutating func reconfigure(_ new: AlertConfiguration, at now: Timestamp, into outcome: inout Outcome) {
        let alerts = sources.values.flatMap(\.allAlerts).map { StoredAlert(instance: $0) } + Array(builtins.values)
        let records = sources.values.map { $0.recordToStore() }
        // What an alert says can be evaluated only while its rule and series are there.
        var told: [AlertKey: NotifiedAlert] = [:]
        for alert in alerts where alert.instance.state == .firing {
            told[alert.instance.key] = notified(alert.instance)
        }
        configuration = new
        rebuild(records: records, alerts: alerts, told: told, at: now, into: &outcome)
    }

    /// Makes sources, alerts and groups anew from what is known of them, under the configuration of now.
    ///
    /// - Parameter told: what was last to be told of alerts that fire, for those that end here.
    private mutating func rebuild(
        records: [SourceRecord],
        alerts: [StoredAlert],
        told: [AlertKey: NotifiedAlert] = [:],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let rules = configuration.rules
        indexRoutes()
        let known = Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
        sources = [:]
        for profile in configuration.sources {
            let record = known[profile.name] ?? SourceRecord(name: profile.name, since: now)
            sources[profile.name] = SourceState(profile: profile, record: record, rules: rules)
        }
        for name in known.keys.sorted() where sources[name] == nil {
            outcome.effects.append(.remove(StateEntry.Key(.source, name)))
        }
        builtins = [:]
        holders = [:]
        let before = alerts.sorted { $0.instance.key.text < $1.instance.key.text }
        for stored in before { holders[stored.instance.fingerprint, default: []].append(stored.instance.key) }
        var changed: [(before: AlertInstance, step: AlertLife.Step)] = []
        for stored in before {
            let instance = stored.instance
            guard let group = instance.key.group, case .series(let name, let code) = instance.key.subject else {
                builtins[instance.key] = stored
                continue
            }
            guard let rule = rules.index(of: RuleSet.Name(group: group, alert: instance.key.alert)) else {
                changed.append((instance, AlertLife.end(instance, reason: .ruleRemoved)))
                continue
            }
            guard let source = sources[name], source.profile.includes(code),
                source.labels(of: code) == instance.grainLabels, source.selects(code, rule: rule, rules: rules)
            else {
                changed.append((instance, AlertLife.end(instance, reason: .seriesRemoved)))
                continue
            }
            let step = AlertLife.adapt(instance, to: rules.rules[rule].levels.map(\.severity), at: now)
            if let kept = step.instance { sources[name]?.adopt(kept, of: rule, code: code, rules: rules) }
            if step.instance != instance { changed.append((instance, step)) }
        }
        dropGroupsWithoutRoute()
        for (instance, step) in changed {
            report(step, of: instance, told: told[instance.key], at: now, into: &outcome)
        }
        for fingerprint in holders.keys.sorted(by: { $0.value < $1.value }) {
            guard let holder = holder(of: fingerprint), holder.state == .firing else { continue }
            join(holder, at: now)
        }
        for profile in configuration.sources { store(source: profile.name, at: now, into: &outcome) }
    }

    private mutating func dropGroupsWithoutRoute() {
        for (id, group) in groups where routes[id.route] == nil || configuration.receivers[id.receiver] == nil {
            groups[id] = nil
            changedGroups.insert(id)
            for fingerprint in group.members.keys { memberships[fingerprint]?.remove(id) }
        }
        memberships = memberships.filter { !$0.value.isEmpty }
    }

    /// Tells what a reload or restart made of an alert.
    ///
    /// - Parameter told: what was to be told of it before; nil after a restart, when the rule or series that its
    ///   annotations speak of is not known any more.
    private mutating func report(
        _ step: AlertLife.Step,
        of instance: AlertInstance,
        told: NotifiedAlert?,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        note(before: instance, after: step.instance, into: &outcome)
        guard let change = step.transition else { return }
        var transition = Self.transition(
            of: step.instance ?? instance,
            from: change.from,
            to: change.to,
            reason: change.reason,
            at: now
        )
        transition.severity = change.severity
        let resolved = NotifiedAlert(
            status: .resolved,
            labels: instance.currentLabels,
            annotations: told?.annotations ?? [:],
            startsAt: instance.startsAt ?? now,
            endsAt: now,
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
