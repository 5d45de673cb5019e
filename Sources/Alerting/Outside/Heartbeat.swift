package import Model

/// A sign of life that somebody is to send again and again (`heartbeats.in`).
package struct Heartbeat: Sendable, Hashable {
    /// Its name, which stands in the path that it is sent to.
    package var name: String
    /// How often it comes.
    package var every: TimeSpan
    /// How much later than that it may come.
    package var grace: TimeSpan
    /// The labels of the alert that it is missing.
    package var labels: Labels

    /// A heartbeat that is waited for.
    package init(name: String, every: TimeSpan, grace: TimeSpan, labels: Labels = [:]) {
        self.name = name
        self.every = every
        self.grace = grace
        self.labels = labels
    }

    /// How long after one the next must have come.
    var limit: TimeSpan { .milliseconds(every.milliseconds + grace.milliseconds) }
}

/// A heartbeat as it stands.
package struct HeartbeatStatus: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// When it came last; nil when it never has.
    package var lastAt: Timestamp?
    /// Whether it is missing.
    package var isMissing: Bool
}

/// What is stored of a heartbeat.
struct HeartbeatRecord: Sendable, Hashable, Codable {
    var name: String
    /// When it was first configured.
    var since: Timestamp
    /// When it came last.
    var lastAt: Timestamp?

    /// What its next one is counted from.
    var lastOrFirst: Timestamp { lastAt ?? since }
}

extension AlertEngine {
    /// Notes that a heartbeat has come; one that is not configured is none.
    mutating func beat(_ name: String, at now: Timestamp, into outcome: inout Outcome) {
        guard var record = heartbeats[name] else { return }
        record.lastAt = now
        keep(record, into: &outcome)
    }

    /// Waits for the heartbeats that are configured, from now on for those that are new, and for no others.
    mutating func adoptHeartbeats(at now: Timestamp, into outcome: inout Outcome) {
        let names = Set(configuration.heartbeats.map(\.name))
        for name in heartbeats.keys.sorted() where !names.contains(name) {
            heartbeats[name] = nil
            outcome.effects.append(.remove(StateEntry.Key(.heartbeat, name)))
        }
        for name in names.sorted() where heartbeats[name] == nil {
            keep(HeartbeatRecord(name: name, since: now), into: &outcome)
        }
    }

    private mutating func keep(_ record: HeartbeatRecord, into outcome: inout Outcome) {
        heartbeats[record.name] = record
        outcome.effects.append(.put(StateEntry(.heartbeat, record.name, record)))
    }

    /// The heartbeats that are missing, with what happened.
    func missingHeartbeats(at now: Timestamp) -> [(heartbeat: Heartbeat, detail: String)] {
        configuration.heartbeats.compactMap { heartbeat in
            guard let record = heartbeats[heartbeat.name], now - record.lastOrFirst >= heartbeat.limit else {
                return nil
            }
            let last = record.lastAt.map { "the last came at \($0.rfc3339)" } ?? "none has come yet"
            return (heartbeat, "wanted every \(heartbeat.every) and \(heartbeat.grace) of grace; \(last)")
        }
    }

    /// When heartbeats that are not missing will be, unless they come.
    var heartbeatDeadlines: [Timestamp] {
        guard configuration.settings(of: .heartbeatMissing).isEnabled else { return [] }
        return configuration.heartbeats.compactMap { heartbeat in
            let key = AlertKey(
                group: nil,
                alert: BuiltinAlert.heartbeatMissing.rawValue,
                subject: .heartbeat(heartbeat.name)
            )
            guard let record = heartbeats[heartbeat.name], builtins[key] == nil else { return nil }
            return record.lastOrFirst + heartbeat.limit
        }
    }

    /// Where every heartbeat stands that is waited for, in the order of the configuration.
    package func heartbeatStatuses(at now: Timestamp) -> [HeartbeatStatus] {
        configuration.heartbeats.map { heartbeat in
            let record = heartbeats[heartbeat.name]
            let isMissing = record.map { now - $0.lastOrFirst >= heartbeat.limit } ?? false
            return HeartbeatStatus(name: heartbeat.name, lastAt: record?.lastAt, isMissing: isMissing)
        }
    }
}
