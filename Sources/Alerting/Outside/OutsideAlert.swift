import Model

/// An alert that somebody else raised, as it is kept and stored.
struct OutsideAlert: Sendable, Hashable, Codable {
    /// The alert.
    var instance: AlertInstance
    /// What it says.
    var annotations: Labels
    /// Where it comes from, if that is said.
    var generatorURL: String?
    /// When it ends unless more is heard of it; nil for one that ends only when that is said.
    var endsAt: Timestamp?
    /// Whether that end is not its sender's, but `resolve_timeout` after it was last posted.
    var isTimed: Bool
    /// When it was last heard of.
    var updatedAt: Timestamp

    /// The most that are kept at once.
    static let mostKept = 20_000

    /// An alert that was posted at `now`.
    init(_ posted: PostedAlert, at now: Timestamp, timeout: TimeSpan) {
        let period = posted.period(at: now, timeout: timeout)
        let key = AlertKey(group: nil, alert: posted.labels["alertname"] ?? "", subject: .outside(posted.labels))
        instance = AlertInstance(
            firing: key,
            grainLabels: posted.labels,
            labels: posted.labels,
            severities: [nil],
            level: 0,
            since: min(period.startsAt, now),
            at: now
        )
        annotations = posted.annotations
        generatorURL = posted.generatorURL
        endsAt = period.endsAt
        isTimed = period.isTimed
        updatedAt = now
    }

    /// The alert of an event that came at `now`.
    init(_ event: PagerEvent, _ payload: PagerEvent.Payload, labels: Labels, at now: Timestamp) {
        let severities = PagerEvent.Severity.allCases
        instance = AlertInstance(
            firing: event.key,
            grainLabels: ["dedup_key": event.dedupKey, "routing": event.routing],
            labels: labels,
            severities: severities.map(\.rawValue),
            level: severities.firstIndex(of: payload.severity) ?? 0,
            since: min(payload.timestamp ?? now, now),
            at: now
        )
        annotations = payload.annotations
        isTimed = false
        updatedAt = now
    }

    /// Who raised it, and how it ends, in words.
    var origin: String {
        let heard = "last heard of at \(updatedAt.rfc3339)"
        return switch instance.key.subject {
        case .event(let routing, _): "raised by an event of \(routing), \(heard); ends when one says so"
        default: "posted from elsewhere, \(heard); ends at \((endsAt ?? updatedAt).rfc3339) unless posted again"
        }
    }

    /// This one, heard of before `younger`, with what that says: as Alertmanager merges.
    ///
    /// Where their times overlap, the earlier start stays, and an end that the sender gave stays against one that it
    /// did not; where they do not, the younger is all there is.
    func merged(with younger: OutsideAlert) -> OutsideAlert {
        guard let start = instance.startsAt, let end = endsAt, let youngerStart = younger.instance.startsAt,
            let youngerEnd = younger.endsAt
        else { return younger }
        var result = younger
        // The run goes on, whatever the younger says of its start.
        result.instance.activeAt = instance.activeAt
        let overlaps = youngerEnd > start && youngerEnd < end || youngerStart > start && youngerStart < end
        guard overlaps else { return result }
        result.instance.startsAt = min(start, youngerStart)
        let isOver = youngerEnd <= younger.updatedAt
        if !isOver, end > youngerEnd, !isTimed { result.endsAt = end }
        return result
    }
}

extension AlertInstance {
    /// An alert of which one level fires, because somebody says so.
    init(
        firing key: AlertKey,
        grainLabels: Labels,
        labels: Labels,
        severities: [String?],
        level: Int,
        since start: Timestamp,
        at now: Timestamp
    ) {
        let levels = severities.indices.map { index in
            var state = LevelState()
            if index == level { _ = state.advance(when: .yes, end: .no, at: now, LevelTiming()) }
            return state
        }
        self.init(
            key: key,
            grainLabels: grainLabels,
            labels: labels,
            severities: severities,
            levels: levels,
            activeAt: start
        )
        startsAt = start
    }
}
