import Model

extension Explainer {
    /// Who is told of an alert: the groups that it is in, or those that it would come to.
    func tellings(of instance: AlertInstance) -> [Explanation.Telling] {
        let ids = engine.memberships[instance.fingerprint] ?? []
        let groups = ids.compactMap { engine.groups[$0] }.sorted { $0.id.text < $1.id.text }
        // An alert that fires may be in no group yet if it is the later one of two with the same labels.
        guard groups.isEmpty else { return groups.compactMap { telling(of: instance, in: $0) } }
        return engine.destinations(of: instance, as: instance.currentLabels).map { destination in
            telling(destination.route, receiver: destination.id.receiver, key: destination.key, nextTick: nil) { _ in
                .notFiring
            }
        }
    }

    private func telling(of instance: AlertInstance, in group: AggregationGroup) -> Explanation.Telling? {
        guard let route = engine.routes[group.id.route] else { return nil }
        return telling(route, receiver: group.id.receiver, key: group.key, nextTick: group.nextFlush) { integration in
            Self.verdict(of: integration, on: instance.fingerprint, engine, group, route)
        }
    }

    private func telling(
        _ route: Route,
        receiver: String,
        key: String,
        nextTick: Timestamp?,
        _ verdict: (Integration) -> Explanation.Telling.Verdict
    ) -> Explanation.Telling {
        Explanation.Telling(
            receiver: receiver,
            groupKey: key,
            groupWait: route.groupWait,
            groupInterval: route.groupInterval,
            repeatIntervals: route.repeatIntervals,
            nextTick: nextTick,
            parts: (engine.configuration.receivers[receiver]?.integrations ?? []).map { integration in
                Explanation.Telling.Part(integration: integration.name, verdict: verdict(integration))
            }
        )
    }

    /// What an integration knows of a member of a group, and when it hears more: what the group's next ticks will do.
    private static func verdict(
        of integration: Integration,
        on fingerprint: Fingerprint,
        _ engine: AlertEngine,
        _ group: AggregationGroup,
        _ route: Route
    ) -> Explanation.Telling.Verdict {
        let entry = group.log[integration.name]
        let told = entry?.firing[fingerprint]
        switch group.members[fingerprint] {
        case nil: return .notFiring
        case .resolved:
            guard told != nil else { return .endedUntold }
            return integration.sendResolved ? .endWaits(until: group.nextFlush) : .endIsNotTold
        case .moved: return .toldElsewhere
        case .firing:
            if let held = group.held?[fingerprint] {
                return .heldBack(because: held.text(engine.configuration.inhibitRules))
            }
            let level = engine.firingHolder(of: fingerprint)?.firingLevel ?? 0
            guard let entry, let told, told >= level else { return .waits(until: group.nextFlush) }
            return .told(
                at: entry.at,
                repeatedAt: group.firstTick(
                    notBefore: entry.repetition(route.repeatIntervals),
                    every: route.groupInterval
                )
            )
        }
    }
}

extension AggregationGroup {
    /// The first tick at or after `time`.
    fileprivate func firstTick(notBefore time: Timestamp, every interval: TimeSpan) -> Timestamp {
        guard nextFlush < time else { return nextFlush }
        let step = max(interval.milliseconds, 1)
        let ahead = (time - nextFlush).milliseconds
        let count = ahead / step + (ahead % step == 0 ? 0 : 1)
        return nextFlush + TimeSpan(milliseconds: step) * count
    }
}
