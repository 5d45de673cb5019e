package import Model

/// Which alerts a silence would cover, and when.
package struct SilencePreview: Sendable, Hashable {
    /// The alerts that fire now and that it would cover, in the order of their labels.
    package let alerts: [Labels]
    /// From when on it would hold them back: now, its start, or when its interval comes; nil if that does not come
    /// before its end, or in five years.
    package let holdsFrom: Timestamp?
    /// When it is now.
    package let now: Timestamp
}

extension AlertEngine {
    /// Every silence that is kept, the oldest first.
    package var silences: [Silence] {
        silenceTable.byID.values.sorted { ($0.startsAt, $0.id) < ($1.startsAt, $1.id) }
    }

    /// Every silence that is kept and where it stands, the oldest first.
    package func silenceStatuses(at now: Timestamp) -> [SilenceStatus] {
        silences.map { SilenceStatus($0, state: state(of: $0, at: now)) }
    }

    /// The silence of that id.
    package func silence(_ id: String) -> Silence? { silenceTable.byID[id] }

    /// Where a silence stands.
    package func state(of silence: Silence, at now: Timestamp) -> Silence.State {
        silence.state(at: now, intervals: configuration.timeIntervals)
    }

    /// What a silence would cover, without making it; the same mistakes are refused.
    package func preview(_ draft: SilenceDraft, at now: Timestamp) -> Result<SilencePreview, SilenceRefusal> {
        if let refusal = refusal(of: draft, at: now) { return .failure(refusal) }
        let labels = holders.keys.compactMap { firingHolder(of: $0)?.currentLabels }
        return .success(
            SilencePreview(
                alerts: labels.filter(draft.matchers.matches).sorted(),
                holdsFrom: firstHold(of: draft, at: now),
                now: now
            )
        )
    }

    /// When a silence would begin to hold alerts back.
    private func firstHold(of draft: SilenceDraft, at now: Timestamp) -> Timestamp? {
        let start = max(draft.startsAt, now)
        let earlier = draft.id.flatMap(silence)
        guard let name = draft.interval(replacing: earlier), let interval = configuration.timeIntervals[name] else {
            return start
        }
        if interval.contains(start) { return start }
        // Each day on the way is looked at: an end in a thousand years must not cost a thousand years.
        let next = interval.nextChange(after: start, until: min(draft.endsAt, start + .days(5 * 366)))
        return next.flatMap { $0 < draft.endsAt ? $0 : nil }
    }

    /// Why a silence cannot be made or changed; nil when it can.
    private func refusal(of draft: SilenceDraft, at now: Timestamp) -> SilenceRefusal? {
        let policy = configuration.silences
        let earlier = draft.id.flatMap(silence)
        if let id = draft.id, earlier == nil { return .unknownSilence(id) }
        guard Set(draft.matchers.filter { !$0.matches(value: "") }).count >= policy.leastMatchers else {
            return .tooFewMatchers(least: policy.leastMatchers)
        }
        guard draft.startsAt < draft.endsAt else { return .endsBeforeItStarts }
        guard now < draft.endsAt else { return .endsInThePast }
        let isUpdate = earlier?.canBecome(draft, at: now) ?? false
        guard isUpdate || silenceTable.byID.count < SilencePolicy.mostKept else { return .tooMany }
        let start = isUpdate ? draft.startsAt : max(draft.startsAt, now)
        if let longest = policy.longest, draft.endsAt - start > longest { return .tooLong(longest: longest) }
        if let interval = draft.interval(replacing: earlier), configuration.timeIntervals[interval] == nil {
            return .unknownInterval(interval, known: configuration.timeIntervals.keys.sorted())
        }
        return nil
    }

    /// Makes a silence, or makes of an earlier one what is asked for; what cannot be changed is ended and made anew.
    mutating func apply(_ draft: SilenceDraft, at now: Timestamp, into outcome: inout Outcome) {
        if let refusal = refusal(of: draft, at: now) {
            outcome.silence = .failure(refusal)
            return
        }
        var earlier = draft.id.flatMap(silence)
        if earlier?.canBecome(draft, at: now) == true, var silence = earlier {
            silence.become(draft, at: now)
            put(silence, "changed", at: now, into: &outcome)
            outcome.silence = .success(silence)
            return
        }
        let interval = draft.interval(replacing: earlier)
        if earlier?.hasEnded(at: now) == false {
            earlier?.expire(at: now)
            if let earlier { put(earlier, "replaced", at: now, into: &outcome) }
        }
        let silence = Silence(draft, during: interval, id: nextSilenceID(), at: now)
        put(silence, "made", at: now, into: &outcome)
        outcome.silence = .success(silence)
    }

    /// Ends a silence; that of one that has ended already is no mistake.
    mutating func expireSilence(_ id: String, at now: Timestamp, into outcome: inout Outcome) {
        guard var silence = silence(id) else {
            outcome.silence = .failure(.unknownSilence(id))
            return
        }
        if !silence.hasEnded(at: now) {
            silence.expire(at: now)
            put(silence, "ended by hand", at: now, into: &outcome)
        }
        outcome.silence = .success(silence)
    }

    /// Notes the silences that have ended by themselves, and forgets those that ended long ago.
    mutating func sweepSilences(at now: Timestamp, into outcome: inout Outcome) {
        let (ended, forgotten) = silenceTable.sweep(at: now)
        for silence in ended { outcome.effects.append(.record(HistoryEntry(silence, "ended", at: now))) }
        for silence in forgotten { outcome.effects.append(.remove(StateEntry.Key(.silence, silence.id))) }
    }

    private mutating func put(
        _ silence: Silence,
        _ what: String,
        at now: Timestamp,
        into outcome: inout Outcome
    ) {
        silenceTable.put(silence, at: now)
        outcome.effects.append(.put(StateEntry(.silence, silence.id, silence)))
        outcome.effects.append(.record(HistoryEntry(silence, what, at: now)))
        reviewHeldAlerts(at: now)
    }

    /// An id in the form of a UUID (RFC 9562, version 8), which Alertmanager's clients expect.
    ///
    /// It is made of the store's seed and of a number that never comes again.
    private mutating func nextSilenceID() -> String {
        func half(_ place: String) -> UInt64 {
            Fingerprint(of: ["place": place, "seed": record.seed, "number": String(record.nextSequence)]).value
        }
        let high = half("high") & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
        let low = half("low") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        record.nextSequence += 1
        let digits = [high, low].map { Fingerprint(value: $0).description }.joined()
        var rest = digits[...]
        return [8, 4, 4, 4, 12].map { count in
            defer { rest = rest.dropFirst(count) }
            return String(rest.prefix(count))
        }.joined(separator: "-")
    }
}

extension HistoryEntry {
    /// The line for a silence of which something became.
    fileprivate init(_ silence: Silence, _ what: String, at now: Timestamp) {
        let matchers = silence.matchers.map(\.description).joined(separator: ", ")
        let interval = silence.interval.map { " during \($0)" } ?? ""
        self.init(
            at: now,
            kind: .silence,
            fingerprint: nil,
            labels: [:],
            text: "silence \(silence.id) of {\(matchers)}\(interval) from \(silence.startsAt.rfc3339) "
                + "to \(silence.endsAt.rfc3339) by \(silence.createdBy): \(what)"
        )
    }
}
