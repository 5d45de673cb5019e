import Model
import TestSupport
import Testing

@testable import Alerting

/// What becomes of the rows of the outbox.
struct DeliveryTests {
    private static let retry = DeliveryOutcome.retry(error: "503", retryAfter: nil)
    private static let rejected = DeliveryOutcome.rejected(error: "404")

    /// A bench on which alert 1 has just been put into the outbox at second 0.
    private func bench(
        _ receivers: [Receiver],
        route: Route = .root("ops", groupWait: .zero),
        tellsOfFailing: Bool = true
    ) throws -> EngineBench {
        var bench = try EngineBench(
            .of(
                [.backlog],
                route: route,
                receivers: receivers,
                builtinAlerts: [.deliveryFailing: .init(isEnabled: tellsOfFailing)]
            )
        )
        bench.check = inconsistencies
        bench.poll(0, [1: 20])
        return bench
    }

    private func row(id: String = "x", maxAge: TimeSpan = .hours(24)) throws -> Delivery {
        let row = try #require(try bench([.webhook("ops")]).outbox.first)
        return Delivery(
            id: id,
            sequence: 1,
            messageID: id,
            threadID: nil,
            receiver: row.receiver,
            integration: row.integration,
            recipient: nil,
            notification: row.notification,
            createdAt: .at(0),
            expiresAt: .at(0) + maxAge
        )
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (9, 256), (10, 300), (11, 300), (40, 300), (400, 300)])
    func delayDoublesUpToFiveMinutesTimesAFactor(attempts: Int, seconds: Int64) throws {
        var delays: [Double] = []
        for number in 0..<200 {
            var delivery = try row(id: "row-\(number)")
            delivery.attempts = attempts - 1
            let settled = DeliverySchedule.settled(delivery, by: Self.retry, at: .at(10))
            let next = try #require(settled.nextAttemptAt)
            delays.append((next - .at(10)).seconds / Double(seconds))
        }
        #expect(delays.allSatisfy { (0.499...1.5).contains($0) })
        #expect((delays.min() ?? 1) < 0.6)
        #expect((delays.max() ?? 1) > 1.4)
        #expect((0.9...1.1).contains(delays.reduce(0, +) / Double(delays.count)))
    }

    @Test(arguments: [
        (0, 0.5, 1.5), (1, 1, 1.5), (600, 600, 600), (3600, 3600, 3600), (86_400, 3600, 3600), (-5, 0.5, 1.5),
    ])
    func retryAfterReplacesAShorterDelayUpToAnHour(asked: Int64, least: Double, most: Double) throws {
        let outcome = DeliveryOutcome.retry(error: "429", retryAfter: .seconds(asked))
        let settled = DeliverySchedule.settled(try row(), by: outcome, at: .at(10))
        let delay = (try #require(settled.nextAttemptAt) - .at(10)).seconds
        #expect((least...most).contains(delay))
        #expect(settled.state == .pending && settled.settledAt == nil && settled.lastError == "429")
    }

    @Test func deliveryIsGivenUpAfterMaxAge() throws {
        var delivery = try row(maxAge: .minutes(10))
        var now = Timestamp.at(0)
        while delivery.state == .pending {
            delivery = DeliverySchedule.settled(delivery, by: Self.retry, at: now)
            now = delivery.nextAttemptAt ?? now
        }
        #expect(delivery.state == .dead)
        #expect(delivery.attempts > 8)
        #expect(delivery.settledAt == now && now < .at(600))
        #expect(delivery.firstAttemptAt == .at(0))
        #expect(delivery.lastError == "503" && delivery.nextAttemptAt == nil)
    }

    @Test func refusalIsFinalAndSuccessHasNoError() throws {
        let dead = DeliverySchedule.settled(try row(), by: Self.rejected, at: .at(3))
        #expect(dead.state == .dead && dead.settledAt == .at(3) && dead.lastError == "404")
        var waiting = DeliverySchedule.settled(try row(), by: Self.retry, at: .at(3))
        waiting = DeliverySchedule.settled(waiting, by: .delivered, at: .at(5))
        #expect(waiting.state == .delivered && waiting.attempts == 2 && waiting.lastError == nil)
    }

    @Test func fallbackIsToldWhatAnIntegrationTellsNobody() throws {
        var bench = try bench(
            [.webhook("ops", fallback: "duty"), .webhook("duty", fallback: "boss"), .webhook("boss")],
            tellsOfFailing: false
        )
        bench.attempt { $0.receiver == "boss" ? nil : Self.rejected }
        bench.attempt { $0.receiver == "boss" ? nil : Self.rejected }
        #expect(bench.outbox.map(\.receiver) == ["ops", "duty", "boss"])
        #expect(bench.outbox.map(\.notification.receiver) == ["ops", "duty", "boss"])
        #expect(
            bench.outbox.map(\.notification.reason.text) == [
                "first notification", "fallback for ops", "fallback for duty",
            ]
        )
        #expect(Set(bench.outbox.map(\.id)).count == 3)
        #expect(Set(bench.outbox.map(\.notification.groupKey)).count == 1)
        #expect(Set(bench.outbox.map(\.notification.alerts)).count == 1)
        #expect(bench.complaints == [])
    }

    @Test func fallbackIsToldOnlyWhenNoRecipientWasReached() throws {
        let mail = Receiver(
            name: "ops",
            integrations: [.email(0, to: ["a@example.com", "b@example.com"])],
            fallback: "duty"
        )
        var reached = try bench([mail, .webhook("duty")], tellsOfFailing: false)
        reached.attempt { $0.recipient == "a@example.com" ? .delivered : nil }
        reached.attempt { $0.recipient == "b@example.com" ? Self.rejected : nil }
        #expect(reached.outbox.map(\.receiver) == ["ops", "ops"])
        var unreached = try bench([mail, .webhook("duty")], tellsOfFailing: false)
        unreached.attempt { $0.receiver == "ops" ? Self.rejected : nil }
        #expect(unreached.outbox.map(\.receiver) == ["ops", "ops", "duty"])
        #expect(unreached.complaints + reached.complaints == [])
    }

    @Test func deliveryFailingFiresUntilTheNextFullSuccess() throws {
        var bench = try bench(
            [.webhook("ops"), .webhook("root")],
            route: .root(
                "root",
                groupWait: .zero,
                [
                    .child([Matcher("source", equals: "s")], receiver: "ops", groupWait: .zero),
                    .child([Matcher("receiver", equals: "ops")], receiver: "ops", groupWait: .zero),
                ]
            )
        )
        bench.attempt { _ in Self.rejected }
        #expect(bench.timeline.last == "0 DeliveryFailing/- inactive->firing")
        #expect(
            bench.transitions.last?.labels == [
                "alertname": "DeliveryFailing", "receiver": "ops", "severity": "critical",
            ]
        )
        #expect(bench.told.last == "0 root first notification: +DeliveryFailing")
        bench.poll(20, [1: 20, 2: 20])
        bench.pass(to: 300)
        bench.attempt { $0.receiver == "ops" ? .delivered : nil }
        #expect(bench.timeline.last == "300 DeliveryFailing/- firing->inactive condition")
        #expect(bench.complaints == [])
    }

    @Test func deliveryFailingEndsAnHourAfterTheLastDeadLetter() throws {
        var bench = try bench([.webhook("ops")])
        bench.attempt { _ in Self.rejected }
        bench.pass(to: 3599)
        #expect(bench.engine.alerts.contains { $0.key.alert == "DeliveryFailing" })
        bench.pass(to: 3600)
        #expect(bench.timeline.last == "3600 DeliveryFailing/- firing->inactive condition")
    }

    @Test func deliveryFailingNeverGoesToTheReceiverItNames() throws {
        var alone = try bench([.webhook("ops")])
        alone.attempt { _ in Self.rejected }
        alone.pass(to: 900)
        #expect(alone.told == ["0 ops first notification: +1"])
        var covered = try bench([.webhook("ops", fallback: "duty"), .webhook("duty")])
        covered.attempt { $0.receiver == "ops" ? Self.rejected : nil }
        #expect(covered.told.contains("0 duty first notification: +DeliveryFailing"))
        #expect(!covered.told.contains { $0.contains("ops") && $0.contains("DeliveryFailing") })
    }

    @Test func partOfANotificationIsNoSuccess() throws {
        let receiver = Receiver(name: "ops", integrations: [.webhook(0), .webhook(1)])
        var bench = try bench(
            [receiver, .webhook("root")],
            route: .root(
                "root",
                groupWait: .zero,
                [
                    .child([Matcher("alertname", equals: "R")], receiver: "ops", groupWait: .zero)
                ]
            )
        )
        bench.attempt { $0.integration == "webhook[0]" && $0.receiver == "ops" ? .delivered : nil }
        bench.attempt { $0.integration == "webhook[1]" ? Self.rejected : nil }
        #expect(bench.engine.alerts.contains { $0.key.alert == "DeliveryFailing" })
        bench.poll(20, [1: 20, 2: 20])
        bench.pass(to: 300)
        bench.attempt { $0.integration == "webhook[0]" && $0.receiver == "ops" ? .delivered : nil }
        #expect(bench.engine.alerts.contains { $0.key.alert == "DeliveryFailing" })
        bench.attempt { $0.integration == "webhook[1]" ? .delivered : nil }
        #expect(!bench.engine.alerts.contains { $0.key.alert == "DeliveryFailing" })
        #expect(bench.complaints == [])
    }

    @Test func repeatedAttemptsKeepTheirIdentity() throws {
        var bench = try bench([.webhook("ops")])
        let before = try #require(bench.outbox.first)
        bench.attempt { _ in Self.retry }
        let after = try #require(bench.outbox.first)
        #expect(after.id == before.id && after.messageID == before.messageID && after.attempts == 1)
        #expect(bench.outbox.count == 1)
    }
}
