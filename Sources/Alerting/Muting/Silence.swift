package import Model

/// What somebody asks to be quiet: a silence to be made, or to be made of an earlier one.
package struct SilenceDraft: Sendable, Hashable {
    /// When a silence is to silence between its start and its end.
    package enum Hours: Sendable, Hashable {
        /// All the time.
        case always
        /// In the times of the interval of that name.
        case during(String)
        /// As the silence that it replaces does; all the time for a new one.
        case asBefore
    }

    /// The silence that it is to replace; nil for a new one.
    package var id: String?
    /// What an alert must satisfy to be silenced: all of them.
    package var matchers: [Matcher]
    /// From when on; now, if that has passed for a new silence.
    package var startsAt: Timestamp
    /// Up to when; not included.
    package var endsAt: Timestamp
    /// When it is to silence between start and end.
    package var hours: Hours
    /// Who asks.
    package var createdBy: String
    /// Why.
    package var comment: String
    /// Further notes for programs.
    package var annotations: Labels

    /// A draft.
    package init(
        id: String? = nil,
        matchers: [Matcher],
        startsAt: Timestamp,
        endsAt: Timestamp,
        hours: Hours = .asBefore,
        createdBy: String,
        comment: String,
        annotations: Labels = [:]
    ) {
        self.id = id
        self.matchers = matchers
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.hours = hours
        self.createdBy = createdBy
        self.comment = comment
        self.annotations = annotations
    }
}

extension SilenceDraft {
    /// The name of the interval that the silence will keep to; nil for all the time.
    ///
    /// Who says nothing of it keeps what there is: Alertmanager's clients do not know intervals, and a longer comment
    /// must not make a silence for the nights one for all days.
    func interval(replacing earlier: Silence?) -> String? {
        switch hours {
        case .always: nil
        case .during(let name): name
        case .asBefore: earlier?.interval
        }
    }
}

/// Alerts that somebody asked not to be told of for some time.
package struct Silence: Sendable, Hashable {
    /// Where a silence stands; the raw value is Alertmanager's word.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It will silence later: before its start, or between the times of its interval.
        case pending
        /// It silences.
        case active
        /// Its end has passed.
        case expired
    }

    /// Its identity, a UUID.
    package let id: String
    /// What an alert must satisfy to be silenced: all of them.
    package let matchers: [Matcher]
    /// From when on.
    package internal(set) var startsAt: Timestamp
    /// Up to when; not included.
    package internal(set) var endsAt: Timestamp
    /// The name of the time interval that it keeps to; nil for one that silences all the time.
    package let interval: String?
    /// Who asked for it.
    package internal(set) var createdBy: String
    /// Why.
    package internal(set) var comment: String
    /// Further notes for programs.
    package internal(set) var annotations: Labels
    /// When it was last changed.
    package internal(set) var updatedAt: Timestamp

    /// A new silence, which keeps to `interval`.
    init(_ draft: SilenceDraft, during interval: String?, id: String, at now: Timestamp) {
        self.id = id
        matchers = draft.matchers
        startsAt = max(draft.startsAt, now)
        endsAt = draft.endsAt
        self.interval = interval
        createdBy = draft.createdBy
        comment = draft.comment
        annotations = draft.annotations
        updatedAt = now
    }

    /// Whether its end has passed.
    func hasEnded(at now: Timestamp) -> Bool { endsAt <= now }

    /// Where it stands; an interval that the configuration no longer has is no time at all.
    package func state(at now: Timestamp, intervals: [String: NamedInterval]) -> State {
        if hasEnded(at: now) { return .expired }
        guard startsAt <= now else { return .pending }
        guard let interval else { return .active }
        return intervals[interval]?.contains(now) == true ? .active : .pending
    }

    /// When it stops to silence next, if it does so up to `limit`; it must be active.
    func nextPause(after now: Timestamp, until limit: Timestamp, intervals: [String: NamedInterval]) -> Timestamp? {
        let end = endsAt <= limit ? endsAt : nil
        let pause = interval.flatMap { intervals[$0]?.nextChange(after: now, until: limit) }
        return [end, pause].compactMap { $0 }.min()
    }

    /// Whether it can become what `draft` asks for, or has to be replaced: Alertmanager's rules.
    ///
    /// What is silenced, and when it began, stays what people who look at it later were told.
    func canBecome(_ draft: SilenceDraft, at now: Timestamp) -> Bool {
        guard !hasEnded(at: now), Set(draft.matchers) == Set(matchers), draft.interval(replacing: self) == interval
        else { return false }
        return startsAt <= now ? draft.startsAt == startsAt : draft.startsAt >= now
    }

    /// Becomes what `draft` asks for.
    mutating func become(_ draft: SilenceDraft, at now: Timestamp) {
        startsAt = draft.startsAt
        endsAt = draft.endsAt
        createdBy = draft.createdBy
        comment = draft.comment
        annotations = draft.annotations
        updatedAt = now
    }

    /// Ends it now; one that has not begun never does.
    mutating func expire(at now: Timestamp) {
        startsAt = min(startsAt, now)
        endsAt = now
        updatedAt = now
    }
}

extension Silence: Codable {
    private struct StoredMatcher: Codable {
        var name: String
        var comparison: String
        var value: String
    }

    private enum CodingKeys: String, CodingKey {
        case id, matchers, startsAt, endsAt, interval, createdBy, comment, annotations, updatedAt
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let stored = try container.decode([StoredMatcher].self, forKey: .matchers)
        matchers = try stored.map { matcher in
            guard let comparison = Matcher.Operator(rawValue: matcher.comparison) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .matchers,
                    in: container,
                    debugDescription: "no operator: \(matcher.comparison)"
                )
            }
            return try Matcher(matcher.name, comparison, matcher.value)
        }
        id = try container.decode(String.self, forKey: .id)
        startsAt = try container.decode(Timestamp.self, forKey: .startsAt)
        endsAt = try container.decode(Timestamp.self, forKey: .endsAt)
        interval = try container.decodeIfPresent(String.self, forKey: .interval)
        createdBy = try container.decode(String.self, forKey: .createdBy)
        comment = try container.decode(String.self, forKey: .comment)
        annotations = try container.decode(Labels.self, forKey: .annotations)
        updatedAt = try container.decode(Timestamp.self, forKey: .updatedAt)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let stored = matchers.map { matcher in
            StoredMatcher(name: matcher.name, comparison: matcher.comparison.rawValue, value: matcher.value)
        }
        try container.encode(stored, forKey: .matchers)
        try container.encode(id, forKey: .id)
        try container.encode(startsAt, forKey: .startsAt)
        try container.encode(endsAt, forKey: .endsAt)
        try container.encodeIfPresent(interval, forKey: .interval)
        try container.encode(createdBy, forKey: .createdBy)
        try container.encode(comment, forKey: .comment)
        try container.encode(annotations, forKey: .annotations)
        try container.encode(updatedAt, forKey: .updatedAt)
    }
}
