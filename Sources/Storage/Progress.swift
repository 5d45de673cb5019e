import Alerting
import GRDB
import Model

/// What attempts change of a delivery; the rest of its row stays as it was put in.
struct Progress: Hashable {
    /// The names of its columns, in the order of ``arguments``.
    static let columns = "state, attempts, first_attempt_at, next_attempt_at, settled_at, last_error"

    /// Where the delivery stands.
    let state: Delivery.State
    private let attempts: Int64
    private let firstAttemptAt: Timestamp?
    private let nextAttemptAt: Timestamp?
    private let settledAt: Timestamp?
    private let lastError: String?

    /// How far `delivery` is.
    init(of delivery: Delivery) {
        state = delivery.state
        attempts = Int64(delivery.attempts)
        firstAttemptAt = delivery.firstAttemptAt
        nextAttemptAt = delivery.nextAttemptAt
        settledAt = delivery.settledAt
        lastError = delivery.lastError
    }

    /// How far the row is whose ``columns`` begin at `start`.
    init(_ row: Columns, from start: Int) throws(StorageError) {
        state = try row.word(start)
        attempts = try row.integer(start + 1)
        firstAttemptAt = try row.optionalTime(start + 2)
        nextAttemptAt = try row.optionalTime(start + 3)
        settledAt = try row.optionalTime(start + 4)
        lastError = try row.optionalText(start + 5)
    }

    /// The values of ``columns``.
    var arguments: [(any DatabaseValueConvertible)?] {
        [
            state.rawValue, attempts, firstAttemptAt?.milliseconds, nextAttemptAt?.milliseconds,
            settledAt?.milliseconds, lastError?.stored,
        ]
    }

    /// Makes `delivery`, as it was put in, as far as this.
    func apply(to delivery: inout Delivery) {
        delivery.state = state
        delivery.attempts = Int(attempts)
        delivery.firstAttemptAt = firstAttemptAt
        delivery.nextAttemptAt = nextAttemptAt
        delivery.settledAt = settledAt
        delivery.lastError = lastError
    }
}
