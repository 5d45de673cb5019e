/// What programs elsewhere may tell a running engine.
package protocol OutsideOperations: Sendable {
    /// Takes alerts as clients of Alertmanager's interface post them.
    func post(_ alerts: [PostedAlert]) async -> PostResult

    /// The name of the entry of `routing_keys` that a key belongs to; nil for a wrong key.
    func routing(of key: String) async -> String?

    /// Takes an event of PagerDuty's interface.
    func page(_ event: PagerEvent) async -> PostResult

    /// Notes that the heartbeat of that name has come.
    func heartbeat(_ name: String) async -> HeartbeatResult
}

/// What became of alerts or of an event that were posted.
package enum PostResult: Sendable, Hashable {
    /// All is taken.
    case taken
    /// Not all is taken, for these reasons; what they are not about is.
    case refused([PostMistake])
    /// Nothing could be written down, and nothing has changed.
    case failed(String)
}

/// What became of a heartbeat.
package enum HeartbeatResult: Sendable, Hashable {
    /// It is written down.
    case done
    /// Nobody waits for one of that name.
    case unknown
    /// It could not be written down.
    case failed(String)
}
