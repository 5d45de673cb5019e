// Full Foundation for JSONSerialization's values.
import Foundation
import PeerPrograms
import Testing

/// A whole incident with the real program, a real mail server and real webhooks: alert, page, a kill, no answer, the second
/// person, an answer by link, its end, step 1, another answer, the end.
struct OnCallTests {
    private static func routes(sink: Int, mail: Int) -> String {
        """
        route: { receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s, escalation: duty }
        receivers:
          - name: ops
            webhook_configs: [{ url: "http://127.0.0.1:\(sink)/ops" }]
          - name: room
            webhook_configs: [{ url: "http://127.0.0.1:\(sink)/room" }]
        smtp: { smarthost: "127.0.0.1:\(mail)", from: callwatch@example.com, tls: none }
        users:
          - name: ana
            contact_methods: { mail: { email: ana@example.com } }
            notify: { high: [{ via: mail }] }
          - name: bo
            contact_methods: { phone: { webhook: "http://127.0.0.1:\(sink)/bo", headers: { X-Key: bo }, body: '{"text":"{{summary}}","ack":"{{ackURL}}"}' } }
            notify: { high: [{ via: phone }] }
        schedules:
          - name: voice
            time_zone: Europe/Madrid
            layers: [{ users: [ana], rotation: daily, handoff: "09:00", from: 2020-01-01 }]
        escalation_policies:
          - name: duty
            steps:
              - { notify: [schedule:voice], wait: 3s }
              - { notify: [user:bo, receiver:room], wait: 1h }
            ack_timeout: 2s

        """
    }

    private static func request(
        _ method: String,
        _ path: String,
        _ port: Int,
        body: String? = nil
    ) async throws -> HTTPExchange.Answer {
        let headers = ["Content-Type: application/json", "Accept: text/plain"]
        return try await HTTPExchange.send(method, path, port: port, headers: headers, body: body)
    }

    /// Waits until the incident's log has a line; nothing else tells of what only the log says.
    private static func log(_ port: Int, has line: String, times: Int = 1) async throws -> String {
        var text = ""
        for _ in 0..<500 {
            text = try await request("GET", "/api/callwatch/v1/incidents/INC-1", port).body
            if text.components(separatedBy: line).count > times { return text }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Program.Failure("`\(line)` is not in the log:\n\(text)")
    }

    @Test(.enabled(if: OpenSMTPD.unavailableReason == nil, "OpenSMTPD does not run here"))
    func incidentIsAnsweredByTheSecondPersonAndComesBack() async throws {
        let mailServer = try await OpenSMTPD.start(recipients: ["ana@example.com"])
        defer { mailServer.stop() }
        let sink = try WebhookSink()
        let centre = try SwitchableCentre()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: Self.routes(sink: sink.port, mail: mailServer.clearPort)
            ).text
        )
        var daemon = try CallwatchProcess.run(folder)
        _ = try await daemon.port()
        centre.set(queue: 5, of: 1)

        // Ana is told by mail; the route's receiver is told as ever.
        let mail = try await mailServer.mails(atLeast: 1)[0]
        #expect(mail.text.contains("Subject: [INC-1] [FIRING:1] Waiting"))
        #expect(mail.text.contains("Acknowledge"))
        try await sink.arrival("the group's notification") { $0.path == "/ops" && $0.reason == "first notification" }

        // A daemon that dies goes on in the same second.
        daemon.send(SIGKILL)
        _ = try await daemon.end()
        daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.port()

        // Nobody answered: bo is told, and the room.
        let page = try await sink.arrival("bo's page") { $0.path == "/bo" }
        #expect(page.request.header("X-Key") == "bo")
        let text = try #require(page.document["text"] as? String)
        #expect(text.hasPrefix("INC-1: ") && text.hasSuffix("wait"))
        let link = try #require(page.document["ack"] as? String)
        let path = String(link.dropFirst("https://callwatch.example.com".count))
        try await sink.arrival("the room's page") { $0.path == "/room" && $0.reason == "escalation" }

        // Looking at the link answers nothing; the button does.
        #expect(try await Self.request("GET", path, port).body.contains("<button>Acknowledge</button>"))
        let before = try await Self.log(port, has: "told to bo by phone")
        #expect(!before.contains("acknowledged"))
        #expect(try await HTTPExchange.send("POST", path, port: port, body: "").body.contains("Done, bo."))
        #expect(try await HTTPExchange.send("POST", path + "0", port: port, body: "").status == 403)
        try await daemon.line(containing: "link refused")

        // The answer ends, and the ladder begins at step 1.
        _ = try await Self.log(port, has: "the acknowledgement has ended")
        _ = try await Self.log(port, has: " step 1", times: 2)
        let answered = try await Program.runAside(
            "sh",
            [
                "-c", #"env -u http_proxy -u HTTP_PROXY "$@" 2>&1"#, "sh", CallwatchProcess.executable, "ack", "INC-1",
                "--as", "ana", "--snooze", "1h", "--note", "on it", "--url", "http://127.0.0.1:\(port)",
            ]
        )
        #expect(answered.contains("acknowledged by ana until") && answered.contains("noted by ana: on it"))

        // The end is told to all who were paged; bo's and ana's messages wait until half a minute is over.
        centre.set(queue: 0, of: 1)
        try await sink.arrival("the end of the room's page") { $0.path == "/room" && $0.reason == "incident resolved" }
        let list = try await Self.request("GET", "/api/callwatch/v1/incidents?state=resolved", port).body
        #expect(list.contains("INC-1  resolved at"))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let bo = sink.arrivals.entries.filter { $0.path == "/bo" }
        #expect(bo.count == 1)
        #expect(try mailServer.mails().count == 1)
    }
}
