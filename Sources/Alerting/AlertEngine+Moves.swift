import Model

/// What becomes of alerts in groups that a reload, or a restart with other files, took them out of.
extension AlertEngine {
    /// Drops groups of which nobody can be told any more.
    mutating func dropGroupsWithoutReceiver() {
        for (id, group) in groups where configuration.receivers[id.receiver] == nil {
            for fingerprint in group.members.keys { forget(fingerprint, in: id) }
            groups[id] = nil
            changedGroups.insert(id)
        }
    }

    /// Takes an alert out of groups that the tree does not send it to any more, with whatever severity of its own.
    ///
    /// - A receiver that it goes on to in another group knows of it: that group takes over what was told.
    /// - Any other receiver that was told of it is told of its end, and nothing before that.
    /// - Nobody else knows of it.
    ///
    /// - Returns: the groups that only its end is told in.
    mutating func departFormerGroups(_ instance: AlertInstance, for destinations: [Destination])
        -> Set<AggregationGroup.ID>
    {
        let fingerprint = instance.fingerprint
        var former = memberships[fingerprint, default: []].subtracting(destinations.map(\.id))
        guard !former.isEmpty else { return [] }
        for case let severity? in instance.severities {
            let labels = instance.labels.overlaid(with: [("severity", severity)])
            former.subtract(self.destinations(of: instance, as: labels).map(\.id))
        }
        var departed: Set<AggregationGroup.ID> = []
        for id in former.sorted(by: { $0.text < $1.text }) {
            guard let group = groups[id], group.members[fingerprint] != .moved else {
                departed.insert(id)
                continue
            }
            let heir = destinations.first { $0.id.receiver == id.receiver }
            if heir == nil, group.knowsFiring(fingerprint) {
                departed.insert(id)
                groups[id]?.members[fingerprint] = .moved
            } else {
                if let heir { groups[heir.id]?.takeOver(fingerprint, from: group) }
                if let heir { changedGroups.insert(heir.id) }
                forget(fingerprint, in: id)
                groups[id]?.drop(fingerprint)
                if groups[id]?.isIdle == true { groups[id] = nil }
            }
            changedGroups.insert(id)
        }
        return departed
    }
}

extension AggregationGroup {
    /// Knows of an alert what another group of the same receiver told of it.
    ///
    /// It is told again when that is due for the alert that was told longest ago.
    fileprivate mutating func takeOver(_ fingerprint: Fingerprint, from other: AggregationGroup) {
        for (integration, told) in other.log {
            guard let level = told.firing[fingerprint] else { continue }
            var entry = log[integration] ?? LogEntry(firing: [:], resolved: [], at: told.at)
            entry.firing[fingerprint] = max(level, entry.firing[fingerprint] ?? level)
            entry.at = min(entry.at, told.at)
            log[integration] = entry
            if threads[integration] == nil { threads[integration] = other.threads[integration] }
        }
    }
}
