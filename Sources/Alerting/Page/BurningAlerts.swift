package import Model

/// The alerts that fire, those that matter most first.
package struct BurningAlerts: Sendable {
    /// One of them, with what there is to tell of it.
    package struct Alert: Sendable {
        /// What it is and how it is told.
        package let status: AlertStatus
        /// What it is about.
        package let key: AlertKey
        /// Its rule; nil for a built-in alert.
        package let rule: Rule?
        /// Who is told of it.
        package let tellings: [Explanation.Telling]
    }

    /// The first of them.
    package let alerts: [Alert]
    /// How many fire of each name and severity, those of one name together.
    package let counts: [Name: [String?: Int]]
    /// How many are pending.
    package let pending: Int

    /// The name of alerts.
    package typealias Name = Explanation.Name

    /// How many fire.
    package var total: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
}

extension AlertEngine {
    /// The alerts that fire, of that name or of all: at most `limit` of them, those of a greater `rank` of their
    /// severity before others, then the newest.
    package func burningAlerts(
        named name: String? = nil,
        at now: Timestamp,
        limit: Int,
        rank: (_ severity: String?) -> Int
    ) -> BurningAlerts {
        var counts: [BurningAlerts.Name: [String?: Int]] = [:]
        var ranked: [(rank: Int, instance: AlertInstance)] = []
        for fingerprint in holders.keys {
            guard let instance = firingHolder(of: fingerprint) else { continue }
            let severity = instance.severity ?? instance.labels["severity"]
            let of = BurningAlerts.Name(group: instance.key.group, alert: instance.key.alert)
            counts[of, default: [:]][severity, default: 0] += 1
            if name == nil || name == instance.key.alert { ranked.append((rank(severity), instance)) }
        }
        ranked.sort { left, right in
            let (first, second) = (left.instance, right.instance)
            let (began, beganOther) = (first.startsAt ?? first.activeAt, second.startsAt ?? second.activeAt)
            if left.rank != right.rank { return left.rank > right.rank }
            return began == beganOther ? first.labels < second.labels : began > beganOther
        }
        let explainer = Explainer(engine: self, polls: [:])
        return BurningAlerts(
            alerts: ranked.prefix(limit).map { _, instance in
                BurningAlerts.Alert(
                    status: alertStatus(of: instance, at: now),
                    key: instance.key,
                    rule: place(of: instance.key).map { configuration.rules.rules[$0.rule] },
                    tellings: explainer.tellings(of: instance)
                )
            },
            counts: counts,
            pending: alerts.count { $0.state == .pending }
        )
    }

    /// The labels of the alert of that fingerprint while it is pending or firing.
    package func labels(of fingerprint: Fingerprint) -> Labels? { holder(of: fingerprint)?.currentLabels }

    /// The receivers that could not be told lately, by their names.
    package var receiverTroubles: [ReceiverTrouble] {
        failingReceivers.values.sorted { $0.name < $1.name }.map { record in
            ReceiverTrouble(receiver: record.name, lastDeadLetterAt: record.lastDeadLetterAt, error: record.error)
        }
    }
}

/// A receiver that could not be told of something.
package struct ReceiverTrouble: Sendable, Hashable {
    /// Its name.
    package let receiver: String
    /// When a delivery to it was last given up.
    package let lastDeadLetterAt: Timestamp
    /// Why.
    package let error: String
}
