import Expressions
import Model

extension AlertEngine {
    /// A node that an alert ends at, and who is told there.
    struct Destination {
        let id: AggregationGroup.ID
        let key: String
        let route: Route
    }

    /// Reports a transition, and takes the alert into its groups or notes there that it resolved.
    ///
    /// - Parameters:
    ///   - resolved: what is told of the alert if it stops firing; not even made where nobody is told.
    ///   - severityRose: whether it fires with a higher level than before, which is told at once.
    mutating func publish(
        _ transition: AlertTransition,
        resolved: @autoclosure () -> NotifiedAlert?,
        severityRose: Bool,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        outcome.transitions.append(transition)
        outcome.effects.append(.record(HistoryEntry(transition)))
        let fingerprint = transition.fingerprint
        let hasGroups = memberships[fingerprint] != nil
        if !configuration.inhibitRules.isEmpty { changedAlerts.insert(fingerprint) }
        guard hasGroups || configuration.tellsSomebody else { return }
        if let holder = holder(of: fingerprint), holder.state == .firing {
            join(holder, at: now)
            if severityRose && holder.key == transition.key {
                for id in memberships[fingerprint] ?? [] where !isHeld(holder, in: id) { hasten(id, to: now) }
            }
        } else if hasGroups, let resolved = resolved() {
            keepGroups(of: transition.key, fingerprint)
            leave(fingerprint, as: resolved, at: now, into: &outcome)
        }
    }

    private mutating func hasten(_ id: AggregationGroup.ID, to now: Timestamp) {
        guard let group = groups[id] else { return }
        groups[id]?.nextFlush = min(group.nextFlush, now)
        changedGroups.insert(id)
    }

    /// Makes an alert that fires a member of every group that the tree sends it to.
    ///
    /// It also stays in groups that it came to with another severity, so that who was told of it is told of its end.
    /// Groups that only a former configuration sent it to are left.
    mutating func join(_ instance: AlertInstance, at now: Timestamp) {
        let destinations =
            configuration.tellsSomebody ? destinations(of: instance, as: instance.currentLabels) : []
        for destination in destinations {
            // A new group waits from the time its first alert began to fire, not from a restart or reload.
            let start = max(now, (instance.startsAt ?? now) + destination.route.groupWait)
            if let group = groups[destination.id] {
                let interval = destination.route.groupInterval
                let next = nextFlush(of: group, joinedBy: instance, at: start, every: interval)
                groups[destination.id]?.nextFlush = next
            } else {
                groups[destination.id] = AggregationGroup(id: destination.id, key: destination.key, nextFlush: start)
            }
            memberships[instance.fingerprint, default: []].insert(destination.id)
        }
        let departed = departFormerGroups(instance, for: destinations)
        keepGroups(of: instance.key, instance.fingerprint)
        for id in memberships[instance.fingerprint] ?? [] where !departed.contains(id) {
            guard groups[id]?.members[instance.fingerprint] != .firing else { continue }
            groups[id]?.members[instance.fingerprint] = .firing
            changedGroups.insert(id)
        }
    }

    private mutating func leave(
        _ fingerprint: Fingerprint,
        as resolved: NotifiedAlert,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        for id in memberships[fingerprint] ?? [] where groups[id]?.members[fingerprint]?.isResolved == false {
            changedGroups.insert(id)
            if let reason = reasonToKeep(resolved, from: id, at: now) {
                drop(fingerprint, from: id, because: reason, at: now, into: &outcome)
            } else {
                groups[id]?.members[fingerprint] = .resolved(resolved)
            }
        }
    }

    /// Where the tree sends an alert with `labels`.
    func destinations(of instance: AlertInstance, as labels: Labels) -> [Destination] {
        configuration.route.match(labels).compactMap { match in
            guard let receiver = receiver(for: instance, at: match) else { return nil }
            let groupLabels = match.route.groupLabels(of: labels)
            let name = routeNames[match.indices] ?? match.route.path
            let id = AggregationGroup.ID(route: name, receiver: receiver, labels: groupLabels)
            return Destination(id: id, key: "\(match.route.path):\(groupLabels)", route: match.route)
        }
    }

    /// Who is told of an alert at a node: its receiver, but never of that receiver's own failing; nil for nobody.
    private func receiver(for instance: AlertInstance, at match: Route.Match) -> String? {
        guard instance.key.group == nil, case .receiver(let failing) = instance.key.subject,
            match.route.receiver == failing
        else { return match.route.receiver }
        let others = [configuration.receivers[failing]?.fallback] + match.enclosing.map(\.receiver)
        return others.compactMap { $0 }.first { $0 != failing }
    }

    /// Keeps the index of the tree's nodes with a new tree.
    ///
    /// A node is known by its path, so that its groups go on when a reload puts another node before it; only the second
    /// and later nodes of one path have their place among these behind it.
    mutating func indexRoutes() {
        routes = [:]
        routeNames = [:]
        var counts: [String: Int] = [:]
        for (indices, route) in configuration.route.indexed(indices: []) {
            let place = counts[route.path, default: 0]
            counts[route.path] = place + 1
            let name = place == 0 ? route.path : "\(route.path)#\(place)"
            routes[name] = route
            routeNames[indices] = name
        }
    }

    // MARK: Flushing

    /// Looks at every group whose time is `due`, in order of their times.
    mutating func flushGroups(due: (Timestamp) -> Bool, at now: Timestamp, into outcome: inout Outcome) {
        settleInhibitions()
        let ids = groups.values
            .filter { !$0.isResting && due($0.nextFlush) }
            .sorted { ($0.nextFlush, $0.id.text) < ($1.nextFlush, $1.id.text) }
            .map(\.id)
        for id in ids { flush(id, at: now, into: &outcome) }
    }

    private mutating func flush(_ id: AggregationGroup.ID, at now: Timestamp, into outcome: inout Outcome) {
        dropMutedEnds(from: id, at: now, into: &outcome)
        guard var group = groups[id] else { return }
        let route = route(of: id)
        let held = heldAlerts(of: group, at: route, now: now)
        tell(&group, of: route, without: held, at: now, into: &outcome)
        noteHeld(held, of: &group, at: now, into: &outcome)
        noteIncident(of: group, at: route, without: held, at: now, into: &outcome)
        for (fingerprint, member) in group.members where member.isResolved { forget(fingerprint, in: id) }
        changedGroups.insert(id)
        group.dropResolved()
        let tick = Self.nextTick(after: group.nextFlush, every: route.groupInterval, now: now)
        group.nextFlush = endOfMute(of: held, at: route, after: now, until: tick) ?? tick
        groups[id] = group.isIdle ? nil : group
    }

    /// The node that a group belongs to, or the root for one that is gone: it has no rhythm any more, and its groups
    /// have only ends to tell.
    func route(of id: AggregationGroup.ID) -> Route { routes[id.route] ?? configuration.route }

    /// Forgets that an alert is in a group.
    mutating func forget(_ fingerprint: Fingerprint, in id: AggregationGroup.ID) {
        memberships[fingerprint]?.remove(id)
        if memberships[fingerprint]?.isEmpty == true { memberships[fingerprint] = nil }
    }

    /// The first tick after `now` of those that follow `tick`.
    private static func nextTick(after tick: Timestamp, every interval: TimeSpan, now: Timestamp) -> Timestamp {
        let step = max(interval.milliseconds, 1)
        let passed = max((now - tick).milliseconds, 0) / step
        return tick + TimeSpan(milliseconds: passed * step) + TimeSpan(milliseconds: step)
    }

    /// Puts into the outbox what each integration of the group's receiver is to be told.
    private mutating func tell(
        _ group: inout AggregationGroup,
        of route: Route,
        without held: [Fingerprint: Suppression],
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        guard let receiver = configuration.receivers[group.id.receiver] else { return }
        var firing: [Fingerprint: Int] = [:]
        var moved: Set<Fingerprint> = []
        var resolved: Set<Fingerprint> = []
        for (fingerprint, member) in group.members {
            switch member {
            case .firing:
                guard held[fingerprint] == nil, let instance = firingHolder(of: fingerprint) else { continue }
                firing[fingerprint] = instance.firingLevel ?? 0
            case .moved: moved.insert(fingerprint)
            case .resolved: resolved.insert(fingerprint)
            }
        }
        let unsaid = moved.union(held.keys)
        var due: [(integration: Integration, reason: NotificationReason)] = []
        for integration in receiver.integrations {
            let reason = group.reason(
                toTell: integration.name,
                firing: firing,
                unsaid: unsaid,
                resolved: resolved,
                sendsResolved: integration.sendResolved,
                repeatIntervals: route.repeatIntervals,
                at: now
            )
            if let reason {
                group.noteTold(integration.name, reason, firing: firing, unsaid: unsaid, resolved: resolved, at: now)
                due.append((integration, reason))
            } else if !integration.sendResolved {
                // Who is not told of an end must not be held to know of the next beginning.
                group.log[integration.name]?.forgetFiring { firing[$0] == nil && !unsaid.contains($0) }
            }
        }
        noteQuiet(receiver, &group, told: due, firing: firing, resolved: resolved, of: route, at: now, into: &outcome)
        // Most ticks have nothing to tell; what the alerts say is evaluated only for those that have.
        guard !due.isEmpty else { return }
        for (fingerprint, level) in firing {
            if let key = firingHolder(of: fingerprint)?.key { group.noteTold(key, level: level) }
        }
        let alerts = notifiedAlerts(of: group, without: held)
        let parts = due.compactMap { integration, reason -> (Integration, GroupNotification)? in
            let told = integration.sendResolved ? alerts : alerts.filter { $0.status == .firing }
            guard !told.isEmpty else { return nil }
            let notification = GroupNotification(
                receiver: receiver.name,
                groupKey: group.key,
                groupLabels: group.id.labels,
                reason: reason,
                routeLabels: route.labels,
                alerts: told
            )
            return (integration, notification)
        }
        enqueue(parts, of: receiver, threads: &group.threads, at: now, into: &outcome)
    }

    /// The alerts of a group as they are told now: firing before resolved, then by labels.
    func notifiedAlerts(
        of group: AggregationGroup,
        without held: [Fingerprint: Suppression]
    ) -> [NotifiedAlert] {
        let alerts = group.members.compactMap { fingerprint, member -> NotifiedAlert? in
            switch member {
            case .firing: return held[fingerprint] == nil ? firingHolder(of: fingerprint).map(notified) : nil
            case .moved: return nil
            case .resolved(var alert):
                alert.isFlapping = isFlapping(fingerprint, in: group)
                return alert
            }
        }
        return alerts.sorted { ($0.status == .firing ? 0 : 1, $0.labels) < ($1.status == .firing ? 0 : 1, $1.labels) }
    }

    /// An alert that fires, as it is told now.
    func notified(_ instance: AlertInstance) -> NotifiedAlert {
        let labels = instance.currentLabels
        var alert = NotifiedAlert(
            status: .firing,
            labels: labels,
            annotations: builtins[instance.key].map(annotations) ?? outside[instance.key]?.annotations ?? [:],
            startsAt: instance.startsAt ?? instance.activeAt,
            endsAt: nil,
            fingerprint: instance.fingerprint,
            values: nil,
            reason: nil,
            isFlapping: isFlapping(instance.key),
            generatorURL: outside[instance.key]?.generatorURL
        )
        if let place = place(of: instance.key), let source = sources[place.source] {
            let rule = configuration.rules.rules[place.rule]
            let reading = source.reading(of: place.rule, row: place.row, rules: configuration.rules)
            alert.values = rule.grain == .series ? Self.values(reading) : nil
            alert.annotations = rule.annotations(
                labels: labels,
                reading,
                shownLevel: instance.shownLevel
            )
        }
        return alert
    }
}

extension Route {
    /// This node and all below it with the index of each child on the way down.
    fileprivate func indexed(indices: [Int]) -> [(indices: [Int], route: Route)] {
        routes.enumerated().reduce([(indices, self)]) { found, child in
            found + child.element.indexed(indices: indices + [child.offset])
        }
    }
}

extension HistoryEntry {
    /// The line for a transition.
    init(_ transition: AlertTransition) {
        let severity = transition.severity.map { " (\($0))" } ?? ""
        let reason = transition.reason.map { ", \($0.rawValue)" } ?? ""
        self.init(
            at: transition.at,
            kind: .transition,
            fingerprint: transition.fingerprint,
            labels: transition.labels,
            text: "\(transition.from.rawValue) -> \(transition.to.rawValue)\(severity)\(reason)"
        )
    }
}
