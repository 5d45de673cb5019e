import Model

/// Alerts from elsewhere: those that clients of Alertmanager's and of PagerDuty's interface raise.
///
/// They pass the same routes as all others, and live by what is said of them: no poll, no rule and no reload ends one.
extension AlertEngine {
    /// Takes alerts that were posted; those with a mistake are not taken, the others are.
    mutating func apply(_ posted: [PostedAlert], at now: Timestamp, into outcome: inout Outcome) {
        for posted in posted {
            do {
                try posted.check(at: now, timeout: configuration.resolveTimeout)
                try apply(OutsideAlert(posted, at: now, timeout: configuration.resolveTimeout), at: now, &outcome)
            } catch {
                outcome.postMistakes.append(error)
            }
        }
    }

    private mutating func apply(
        _ alert: OutsideAlert,
        at now: Timestamp,
        _ outcome: inout Outcome
    ) throws(PostMistake) {
        let key = alert.instance.key
        guard let before = outside[key] else {
            // One that had ended before anybody here knew of it is no news.
            guard alert.endsAt ?? .distantFuture > now else { return }
            return try raise(alert, at: now, into: &outcome)
        }
        let merged = before.merged(with: alert)
        guard merged.endsAt ?? .distantFuture > now else {
            return resolve(merged, before: before, reason: .condition, at: now, into: &outcome)
        }
        keep(merged, before: before, into: &outcome)
    }

    /// Takes an event; the routing key that it came with has been found to be right.
    mutating func apply(_ event: PagerEvent, at now: Timestamp, into outcome: inout Outcome) {
        let known = outside[event.key]
        do {
            switch event.action {
            case .trigger(let payload): try trigger(event, payload, known, at: now, into: &outcome)
            case .acknowledge:
                if let known { acknowledge(known, by: event.routing, at: now, into: &outcome) }
            case .resolve:
                if let known { resolve(known, before: known, reason: .condition, at: now, into: &outcome) }
            }
        } catch {
            outcome.postMistakes.append(error)
        }
    }

    private mutating func trigger(
        _ event: PagerEvent,
        _ payload: PagerEvent.Payload,
        _ known: OutsideAlert?,
        at now: Timestamp,
        into outcome: inout Outcome
    ) throws(PostMistake) {
        let routing = configuration.routingKeys.first { $0.name == event.routing }?.labels ?? [:]
        let labels = payload.labels(dedupKey: event.dedupKey, under: routing)
        try labels.check(longest: PostedAlert.longestLabel)
        try payload.annotations.check(longest: PostedAlert.longestAnnotation)
        guard let known else {
            return try raise(OutsideAlert(event, payload, labels: labels, at: now), at: now, into: &outcome)
        }
        // Its labels are what it is told by, and stay while it fires; how bad it is and what it says may change.
        var alert = OutsideAlert(event, payload, labels: known.instance.labels, at: now)
        alert.instance.activeAt = known.instance.activeAt
        alert.instance.startsAt = known.instance.startsAt
        keep(alert, before: known, into: &outcome)
        guard alert.instance.severity != known.instance.severity else { return }
        var transition = Self.transition(of: alert.instance, from: .firing, to: .firing, reason: nil, at: now)
        transition.severity = alert.instance.severity
        let rose = (alert.instance.firingLevel ?? 0) > (known.instance.firingLevel ?? 0)
        publish(transition, resolved: nil, severityRose: rose, at: now, into: &outcome)
    }

    /// Writes down that the sender of an event answers for its alert.
    ///
    /// It stops nothing: the event names no person, and an incident is of a whole group, not of this alert.
    private func acknowledge(
        _ alert: OutsideAlert,
        by routing: String,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let entry = HistoryEntry(
            at: now,
            kind: .event,
            fingerprint: alert.instance.fingerprint,
            labels: alert.instance.labels,
            text: "acknowledged by an event of \(routing)"
        )
        outcome.effects.append(.record(entry))
    }

    // MARK: Their life

    private mutating func raise(
        _ alert: OutsideAlert,
        at now: Timestamp,
        into outcome: inout Outcome
    ) throws(PostMistake) {
        guard outside.count < OutsideAlert.mostKept else { throw .tooManyAlerts(most: OutsideAlert.mostKept) }
        keep(alert, before: nil, into: &outcome)
        var transition = Self.transition(of: alert.instance, from: .inactive, to: .firing, reason: nil, at: now)
        transition.severity = alert.instance.severity
        publish(transition, resolved: nil, severityRose: false, at: now, into: &outcome)
    }

    private mutating func keep(_ alert: OutsideAlert, before: OutsideAlert?, into outcome: inout Outcome) {
        let key = alert.instance.key
        if before == nil { holders[alert.instance.fingerprint, default: []].append(key) }
        outside[key] = alert
        outcome.effects.append(.put(StateEntry(.outside, key.text, alert)))
    }

    private mutating func resolve(
        _ alert: OutsideAlert,
        before: OutsideAlert,
        reason: ResolveReason,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let instance = before.instance
        let key = instance.key
        outside[key] = nil
        holders[instance.fingerprint]?.removeAll { $0 == key }
        if holders[instance.fingerprint]?.isEmpty == true { holders[instance.fingerprint] = nil }
        outcome.effects.append(.remove(StateEntry.Key(.outside, key.text)))
        var transition = Self.transition(of: instance, from: .firing, to: .inactive, reason: reason, at: now)
        transition.severity = instance.severity
        let start = instance.startsAt ?? now
        let resolved = NotifiedAlert(
            status: .resolved,
            labels: instance.currentLabels,
            annotations: alert.annotations,
            startsAt: start,
            endsAt: min(now, max(start, alert.endsAt ?? now)),
            fingerprint: instance.fingerprint,
            values: nil,
            reason: reason,
            generatorURL: alert.generatorURL
        )
        publish(transition, resolved: resolved, severityRose: false, at: now, into: &outcome)
    }

    /// Resolves those whose time is over without another word of them.
    mutating func expireOutsideAlerts(
        due: (Timestamp) -> Bool,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        let over = outside.values.filter { $0.endsAt.map(due) ?? false }
        for alert in over.sorted(by: {
            ($0.endsAt ?? now, $0.instance.key.text) < ($1.endsAt ?? now, $1.instance.key.text)
        }) {
            resolve(alert, before: alert, reason: .noData, at: now, into: &outcome)
        }
    }

    /// Resolves those that came with a routing key which the configuration does not know any more: nobody else could.
    mutating func dropOutsideAlertsWithoutRouting(at now: Timestamp, into outcome: inout Outcome) {
        let names = Set(configuration.routingKeys.map(\.name))
        let lost = outside.values.filter { alert in
            if case .event(let routing, _) = alert.instance.key.subject { !names.contains(routing) } else { false }
        }
        for alert in lost.sorted(by: { $0.instance.key.text < $1.instance.key.text }) {
            resolve(alert, before: alert, reason: .ruleRemoved, at: now, into: &outcome)
        }
    }

    /// When the next of them is over unless more is heard of it.
    var nextEndOfOutsideAlerts: Timestamp? { outside.values.lazy.compactMap(\.endsAt).min() }
}
