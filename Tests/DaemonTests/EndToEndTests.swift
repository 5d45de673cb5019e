// Full Foundation for JSONSerialization's values.
import Foundation
import Logging
import Model
import PeerPrograms
import Simulator
import Synchronization
import Testing

@Suite(.enabled(if: PrivateCA.isAvailable, "openssl is not installed"))
struct EndToEndTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    /// The bytes of the secret.
    private static let secretInHex = "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0"

    /// The time of the simulated contact centre, which a test sets, or lets run from a moment of its choice.
    private final class Clock: Sendable {
        private let elapsed = Mutex<@Sendable () -> Duration>({ .zero })

        func set(_ time: Duration) { elapsed.withLock { $0 = { time } } }

        func run(speed: Int) {
            let start = ContinuousClock.now
            elapsed.withLock { $0 = { (ContinuousClock.now - start) * speed } }
        }

        var simulatorClock: SimulatorClock {
            SimulatorClock(
                elapsed: { self.elapsed.withLock { $0 }() },
                now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
            )
        }
    }

    /// Twelve polls of two codes, one each 15 s: at 31 callers wait from the fourth to the eighth.
    private static let recording =
        (0..<12).map { poll in
            let queue = (3...7).contains(poll) ? 25 + poll : 2
            let time = Timestamp(milliseconds: 1_412_667_900_000 + Int64(poll) * 15_000).rfc3339
            return #"{"timestamp":"\#(time)","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":["#
                + #"{"innoId":30,"allCallCount":4,"ivrCallCount":1,"agentCallCount":3,"queueCallCount":0,"#
                + #""longestWaitTime":0},"#
                + #"{"innoId":31,"allCallCount":40,"ivrCallCount":2,"agentCallCount":6,"queueCallCount":\#(queue),"#
                + #""longestWaitTime":130}]}"#
        }.joined(separator: "\n") + "\n"

    private static let rules = """
        groups:
          - name: support
            rules:
              - alert: QueueBacklog
                when: queueCallCount above 20 and longestWaitTime above 2m
                labels: { severity: warning, team: voice }
                annotations:
                  summary: "{{ queueCallCount }} callers wait at {{ labels.innoId }}, the first for {{ longestWaitTime }}"

        """

    private static func source(port: Int, caFile: String, codes: String) -> String {
        """
          - name: cloud
            interval: 1s
            timeout: 1s
            down_after: 1h
            labels: { region: eu }
            cc_cms:
              url: https://127.0.0.1:\(port)
              access_key: demo
              secret_key: ${file:secret_key}
              tls_config: { ca_file: \(caFile), server_name: cc-cms.test }
              targets: [{ cc_id: 1, vdn: 170, inno_ids: [\(codes)] }]

        """
    }

    /// How to submit mail to `server`, with STARTTLS and a password.
    private static func smtp(_ server: OpenSMTPD) -> String {
        """
        smtp:
          smarthost: localhost:\(server.startTLSPort)
          from: callwatch@example.com
          hello: callwatch.example.com
          auth_username: \(server.username)
          auth_password: \(server.password)
          tls_config: { ca_file: \(server.caFile) }

        """
    }

    private static func options(
        _ identity: PrivateCA.Identity,
        recording: String
    ) -> SimulatorOptions {
        var options = SimulatorOptions()
        options.listen.port = 0
        options.tls = SimulatorOptions.TLSFiles(certificate: identity.certificateFile, privateKey: identity.keyFile)
        options.authentication = .signed(accessKey: "demo", secretKey: "demo-secret")
        options.content = .recording(path: recording)
        return options
    }

    /// Backlog of a recording, seen over HTTPS by a signed poll, told to a webhook, and its end too.
    @Test func recordedBacklogEndsInSignedWebhooks() async throws {
        let authority = try PrivateCA()
        let identity = try authority.issue("cc-cms.test", alternativeNames: ["DNS:cc-cms.test"])
        let files = try TemporaryFolder("end-to-end")
        try files.write(Self.recording, to: "polls.jsonl")
        let clock = Clock()
        let sink = try WebhookSink()
        let options = Self.options(identity, recording: files.file("polls.jsonl"))
        try await SimulatorServer.withServer(
            options: options,
            logger: Self.logger,
            clock: clock.simulatorClock
        ) { address in
            let hook = ConfigurationText.webhook(port: sink.port, more: ", secret: \(Self.secret)")
            let folder = try DaemonFolder(
                ConfigurationText(
                    sources: Self.source(port: address.port, caFile: authority.caFile, codes: "30-31"),
                    routes: hook
                ).text,
                rules: Self.rules
            )
            try folder.write("demo-secret\n", to: "secret_key")
            let daemon = try CallwatchProcess.run(folder)
            _ = try await daemon.ready()
            clock.set(.seconds(4 * 15))
            let firing = try await sink.arrival("the firing webhook") { $0.status == "firing" }
            clock.set(.seconds(9 * 15))
            let resolved = try await sink.arrival("the resolved webhook") { $0.status == "resolved" }
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)

            try expectDocument(firing, queue: 29)
            #expect(resolved.id != firing.id)
            #expect(resolved.reason == "all alerts resolved")
            let alert = try #require((resolved.document["alerts"] as? [[String: Any]])?.first)
            #expect(alert["reason"] as? String == "condition")
            #expect(alert["startsAt"] as? String == firing.events.first?.startsAt)
            #expect((alert["values"] as? [String: Int])?["queueCallCount"] == 2)
            for arrival in [firing, resolved] { try expectSignature(of: arrival, in: files) }
            #expect(sink.arrivals.entries.count == 2)
        }
    }

    private func expectDocument(_ arrival: Arrival, queue: Int) throws {
        let document = arrival.document
        #expect(
            Set(document.keys) == [
                "version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels", "commonLabels",
                "commonAnnotations", "externalURL", "notification_reason", "routeLabels", "alerts",
            ]
        )
        #expect(document["version"] as? String == "4")
        #expect(document["groupKey"] as? String == #"{}:{alertname="QueueBacklog", innoId="31"}"#)
        #expect(document["truncatedAlerts"] as? Int == 0)
        #expect(document["receiver"] as? String == "ops")
        #expect(document["externalURL"] as? String == "https://callwatch.example.com")
        #expect(document["notification_reason"] as? String == "first notification")
        #expect(document["groupLabels"] as? [String: String] == ["alertname": "QueueBacklog", "innoId": "31"])
        let labels = [
            "alertname": "QueueBacklog", "ccId": "1", "vdn": "170", "innoId": "31", "source": "cloud",
            "region": "eu", "severity": "warning", "team": "voice",
        ]
        #expect(document["commonLabels"] as? [String: String] == labels)
        let alerts = try #require(document["alerts"] as? [[String: Any]])
        try #require(alerts.count == 1)
        #expect(alerts[0]["labels"] as? [String: String] == labels)
        let annotations = alerts[0]["annotations"] as? [String: String]
        #expect(annotations?["summary"] == "\(queue) callers wait at 31, the first for 2m 10s")
        #expect(document["commonAnnotations"] as? [String: String] == annotations)
        #expect(alerts[0]["endsAt"] as? String == "0001-01-01T00:00:00Z")
        let fingerprint = try #require(alerts[0]["fingerprint"] as? String)
        #expect(fingerprint.count == 16)
        #expect(alerts[0]["generatorURL"] as? String == "https://callwatch.example.com/?alert=\(fingerprint)")
        #expect(
            alerts[0]["values"] as? [String: Int] == [
                "allCallCount": 40, "ivrCallCount": 2, "agentCallCount": 6, "queueCallCount": queue,
                "longestWaitTime": 130,
            ]
        )
    }

    /// The signature is made again by OpenSSL, from what came over the wire.
    private func expectSignature(of arrival: Arrival, in folder: TemporaryFolder) throws {
        let timestamp = try #require(arrival.request.header("webhook-timestamp"))
        let id = try #require(arrival.request.header("webhook-id"))
        #expect(id.hasPrefix("msg_"))
        let seconds = try #require(Double(timestamp))
        #expect(abs(seconds - Date().timeIntervalSince1970) < 120)
        try folder.write("\(id).\(timestamp)." + String(decoding: arrival.request.body, as: UTF8.self), to: "signed")
        let signature = try Program.run(
            "sh",
            [
                "-c",
                "openssl dgst -sha256 -mac HMAC -macopt hexkey:\(Self.secretInHex) -binary '\(folder.file("signed"))'"
                    + " | openssl base64",
            ]
        )
        #expect(arrival.request.header("webhook-signature") == "v1," + signature.filter { !$0.isWhitespace })
    }

    /// The same, told to a real mail server with STARTTLS and a password.
    @Test(.enabled(if: OpenSMTPD.unavailableReason == nil, "OpenSMTPD does not run here"))
    func recordedBacklogEndsInMails() async throws {
        let mailServer = try await OpenSMTPD.start()
        let centre = try SwitchableCentre()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: """
                    route: { receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s }
                    receivers:
                      - name: ops
                        email_configs: [{ to: "ops@example.com, lead@example.com", send_resolved: true }]
                    \(Self.smtp(mailServer))
                    """
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        _ = try await daemon.ready()
        centre.set(queue: 7, of: 1)
        let first = try await mailServer.mails(atLeast: 2)
        #expect(Set(first.compactMap(\.recipient)) == ["ops@example.com", "lead@example.com"])
        centre.set(queue: 0, of: 1)
        let all = try await mailServer.mails(atLeast: 4)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let firing = all.filter { $0.text.contains("Subject: [FIRING:1] Waiting") }
        let resolved = all.filter { $0.text.contains("Subject: [RESOLVED] Waiting") }
        #expect(firing.count == 2)
        #expect(resolved.count == 2)
        let thread = try #require(Self.header("Message-ID", of: firing[0]))
        #expect(Self.header("Message-ID", of: firing[1]) == thread)
        #expect(resolved.allSatisfy { Self.header("References", of: $0) == thread })
        #expect(all.allSatisfy { Self.header("Auto-Submitted", of: $0) == "auto-generated" })
        // The server notes in `Received` how a mail came: TLS, and whom it knew.
        #expect(all.allSatisfy { $0.text.contains("ESMTPSA") }, "\(all.first?.text ?? "")")
    }

    private static func header(_ name: String, of mail: OpenSMTPD.Mail) -> String? {
        mail.text.split(separator: "\n").first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    private static let dayOfARealCallCentre: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["CALLWATCH_SHARED_DATA"]
            ?? root.appendingPathComponent("../shared/data").standardized.path
        let path = folder + "/vanad/polls_2014-10-07.jsonl.gz"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    /// A real day at 5,000 times its speed: what fires in the busy hours has resolved when the day is over.
    @Test(
        .enabled(if: dayOfARealCallCentre != nil, "the recordings are not here"),
        .enabled(if: OpenSMTPD.unavailableReason == nil, "OpenSMTPD does not run here")
    )
    func realDayIsToldByWebhookAndMailToItsEnd() async throws {
        let mailServer = try await OpenSMTPD.start()
        let path = try #require(Self.dayOfARealCallCentre)
        let authority = try PrivateCA()
        let identity = try authority.issue("cc-cms.test", alternativeNames: ["DNS:cc-cms.test"])
        let sink = try WebhookSink()
        let clock = Clock()
        let options = Self.options(identity, recording: path)
        try await SimulatorServer.withServer(
            options: options,
            logger: Self.logger,
            clock: clock.simulatorClock
        ) { address in
            let folder = try DaemonFolder(
                ConfigurationText(
                    sources: Self.source(port: address.port, caFile: authority.caFile, codes: "30172,30175,30181"),
                    routes: """
                        route: { receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s }
                        receivers:
                          - name: ops
                            webhook_configs: [{ url: "http://127.0.0.1:\(sink.port)/hook" }]
                            email_configs: [{ to: ops@example.com, send_resolved: true }]
                        \(Self.smtp(mailServer))
                        """
                ).text,
                rules: """
                    groups:
                      - name: centre
                        rules:
                          - alert: Busy
                            when: allCallCount above 5

                    """
            )
            try folder.write("demo-secret\n", to: "secret_key")
            let daemon = try CallwatchProcess.run(folder)
            _ = try await daemon.ready()
            clock.run(speed: 5_000)
            try await sink.arrival("a busy hour") { $0.status == "firing" }
            let end = try await sink.arrival("the end of the day") { $0.status == "resolved" }
            #expect(end.document["groupKey"] as? String == #"{}:{alertname="Busy"}"#)
            var mails: [OpenSMTPD.Mail] = []
            while !mails.contains(where: { $0.text.contains("Subject: [RESOLVED") }) {
                mails = try await mailServer.mails(atLeast: mails.count + 1)
            }
            #expect(mails.contains { $0.text.contains("Subject: [FIRING:") })
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
        }
    }
}
