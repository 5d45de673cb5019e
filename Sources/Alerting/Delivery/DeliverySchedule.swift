import Model

/// When a delivery is tried again.
enum DeliverySchedule {
    /// The longest delay that a destination may ask for.
    private static let longestRetryAfter = TimeSpan.hours(1)
    private static let longestDelay = TimeSpan.minutes(5)

    /// The row after an attempt that ended at `now`.
    ///
    /// Delay n is min(5 min, 1 s x 2^(n-1)) times a factor from 0.5 to 1.5; `retryAfter` (at most 1 h) replaces it
    /// when longer. A row whose next attempt would come after it expires is dead.
    static func settled(_ delivery: Delivery, by outcome: DeliveryOutcome, at now: Timestamp) -> Delivery {
        var row = delivery
        row.attempts += 1
        row.firstAttemptAt = row.firstAttemptAt ?? now
        switch outcome {
        case .delivered, .posted:
            row.state = .delivered
            row.lastError = nil
        case .rejected(let error):
            row.state = .dead
            row.lastError = error
        case .retry(let error, let retryAfter):
            row.lastError = error
            let asked = min(retryAfter ?? .zero, longestRetryAfter)
            let next = now + max(delay(beforeAttempt: row.attempts + 1, of: row.id), asked)
            if next < row.expiresAt {
                row.nextAttemptAt = next
                return row
            }
            row.state = .dead
        }
        row.nextAttemptAt = nil
        row.settledAt = now
        return row
    }

    private static func delay(beforeAttempt attempt: Int, of id: String) -> TimeSpan {
        let doublings = min(max(attempt - 2, 0), 30)
        let base = min(longestDelay, .seconds(1) * Int64(1 << doublings))
        return TimeSpan(milliseconds: Int64(Double(base.milliseconds) * (0.5 + fraction(of: id, attempt))))
    }

    /// A number from 0 to just under 1 that differs between rows and attempts.
    ///
    /// Spread keeps many rows from coming back at the same moment; made from the row's identity, it needs no source of
    /// chance in here, and a replayed history has the same times.
    private static func fraction(of id: String, _ attempt: Int) -> Double {
        let hash = Fingerprint(of: ["id": id, "attempt": String(attempt)]).value
        // FNV leaves the high bits of short texts alike; a multiplicative step mixes them (Knuth's constant).
        return Double((hash &* 0x9E37_79B9_7F4A_7C15) >> 11) / Double(1 << 53 as UInt64)
    }
}
