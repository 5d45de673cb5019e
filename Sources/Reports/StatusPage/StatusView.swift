package import Alerting
package import Model

/// What the page is made from: the engine at one moment, and what is known beside it.
///
/// Nothing in it changes while a page is made, and whoever makes pages changes nothing.
package struct StatusView: Sendable {
    /// What one receiver has not been told yet.
    package struct Backlog: Sendable, Hashable {
        /// The receiver's name.
        package let receiver: String
        /// How many deliveries wait.
        package let pending: Int
        /// When the oldest of them was put into the outbox.
        package let oldest: Timestamp

        /// What waits for a receiver.
        package init(receiver: String, pending: Int, oldest: Timestamp) {
            self.receiver = receiver
            self.pending = pending
            self.oldest = oldest
        }
    }

    /// The engine.
    package let engine: AlertEngine
    /// The time of the view.
    package let now: Timestamp
    /// What the last cycles of the sources lacked.
    package let cycles: [String: SourceCycle]
    /// The polls that are drawn.
    package let recent: RecentPolls
    /// What has not been delivered yet.
    package let backlog: [Backlog]
    /// Why nothing can be written or read any more; nil while all is well.
    package let storeFailure: String?
    /// The program's version.
    package let version: String

    /// The engine at `now`.
    package init(
        engine: AlertEngine,
        now: Timestamp,
        cycles: [String: SourceCycle] = [:],
        recent: RecentPolls = RecentPolls(),
        backlog: [Backlog] = [],
        storeFailure: String? = nil,
        version: String
    ) {
        self.engine = engine
        self.now = now
        self.cycles = cycles
        self.recent = recent
        self.backlog = backlog
        self.storeFailure = storeFailure
        self.version = version
    }
}
