import Model
import Synchronization

/// Makes attempts wait until their destination may be told again.
///
/// What a service limits is a destination, whoever tells it: two receivers with one webhook share what it allows.
final class Pacer: Sendable {
    /// What is limited.
    struct Destination: Sendable, Hashable {
        /// The URL, which may be shared by several channels.
        let url: Secret
        /// The channel, if the URL does not say it.
        let channel: String
    }

    /// Destinations that are kept before those that are idle are forgotten.
    private static let keptDestinations = 1000

    private let limits = Mutex<[Destination: RateLimit]>([:])
    private let start = ContinuousClock.now
    private let sleep: @Sendable (TimeSpan) async throws -> Void

    /// A pacer; `sleep` waits, and throws when its task is cancelled.
    init(
        sleep: @escaping @Sendable (TimeSpan) async throws -> Void = { time in
            try await Task.sleep(for: .milliseconds(time.milliseconds))
        }
    ) {
        self.sleep = sleep
    }

    /// Waits until `destination` may be told, and says how long that was; nil when the task was cancelled meanwhile.
    func wait(for destination: Destination, allowances: [RateLimit.Allowance]) async -> TimeSpan? {
        guard !allowances.isEmpty else { return .zero }
        let now = Timestamp(milliseconds: (ContinuousClock.now - start).milliseconds)
        let time = limits.withLock { limits in
            if limits.count >= Self.keptDestinations { limits = limits.filter { !$0.value.isIdle(at: now) } }
            return limits[destination, default: RateLimit(allowances)].reserve(at: now)
        }
        guard time > now else { return .zero }
        do {
            try await sleep(time - now)
        } catch {
            // Nothing but cancellation ends a sleep early.
            return nil
        }
        return time - now
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
