import Model

/// What was counted of an SLA in one source up to a poll, to go on counting from.
struct CountedObjective: Sendable {
    /// What samples are counted for.
    enum Element: Sendable {
        case series(AccessCode)
        /// The series that have these labels in common.
        case group(Labels)
    }

    /// The counts of one element.
    struct Counts: Sendable {
        /// The counts of a part of a window, which lies so many before the newest.
        struct Bucket: Sendable {
            var age: Int64
            var counts: SampleRing.Counts
        }

        /// The active time of its newest sample.
        var lastKnown: Int64
        /// The active time of its newest bad one; nil for none.
        var lastBad: Int64?
        /// The parts of each burn window, shortest first, of which anything is known.
        var burn: [[Bucket]]
        /// Those of the budget's window.
        var budget: [Bucket]
    }

    /// The SLA and the source.
    var place: ObjectiveRecord.Place
    /// What was counted (``Rule/countedSamples``).
    var definition: String
    /// When the last poll was counted.
    var time: Timestamp
    /// The active time up to then.
    var clock: Int64
    /// The elements that have samples.
    var elements: [(element: Element, counts: Counts)]

    /// Whether it is what `rule` counts in `source`.
    func counts(for rule: Rule, in source: String) -> Bool {
        place == ObjectiveRecord.Place(sla: rule.alert, source: source) && definition == rule.countedSamples
    }
}

/// What is known of SLAs when sources are made anew.
struct RememberedObjectives: Sendable {
    /// What was counted of those that there are.
    var counted: [CountedObjective]
    /// Whether the store has just that.
    var areStored: Bool
    /// The SLAs and sources of which the store may have records.
    var places: [ObjectiveRecord.Place] = []
}
