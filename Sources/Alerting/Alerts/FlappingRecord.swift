package import Model

/// What is remembered of an alert's changes from its first one until it has been at rest, whether it fires or not.
struct FlappingRecord: Sendable, Hashable, Codable {
    /// Which alert.
    var key: AlertKey
    /// Its labels when it last changed, without the severity of a level.
    var labels: Labels
    /// The identity by which it was told then.
    var fingerprint: Fingerprint
    /// Its changes.
    var history: Flapping
    /// Where the state of its source has it, which is not stored; nil until it is looked for.
    var place: Place?

    /// The rule's place in the rule set, and the row of what the alert is about; nil while that is not known.
    struct Place: Sendable, Hashable {
        var rule: Int
        var row: Int?
    }

    private enum CodingKeys: CodingKey {
        case key, labels, fingerprint, history
    }
}

/// An alert began to flap, or calmed down.
package struct FlappingTurn: Sendable, Hashable {
    /// When: the poll's time, or that of the reload that ended it.
    package var at: Timestamp
    /// Which alert.
    package var key: AlertKey
    /// Its labels when it last changed, without the severity of a level.
    package var labels: Labels
    /// The identity by which it was told then.
    package var fingerprint: Fingerprint
    /// Whether it flaps from now on.
    package var begins: Bool
    /// The share of changes among its last observations.
    package var share: Double

    init(_ record: FlappingRecord, begins: Bool, at time: Timestamp) {
        at = time
        key = record.key
        labels = record.labels
        fingerprint = record.fingerprint
        self.begins = begins
        share = record.history.share
    }
}
