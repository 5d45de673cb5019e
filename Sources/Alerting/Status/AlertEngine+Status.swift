package import Model

extension AlertEngine {
    /// How long an alert about no source counts as firing if nothing more is heard of it.
    private static let builtinLasts = TimeSpan.minutes(5)

    /// The alerts that fire, in the order of their labels.
    package func alertStatuses(at now: Timestamp) -> [AlertStatus] {
        holders.keys.compactMap { fingerprint in
            firingHolder(of: fingerprint).map { alertStatus(of: $0, at: now) }
        }.sorted { $0.alert.labels < $1.alert.labels }
    }

    /// The groups in which alerts fire, in the order of their labels, then receivers.
    ///
    /// In a group an alert is muted when the group's route is, whatever other routes it comes to.
    package func alertGroupStatuses(at now: Timestamp) -> [AlertGroupStatus] {
        groups.values.sorted { $0.id.text < $1.id.text }.compactMap { group -> AlertGroupStatus? in
            let route = route(of: group.id)
            let muting = route.hours.names(muting: now)
            let alerts = group.members.compactMap { fingerprint, member -> AlertStatus? in
                guard member == .firing, let instance = firingHolder(of: fingerprint) else { return nil }
                let suppression = suppression(of: instance.currentLabels, mutedBy: muting, at: now)
                return status(of: instance, suppression: suppression, at: now)
            }
            guard !alerts.isEmpty else { return nil }
            return AlertGroupStatus(
                labels: group.id.labels,
                routeLabels: route.labels,
                receiver: group.id.receiver,
                alerts: alerts.sorted { $0.alert.labels < $1.alert.labels }
            )
        }.sorted { ($0.labels, $0.receiver) < ($1.labels, $1.receiver) }
    }

    /// An alert that fires, as it is shown.
    func alertStatus(of instance: AlertInstance, at now: Timestamp) -> AlertStatus {
        status(of: instance, suppression: suppression(of: instance.fingerprint, at: now), at: now)
    }

    private func status(of instance: AlertInstance, suppression: Suppression, at now: Timestamp) -> AlertStatus {
        let destinations = destinations(of: instance, as: instance.currentLabels).map(\.id.receiver)
        let source = instance.key.source.flatMap { sources[$0] }
        let outsider = outside[instance.key]
        let updatedAt = source?.record.lastPollAt ?? outsider?.updatedAt ?? now
        return AlertStatus(
            notified(instance),
            updatedAt: updatedAt,
            endsAt: outsider?.endsAt ?? updatedAt + (source.map { $0.profile.interval * 4 } ?? Self.builtinLasts),
            receivers: destinations.reduce(into: []) { found, name in
                if !found.contains(name) { found.append(name) }
            },
            suppression: suppression
        )
    }
}
