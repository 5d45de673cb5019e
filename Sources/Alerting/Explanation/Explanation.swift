package import Expressions
package import Model

/// Why an alert fires, or does not, and who was told of it, or is to be: every decision with its figures.
///
/// It is of the newest poll of the alert's source; nothing in it depends on the moment at which it is asked for.
package struct Explanation: Sendable, Hashable {
    /// The newest poll of the source.
    package struct NewestPoll: Sendable, Hashable {
        /// Its time.
        package let at: Timestamp
        /// Whether any of its requests was answered.
        package let isGood: Bool
        /// What one of its failed requests said; nil when none failed.
        package let failure: String?
        /// When what the alert is about was last seen; nil for never.
        package let lastSeenAt: Timestamp?

        /// Whether it brought what the alert is about.
        package var isSeen: Bool { isGood && lastSeenAt == at }
    }

    /// A time that must pass before something follows.
    package struct Clock: Sendable, Hashable {
        /// Which one; the raw value is the rule's key.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// How long the condition must hold before the level fires.
            case holdFor = "for"
            /// How long the end condition must hold before it resolves.
            case keepFiringFor = "keep_firing_for"
            /// How long the end condition may be unknown before it resolves.
            case resolveNoDataAfter = "resolve_no_data_after"
        }

        /// Which one.
        package let kind: Kind
        /// When it began to run.
        package let since: Timestamp
        /// How long it runs.
        package let span: TimeSpan

        /// When it has run; what follows, follows at the first poll from then on that says so.
        package var until: Timestamp { since + span }

        /// How long it still runs after `time`.
        package func left(at time: Timestamp) -> TimeSpan { max(.zero, until - time) }
    }

    /// One level, or the whole of a rule without levels.
    package struct Level: Sendable, Hashable {
        /// Its severity; nil for a rule without levels.
        package let severity: String?
        /// The times that it keeps to.
        package let timing: LevelTiming
        /// Where it stands after the poll, with its times.
        package let state: LevelState
        /// What decides about it.
        package let basis: Basis
        /// The clocks that run.
        package let clocks: [Clock]
    }

    /// What decides about a level.
    package enum Basis: Sendable, Hashable {
        /// The condition, and the end condition; nil for `not when`.
        case conditions(when: ExpressionTree, resolveWhen: ExpressionTree?)
        /// The pairs of a level of an SLA's alert, of which one must be met; the fastest first.
        case burns([ObjectiveStatus.Burn])
    }

    /// What is counted for the alert of an SLA.
    package struct Standing: Sendable, Hashable {
        /// Where the SLA stands after the poll.
        package let status: ObjectiveStatus
        /// Whether the poll's sample is good; for an SLA of groups, whether those of all members are.
        package let sample: ExpressionTree
        /// Whether it is an SLA of groups, of which a poll brings many samples.
        package let hasMembers: Bool
    }

    /// A built-in alert's or a rule's name.
    package struct Name: Sendable, Hashable {
        /// The rule's group; nil for a built-in alert.
        package let group: String?
        /// The alert.
        package let alert: String
    }

    /// Its name.
    package let name: Name
    /// Its labels as they are told; those that it would have, while it is inactive.
    package let labels: Labels
    /// The identity by which it is told.
    package let fingerprint: Fingerprint
    /// The newest poll; nil before the first, and for a built-in alert.
    package let poll: NewestPoll?
    /// Where it stands.
    package let state: AlertState
    /// When it last left `inactive`; nil while it is inactive.
    package let activeAt: Timestamp?
    /// When it last became `firing`; nil until it has.
    package let startsAt: Timestamp?
    /// Whether the poll's time is outside the rule's hours, in which the rule counts as not holding.
    package let isOutsideHours: Bool
    /// The earlier alert of the same labels, because of which nothing is sent for this one.
    package let conflict: Name?
    /// What is counted for the alert; nil unless it is an SLA's.
    package let standing: Standing?
    /// The levels, lowest first; none for a built-in alert.
    package let levels: [Level]
    /// What happened, for a built-in alert.
    package let detail: String?
    /// Who is told of it, by the routing tree.
    package let tellings: [Telling]
    /// The incidents that it belongs to or belonged to, newest first, as far as they are kept.
    package let incidents: [IncidentStatus]
    /// Its transitions, newest first, as far as they are kept.
    package var history: [HistoryEntry] = []
    /// What was put into the outbox for it, newest first, as far as it is kept.
    package var deliveries: [Delivery] = []
}

extension Explanation.Level {
    /// Whether what it waits for holds at the poll; nil for unknown.
    package var truth: Bool? {
        switch basis {
        case .conditions(let when, _): return when.truth
        case .burns(let burns):
            let pairs = burns.map(\.isMet)
            if pairs.contains(true) { return true }
            return pairs.contains(nil) ? nil : false
        }
    }
}

extension Explanation {
    /// How many lines of history, and how many deliveries, belong to an explanation at most.
    package static let mostLines = 20

    /// An aggregation group that the alert belongs to, or would belong to if it fired.
    package struct Telling: Sendable, Hashable {
        /// What an integration of the receiver knows of the alert, and when it hears more.
        package enum Verdict: Sendable, Hashable {
            /// The alert does not fire: there is nothing to tell.
            case notFiring
            /// It is told at the group's next tick.
            case waits(until: Timestamp)
            /// It was told of the alert in its last notification; that is repeated at a tick of the group.
            case told(at: Timestamp, repeatedAt: Timestamp)
            /// The group's last look at it found it inhibited, silenced or muted.
            case heldBack(because: String)
            /// A change of routes gave the alert to another receiver; only its end is told here.
            case toldElsewhere
            /// The alert has resolved; that is told at the group's next tick.
            case endWaits(until: Timestamp)
            /// The alert has resolved, which the integration is not told of (`send_resolved: false`).
            case endIsNotTold
            /// The alert resolved before the integration was told of it.
            case endedUntold
        }

        /// One way of the receiver to be told.
        package struct Part: Sendable, Hashable {
            /// The integration's name, `webhook[0]`.
            package let integration: String
            /// What it knows of the alert.
            package let verdict: Verdict
        }

        /// The receiver's name.
        package let receiver: String
        /// The group's key.
        package let groupKey: String
        /// How long a new group waits for more alerts before it is told.
        package let groupWait: TimeSpan
        /// How long a group waits between two notifications.
        package let groupInterval: TimeSpan
        /// How long a notification that brings nothing new is held back, the first time, the second...; the last stays.
        package let repeatIntervals: [TimeSpan]
        /// The group's next tick; nil while the alert is no member of it.
        package let nextTick: Timestamp?
        /// The receiver's integrations.
        package let parts: [Part]
    }
}
