package import Model

/// Where a source stands, and what its last cycle lacked.
package struct SourceStatus: Sendable, Hashable {
    /// What one VDN of a source lacked.
    package struct Target: Sendable, Hashable {
        /// The call centre.
        package let ccId: Int64
        /// The VDN.
        package let vdn: Int64
        /// What went wrong with its requests in the last cycle; nil if nothing did.
        package let lastError: Failure?
        /// The codes that the last cycle did not deliver, in order, at most ``SourceStatus/mostCodes``.
        package let codes: [Code]
    }

    /// What went wrong.
    package struct Failure: Sendable, Hashable {
        /// What kind of trouble.
        package let reason: PollFailureReason
        /// In words, without secrets.
        package let message: String
        /// When the cycle ended.
        package let at: Timestamp
    }

    /// A code that was not delivered.
    package struct Code: Sendable, Hashable {
        /// The access code.
        package let innoId: Int64
        /// The request's failure, or `missing_code`.
        package let reason: String
    }

    /// How many codes are listed at most.
    package static let mostCodes = 100

    /// Its name.
    package let name: String
    /// Whether there has been no good poll for `down_after`.
    package let isDown: Bool
    /// When it was last polled.
    package let lastPollAt: Timestamp?
    /// When it was last polled with success.
    package let lastGoodPollAt: Timestamp?
    /// What it asks for, ordered by call centre and VDN; none for a recording.
    package let targets: [Target]
}

/// What a cycle of a source did not bring: kept in memory only, until the next one.
package struct SourceCycle: Sendable, Hashable {
    private let at: Timestamp
    private let failures: [RequestFailure]
    private let missing: [AccessCode]

    /// What is to be known of a poll.
    package init(_ poll: Poll) {
        at = poll.time
        failures = poll.failures
        missing = poll.missing
    }

    /// What it says of one of the source's targets.
    fileprivate func status(of target: SourceProfile.Target) -> SourceStatus.Target {
        let failed = failures.filter { $0.ccId == target.ccId && $0.vdn == target.vdn }
        let undelivered = failed.flatMap { failure in
            failure.codes.map { SourceStatus.Code(innoId: $0, reason: failure.reason.rawValue) }
        }
        let lacking = missing.filter { $0.ccId == target.ccId && $0.vdn == target.vdn }
            .map { SourceStatus.Code(innoId: $0.innoId, reason: "missing_code") }
        return SourceStatus.Target(
            ccId: target.ccId,
            vdn: target.vdn,
            lastError: failed.first.map { SourceStatus.Failure(reason: $0.reason, message: $0.message, at: at) },
            codes: Array((undelivered + lacking).sorted { $0.innoId < $1.innoId }.prefix(SourceStatus.mostCodes))
        )
    }
}

extension AlertEngine {
    /// Where the sources stand, in the order of the configuration, with what their last cycles lacked.
    package func sourceStatuses(after cycles: [String: SourceCycle], at now: Timestamp) -> [SourceStatus] {
        configuration.sources.compactMap { profile in
            sources[profile.name].map { source in
                let targets = (profile.targets ?? []).sorted { ($0.ccId, $0.vdn) < ($1.ccId, $1.vdn) }
                return SourceStatus(
                    name: profile.name,
                    isDown: profile.downAfter.map { now - source.lastGoodOrFirst >= $0 } ?? false,
                    lastPollAt: source.record.lastPollAt,
                    lastGoodPollAt: source.record.lastGoodAt,
                    targets: targets.map { target in
                        cycles[profile.name]?.status(of: target)
                            ?? SourceStatus.Target(ccId: target.ccId, vdn: target.vdn, lastError: nil, codes: [])
                    }
                )
            }
        }
    }
}
