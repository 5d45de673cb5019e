// Full Foundation for JSONSerialization, a reader of documents that is not our own, and for signals.
import Foundation
import PeerPrograms
import Testing

/// What a daemon that runs is told from elsewhere, and how it shows that it lives.
struct ElsewhereTests {
    private static let json = ["Content-Type: application/json"]

    /// A daemon without anything of its own to tell.
    private static func start(
        _ folder: DaemonFolder,
        launcher: [String] = []
    ) async throws -> (daemon: CallwatchProcess, port: Int) {
        let daemon = try CallwatchProcess.run(folder, launcher: launcher)
        return (daemon, try await daemon.ready())
    }

    private static func post(_ path: String, _ body: String, _ port: Int) async throws -> HTTPExchange.Answer {
        try await HTTPExchange.send("POST", path, port: port, headers: json, body: body)
    }

    private static func folder(_ centre: SwitchableCentre, _ sink: WebhookSink, _ more: String = "") throws
        -> DaemonFolder
    {
        try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: ConfigurationText.webhook(port: sink.port),
                more: more
            ).text
        )
    }

    @Test func postedAlertIsToldAndSurvivesAKill() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let folder = try Self.folder(centre, sink, "global: { resolve_timeout: 1h }\n")
        let (daemon, port) = try await Self.start(folder)
        let alert =
            #"{"labels":{"alertname":"Disk"},"annotations":{"summary":"full"},"generatorURL":"https://p.example.com/"}"#
        #expect(try await Self.post("/api/v2/alerts", "[\(alert)]", port).status == 200)
        let arrival = try await sink.arrival("the alert") { $0.status == "firing" }
        #expect(arrival.events.map(\.name) == ["Disk"])
        let told = (arrival.document["alerts"] as? [[String: Any]])?.first
        #expect(told?["generatorURL"] as? String == "https://p.example.com/")
        let before = try await HTTPExchange.send("GET", "/api/v2/alerts", port: port).body
        daemon.send(SIGKILL)
        _ = try await daemon.end()

        let (again, next) = try await Self.start(folder)
        #expect(try await HTTPExchange.send("GET", "/api/v2/alerts", port: next).body == before)
        let end = #"[{"labels":{"alertname":"Disk"},"endsAt":"2020-01-01T00:00:00Z"}]"#
        #expect(try await Self.post("/api/v2/alerts", end, next).status == 200)
        let resolved = try await sink.arrival("the end") { $0.status == "resolved" }
        #expect(resolved.events.map(\.name) == ["Disk"])
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: next).body
        #expect(metrics.contains("\nalertmanager_alerts_received_total{status=\"resolved\",version=\"v2\"} 1\n"))
        again.send(SIGTERM)
        #expect(try await again.end() == 0)
    }

    /// What is posted of each alert, one after the other: its beginning and end in seconds from now.
    private static let posts: [String: [(start: Int?, end: Int?)]] = [
        "BothSaid": [(-60, 600), (-30, 300)], "TimedAfterSaid": [(-60, 1200), (-30, nil)],
        "SaidAfterTimed": [(-60, nil), (-30, 100)], "LongerOnBothSides": [(-60, 100), (-120, 200)],
        "Later": [(-60, 100), (-30, 200)], "Ended": [(-600, 300), (nil, -10)], "NeverThere": [(nil, -10)],
        "EndedAndBack": [(-600, 300), (nil, -10), (-5, 300)],
    ]

    @Test(.enabled(if: PrometheusAlertmanager.isAvailable, "prometheus-alertmanager is not installed"))
    func postsMergeAsInARealAlertmanager() async throws {
        let peer = try await PrometheusAlertmanager.start()
        defer { peer.stop() }
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let (daemon, port) = try await Self.start(try Self.folder(centre, sink))
        // Whole seconds, as both write them alike.
        let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
        func time(_ seconds: Int) -> String { now.addingTimeInterval(Double(seconds)).ISO8601Format() }
        for round in 0..<3 {
            let alerts = Self.posts.filter { $0.value.count > round }.map { name, posts -> [String: Any] in
                var alert: [String: Any] = ["labels": ["alertname": name]]
                if let start = posts[round].start { alert["startsAt"] = time(start) }
                if let end = posts[round].end { alert["endsAt"] = time(end) }
                return alert
            }
            let body = String(decoding: try JSONSerialization.data(withJSONObject: alerts), as: UTF8.self)
            for port in [port, peer.port] { #expect(try await Self.post("/api/v2/alerts", body, port).status == 200) }
        }
        let ours = try await Self.periods(port)
        let theirs = try await Self.periods(peer.port)
        #expect(ours == theirs)
        #expect(ours.count == 6)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    /// The beginning and end of each alert that fires, by its name.
    private static func periods(_ port: Int) async throws -> [String: [String]] {
        let body = try await HTTPExchange.send("GET", "/api/v2/alerts", port: port).body
        let alerts = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]] ?? []
        return Dictionary(
            alerts.map { alert in
                let name = (alert["labels"] as? [String: String])?["alertname"] ?? ""
                return (name, ["startsAt", "endsAt"].map { alert[$0] as? String ?? "" })
            }
        ) { first, _ in first }
    }

    @Test func eventIsToldAndItsKeyIsNowhereToBeSeen() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let key = "6f1b0d7a4c3e4f0e9a55"
        let folder = try Self.folder(
            centre,
            sink,
            "routing_keys: [{ name: checkout, key: \"${env:PAGER_KEY}\", labels: { team: shop } }]\n"
        )
        let (daemon, port) = try await Self.start(folder, launcher: ["env", "PAGER_KEY=\(key)"])
        let payload = #"{"summary":"slow","source":"web-1","severity":"critical"}"#
        func event(_ action: String, key: String) -> String {
            #"{"routing_key":"\#(key)","event_action":"\#(action)","dedup_key":"d","payload":\#(payload)}"#
        }
        #expect(try await Self.post("/v2/enqueue", event("trigger", key: "not the right key"), port).status == 400)
        #expect(try await Self.post("/v2/enqueue", event("trigger", key: key), port).status == 202)
        try await sink.arrival("the event") { $0.events.map(\.name) == ["Event"] && $0.status == "firing" }
        #expect(try await Self.post("/v2/enqueue", event("acknowledge", key: key), port).status == 202)
        #expect(try await Self.post("/v2/enqueue", event("resolve", key: key), port).status == 202)
        try await sink.arrival("its end") { $0.status == "resolved" }
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
        for line in [
            #"callwatch_events_total{routing="checkout",action="trigger"} 1"#,
            #"callwatch_events_total{routing="checkout",action="acknowledge"} 1"#, "callwatch_events_refused_total 1",
        ] {
            #expect(metrics.contains("\n\(line)\n"), "\(line)")
        }
        try await daemon.line(containing: "a routing key that is none")
        let status = try await HTTPExchange.send("GET", "/api/v2/status", port: port).body
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let store = try Data(contentsOf: URL(fileURLWithPath: folder.store))
        for text in [status, metrics, String(decoding: store, as: UTF8.self)] { #expect(!text.contains(key)) }
    }

    @Test func heartbeatsAreSentWhilePollsSucceed() async throws {
        let (centre, sink, watchdog) = (try SwitchableCentre(), try WebhookSink(), try WebhookSink())
        let folder = try Self.folder(
            centre,
            sink,
            "heartbeats: { out: [{ url: \"http://127.0.0.1:\(watchdog.port)/ping/abc\", every: 1s }] }\n"
        )
        let (daemon, port) = try await Self.start(folder)
        let arrivals = try await watchdog.arrivals.wait(for: "two heartbeats") { $0.count >= 2 }
        #expect(arrivals[0].request.requestLine == "GET /ping/abc HTTP/1.1")
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
        #expect(metrics.contains(#"callwatch_heartbeats_sent_total{target="0",result="failed"} 0"#))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        #expect(!daemon.lines.entries.contains { $0.contains("/ping/abc") })
    }

    @Test func heartbeatsAreHeldBackWithoutAGoodPollAndFailuresAreCounted() async throws {
        let sink = try WebhookSink()
        let watchdog = try WebhookSink { _, connection in connection.answer(500) }
        let more = "heartbeats: { out: [{ url: \"http://127.0.0.1:\(watchdog.port)/ping\", every: 1s }] }\n"
        let nowhere = try ScriptedServer.closedPort()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: nowhere),
                routes: ConfigurationText.webhook(port: sink.port),
                more: more
            ).text
        )
        let (daemon, port) = try await Self.start(folder)
        try await daemon.line(containing: "heartbeat is held back")
        #expect(watchdog.arrivals.entries.isEmpty)
        // Without sources there is nothing to poll, and what is left to prove is that it can be written.
        try folder.write(
            ConfigurationText(sources: "  []", routes: ConfigurationText.webhook(port: sink.port), more: more).text,
            to: "callwatch.yaml"
        )
        #expect(try await HTTPExchange.send("POST", "/-/reload", port: port).status == 200)
        try await daemon.line(containing: "heartbeat was not taken")
        let failed = #"callwatch_heartbeats_sent_total{target="0",result="failed"} 0"#
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
        #expect(!metrics.contains(failed))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func heartbeatThatDoesNotComeIsAnAlertUntilItDoes() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let folder = try Self.folder(
            centre,
            sink,
            "heartbeats: { in: [{ name: nightly, every: 1s, grace: 1s, labels: { team: data } }] }\n"
        )
        let (daemon, port) = try await Self.start(folder)
        try await sink.arrival("the alert") { $0.events.map(\.name) == ["HeartbeatMissing"] && $0.status == "firing" }
        var metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
        #expect(metrics.contains("callwatch_heartbeat_missing{heartbeat=\"nightly\"} 1\n"))
        #expect(try await HTTPExchange.send("POST", "/api/callwatch/v1/heartbeat/nightly", port: port).status == 200)
        metrics = try await HTTPExchange.send("GET", "/metrics", port: port).body
        #expect(!metrics.contains("callwatch_heartbeat_last_timestamp_seconds{heartbeat=\"nightly\"} 0\n"))
        try await sink.arrival("its end") { $0.events.map(\.name) == ["HeartbeatMissing"] && $0.status == "resolved" }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }
}
