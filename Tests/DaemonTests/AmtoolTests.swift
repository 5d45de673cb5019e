// Full Foundation for JSONSerialization, a reader of documents that is not our own, and for files.
import Foundation
import PeerPrograms
import Testing

/// The real amtool against a daemon that runs.
@Suite(.enabled(if: Program.find("amtool") != nil, "amtool (Debian: prometheus-alertmanager) is not installed"))
struct AmtoolTests {
    /// amtool with the address of a daemon.
    private struct Tool {
        let port: Int

        @discardableResult
        func callAsFunction(_ arguments: String...) async throws -> String {
            let address = ["--alertmanager.url=http://127.0.0.1:\(port)", "--no-version-check"]
            return try await Program.runAside("amtool", address + arguments)
        }

        /// The ids of the silences that hold, or will.
        func silences() async throws -> Set<String> {
            Set(try await line("silence", "query", "--quiet").split(separator: "\n").map(String.init))
        }

        /// What it prints, without the line end.
        func line(_ arguments: String...) async throws -> String {
            let address = ["--alertmanager.url=http://127.0.0.1:\(port)", "--no-version-check"]
            let text = try await Program.runAside("amtool", address + arguments)
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Keys and receivers that came after amtool 0.25, of which there must be nothing in what it is given.
    @Test func keysThatItDoesNotKnowAreLeftOut() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let (folder, daemon, port) = try await Self.start(
            centre,
            sink,
            routes: """
                global:
                  http_config: { http_headers: { X-Team: { values: [voice] } } }
                  slack_app_token: xoxb-1
                  telegram_bot_token: "1:a"
                route:
                  receiver: ops
                  group_wait: 0s
                  labels: { team: voice }
                  routes: [{ matchers: [innoId="2"], receiver: chats, labels: { team: sales } }]
                receivers:
                  - name: ops
                    webhook_configs:
                      - { url: "http://127.0.0.1:\(sink.port)/hook", timeout: 5s, payload: { status: "{{status}}" } }
                      - { url_file: hook.txt }
                  - name: chats
                    msteamsv2_configs: [{ webhook_url: "https://t.example.com/x" }]
                    discord_configs: [{ webhook_url_file: hook.txt, username: Callwatch, content: "{{title}}" }]
                    slack_configs: [{ channel: "#ops", update_message: true }]
                    telegram_configs: [{ chat_id: 1, message_thread_id: 2 }]
                    mattermost_configs: [{ webhook_url: "https://m.example.com/hooks/x" }]
                inhibit_rules:
                  - name: critical
                    source_matchers: [severity="critical"]
                    target_matchers: [severity="warning"]
                """,
            files: ["hook.txt": "https://d.example.com/x\n"]
        )
        let amtool = Tool(port: port)
        let shown = try await amtool("config", "show")
        #expect(shown.contains("name: chats") && shown.contains("channel: \"#ops\""), "\(shown)")
        #expect(try await amtool("config", "routes", "show").contains("receiver: chats"))
        #expect(try await amtool.line("config", "routes", "test", "innoId=2") == "chats")
        #expect(try await amtool.line("config", "routes", "test", "innoId=1") == "ops")
        let answer = try await HTTPExchange.send("GET", "/api/v2/status", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        let original = try #require((object?["config"] as? [String: Any])?["original"] as? String)
        try folder.write(original, to: "alertmanager.yml")
        let check = try await Program.runAside("amtool", ["check-config", folder.file("alertmanager.yml")])
        #expect(check.contains("SUCCESS") && check.contains("2 receivers"), "\(check)\n\(original)")
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    /// A daemon that has told of callers who wait at code 1, and its sink.
    private static func start(
        _ centre: SwitchableCentre,
        _ sink: WebhookSink,
        routes: String? = nil,
        files: [String: String] = [:]
    ) async throws -> (folder: DaemonFolder, daemon: CallwatchProcess, port: Int) {
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: 1...2),
                routes: routes ?? ConfigurationText.webhook(port: sink.port)
            ).text
        )
        for (name, text) in files { try folder.write(text, to: name) }
        centre.set(queue: 7, of: 1)
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        if files.isEmpty { try await sink.arrival("the alert") { $0.status == "firing" } }
        return (folder, daemon, port)
    }

    @Test func silencesAreMadeChangedEndedAndImported() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let (folder, daemon, port) = try await Self.start(centre, sink)
        let amtool = Tool(port: port)
        #expect(try await amtool("alert", "query").contains("Waiting"))
        let id = try await amtool.line(
            "silence",
            "add",
            "Waiting",
            "innoId=~1|3",
            "--duration=1h",
            "--author=ana",
            "--comment=a new menu"
        )
        #expect(UUID(uuidString: id) != nil, "\(id)")
        let table = try await amtool("silence", "query", "innoId=~.+")
        #expect(table.contains(id) && table.contains("ana") && table.contains("a new menu"), "\(table)")
        #expect(try await amtool.line("silence", "query", "--quiet", "--created-by=ben").isEmpty)
        #expect(try await amtool("alert", "query").contains("Waiting") == false)
        #expect(try await amtool("alert", "query", "--silenced").contains("Waiting"))
        #expect(try await amtool("alert", "query", "--silenced", "--receiver=o.*", "innoId=1").contains("Waiting"))

        #expect(try await amtool("silence", "update", "--duration=2h", "--comment=longer", id).contains("longer"))
        #expect(try await amtool.line("silence", "query", "--quiet") == id)
        let saved = try await amtool("-o", "json", "silence", "query")
        try folder.write(saved, to: "silences.json")
        #expect(try await amtool.line("silence", "expire", id).isEmpty)
        #expect(try await amtool.line("silence", "query", "--quiet").isEmpty)
        #expect(try await amtool.line("silence", "query", "--quiet", "--expired") == id)

        // One that has ended is made anew, and so is one that nobody knows.
        for text in [saved, saved.replacing(id, with: "00000000-0000-4000-8000-000000000000")] {
            try folder.write(text, to: "silences.json")
            let imported = try await amtool.line("silence", "import", folder.file("silences.json"))
            #expect(!imported.contains(id))
        }
        let kept = try await amtool.silences()
        #expect(kept.count == 2)

        // They are there after a reload and a restart.
        let reload = try await HTTPExchange.send("POST", "/-/reload", port: port)
        #expect(reload.status == 200)
        #expect(try await amtool.silences() == kept)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let again = try CallwatchProcess.run(folder)
        let next = Tool(port: try await again.ready())
        #expect(try await next.silences() == kept)
        #expect(try await next.line("silence", "query", "--quiet", "--expired") == id)
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: next.port).body
        #expect(metrics.contains(#"alertmanager_silences{state="active"} 2"#))
        #expect(metrics.contains(#"alertmanager_silences{state="expired"} 1"#))
    }

    @Test func alertsAreAddedAndEnded() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let (folder, daemon, port) = try await Self.start(centre, sink)
        let amtool = Tool(port: port)
        let added = try await amtool.line(
            "alert",
            "add",
            "DiskFull",
            "host=a",
            "--annotation=summary=92 % of /var",
            "--generator-url=http://prometheus.example.com/graph"
        )
        #expect(added.isEmpty)
        let arrival = try await sink.arrival("what amtool added") { $0.events.map(\.name) == ["DiskFull"] }
        #expect(arrival.status == "firing")
        let query = try await amtool("alert", "query", "alertname=DiskFull", "-o", "extended")
        for text in ["92 % of /var", "host=\"a\"", "http://prometheus.example.com/graph"] {
            #expect(query.contains(text), "\(query)")
        }
        // An end that has passed resolves it, and another program's silence holds for it as for all.
        try await amtool("alert", "add", "DiskFull", "host=a", "--end=2020-01-01T00:00:00Z")
        try await sink.arrival("its end") { $0.events.map(\.name) == ["DiskFull"] && $0.status == "resolved" }
        #expect(try await amtool("alert", "query", "alertname=DiskFull").contains("DiskFull") == false)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        _ = folder
    }

    @Test func configurationOfTheStatusIsReadByItsTools() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let (folder, daemon, port) = try await Self.start(
            centre,
            sink,
            routes: """
                route:
                  receiver: ops
                  group_by: [alertname, innoId]
                  group_wait: 0s
                  repeat_interval: [1h, 4h]
                  resolve_through_silence: true
                  routes:
                    - matchers: [innoId="2", severity=~"warning|critical"]
                      receiver: duty
                      mute_time_intervals: [nights]
                receivers:
                  - name: ops
                    max_age: 1h
                    fallback: duty
                    webhook_configs:
                      - url: http://127.0.0.1:\(sink.port)/hook
                        secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                        http_config: { basic_auth: { username: me, password: hunter2 } }
                  - name: duty
                    email_configs: [{ to: duty@example.com, send_resolved: true }]
                    pagerduty_configs: [{ routing_key: "0123456789abcdef0123456789abcdef" }]
                time_intervals:
                  - name: nights
                    time_intervals: [{ times: [{ start_time: "22:00", end_time: "24:00" }] }]
                inhibit_rules:
                  - source_matchers: [severity="critical"]
                    target_matchers: [severity="warning"]
                    equal: [vdn, innoId]
                smtp:
                  smarthost: 127.0.0.1:25
                  from: Callwatch <callwatch@example.com>
                  tls: none
                """
        )
        let answer = try await HTTPExchange.send("GET", "/api/v2/status", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
        let original = try #require((object?["config"] as? [String: Any])?["original"] as? String)
        for secret in ["hunter2", "whsec_", "0123456789abcdef", "/hook"] { #expect(!original.contains(secret)) }
        try folder.write(original, to: "alertmanager.yml")
        let check = try await Program.runAside("amtool", ["check-config", folder.file("alertmanager.yml")])
        #expect(check.contains("SUCCESS") && check.contains("2 receivers"), "\(check)\n\(original)")
        let amtool = Tool(port: port)
        #expect(try await amtool.line("config", "routes", "test", "innoId=2", "severity=warning") == "duty")
        #expect(try await amtool.line("config", "routes", "test", "innoId=1") == "ops")
        #expect(try await amtool("config", "show").contains("receiver: duty"))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }
}
