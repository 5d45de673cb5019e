package import Model

/// What is known of a condition at a poll.
package enum Truth: Sendable, Hashable {
    /// It holds.
    case yes
    /// It does not hold.
    case no
    /// It cannot be told: nothing changes.
    case unknown

    /// Kleene's negation.
    package var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    /// Whether it holds; nil where it cannot be told.
    var known: Bool? {
        switch self {
        case .yes: true
        case .no: false
        case .unknown: nil
        }
    }
}

/// Where an alert, or one of its levels, stands.
package enum AlertState: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Nothing is wrong.
    case inactive
    /// The condition holds, but not yet for as long as it must.
    case pending
    /// The condition has held long enough and the end condition not yet.
    case firing

    package static func < (left: AlertState, right: AlertState) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .inactive: 0
        case .pending: 1
        case .firing: 2
        }
    }
}

/// The times that a level must keep to.
package struct LevelTiming: Sendable, Hashable {
    /// How long the condition must hold before the level fires (`for`).
    package var holdFor: TimeSpan
    /// How long the end condition must hold before it resolves (`keep_firing_for`).
    package var keepFiringFor: TimeSpan
    /// How long the end condition may be unknown before it resolves (`resolve_no_data_after`); nil for ever.
    package var resolveNoDataAfter: TimeSpan?

    /// The times of a level.
    package init(
        holdFor: TimeSpan = .zero,
        keepFiringFor: TimeSpan = .zero,
        resolveNoDataAfter: TimeSpan? = nil
    ) {
        self.holdFor = holdFor
        self.keepFiringFor = keepFiringFor
        self.resolveNoDataAfter = resolveNoDataAfter
    }
}

/// The state of one level of one alert, and the clocks that it waits for.
///
/// A rule without levels has one. The table it follows is in `Documentation/RuleLanguage.md`, *The life of an alert*.
package struct LevelState: Sendable, Hashable, Codable {
    /// Where it stands.
    package private(set) var state: AlertState = .inactive
    /// When it last left `inactive`; nil while it is inactive.
    package private(set) var activeAt: Timestamp?
    /// Since when the end condition has held; nil while it does not.
    package private(set) var keepFiringSince: Timestamp?
    /// Since when the end condition has been unknown while it fires; nil while it is known.
    package private(set) var unknownSince: Timestamp?

    /// A level that is inactive.
    package init() {}

    /// Takes back what a gap in the data makes doubtful.
    ///
    /// A pending level is inactive again, the end condition counts anew, a firing level goes on.
    mutating func restartAfterGap() {
        keepFiringSince = nil
        if state == .pending { becomeInactive() }
    }

    /// Applies one row of the table for a poll at `time`; gives the reason if the level stopped firing.
    mutating func advance(when: Truth, end: Truth, at time: Timestamp, _ timing: LevelTiming) -> ResolveReason? {
        switch state {
        case .inactive:
            guard when == .yes else { return nil }
            activeAt = time
            if timing.holdFor == .zero { fire(end: end, at: time) } else { state = .pending }
        case .pending:
            switch when {
            case .yes where time - (activeAt ?? time) >= timing.holdFor: fire(end: end, at: time)
            case .no: becomeInactive()
            case .yes, .unknown: break
            }
        case .firing:
            return advanceFiring(end: end, at: time, timing)
        }
        return nil
    }

    private mutating func advanceFiring(end: Truth, at time: Timestamp, _ timing: LevelTiming) -> ResolveReason? {
        switch end {
        case .yes:
            unknownSince = nil
            let since = keepFiringSince ?? time
            keepFiringSince = since
            guard time - since >= timing.keepFiringFor else { return nil }
            becomeInactive()
            return .condition
        case .no:
            unknownSince = nil
            keepFiringSince = nil
            return nil
        case .unknown:
            let since = unknownSince ?? time
            unknownSince = since
            guard let limit = timing.resolveNoDataAfter, time - since >= limit else { return nil }
            becomeInactive()
            return .noData
        }
    }

    private mutating func fire(end: Truth, at time: Timestamp) {
        state = .firing
        unknownSince = end == .unknown ? time : nil
    }

    private mutating func becomeInactive() {
        self = LevelState()
    }
}
