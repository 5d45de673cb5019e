import Model
import TestSupport
import Testing

@testable import Alerting

/// What becomes of rows that somebody has tried again, or gives up.
struct OutboxSteeringTests {
    private static let rejected = DeliveryOutcome.rejected(error: "410 Gone")

    /// A bench on which the notification of alert 1 was refused for good at second 10.
    private func bench(fallback: Bool = false, attempted: Bool = true) throws -> EngineBench {
        var receivers: [Receiver] = [.webhook("ops", maxAge: .minutes(10), fallback: fallback ? "duty" : nil)]
        if fallback { receivers.append(.webhook("duty")) }
        var bench = try EngineBench(.of([.backlog], route: .root("ops", groupWait: .zero), receivers: receivers))
        bench.check = inconsistencies
        bench.poll(0, [1: 20])
        bench.pass(to: 10)
        if attempted { bench.attempt { _ in Self.rejected } }
        return bench
    }

    private func failing(_ bench: EngineBench) -> Bool {
        bench.engine.alerts.contains { $0.labels["alertname"] == "DeliveryFailing" }
    }

    @Test func aDeadLetterComesBackUnderItsIdentity() throws {
        var bench = try bench()
        let dead = try #require(bench.outbox.first)
        #expect(dead.state == .dead && failing(bench))
        bench.handle(.retryDeliveries([dead]), at: .at(3600))
        let row = try #require(bench.outbox.first)
        #expect(bench.outbox.count == 1)
        #expect(row.messageID == dead.messageID && row.sequence == dead.sequence && row.attempts == 1)
        #expect(row.state == .pending && row.nextAttemptAt == .at(3600) && row.settledAt == nil)
        #expect(row.expiresAt == .at(3600) + .minutes(10))
        bench.attempt { $0.id == dead.id ? .delivered : nil }
        #expect(bench.outbox.first?.state == .delivered)
        #expect(!failing(bench))
        #expect(bench.complaints == [])
    }

    @Test func aSuccessAfterARetryEndsDeliveryFailing() throws {
        var bench = try bench()
        bench.handle(.retryDeliveries([try #require(bench.outbox.first)]), at: .at(20))
        #expect(failing(bench))
        bench.attempt { $0.receiver == "ops" ? .delivered : nil }
        #expect(!failing(bench))
    }

    @Test func retriedRowsSurviveARestart() throws {
        var bench = try bench()
        bench.handle(.retryDeliveries([try #require(bench.outbox.first)]), at: .at(20))
        try bench.crash()
        bench.attempt { $0.receiver == "ops" ? .delivered : nil }
        #expect(!failing(bench))
        #expect(bench.complaints == [])
    }

    @Test func aRowThatWaitsIsTriedAtOnce() throws {
        var bench = try bench(attempted: false)
        bench.attempt { _ in .retry(error: "503", retryAfter: .minutes(5)) }
        #expect(bench.outbox.first?.nextAttemptAt == .at(310))
        bench.handle(.retryDeliveries(bench.outbox), at: .at(20))
        #expect(bench.outbox.first?.nextAttemptAt == .at(20))
        bench.attempt { _ in Self.rejected }
        // One part, counted once: the notification is settled and forgotten.
        #expect(!bench.store.keys.contains { $0.kind == .notification })
    }

    @Test func aDroppedRowTellsNobody() throws {
        var bench = try bench(fallback: true, attempted: false)
        bench.handle(.dropDeliveries(bench.outbox), at: .at(20))
        let row = try #require(bench.outbox.first)
        #expect(bench.outbox.count == 1, "nobody else is told")
        #expect(row.state == .dead && row.attempts == 0 && row.lastError == "dropped by hand")
        #expect(row.settledAt == .at(20))
        #expect(!failing(bench))
        #expect(bench.history.last?.kind == .deadLetter)
        #expect(!bench.store.keys.contains { $0.kind == .notification })
        #expect(bench.complaints == [])
    }

    @Test func whatCannotBeDoneIsRefused() throws {
        var bench = try bench()
        let dead = try #require(bench.outbox.first)
        #expect(bench.engine.refusalToDrop(dead) == .dead(id: dead.id))
        #expect(bench.engine.refusalToRetry(dead) == nil)
        bench.handle(.retryDeliveries([dead]), at: .at(20))
        bench.attempt { $0.id == dead.id ? .delivered : nil }
        let delivered = try #require(bench.outbox.first)
        #expect(bench.engine.refusalToDrop(delivered) == .delivered(id: dead.id))
        #expect(bench.engine.refusalToRetry(delivered) == .delivered(id: dead.id))
        bench.reload(try .of([.backlog], route: .root("duty"), receivers: [.webhook("duty")]), at: 30)
        #expect(bench.engine.refusalToRetry(dead) == .withoutReceiver(id: dead.id, receiver: "ops"))
        let before = bench.outbox
        bench.handle(.retryDeliveries([delivered, dead]), at: .at(40))
        bench.handle(.dropDeliveries([delivered, dead]), at: .at(40))
        #expect(bench.outbox == before)
    }
}
