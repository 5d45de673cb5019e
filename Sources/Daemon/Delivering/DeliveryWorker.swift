import Alerting
import Logging
import Model
import ServiceLifecycle
import Storage

/// Empties the outbox: attempts what is due, many lanes at once, and hands the outcomes to the engine.
///
/// A lane whose head is being attempted is left alone until the outcome is written. No integration may have more than
/// its share of attempts under way, so that one slow destination holds up nobody else. When the daemon stops, attempts
/// under way get a moment to end; what is unsent stays for the next start.
actor DeliveryWorker: Service {
    /// Attempts under way at once, in all and for one integration.
    private static let (mostAttempts, mostOfOneIntegration) = (256, 16)
    /// How long attempts under way get when the daemon stops.
    private static let grace = Duration.seconds(3)
    /// How long after a failed write or read it is tried again, and the longest sleep.
    private static let pause = Duration.seconds(1)

    /// An attempt that has ended; no outcome if it was cancelled.
    private struct Ended {
        let delivery: Delivery
        let outcome: DeliveryOutcome?
    }

    /// Tries once to deliver; nil when the attempt was broken off, so that nothing is known of it.
    typealias Attempt =
        @Sendable (
            _ delivery: Delivery, _ receivers: [String: Receiver], _ externalURL: String, _ now: Timestamp
        ) async -> DeliveryOutcome?

    private let engine: Engine
    private let store: AlertStore
    private let send: Attempt
    private let clock: SteadyClock
    private let telemetry: Telemetry
    private let changes: Signal
    private let externalURL: String?
    private let addresses: AsyncStream<String>
    private let logger: Logger

    private var inFlight: [Delivery.Lane: Delivery] = [:]
    private var ended: [Ended] = []

    init(
        engine: Engine,
        store: AlertStore,
        clock: SteadyClock,
        telemetry: Telemetry,
        changes: Signal,
        externalURL: String?,
        addresses: AsyncStream<String>,
        logger: Logger,
        send: @escaping Attempt
    ) {
        self.engine = engine
        self.store = store
        self.clock = clock
        self.telemetry = telemetry
        self.changes = changes
        self.externalURL = externalURL
        self.addresses = addresses
        self.logger = logger
        self.send = send
    }

    func run() async {
        // Links lead to the address that the server listens on unless the configuration says otherwise.
        guard let address = await addresses.cancelOnGracefulShutdown().first(where: { _ in true }) else { return }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { attempts in
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    await settle()
                    let receivers = await engine.configuration.receivers
                    let url = externalURL ?? address
                    for delivery in begin() {
                        attempts.addTask { await self.attempt(delivery, with: receivers, externalURL: url) }
                    }
                    await changes.wait(atMost: timeToNextAttempt())
                }
                await drain()
                attempts.cancelAll()
            }
            await settle()
        } onGracefulShutdown: { [changes] in
            changes.send()
        }
    }

    /// Carries out an attempt that has begun, and notes how it ended.
    func attempt(_ delivery: Delivery, with receivers: [String: Receiver], externalURL: String) async {
        let start = ContinuousClock.now
        // Signatures and dates carry the time of day, not the engine's, which never goes back.
        let outcome = await send(delivery, receivers, externalURL, SteadyClock.systemTime())
        note(delivery, outcome, took: ContinuousClock.now - start)
        ended.append(Ended(delivery: delivery, outcome: outcome))
        changes.send()
    }

    /// Writes the outcomes of attempts that have ended, all of them in one transaction.
    func settle() async {
        guard !ended.isEmpty else { return }
        let batch = ended
        ended = []
        let attempts = batch.compactMap { ended in
            ended.outcome.map { DeliveryAttempt(delivery: ended.delivery, outcome: $0) }
        }
        do {
            if !attempts.isEmpty {
                let outcome = try await engine.submit(.attempted(attempts))
                noteGivenUp(attempts, by: outcome)
            }
            for ended in batch { inFlight[ended.delivery.lane] = nil }
        } catch StorageError.stale(let id) {
            // Somebody gave that row up in the meantime; the other outcomes still count.
            logger.notice("row was settled before its attempt ended", metadata: ["id": "\(id)"])
            for ended in batch where ended.delivery.id == id { inFlight[ended.delivery.lane] = nil }
            ended = batch.filter { $0.delivery.id != id } + ended
        } catch {
            // The lanes stay in flight: what was delivered is not sent again while this process remembers it.
            logger.error("outcomes were not written", metadata: ["reason": "\(error)"])
            ended = batch + ended
        }
    }

    /// The rows to attempt now; each counts as under way from here on.
    func begin() -> [Delivery] {
        let rows = due()
        for row in rows { inFlight[row.lane] = row }
        return rows
    }

    /// The rows that may be attempted now, as many as may be under way.
    private func due() -> [Delivery] {
        guard inFlight.count < Self.mostAttempts else { return [] }
        do {
            return try store.due(
                at: clock.now(),
                excluding: Set(inFlight.keys),
                limit: Self.mostAttempts - inFlight.count,
                ofOneIntegration: Self.mostOfOneIntegration
            )
        } catch {
            logger.error("outbox cannot be read", metadata: ["reason": "\(error)"])
            return []
        }
    }

    /// How long to wait for the next row, if nothing else happens; nil for as long as it takes.
    private func timeToNextAttempt() -> Duration? {
        if !ended.isEmpty { return Self.pause }
        do {
            guard let next = try store.nextDue(excluding: Set(inFlight.keys)) else { return nil }
            let rest = Duration.milliseconds((next - clock.now()).milliseconds)
            // A row that is due already waits for a free place, and the end of an attempt wakes the loop.
            return rest > .zero ? min(rest, Self.pause) : inFlight.isEmpty ? .zero : Self.pause
        } catch {
            logger.error("outbox cannot be read", metadata: ["reason": "\(error)"])
            return Self.pause
        }
    }

    private func drain() async {
        let end = ContinuousClock.now + Self.grace
        while !inFlight.isEmpty, ContinuousClock.now < end {
            await settle()
            guard !inFlight.isEmpty else { break }
            await changes.wait(atMost: min(end - ContinuousClock.now, Self.pause))
        }
    }

    /// Says which deliveries are not tried again although their destination may only be out of reach for a while.
    private func noteGivenUp(_ attempts: [DeliveryAttempt], by outcome: Outcome) {
        let retries = Set(
            attempts.compactMap { attempt in
                if case .retry = attempt.outcome { attempt.delivery.id } else { nil }
            }
        )
        for case .settle(let row) in outcome.effects where row.state == .dead && retries.contains(row.id) {
            var metadata = Self.metadata(of: row)
            metadata["attempts"] = "\(row.attempts)"
            metadata["reason"] = "\(row.lastError ?? "")"
            logger.error("given up: the next attempt would come after max_age", metadata: metadata)
        }
    }

    private static func metadata(of delivery: Delivery) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "receiver": "\(delivery.receiver)", "integration": "\(delivery.integration)", "id": "\(delivery.id)",
        ]
        if let recipient = delivery.recipient { metadata["recipient"] = "\(recipient)" }
        return metadata
    }

    private func note(_ delivery: Delivery, _ outcome: DeliveryOutcome?, took duration: Duration) {
        var metadata = Self.metadata(of: delivery)
        if outcome != nil { telemetry.noteAttempt(at: delivery, took: duration) }
        switch outcome {
        case .delivered, .posted:
            logger.info("delivered", metadata: metadata)
        case .retry(let error, _):
            metadata["reason"] = "\(error)"
            logger.warning("not delivered yet", metadata: metadata)
        case .rejected(let error):
            metadata["reason"] = "\(error)"
            logger.error("not delivered", metadata: metadata)
        case nil:
            logger.info("attempt broken off", metadata: metadata)
        }
    }
}
