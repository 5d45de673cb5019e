import FoundationEssentials
import Model

/// What is stored of a source between polls.
struct SourceRecord: Sendable, Hashable, Codable {
    /// The newest counters of a series that an alert is about.
    struct Sample: Sendable, Hashable, Codable {
        var code: AccessCode
        var lastSeen: Timestamp
        /// In the order of ``Metric/index``.
        var counters: [Double?]
    }

    /// The source's name.
    var name: String
    /// When it was first configured.
    var since: Timestamp
    /// The time of its last poll, good or not.
    var lastPollAt: Timestamp?
    /// The time of its last good poll.
    var lastGoodAt: Timestamp?
    /// What the last poll's failed requests said; nil after a poll without failures.
    var lastFailure: String?
    /// Since when codes have been missing in answers to requests for them.
    var missingSince: [Missing] = []
    /// The names that the contact centre gives its codes.
    var names: [Named] = []
    /// The series that alerts are about.
    var samples: [Sample] = []

    /// The groups that alerts are about; nil in a record of a version without groups.
    var groups: [GroupSample]?
    /// The alerts that have changed lately; nil when there are none, and in a record of a version that did not look.
    var flapping: [FlappingRecord]?

    /// When a group that an alert is about was last seen.
    struct GroupSample: Sendable, Hashable, Codable {
        var key: AlertKey
        var lastSeen: Timestamp
        /// One of its members that were last seen with it.
        var member: AccessCode
    }

    /// Takes over that a poll was good, if it is newer than the record.
    mutating func noteGoodPoll(at time: Timestamp) {
        guard time > lastPollAt ?? .distantPast else { return }
        lastPollAt = time
        lastGoodAt = time
        lastFailure = nil
    }

    /// A code that is missing.
    struct Missing: Sendable, Hashable, Codable {
        var code: AccessCode
        /// The first answer without it after the last with it.
        var since: Timestamp
        /// Whether an answer without it came `down_after` or longer after that one.
        var isLong = false
    }

    /// A code's name.
    struct Named: Sendable, Hashable, Codable {
        var code: AccessCode
        var name: String
    }
}

/// What is stored of the engine itself.
struct EngineRecord: Sendable, Hashable, Codable {
    /// Tells this store's deliveries from those of every other.
    var seed: String
    /// The number of the next delivery.
    var nextSequence: Int64
    /// The time of the last event.
    var lastEventAt: Timestamp
    /// The number of the next incident; nil when there was none yet.
    var nextIncident: Int64?
}

/// A notification of which not every part is settled: who is still to be reached.
struct NotificationProgress: Sendable, Hashable, Codable {
    /// The parts of one integration: one, or one for each mail recipient.
    struct Parts: Sendable, Hashable, Codable {
        var pending: Int
        var delivered: Int
        var dead: Int
    }

    /// Its identity: the id of its first message.
    var id: String
    /// Who is told.
    var receiver: String
    /// The parts, by the id of the integration's message.
    var messages: [String: Parts]
}

/// A receiver that could not be told.
struct ReceiverRecord: Sendable, Hashable, Codable {
    var name: String
    var lastDeadLetterAt: Timestamp
    var error: String
}

extension StateEntry {
    /// The JSON of a record.
    ///
    /// Records hold text, numbers and times only, and no number that is not finite: encoding cannot fail.
    static func encode(_ record: any Encodable, of key: Key) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(record))
        } catch {
            preconditionFailure("state \(key.kind) \(key.id) cannot be encoded: \(error)")
        }
    }

    /// The value of the entry.
    func decoded<Value: Decodable>(as type: Value.Type) throws(StateError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(value))
        } catch {
            throw StateError(entry: key, message: String(describing: error))
        }
    }
}

/// A stored piece of state that cannot be read: damage, or a version that knew more.
package struct StateError: Error, Sendable, CustomStringConvertible {
    /// Which piece.
    package let entry: StateEntry.Key
    /// What is wrong with it.
    package let message: String

    package var description: String { "stored \(entry.kind.rawValue) `\(entry.id)` cannot be read: \(message)" }
}
