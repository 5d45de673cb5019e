package import Model

/// Something that an event changed, to be written in one transaction with all that the event changed, before anything
/// is sent or shown.
package enum Effect: Sendable, Hashable {
    /// A piece of the engine's state is now this.
    case put(StateEntry)
    /// A piece of the engine's state is gone.
    case remove(StateEntry.Key)
    /// A new row of the outbox.
    case enqueue(Delivery)
    /// A row of the outbox after an attempt.
    case settle(Delivery)
    /// A row of the outbox, settled or not, that is to be attempted anew.
    case requeue(Delivery)
    /// Something happened that is kept for people to read.
    case record(HistoryEntry)
    /// A poll that the rules' windows go over.
    case keep(StoredPoll)
    /// Of a source the polls before that time are needed no more.
    case forgetPolls(source: String, before: Timestamp)
}

/// One piece of the engine's state, in the form in which it is stored.
///
/// The store keeps entries without looking into them: what they mean is decided here alone.
package struct StateEntry: Sendable {
    /// What a piece of state is about.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The engine itself: its identity and the next number.
        case engine
        /// An alert that is pending or firing.
        case alert
        /// An aggregation group.
        case group
        /// A source: its last polls.
        case source
        /// A notification of which not every part is settled.
        case notification
        /// A receiver that could not be told.
        case receiver
        /// A silence.
        case silence
        /// What is counted of an SLA in one source.
        case objective
        /// An alert that somebody else raised.
        case outside
        /// A heartbeat that is waited for.
        case heartbeat
        /// An incident.
        case incident
        /// When people were told last.
        case pages
        /// The key of links that answer incidents; whoever makes and checks them knows it, the engine does not.
        case linkKey = "link_key"
    }

    /// The identity of a piece of state.
    package struct Key: Sendable, Hashable {
        /// What it is about.
        package let kind: Kind
        /// Which of its kind.
        package let id: String

        /// That one of that kind.
        package init(_ kind: Kind, _ id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// Its identity.
    package let key: Key
    private let content: Content

    private enum Content: Sendable {
        case stored([UInt8])
        /// Neither gathered nor encoded before somebody stores it: a replay never does.
        case record(@Sendable () -> any Encodable)
    }

    /// A piece of state as it was stored.
    package init(key: Key, value: [UInt8]) {
        self.key = key
        content = .stored(value)
    }

    /// A piece of state to be stored.
    init(_ kind: Kind, _ id: String, _ record: some Encodable & Sendable) {
        key = Key(kind, id)
        content = .record { record }
    }

    /// A piece of state to be stored, which `gather` collects from a value that does not change any more.
    init(_ kind: Kind, _ id: String, gather: @escaping @Sendable () -> some Encodable) {
        key = Key(kind, id)
        content = .record(gather)
    }

    /// JSON.
    package var value: [UInt8] {
        switch content {
        case .stored(let bytes): bytes
        case .record(let gather): Self.encode(gather(), of: key)
        }
    }
}

extension StateEntry: Hashable {
    package static func == (left: StateEntry, right: StateEntry) -> Bool {
        left.key == right.key && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
    }
}

/// One line of history: something that became of an alert, that somebody was to be told, or why nobody was.
package struct HistoryEntry: Sendable, Hashable, Codable {
    /// What happened.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An alert changed its state or severity.
        case transition
        /// A receiver was to be told.
        case notification
        /// A delivery was given up.
        case deadLetter = "dead_letter"
        /// A receiver was not told, and why.
        case notTold = "not_told"
        /// A silence was made, changed or ended.
        case silence
        /// An alert began to flap, or calmed down.
        case flapping
        /// Something was said of an alert from elsewhere that changes nothing.
        case event
        /// Something became of an incident.
        case incident
    }

    /// When it happened.
    package var at: Timestamp
    /// What happened.
    package var kind: Kind
    /// The alert concerned, if it is one.
    package var fingerprint: Fingerprint?
    /// The alert's, or the group's labels.
    package var labels: Labels
    /// What happened, in words: `pending -> firing`, `first notification to ops`.
    package var text: String

    /// A line of history.
    package init(at: Timestamp, kind: Kind, fingerprint: Fingerprint?, labels: Labels, text: String) {
        self.at = at
        self.kind = kind
        self.fingerprint = fingerprint
        self.labels = labels
        self.text = text
    }
}
