package import Alerting
import Expressions
import JSON
import Model

extension ExplanationList {
    /// The documented JSON of an answer: the same from the daemon and from a recording, for the same polls.
    ///
    /// Lengths of time are seconds, times RFC 3339 in UTC.
    package func json(of alert: String) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("alert", alert)
            writer.member("explanations", each: explanations) { $0.explanation($1) }
            writer.member("others", each: others) { writer, other in
                writer.object { writer in
                    writer.member("group", other.name.group)
                    writer.member("labels") { $0.labels(other.labels) }
                    writer.member("state", other.state.rawValue)
                }
            }
            writer.member("otherCount", otherCount)
        }
        return writer.text
    }
}

extension JSONWriter {
    fileprivate mutating func explanation(_ explanation: Explanation) {
        object { writer in
            writer.member("group", explanation.name.group)
            writer.member("alert", explanation.name.alert)
            writer.member("labels") { $0.labels(explanation.labels) }
            writer.member("fingerprint", explanation.fingerprint.description)
            writer.member("state", explanation.state.rawValue)
            writer.member("activeAt", explanation.activeAt)
            writer.member("startsAt", explanation.startsAt)
            writer.member("poll") { $0.poll(explanation.poll) }
            writer.member("outsideHours", explanation.isOutsideHours)
            writer.member("conflictsWith") { writer in
                guard let conflict = explanation.conflict else { return writer.null() }
                writer.object { writer in
                    writer.member("group", conflict.group)
                    writer.member("alert", conflict.alert)
                }
            }
            writer.member("detail", explanation.detail)
            writer.member("objective") { writer in
                if let standing = explanation.standing { writer.standing(standing) } else { writer.null() }
            }
            writer.member("levels", each: explanation.levels) { $0.level($1, at: explanation.poll?.at) }
            writer.member("notifications", each: explanation.tellings) { $0.telling($1) }
            writer.member("incidents", each: explanation.incidents) { $0.incident($1, hasLog: true) }
            writer.member("history", each: explanation.history) { writer, entry in
                writer.object { writer in
                    writer.member("at", entry.at)
                    writer.member("text", entry.text)
                }
            }
            writer.member("deliveries", each: explanation.deliveries) { $0.delivery($1, explanation.fingerprint) }
        }
    }

    private mutating func poll(_ poll: Explanation.NewestPoll?) {
        guard let poll else { return null() }
        object { writer in
            writer.member("at", poll.at)
            writer.member("result", poll.isGood ? "good" : "failed")
            writer.member("failure", poll.failure)
            writer.member("lastSeenAt", poll.lastSeenAt)
        }
    }

    private mutating func level(_ level: Explanation.Level, at time: Timestamp?) {
        object { writer in
            writer.member("severity", level.severity)
            writer.member("for", level.timing.holdFor)
            writer.member("keepFiringFor", level.timing.keepFiringFor)
            writer.member("resolveNoDataAfter", level.timing.resolveNoDataAfter)
            writer.member("state", level.state.state.rawValue)
            writer.member("activeAt", level.state.activeAt)
            writer.member("keepFiringSince", level.state.keepFiringSince)
            writer.member("unknownSince", level.state.unknownSince)
            writer.basis(level.basis)
            writer.member("clocks", each: level.clocks) { writer, clock in
                writer.object { writer in
                    writer.member("kind", clock.kind.rawValue)
                    writer.member("since", clock.since)
                    writer.member("length", clock.span)
                    writer.member("until", clock.until)
                    writer.member("left", time.map { clock.left(at: $0) } ?? clock.span)
                }
            }
        }
    }

    /// What decides about a level; the members of the other kind are null.
    private mutating func basis(_ basis: Explanation.Basis) {
        var conditions: (when: ExpressionTree, resolveWhen: ExpressionTree?)?
        var burns: [ObjectiveStatus.Burn]?
        switch basis {
        case .conditions(let when, let resolveWhen): conditions = (when, resolveWhen)
        case .burns(let pairs): burns = pairs
        }
        member("when", conditions?.when)
        member("resolveWhen", conditions?.resolveWhen)
        guard let burns else { return member("pairs") { $0.null() } }
        member("pairs", each: burns) { $0.burn($1) }
    }

    // MARK: SLAs

    private mutating func standing(_ standing: Explanation.Standing) {
        object { writer in
            writer.member("objective") { $0.number(standing.status.objective) }
            writer.member("window", standing.status.window)
            writer.member("known", standing.status.known)
            writer.member("goodShare", standing.status.goodShare)
            writer.member("errorBudgetRemaining", standing.status.errorBudgetRemaining)
            writer.member("sample") { $0.tree(standing.sample) }
        }
    }

    private mutating func burn(_ burn: ObjectiveStatus.Burn) {
        object { writer in
            writer.member("factor") { $0.number(burn.factor) }
            writer.member("met", burn.isMet)
            writer.member("windows", each: [burn.long, burn.short]) { writer, window in
                writer.object { writer in
                    writer.member("length", window.length)
                    writer.member("known", window.known)
                    writer.member("burnRate", window.rate)
                    writer.member("above", window.isAbove)
                }
            }
        }
    }

    // MARK: Conditions

    private mutating func tree(_ tree: ExpressionTree) {
        object { writer in
            writer.member("text", tree.text)
            writer.member("kind", tree.kind.rawValue)
            switch tree.value {
            case .truth(let truth):
                writer.member("truth", truth)
            case .number(let number, let unit, let isRatio):
                writer.member("value", number)
                writer.member("unit", isRatio ? "ratio" : unit.description)
            }
            writer.member("shown", tree.valueText)
            if let cause = tree.cause { writer.member("unknown") { $0.cause(cause) } }
            if let window = tree.window { writer.member("window") { $0.window(window) } }
            if let members = tree.members { writer.member("members") { $0.members(members) } }
            if tree.isCut { writer.member("cut", true) }
            writer.member("operands", each: tree.operands) { $0.tree($1) }
        }
    }

    private mutating func cause(_ cause: UnknownCause) {
        object { writer in
            writer.member("reason", cause.word)
            if case .notSeen(let lastSeen) = cause { writer.member("lastSeenAt", lastSeen) }
        }
    }

    private mutating func window(_ window: ExpressionTree.Window) {
        object { writer in
            writer.member("length", window.span)
            writer.member("covered", window.isCovered)
            writer.member("firstSeenAt", window.firstSeen)
            writer.member("coveredFrom", window.coveredFrom)
            writer.member("samples", window.samples)
            writer.member("known", window.known)
        }
    }

    private mutating func members(_ members: ExpressionTree.Members) {
        object { writer in
            writer.member("count", members.count)
            writer.member("known", members.known)
            writer.member("listed", each: members.listed) { writer, member in
                writer.object { writer in
                    writer.member("labels") { $0.labels(member.labels) }
                    writer.member("argument") { $0.tree(member.tree) }
                }
            }
        }
    }

    // MARK: Notifications

    private mutating func telling(_ telling: Explanation.Telling) {
        object { writer in
            writer.member("receiver", telling.receiver)
            writer.member("groupKey", telling.groupKey)
            writer.member("groupWait", telling.groupWait)
            writer.member("groupInterval", telling.groupInterval)
            writer.member("repeatIntervals", each: telling.repeatIntervals) { $0.number($1.seconds) }
            writer.member("nextTick", telling.nextTick)
            writer.member("integrations", each: telling.parts) { writer, part in
                writer.object { writer in
                    writer.member("integration", part.integration)
                    writer.member("verdict", part.verdict.word)
                    switch part.verdict {
                    case .told(let time, let repeatedAt):
                        writer.member("toldAt", time)
                        writer.member("nextAt", repeatedAt)
                    case .waits(let time), .endWaits(let time): writer.member("nextAt", time)
                    case .heldBack(let reason): writer.member("because", reason)
                    case .notFiring, .toldElsewhere, .endIsNotTold, .endedUntold: break
                    }
                }
            }
        }
    }

    private mutating func delivery(_ delivery: Delivery, _ fingerprint: Fingerprint) {
        object { writer in
            writer.member("at", delivery.createdAt)
            writer.member("receiver", delivery.receiver)
            writer.member("integration", delivery.integration)
            writer.member("recipient", delivery.recipient)
            writer.member("status", delivery.status(of: fingerprint)?.rawValue)
            writer.member("reason", delivery.notification.reason.text)
            writer.member("state", delivery.state.rawValue)
            writer.member("attempts", delivery.attempts)
            writer.member("nextAttemptAt", delivery.nextAttemptAt)
            writer.member("lastError", delivery.lastError)
        }
    }

    // MARK: Forms

    fileprivate mutating func labels(_ labels: Labels) {
        object { writer in
            for pair in labels.pairs { writer.member(pair.name, pair.value) }
        }
    }

    private mutating func member(_ name: String, _ time: Timestamp?) {
        member(name, time?.rfc3339)
    }

    private mutating func member(_ name: String, _ span: TimeSpan?) {
        member(name) { writer in
            if let span { writer.number(span.seconds) } else { writer.null() }
        }
    }

    private mutating func member(_ name: String, _ truth: Bool?) {
        member(name) { writer in
            if let truth { writer.bool(truth) } else { writer.null() }
        }
    }

    private mutating func member(_ name: String, _ number: Double?) {
        member(name) { writer in
            if let number { writer.number(number) } else { writer.null() }
        }
    }

    private mutating func member(_ name: String, _ tree: ExpressionTree?) {
        member(name) { writer in
            if let tree { writer.tree(tree) } else { writer.null() }
        }
    }

    private mutating func member(_ name: String, _ number: Int?) {
        member(name) { writer in
            if let number { writer.integer(Int64(number)) } else { writer.null() }
        }
    }
}

extension Explanation.Telling.Verdict {
    /// Its word in JSON.
    fileprivate var word: String {
        switch self {
        case .notFiring: "not_firing"
        case .waits: "waits"
        case .told: "told"
        case .heldBack: "held_back"
        case .toldElsewhere: "told_elsewhere"
        case .endWaits: "end_waits"
        case .endIsNotTold: "end_is_not_told"
        case .endedUntold: "ended_untold"
        }
    }
}

extension UnknownCause {
    /// Its word in JSON.
    fileprivate var word: String {
        switch self {
        case .pollFailed: "poll_failed"
        case .notSeen: "not_seen"
        case .notDelivered: "not_delivered"
        case .divisionByZero: "division_by_zero"
        case .notFinite: "not_finite"
        case .windowNotCovered: "window_not_covered"
        case .noKnownSample: "no_known_sample"
        case .oneKnownSample: "one_known_sample"
        case .noKnownMember: "no_known_member"
        case .membersUnknown: "members_unknown"
        case .noSampleBefore: "no_sample_before"
        case .unknownBefore: "unknown_before"
        }
    }
}

extension Delivery {
    /// What it tells of one of its alerts.
    func status(of fingerprint: Fingerprint) -> GroupNotification.Status? {
        notification.alerts.first { $0.fingerprint == fingerprint }?.status
    }
}
