import Model

extension AlertEngine {
    /// The alerts about Callwatch's own work that are to fire now, with what happened.
    private func builtinAlertsToFire(at now: Timestamp) -> [AlertKey: (labels: Labels, detail: String)] {
        var wanted: [AlertKey: (labels: Labels, detail: String)] = [:]
        func want(_ alert: BuiltinAlert, about subject: AlertKey.Subject, _ labels: Labels, _ detail: String) {
            let settings = configuration.settings(of: alert)
            guard settings.isEnabled else { return }
            let all =
                Labels([("severity", alert.severity)])
                .overlaid(with: labels)
                .overlaid(with: settings.labels)
                .overlaid(with: [("alertname", alert.rawValue)])
            wanted[AlertKey(group: nil, alert: alert.rawValue, subject: subject)] = (all, detail)
        }
        for (name, source) in sources {
            if let limit = source.profile.downAfter, now - source.lastGoodOrFirst >= limit {
                let labels = source.profile.labels.overlaid(with: [("source", name)])
                want(.sourceDown, about: .source(name), labels, source.downDetail(at: now))
            }
            for (code, since) in source.missingLongEnough {
                let detail = "asked for, but not in the answers since \(since.rfc3339)"
                want(.accessCodeMissing, about: .series(source: name, code: code), source.labels(of: code), detail)
            }
        }
        for (name, receiver) in failingReceivers
        where now - receiver.lastDeadLetterAt < BuiltinAlert.deliveryFailingLasts
            && configuration.receivers[name] != nil
        {
            want(.deliveryFailing, about: .receiver(name), ["receiver": name], receiver.error)
        }
        for name in conflictingRules {
            let subject = AlertKey.Subject.rule(group: name.group, alert: name.alert)
            let detail = "an earlier alert has the same labels; nothing is sent for the later one"
            want(.ruleFailing, about: subject, ["group": name.group, "rule": name.alert], detail)
        }
        for (heartbeat, detail) in missingHeartbeats(at: now) {
            let labels = heartbeat.labels.overlaid(with: [("heartbeat", heartbeat.name)])
            want(.heartbeatMissing, about: .heartbeat(heartbeat.name), labels, detail)
        }
        return wanted
    }

    /// The rules of which an alert has the fingerprint of an earlier one.
    private var conflictingRules: Set<RuleSet.Name> {
        var names: Set<RuleSet.Name> = []
        for (fingerprint, keys) in holders where keys.count > 1 {
            let first = holder(of: fingerprint)?.key
            for key in keys where key != first {
                if let group = key.group { names.insert(RuleSet.Name(group: group, alert: key.alert)) }
            }
        }
        return names
    }

    /// When built-in alerts may have to change without another event.
    var builtinDeadlines: [Timestamp] {
        let downs = sources.compactMap { name, source -> Timestamp? in
            let key = AlertKey(group: nil, alert: BuiltinAlert.sourceDown.rawValue, subject: .source(name))
            guard let limit = source.profile.downAfter, builtins[key] == nil,
                configuration.settings(of: .sourceDown).isEnabled
            else { return nil }
            return source.lastGoodOrFirst + limit
        }
        return downs + heartbeatDeadlines
            + failingReceivers.values.map { $0.lastDeadLetterAt + BuiltinAlert.deliveryFailingLasts }
    }

    /// Raises the built-in alerts that are to fire, and resolves those that are not.
    mutating func updateBuiltinAlerts(at now: Timestamp, into outcome: inout Outcome) {
        for (name, receiver) in failingReceivers
        where now - receiver.lastDeadLetterAt >= BuiltinAlert.deliveryFailingLasts {
            failingReceivers[name] = nil
            outcome.effects.append(.remove(StateEntry.Key(.receiver, name)))
        }
        let wanted = builtinAlertsToFire(at: now)
        for key in builtins.keys.sorted(by: { $0.text < $1.text }) where wanted[key] == nil {
            resolveBuiltin(key, at: now, into: &outcome)
        }
        for (key, alert) in wanted.sorted(by: { $0.key.text < $1.key.text }) where builtins[key] == nil {
            raiseBuiltin(key, labels: alert.labels, detail: alert.detail, at: now, into: &outcome)
        }
    }

    private mutating func raiseBuiltin(
        _ key: AlertKey,
        labels: Labels,
        detail: String,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        var level = LevelState()
        _ = level.advance(when: .yes, end: .no, at: now, LevelTiming())
        var instance = AlertInstance(
            key: key,
            grainLabels: labels,
            labels: labels,
            severities: [nil],
            levels: [level],
            activeAt: now
        )
        instance.startsAt = now
        builtins[key] = StoredAlert(instance: instance, detail: detail)
        note(before: nil, after: instance, detail: detail, into: &outcome)
        let transition = Self.transition(of: instance, from: .inactive, to: .firing, reason: nil, at: now)
        publish(transition, resolved: nil, severityRose: false, at: now, into: &outcome)
    }

    private mutating func resolveBuiltin(_ key: AlertKey, at now: Timestamp, into outcome: inout Outcome) {
        guard let stored = builtins.removeValue(forKey: key) else { return }
        let instance = stored.instance
        note(before: instance, after: nil, into: &outcome)
        let reason = reasonForEnd(of: key)
        let transition = Self.transition(of: instance, from: .firing, to: .inactive, reason: reason, at: now)
        let resolved = NotifiedAlert(
            status: .resolved,
            labels: instance.labels,
            annotations: annotations(of: stored),
            startsAt: instance.startsAt ?? now,
            endsAt: now,
            fingerprint: instance.fingerprint,
            values: nil,
            reason: reason
        )
        publish(transition, resolved: resolved, severityRose: false, at: now, into: &outcome)
    }

    /// Why a built-in alert ends: its condition, unless what it is about is gone or it was switched off.
    private func reasonForEnd(of key: AlertKey) -> ResolveReason {
        if let alert = BuiltinAlert(rawValue: key.alert), !configuration.settings(of: alert).isEnabled {
            return .ruleRemoved
        }
        let isThere =
            switch key.subject {
            case .source(let name): sources[name] != nil
            case .series(let source, let code): sources[source]?.profile.includes(code) ?? false
            case .group(let source, _): sources[source] != nil
            case .receiver(let name): configuration.receivers[name] != nil
            case .rule(let group, let alert):
                configuration.rules.index(of: RuleSet.Name(group: group, alert: alert)) != nil
            case .heartbeat(let name): heartbeats[name] != nil
            case .outside, .event: preconditionFailure("an alert from elsewhere is no built-in one")
            }
        return isThere ? .condition : .seriesRemoved
    }

    /// What a built-in alert says.
    func annotations(of stored: StoredAlert) -> Labels {
        guard let alert = BuiltinAlert(rawValue: stored.instance.key.alert) else { return [:] }
        return alert.annotations(for: stored.instance.labels, detail: stored.detail ?? "")
    }

    /// A transition of an alert as a whole, apart from any poll.
    static func transition(
        of instance: AlertInstance,
        from: AlertState,
        to: AlertState,
        reason: ResolveReason?,
        at now: Timestamp
    ) -> AlertTransition {
        AlertTransition(
            at: now,
            key: instance.key,
            labels: instance.labels,
            fingerprint: instance.fingerprint,
            from: from,
            to: to,
            severity: instance.severity,
            activeAt: instance.activeAt,
            startsAt: instance.startsAt,
            reason: reason,
            values: nil
        )
    }
}
