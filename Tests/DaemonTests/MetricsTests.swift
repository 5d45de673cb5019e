// Full Foundation for signals.
import Foundation
import PeerPrograms
import Testing

/// What `/metrics` of a running daemon shows.
struct MetricsTests {
    /// Every metric of the specification, with its type.
    private static let families: [(name: String, type: String)] = [
        ("callwatch_build_info", "gauge"),
        ("alertmanager_build_info", "gauge"),
        ("callwatch_polls_total", "counter"),
        ("callwatch_poll_requests_failed_total", "counter"),
        ("callwatch_poll_values_unknown_total", "counter"),
        ("callwatch_polls_skipped_total", "counter"),
        ("callwatch_poll_duration_seconds", "histogram"),
        ("callwatch_rule_evaluation_duration_seconds", "histogram"),
        ("callwatch_series", "gauge"),
        ("callwatch_alerts", "gauge"),
        ("callwatch_alerts_flapping", "gauge"),
        ("alertmanager_silences", "gauge"),
        ("alertmanager_alerts_received_total", "counter"),
        ("alertmanager_alerts_invalid_total", "counter"),
        ("callwatch_events_refused_total", "counter"),
        ("callwatch_transitions_total", "counter"),
        ("callwatch_deliveries_total", "counter"),
        ("callwatch_delivery_duration_seconds", "histogram"),
        ("callwatch_outbox_rows", "gauge"),
        ("callwatch_outbox_oldest_seconds", "gauge"),
        ("callwatch_store_commit_duration_seconds", "histogram"),
        ("callwatch_config_last_reload_successful", "gauge"),
        ("callwatch_config_last_reload_success_timestamp_seconds", "gauge"),
        ("process_cpu_seconds_total", "counter"),
        ("process_resident_memory_bytes", "gauge"),
        ("process_virtual_memory_bytes", "gauge"),
        ("process_start_time_seconds", "gauge"),
        ("process_open_fds", "gauge"),
        ("process_max_fds", "gauge"),
    ]

    /// Series whose labels are known at the start.
    private static let atZero = [
        #"callwatch_polls_total{source="cloud",result="partial"} 0"#,
        #"callwatch_poll_requests_failed_total{source="cloud",reason="tls"} 0"#,
        #"callwatch_poll_values_unknown_total{source="cloud",reason="not_a_number"} 0"#,
        #"callwatch_polls_skipped_total{source="cloud"} 0"#,
        #"callwatch_alerts{state="pending"} 0"#,
        #"callwatch_alerts{state="firing"} 0"#,
        #"callwatch_alerts{state="suppressed"} 0"#,
        "callwatch_alerts_flapping 0",
        #"alertmanager_silences{state="active"} 0"#,
        #"alertmanager_alerts_received_total{status="firing",version="v2"} 0"#,
        "callwatch_events_refused_total 0",
        #"callwatch_transitions_total{to="firing"} 0"#,
        #"callwatch_deliveries_total{receiver="ops",integration="webhook[0]",outcome="delivered"} 0"#,
        #"callwatch_deliveries_total{receiver="ops",integration="webhook[0]",outcome="dead"} 0"#,
        #"callwatch_delivery_duration_seconds_count{integration="webhook"} 0"#,
        #"callwatch_outbox_rows{receiver="ops"} 0"#,
        "callwatch_outbox_oldest_seconds 0",
        "callwatch_config_last_reload_successful 1",
    ]

    @Test func everyMetricIsThereFromTheStart() async throws {
        let centre = try SwitchableCentre()
        let sink = try WebhookSink()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: ConfigurationText.webhook(port: sink.port)
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        let text = try await HTTPExchange.send("GET", "/metrics", port: port).body
        try expectSyntax(text)
        let lines = Set(text.split(separator: "\n").map(String.init))
        for family in Self.families {
            #expect(lines.contains("# TYPE \(family.name) \(family.type)"))
            let hasSample = lines.contains { $0.hasPrefix(family.name) }
            #expect(hasSample, "\(family.name) has no sample")
        }
        for line in Self.atZero { #expect(lines.contains(line), "\(line)") }

        centre.set(queue: 1, of: 1)
        try await sink.arrival("the webhook") { $0.status == "firing" }
        try await daemon.line(containing: #""message":"delivered""#)
        // The outcome is written a moment after it is logged.
        var later = ""
        let delivered = #"callwatch_deliveries_total{receiver="ops",integration="webhook[0]",outcome="delivered"} 1"#
        for _ in 0..<500 where !later.contains(delivered) {
            later = try await HTTPExchange.send("GET", "/metrics", port: port).body
        }
        try expectSyntax(later)
        for line in [
            delivered, #"callwatch_alerts{state="firing"} 1"#, #"callwatch_transitions_total{to="firing"} 1"#,
            #"callwatch_series{source="cloud"} 1"#, #"callwatch_outbox_rows{receiver="ops"} 0"#,
        ] {
            #expect(later.contains("\n\(line)\n"), "\(line)")
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    /// The text format 0.0.4: each family's two comments stand before its samples, once; each series stands once.
    private func expectSyntax(_ text: String) throws {
        #expect(text.hasSuffix("\n"))
        let sample = try Regex(
            #"^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\[\\"n]|[^\\"\n])*",?)*\})? "#
                + #"(-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?|NaN|[+-]Inf)$"#
        )
        var family = ""
        var families: Set<String> = []
        var series: Set<Substring> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                family = String(line.split(separator: " ")[2])
                #expect(families.insert(family).inserted, "\(family) stands twice")
            } else if line.hasPrefix("# TYPE ") {
                #expect(line.split(separator: " ")[2] == family)
            } else {
                #expect(line.wholeMatch(of: sample) != nil, "\(line)")
                let name = line.prefix { $0 != "{" && $0 != " " }
                let suffixes = ["", "_bucket", "_sum", "_count"]
                #expect(suffixes.contains { name == family + $0 }, "\(line) stands under \(family)")
                let key = line.prefix(upTo: line.lastIndex(of: " ") ?? line.endIndex)
                #expect(series.insert(key).inserted, "\(key) stands twice")
            }
        }
    }

    /// What a contact centre may answer instead of counters, and the word for it in metrics and log.
    private static let failures: [(answer: String, reason: String)] = [
        ("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", "http_status"),
        ("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", "http_status"),
        ("HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n", "credentials"),
        ("HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n", "rate_limited"),
        ("HTTP/1.1 503 X\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", "rate_limited"),
        ("HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nnope", "malformed"),
        (
            "HTTP/1.1 200 X\r\nContent-Length: 46\r\n\r\n" + #"{"resultCode":"0100001","resultDesc":"failed"}"#,
            "result_code"
        ),
        ("HTTP/1.1 200 X\r\nContent-Length: 16777217\r\n\r\n", "too_large"),
        ("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\n", "timeout"),
    ]

    @Test(arguments: failures)
    func failedPollIsCountedAndLoggedUnderItsReason(answer: String, reason: String) async throws {
        let centre = try SwitchableCentre { _ in answer }
        try await expectFailure(reason: reason, url: "http://127.0.0.1:\(centre.port)")
    }

    @Test func unreachableContactCentreIsCountedUnderConnect() async throws {
        try await expectFailure(reason: "connect", url: "http://127.0.0.1:\(try ScriptedServer.closedPort())")
    }

    @Test func contactCentreThatSpeaksNoTLSIsCountedUnderTLS() async throws {
        let clear = try ScriptedServer { connection in
            connection.write("HTTP/1.1 400 X\r\n\r\n")
            // To close with the client's greeting unread would be a reset, which is another reason.
            connection.waitForEnd()
        }
        defer { clear.stop() }
        try await expectFailure(reason: "tls", url: "https://127.0.0.1:\(clear.port)")
    }

    private func expectFailure(reason: String, url: String) async throws {
        let sink = try WebhookSink()
        let source = ConfigurationText.source(port: 1, more: "    timeout: 500ms\n")
            .replacing("http://127.0.0.1:1\n", with: "\(url)\n")
        let folder = try DaemonFolder(
            ConfigurationText(sources: source, routes: ConfigurationText.webhook(port: sink.port)).text
        )
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        let line = try await daemon.line(containing: #""message":"request failed""#)
        #expect(line.contains(#""reason":"\#(reason)""#), "\(line)")
        #expect(line.contains(#""source":"cloud""#))
        let text = try await HTTPExchange.send("GET", "/metrics", port: port).body
        let counted = text.split(separator: "\n").filter {
            $0.hasPrefix("callwatch_poll_requests_failed_total") && !$0.hasSuffix(" 0")
        }
        #expect(counted.count == 1)
        #expect(counted.first?.contains(#"reason="\#(reason)""#) == true)
        let hasFailed = text.contains(#"callwatch_polls_total{source="cloud",result="failed"}"#)
        #expect(hasFailed)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }
}
