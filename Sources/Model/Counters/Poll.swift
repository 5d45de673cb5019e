/// Why a request to a contact centre failed; the raw value is the word in logs, metrics, API and page.
package enum PollFailureReason: String, Sendable, Codable, CaseIterable {
    /// No connection could be made, or it broke.
    case connect
    /// TLS failed: no trust, wrong name, wrong pin, no common version.
    case tls
    /// No whole answer within the request's time.
    case timeout
    /// An HTTP status other than 200 that no other reason covers.
    case httpStatus = "http_status"
    /// The contact centre does not accept who asks: 401, 403, or result code 0101003.
    case credentials
    /// 429, or 503 with Retry-After.
    case rateLimited = "rate_limited"
    /// An answer that is no JSON of the documented shape.
    case malformed
    /// A result code other than 0100000 that no other reason covers.
    case resultCode = "result_code"
    /// An answer of more than 16 MB.
    case tooLarge = "too_large"
}

/// One request of a poll that failed: its codes were not delivered.
package struct RequestFailure: Sendable, Hashable, Codable {
    /// The call centre that was asked for.
    package var ccId: Int64
    /// The VDN that was asked for.
    package var vdn: Int64
    /// Why it failed.
    package var reason: PollFailureReason
    /// What happened, for people, without secrets.
    package var message: String
    /// The access codes that were asked for; empty when they were not known yet.
    package var codes: [Int64]

    /// The failure of a request for `codes`.
    package init(ccId: Int64, vdn: Int64, reason: PollFailureReason, message: String, codes: [Int64] = []) {
        self.ccId = ccId
        self.vdn = vdn
        self.reason = reason
        self.message = message
        self.codes = codes
    }
}

/// What one cycle over a source's targets brought.
package enum PollResult: Sendable, Hashable {
    /// At least one request was answered; rows are the series that were delivered.
    case snapshot(Snapshot)
    /// Every request failed: a sample of nothing.
    case failed
}

/// One cycle of a source, stamped with one time.
package struct Poll: Sendable, Hashable {
    /// The source's name.
    package var source: String
    /// When the cycle's answers were complete, or the recording's own time.
    package var time: Timestamp
    /// What was delivered.
    package var result: PollResult
    /// The requests that failed.
    package var failures: [RequestFailure]
    /// Codes that a delivered answer to a request for them lacks.
    package var missing: [AccessCode]
    /// Counters that were delivered and are none (`not_a_number`).
    package var notNumbers: Int
    /// Names that the contact centre gives the codes it lists (`codeDescription`), empty for one without; nil when this
    /// cycle did not ask for them.
    package var names: [AccessCode: String]?

    /// A cycle's outcome.
    package init(
        source: String,
        time: Timestamp,
        result: PollResult,
        failures: [RequestFailure] = [],
        missing: [AccessCode] = [],
        notNumbers: Int = 0,
        names: [AccessCode: String]? = nil
    ) {
        self.source = source
        self.time = time
        self.result = result
        self.failures = failures
        self.missing = missing
        self.notNumbers = notNumbers
        self.names = names
    }
}
