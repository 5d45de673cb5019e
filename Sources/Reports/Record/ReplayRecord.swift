package import Alerting
import Expressions
package import Model

/// What a replay's summary, comparison and page are made of, collected while the replay runs.
package struct ReplayRecord: Sendable {
    /// A notification that would have been sent.
    struct Notification: Sendable {
        var at: Timestamp
        var receiver: String
        var status: GroupNotification.Status
        var reason: String
        var groupLabels: Labels
        var alerts: [Fingerprint]
    }

    /// The rules that ran.
    let rules: RuleSet
    /// How long a counter holds when no newer one comes.
    let staleness: TimeSpan
    /// What became of the alerts.
    private(set) var alerts = AlertHistory()
    /// The counters that the rules look at.
    private(set) var counters: CounterHistory
    private(set) var notifications: [Notification] = []
    /// How many polls there were.
    private(set) var polls = 0
    /// How many of them failed as a whole.
    private(set) var failedPolls = 0
    /// The greatest number of series that a poll delivered.
    private(set) var seriesCount = 0
    /// The times of the first and the last poll.
    private(set) var period: TimeWindow?
    /// The days (UTC, since the epoch) that have polls.
    private(set) var days: [Int64] = []
    /// The part of a day within which all polls lie, in milliseconds from midnight.
    private(set) var hours: ClosedRange<Int64>?

    /// Where every SLA stands at the end of the recording.
    package var objectives: [ObjectiveStatus] = []

    private let isDrawn: Bool

    /// A record of `configuration`'s rules, in which nothing has happened yet; counters and notifications are kept for
    /// a page that draws them alone.
    package init(_ configuration: AlertConfiguration, isDrawn: Bool) {
        rules = configuration.rules
        staleness = configuration.staleness
        self.isDrawn = isDrawn
        let metrics = isDrawn ? Set(configuration.rules.rules.flatMap { $0.levels.flatMap(\.metrics) }) : []
        counters = CounterHistory(Metric.allCases.filter(metrics.contains))
    }

    /// Adds a poll and what the replay made of it.
    package mutating func note(_ poll: Poll, _ occurrences: [Replay.Occurrence]) {
        polls += 1
        switch poll.result {
        case .failed: failedPolls += 1
        case .snapshot(let snapshot): seriesCount = max(seriesCount, snapshot.count)
        }
        period = TimeWindow(start: period?.start ?? poll.time, end: poll.time)
        let (day, hour) = poll.time.dayAndMillisecond
        if days.last != day { days.append(day) }
        hours = min(hours?.lowerBound ?? hour, hour)...max(hours?.upperBound ?? hour, hour)
        if isDrawn { counters.note(poll) }
        for occurrence in occurrences { note(occurrence) }
    }

    private mutating func note(_ occurrence: Replay.Occurrence) {
        switch occurrence {
        case .transition(let transition):
            alerts.note(transition)
            if isDrawn, case .series(_, let code) = transition.key.subject { counters.keep(code) }
        case .notification(let notification, let time):
            guard isDrawn else { return }
            notifications.append(
                Notification(
                    at: time,
                    receiver: notification.receiver,
                    status: notification.status,
                    reason: notification.reason.text,
                    groupLabels: notification.groupLabels,
                    alerts: notification.alerts.map(\.fingerprint)
                )
            )
        case .flapping(let turn): alerts.note(turn)
        // The page shows alerts, and what receivers are told of them.
        case .page: break
        }
    }
}

extension Rule.Level {
    /// The counters that its conditions look at.
    var metrics: [Metric] { when.metrics + (resolveWhen?.metrics ?? []) }
}

extension Timestamp {
    /// The day since the epoch, UTC, and the milliseconds from its midnight.
    var dayAndMillisecond: (day: Int64, millisecond: Int64) {
        let (day, rest) = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsOfDay)
        return rest < 0 ? (day - 1, rest + Self.millisecondsOfDay) : (day, rest)
    }

    /// A day of 24 hours.
    static let millisecondsOfDay: Int64 = 86_400_000
}
