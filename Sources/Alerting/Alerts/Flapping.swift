package import Model

/// How often an alert has changed lately, and whether that is too often.
///
/// It is Icinga's measure: of the last 20 observations, those that were changes, each weighted from 0.8 (the oldest) to
/// 1.2 (the newest), divided by 20. A change is one of what people are told: the alert fires, ends, or fires with
/// another severity. It is an observation whenever it comes; a time without a change is one only for every minute of it
/// that polls have told of (`Documentation/decisions/0008-flapping-in-quiet-minutes.md`).
package struct Flapping: Sendable, Hashable, Codable {
    /// How many observations count.
    package static let observationLimit = 20
    /// How long nothing changes for that to be an observation.
    package static let quietTime = TimeSpan.minutes(1)

    /// A bit for each observation, set for a change; the newest is the lowest.
    private var changes: UInt32
    /// When the newest observation was made.
    private var observedAt: Timestamp
    /// The last poll that told whether the alert changed.
    private(set) var knownAt: Timestamp
    /// When it began to flap; nil while it does not.
    package private(set) var since: Timestamp?

    /// The history of an alert that is looked at from `time` on.
    package init(from time: Timestamp) {
        changes = 0
        observedAt = time
        knownAt = time
    }

    /// Whether it changes too often.
    package var isFlapping: Bool { since != nil }

    /// The share of changes among the last observations, from 0 to 1.
    package var share: Double { Double(weight) / Double(Self.fullWeight) }

    /// The alert changed.
    package mutating func noteChange(at time: Timestamp, _ settings: FlappingSettings) {
        knownAt = time
        observe(isChange: true, at: time, settings)
    }

    /// A poll told that nothing changed; it counts if the last observation was ``quietTime`` ago.
    package mutating func noteQuiet(at time: Timestamp, _ settings: FlappingSettings) {
        knownAt = time
        guard time - observedAt >= Self.quietTime else { return }
        observe(isChange: false, at: time, settings)
    }

    private mutating func observe(isChange: Bool, at time: Timestamp, _ settings: FlappingSettings) {
        changes = (changes << 1 | (isChange ? 1 : 0)) & Self.mask
        observedAt = time
        if isFlapping {
            if share < settings.low || isAtRest { since = nil }
        } else if share > settings.high {
            since = time
        }
    }

    /// Whether no change is among the last observations: there is nothing to remember.
    var isAtRest: Bool { changes & Self.mask == 0 }

    /// Whether nothing has been known for so long that what was before tells nothing of now.
    func isOutdated(at time: Timestamp, staleness: TimeSpan) -> Bool { time - knownAt > staleness }

    // MARK: Weights

    private static let mask: UInt32 = 1 << UInt32(observationLimit) - 1

    /// The weights of the changes together, in units of 0.4 / 19: whole numbers, so that no share depends on rounding.
    private var weight: Int {
        (0..<Self.observationLimit).reduce(0) { sum, age in
            changes >> UInt32(age) & 1 == 0 ? sum : sum + Self.weight(ofAge: age)
        }
    }

    /// From 57 (1.2) for the newest to 38 (0.8) for the oldest.
    private static func weight(ofAge age: Int) -> Int { 57 - age }

    /// The weight of 20 changes.
    private static let fullWeight = (0..<observationLimit).reduce(0) { $0 + weight(ofAge: $1) }
}
