import Alerting
package import Model

/// A time during which an alert's state and severity stayed as they were.
struct AlertStretch: Sendable, Hashable {
    /// Pending or firing.
    var state: AlertState
    /// For levels only: the severity while it fired.
    var severity: String?
    /// Its first moment.
    var start: Timestamp
    /// The poll that ended it; nil when the recording ended before.
    var end: Timestamp?
}

/// A time during which an alert fired, whatever its severity was.
package struct Firing: Sendable, Hashable {
    /// The poll at which it began to fire.
    package var start: Timestamp
    /// The poll at which it stopped; nil when the recording ended before.
    package var end: Timestamp?
    /// The severities it had, in their order; none for a rule without levels.
    package var severities: [String] = []

    /// A firing from `start` to `end`.
    package init(start: Timestamp, end: Timestamp?, severities: [String] = []) {
        self.start = start
        self.end = end
        self.severities = severities
    }
}
