package import Model

/// The identity of an alert that is pending or firing: a rule and one element of its grain, a built-in condition, or
/// what somebody else says it is.
package struct AlertKey: Sendable, Hashable, Codable {
    /// What an alert is about.
    package enum Subject: Sendable, Hashable, Codable {
        /// One series of a source.
        case series(source: String, code: AccessCode)
        /// A group of a source's series, by its grain's labels, `source` among them.
        case group(source: String, labels: Labels)
        /// A source as a whole.
        case source(String)
        /// A receiver.
        case receiver(String)
        /// A rule.
        case rule(group: String, alert: String)
        /// What somebody else's alert with those labels is about.
        case outside(Labels)
        /// What an event is about that came with an entry of `routing_keys`.
        case event(routing: String, dedupKey: String)
        /// A heartbeat that is waited for.
        case heartbeat(String)
    }

    /// The rule's group; nil for a built-in alert and for one from elsewhere.
    package let group: String?
    /// The alert's name.
    package let alert: String
    /// What it is about.
    package let subject: Subject

    /// The alert of that rule, or built-in alert, about that subject.
    package init(group: String?, alert: String, subject: Subject) {
        self.group = group
        self.alert = alert
        self.subject = subject
    }

    /// The source whose polls drive it; nil for an alert that is about no source.
    package var source: String? {
        switch subject {
        case .series(let source, _), .group(let source, _), .source(let source): source
        case .receiver, .rule, .outside, .event, .heartbeat: nil
        }
    }
}

/// An alert that is pending or firing.
package struct AlertInstance: Sendable, Hashable, Codable {
    /// Its identity.
    package let key: AlertKey
    /// The series' or subject's own labels, before the rule's.
    package var grainLabels: Labels
    /// All its labels but the severity of a level, evaluated when it left `inactive`.
    package var labels: Labels
    /// The identity by which it is told: the fingerprint of ``labels``.
    package var fingerprint: Fingerprint
    /// The severities of its levels, lowest first; one nil for a rule without levels.
    package var severities: [String?]
    /// The state of each level.
    package var levels: [LevelState]
    /// The poll at which it last left `inactive`.
    package var activeAt: Timestamp
    /// The poll at which it last became `firing`; nil until it has fired.
    package var startsAt: Timestamp?

    /// An alert that has just left `inactive`.
    package init(
        key: AlertKey,
        grainLabels: Labels,
        labels: Labels,
        severities: [String?],
        levels: [LevelState],
        activeAt: Timestamp
    ) {
        self.key = key
        self.grainLabels = grainLabels
        self.labels = labels
        self.fingerprint = Fingerprint(of: labels)
        self.severities = severities
        self.levels = levels
        self.activeAt = activeAt
    }

    /// The highest state of its levels.
    package var state: AlertState { levels.reduce(.inactive) { max($0, $1.state) } }

    /// The place of the last listed level that fires; nil when none does.
    package var firingLevel: Int? { levels.lastIndex { $0.state == .firing } }

    /// The severity of the last listed level that fires; nil when none does, and for a rule without levels.
    package var severity: String? { firingLevel.flatMap { severities[$0] } }

    /// The level whose condition `{{ value }}` shows: the one whose severity it has, else the first pending.
    package var shownLevel: Int { firingLevel ?? levels.firstIndex { $0.state == .pending } ?? 0 }

    /// All its labels as they are told now.
    package var currentLabels: Labels {
        severity.map { labels.overlaid(with: [("severity", $0)]) } ?? labels
    }
}

/// A change of an alert's state, or of its severity while it fires.
package struct AlertTransition: Sendable, Hashable {
    /// When: the poll's time.
    package var at: Timestamp
    /// Which alert.
    package var key: AlertKey
    /// Its labels without the severity of a level.
    package var labels: Labels
    /// The identity by which it is told.
    package var fingerprint: Fingerprint
    /// The state before.
    package var from: AlertState
    /// The state after.
    package var to: AlertState
    /// For levels only: the severity after the change, or the one it had when it ends firing.
    package var severity: String?
    /// When the run that it begins, continues or ends left `inactive`.
    package var activeAt: Timestamp
    /// When that run last became firing; nil if it never has.
    package var startsAt: Timestamp?
    /// Why it stopped firing; nil otherwise.
    package var reason: ResolveReason?
    /// The counters known at that poll; nil for what is no series.
    package var values: [CounterValue]?

    /// Whether it ends a run of firing.
    package var endsFiring: Bool { from == .firing && to != .firing }
}
