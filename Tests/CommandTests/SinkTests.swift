import Foundation
import Logging
import PeerPrograms
import ServiceLifecycle
import Simulator
import Testing

@testable import callwatch

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs a sink for as long as `body` takes, and gives what it has shown.
private func withSink<Shown: Sendable>(
    showing type: Shown.Type,
    _ make: (
        _ onListening: @escaping @Sendable (ListenAddress) async -> Void,
        _ show: @escaping @Sendable (Shown) -> Void
    ) -> any Service,
    _ body: (ListenAddress) async throws -> Void
) async throws -> [Shown] {
    let (addresses, address) = AsyncStream.makeStream(of: ListenAddress.self)
    let (arrivals, arrival) = AsyncStream.makeStream(of: Shown.self)
    let sink = make({ address.yield($0) }, { arrival.yield($0) })
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [sink], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(try #require(await addresses.first { _ in true }))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
    arrival.finish()
    var shown: [Shown] = []
    for await one in arrivals { shown.append(one) }
    return shown
}

@Suite(.timeLimit(.minutes(1)))
struct MailSinkTests {
    private func withMailSink(_ body: (ListenAddress) async throws -> Void) async throws -> [ReceivedMail] {
        try await withSink(
            showing: ReceivedMail.self,
            { MailSink(onListening: $0, show: $1) },
            body
        )
    }

    @Test(.enabled(if: Program.find("python3") != nil, "python3 is not installed"))
    func takesMailOfPythonsLibrary() async throws {
        let mails = try await withMailSink { address in
            let said = try await runProgram("python3", [fixture("smtp_client.py"), "\(address.port)"])
            #expect(said == "refused 552\ndone\n")
        }
        #expect(mails.count == 2)
        #expect(mails.first?.from == "Wächter <watch@callwatch.example>")
        #expect(
            mails.first?.subject
                == "Schlange: 21 Anrufer, längste Wartezeit 2m 20s (Zugangsnummer 1, Frühschicht)"
        )
        #expect(mails.first?.text == "Übersicht\n.dot at the start\n..two of them\n= equals\n")
        #expect(mails.last?.to == ["a@callwatch.example", "b@callwatch.example"])
        #expect(mails.last?.text == "plain\n.\n..\n")
    }

    @Test(.enabled(if: Program.find("curl") != nil, "curl is not installed"))
    func takesMailOfCurl() async throws {
        let folder = try TemporaryFolder("mail")
        try folder.write("Subject: hello\r\n\r\nline\r\n.\r\n", to: "mail.eml")
        let mails = try await withMailSink { address in
            _ = try await runProgram(
                "curl",
                [
                    "-sS", "smtp://\(address)", "--mail-from", "a@example.com", "--mail-rcpt", "b@example.com",
                    "--upload-file", folder.file("mail.eml"),
                ]
            )
        }
        #expect(mails.map(\.subject) == ["hello"])
        #expect(mails.map(\.text) == ["line\n.\n"])
    }

    @Test(.enabled(if: Program.find("python3") != nil, "python3 is not installed"))
    func aLineWithoutEndIsRefused() async throws {
        let script = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
            s.recv(1000)
            try:
                for _ in range(1000): s.sendall(b"x" * 1000)
            except OSError: pass
            try: print(s.recv(1000).decode()[:3])
            except OSError: print("reset")
            """
        let mails = try await withMailSink { address in
            let said = try await runProgram("python3", ["-c", script, "\(address.port)"])
            // A client that goes on sending may be told by a reset only.
            #expect(["500\n", "reset\n"].contains(said))
        }
        #expect(mails.isEmpty)
    }

    @Test(.enabled(if: Program.find("python3") != nil, "python3 is not installed"))
    func anOpenConnectionDoesNotKeepItFromEnding() async throws {
        let script = """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20)
            s.recv(1000)
            print("here", flush=True)
            while s.recv(1000): pass
            """
        // The sink ends while the client waits; the client ends when the sink has gone.
        let mails = try await withMailSink { address in
            let (greeted, greet) = AsyncStream.makeStream(of: Void.self)
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: try #require(Program.find("python3")))
            process.arguments = ["-c", script, "\(address.port)"]
            process.standardOutput = output
            output.fileHandleForReading.readabilityHandler = { handle in
                _ = handle.availableData
                greet.finish()
            }
            try process.run()
            for await _ in greeted {}
            output.fileHandleForReading.readabilityHandler = nil
        }
        #expect(mails.isEmpty)
    }
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: Program.find("curl") != nil, "curl is not installed"))
struct WebhookSinkTests {
    private func withWebhookSink(_ body: (ListenAddress) async throws -> Void) async throws -> [ReceivedWebhook] {
        try await withSink(
            showing: ReceivedWebhook.self,
            { WebhookSink(logger: quiet, onListening: $0, show: $1) },
            body
        )
    }

    /// Posts `body`, or gets when there is none, and expects what the answer's body and status end in.
    private func expect(
        _ answer: String,
        _ url: String,
        body: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let post = body.map { ["--data-binary", $0] } ?? []
        let said = try await runProgram("curl", ["-sS", "-w", "%{http_code}", "-H", "Expect:", url] + post)
        #expect(said.hasSuffix(answer), sourceLocation: sourceLocation)
    }

    private static let document = #"""
        {"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing","receiver":"demo","groupLabels":{},
        "commonLabels":{},"commonAnnotations":{},"externalURL":"http://x","notification_reason":"first notification",
        "routeLabels":{},"alerts":[{"status":"firing","labels":{"alertname":"A"},"annotations":{"summary":"s"},
        "startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://x","fingerprint":"0",
        "values":{"allCallCount":30}}]}
        """#

    @Test func takesADocument() async throws {
        let webhooks = try await withWebhookSink { address in
            try await expect("204", "http://\(address)/", body: Self.document)
            try await expect("204", "http://\(address)/any/path", body: Self.document)
        }
        #expect(webhooks.count == 2)
        #expect(webhooks.first?.reason == "first notification")
        #expect(webhooks.first?.alerts.first?.values == ["allCallCount": 30])
    }

    @Test func refusesWhatIsNoDocument() async throws {
        let folder = try TemporaryFolder("bodies")
        try folder.write(String(repeating: " ", count: (1 << 20) + 1), to: "large")
        try folder.write(String(repeating: "[", count: 100_000), to: "deep")
        let webhooks = try await withWebhookSink { address in
            let url = "http://\(address)/"
            try await expect("the document is no JSON\n400", url, body: "")
            try await expect("the document is no JSON\n400", url, body: "{")
            try await expect("the document is of another type\n400", url, body: "[]")
            try await expect("the document has no `receiver`\n400", url, body: "{}")
            let alert = Self.document.replacing(#""alertname":"A""#, with: #""alertname":1"#)
            try await expect("`alerts[0].labels.alertname` is of another type\n400", url, body: alert)
            try await expect("400", url, body: "@" + folder.file("deep"))
            try await expect("413", url, body: "@" + folder.file("large"))
            try await expect("only POST is supported\n405", url)
        }
        #expect(webhooks.isEmpty)
    }
}
