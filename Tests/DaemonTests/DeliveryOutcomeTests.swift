import Alerting
// Full Foundation for signals.
import Foundation
import PeerPrograms
import Storage
import Testing

/// What a destination's answers make of its deliveries.
struct DeliveryOutcomeTests {
    /// A daemon with two receivers: `ops`, whose webhook the test scripts, and `duty`, whose webhook takes everything.
    private struct Stage {
        let centre: SwitchableCentre
        let ops: WebhookSink
        let duty: WebhookSink
        let folder: DaemonFolder

        init(
            fallback: Bool = false,
            hook: String = "",
            maxAge: String = "24h",
            answer: @escaping @Sendable (Arrival, ScriptedConnection) -> Void
        ) throws {
            centre = try SwitchableCentre()
            ops = try WebhookSink(answer: answer)
            duty = try WebhookSink()
            folder = try DaemonFolder(
                ConfigurationText(
                    sources: ConfigurationText.source(port: centre.port),
                    routes: """
                        route:
                          receiver: duty
                          group_by: [alertname]
                          group_wait: 0s
                          group_interval: 200ms
                          routes:
                            - matchers: [alertname="Waiting"]
                              receiver: ops
                              continue: true
                            - matchers: [alertname="DeliveryFailing"]
                              receiver: ops
                            - matchers: [alertname="Waiting"]
                              receiver: duty
                        receivers:
                          - name: ops
                            max_age: \(maxAge)
                            webhook_configs: [{ url: "http://127.0.0.1:\(ops.port)/hook"\(hook) }]
                        \(fallback ? "    fallback: duty" : "")
                          - name: duty
                            webhook_configs: [{ url: "http://127.0.0.1:\(duty.port)/hook" }]

                        """
                ).text
            )
        }

        /// Runs the daemon until `body` is done; then gives the store's row of the message to `ops`.
        func row(
            atEnd body: (_ daemon: CallwatchProcess, _ port: Int) async throws -> Void
        ) async throws -> (state: String, attempts: Int, error: String?) {
            let daemon = try CallwatchProcess.run(folder)
            let port = try await daemon.ready()
            centre.set(queue: 1, of: 1)
            try await body(daemon, port)
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            let store = try AlertStore.open(at: folder.store)
            let rows = try store.deliveries(receiver: "ops", limit: 10)
            try store.close()
            let row = try #require(rows.last)
            return (row.state.rawValue, row.attempts, row.lastError)
        }
    }

    @Test func refusalIsADeadLetterThatTheEnclosingReceiverIsToldOf() async throws {
        let stage = try Stage { _, connection in connection.answer(400, body: "no such channel") }
        let row = try await stage.row { daemon, port in
            let alert = try await stage.duty.arrival("DeliveryFailing") { $0.events.first?.name == "DeliveryFailing" }
            let alerts = alert.document["alerts"] as? [[String: Any]]
            #expect((alerts?.first?["labels"] as? [String: String])?["receiver"] == "ops")
            #expect((alerts?.first?["labels"] as? [String: String])?["severity"] == "critical")
            let reason = (alerts?.first?["annotations"] as? [String: String])?["reason"]
            #expect(reason == "HTTP status 400: no such channel")
            let line = try await daemon.line(containing: #""message":"not delivered""#)
            #expect(line.contains(#""receiver":"ops""#) && line.contains(#""integration":"webhook[0]""#))
            let metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
            let series = #"callwatch_deliveries_total{receiver="ops",integration="webhook[0]",outcome="dead"} 1"#
            #expect(metrics.contains(series))
        }
        #expect(row == ("dead", 1, "HTTP status 400: no such channel"))
        #expect(stage.ops.arrivals.entries.count == 1)
    }

    @Test func successAfterADeadLetterEndsDeliveryFailing() async throws {
        let stage = try Stage { arrival, connection in
            connection.answer(arrival.status == "firing" ? 400 : 200)
        }
        _ = try await stage.row { _, _ in
            try await stage.duty.arrival("DeliveryFailing") { $0.events.first?.name == "DeliveryFailing" }
            stage.centre.set(queue: 0, of: 1)
            try await stage.duty.arrival("its end") {
                $0.events.first?.name == "DeliveryFailing" && $0.status == "resolved"
            }
        }
    }

    @Test func fallbackIsToldOfFiringAndEnd() async throws {
        let stage = try Stage(fallback: true) { _, connection in connection.answer(404) }
        _ = try await stage.row { _, _ in
            let reason = "fallback for ops"
            let firing = try await stage.duty.arrival("the fallback") { $0.reason == reason && $0.status == "firing" }
            stage.centre.set(queue: 0, of: 1)
            let end = try await stage.duty.arrival("its end") { $0.reason == reason && $0.status == "resolved" }
            let original = try #require(stage.ops.arrivals.entries.first)
            #expect(firing.receiver == "duty")
            #expect(firing.id != original.id)
            #expect(firing.document["groupKey"] as? String == original.document["groupKey"] as? String)
            #expect(firing.events == original.events)
            #expect(end.events.first?.startsAt == firing.events.first?.startsAt)
        }
    }

    @Test func serverErrorIsTriedAgainAsTheSameMessage() async throws {
        let stage = try Stage { arrival, connection in connection.answer(500) }
        let row = try await stage.row { daemon, _ in
            let arrivals = try await stage.ops.arrivals.wait(for: "the second attempt") { $0.count >= 2 }
            #expect(Set(arrivals.map(\.id)).count == 1)
            // The first delay is 1 s, times 0.5 at least.
            #expect(arrivals[1].at - arrivals[0].at >= .milliseconds(500))
            #expect(Set(arrivals.map(\.request.body)).count == 1)
            try await daemon.line(containing: "not delivered yet")
        }
        #expect(row.state == "pending")
        #expect(row.attempts >= 1)
        #expect(row.error == "HTTP status 500")
    }

    @Test func retryAfterIsWaitedFor() async throws {
        let stage = try Stage { arrival, connection in
            connection.answer(429, headers: ["Retry-After: 3"])
        }
        _ = try await stage.row { _, _ in
            let arrivals = try await stage.ops.arrivals.wait(for: "the second attempt") { $0.count >= 2 }
            #expect(arrivals[1].at - arrivals[0].at >= .milliseconds(2900))
        }
    }

    @Test func deliveryIsGivenUpWhenItIsTooOld() async throws {
        let stage = try Stage(fallback: true, maxAge: "1s") { _, connection in connection.answer(503) }
        let row = try await stage.row { daemon, _ in
            let line = try await daemon.line(containing: "given up: the next attempt would come after max_age")
            #expect(line.contains(#""level":"error""#) && line.contains(#""receiver":"ops""#))
            #expect(line.contains("HTTP status 503"))
            try await stage.duty.arrival("the fallback") { $0.reason == "fallback for ops" }
        }
        #expect(row.state == "dead")
        #expect(row.error == "HTTP status 503")
    }

    @Test func connectionThatEndsWithoutAnAnswerIsTriedAgain() async throws {
        let stage = try Stage { _, connection in connection.resetAtEnd() }
        let silent = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.resetAtEnd()
        }
        defer { silent.stop() }
        let text = ConfigurationText(
            sources: ConfigurationText.source(port: stage.centre.port),
            routes: ConfigurationText.webhook(port: silent.port)
        ).text
        try stage.folder.write(text, to: "callwatch.yaml")
        let row = try await stage.row { daemon, _ in
            let line = try await daemon.line(containing: "not delivered yet")
            #expect(line.contains(#""receiver":"ops""#))
        }
        #expect(row.state == "pending")
        #expect(row.error != nil)
    }

    /// `ops` answers later than its time-out, always; `duty` hears of the same alert at once and of its end.
    @Test func slowDestinationDelaysNoOther() async throws {
        let stage = try Stage(hook: ", timeout: 2s") { _, connection in
            connection.pause(milliseconds: 4000)
            connection.answer(200)
        }
        let row = try await stage.row { daemon, _ in
            let slow = try await stage.ops.arrival("the slow webhook") { $0.status == "firing" }
            let other = try await stage.duty.arrival("the other webhook") { $0.status == "firing" }
            #expect(other.at - slow.at < .seconds(1))
            let line = try await daemon.line(containing: "not delivered yet")
            #expect(line.contains("time"))
            stage.centre.set(queue: 0, of: 1)
            try await stage.duty.arrival("the other webhook's end") { $0.status == "resolved" }
        }
        #expect(row.state == "pending")
    }

    @Test func answerOfTenMegabytesIsAsGoodAsAShortOne() async throws {
        let stage = try Stage { arrival, connection in
            connection.answer(200, body: String(repeating: "x", count: 10_000_000))
        }
        let row = try await stage.row { daemon, _ in
            try await daemon.lines.wait(for: "the delivery to ops") { lines in
                lines.contains { $0.contains(#""message":"delivered""#) && $0.contains(#""receiver":"ops""#) }
            }
        }
        #expect(row == ("delivered", 1, nil))
    }
}
