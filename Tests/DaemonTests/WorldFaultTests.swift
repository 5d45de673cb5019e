import Alerting
// Full Foundation for signals.
import Foundation
import PeerPrograms
import Storage
import Synchronization
import Testing

/// What the world does to deliveries: each is said in clear words, tried again, and told under one identity.
@Suite(.timeLimit(.minutes(2)))
struct WorldFaultTests {
    /// What a destination does to the first connection it is given.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the log and the row say.
        let words: String
        let strike: @Sendable (ScriptedConnection) -> Void

        init(_ description: String, says words: String, _ strike: @escaping @Sendable (ScriptedConnection) -> Void) {
            testDescription = description
            self.words = words
            self.strike = strike
        }
    }

    private static let faults = [
        Fault("reset in the middle of the request", says: "reset") { connection in
            _ = connection.readLine()
            connection.resetAtEnd()
        },
        Fault("closed in the middle of the answer", says: "closed") { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        },
        Fault("an answer of one byte a second", says: "timed out") { connection in
            _ = connection.readRequest()
            for character in "HTTP/1.1 200 OK\r\n" {
                guard connection.write(String(character)) else { return }
                connection.pause(milliseconds: 1000)
            }
        },
        Fault("a request that is read and never answered", says: "timed out") { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        },
        Fault("an answer that is no HTTP", says: "HTTP") { connection in
            _ = connection.readRequest()
            connection.write("220 mail.test\r\n")
        },
    ]

    /// A webhook whose first connection meets a fault; all later ones are well.
    private final class Hook: Sendable {
        /// The `webhook-id` of each request that was read whole and answered.
        let taken = Journal<String>()
        private let server: ScriptedServer

        init(port: Int = 0, fault: Fault? = nil) throws {
            let connections = Mutex(0)
            server = try ScriptedServer(port: port) { [taken] connection in
                let number = connections.withLock { count in
                    count += 1
                    return count
                }
                if let fault, number == 1 { return fault.strike(connection) }
                while let request = connection.readRequest() {
                    connection.answer(200)
                    taken.append(request.header("webhook-id") ?? "none")
                }
            }
        }

        deinit { server.stop() }

        var port: Int { server.port }
    }

    private func folder(centre: SwitchableCentre, url: String) throws -> DaemonFolder {
        try DaemonFolder(configuration(centre: centre, url: url))
    }

    private func configuration(centre: SwitchableCentre, url: String) -> String {
        ConfigurationText(
            sources: ConfigurationText.source(port: centre.port),
            routes: """
                route: { receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s }
                receivers:
                  - name: ops
                    webhook_configs: [{ url: "\(url)", timeout: 1s }]

                """
        ).text
    }

    /// Ends the daemon and gives its one delivery, which must have been taken once.
    private func delivery(of daemon: CallwatchProcess, _ folder: DaemonFolder, _ taken: [String]) async throws
        -> Delivery
    {
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let store = try AlertStore.open(at: folder.store)
        defer { #expect(throws: Never.self) { try store.close() } }
        let rows = try store.deliveries(limit: 10)
        let row = try #require(rows.first)
        #expect(rows.count == 1 && row.state == .delivered && row.lastError == nil)
        #expect(taken == ["msg_\(row.messageID)"])
        return row
    }

    @Test(arguments: faults)
    func faultIsSaidAndTheMessageComesAgain(fault: Fault) async throws {
        let (centre, hook) = (try SwitchableCentre(), try Hook(fault: fault))
        let folder = try folder(centre: centre, url: "http://127.0.0.1:\(hook.port)/hook")
        let daemon = try CallwatchProcess.run(folder)
        centre.set(queue: 1, of: 1)
        let line = try await daemon.line(containing: "not delivered yet")
        #expect(line.contains(fault.words), "\(line)")
        #expect(line.contains("ops") && line.contains("webhook[0]") && !line.contains("/hook"), "\(line)")
        try await hook.taken.wait(for: "the webhook") { !$0.isEmpty }
        try await daemon.line(containing: "delivered", after: daemon.lines.entries.count - 1)
        #expect(try await delivery(of: daemon, folder, hook.taken.entries).attempts == 2)
    }

    @Test func refusedConnectionIsTriedUntilSomebodyListens() async throws {
        let centre = try SwitchableCentre()
        let port = try ScriptedServer.closedPort()
        let folder = try folder(centre: centre, url: "http://127.0.0.1:\(port)/hook")
        let daemon = try CallwatchProcess.run(folder)
        centre.set(queue: 1, of: 1)
        let line = try await daemon.line(containing: "not delivered yet")
        #expect(line.contains("127.0.0.1 port \(port)"), "\(line)")
        let hook = try Hook(port: port)
        try await hook.taken.wait(for: "the webhook") { !$0.isEmpty }
        #expect(try await delivery(of: daemon, folder, hook.taken.entries).attempts > 1)
    }

    @Test func brokenTLSIsSaidAndMendedByAReload() async throws {
        let (centre, hook) = (try SwitchableCentre(), try Hook())
        let clear = try ScriptedServer { connection in connection.write("220 nothing is encrypted here\r\n") }
        defer { clear.stop() }
        let folder = try folder(centre: centre, url: "https://127.0.0.1:\(clear.port)/hook")
        let daemon = try CallwatchProcess.run(folder)
        centre.set(queue: 1, of: 1)
        let line = try await daemon.line(containing: "not delivered yet")
        #expect(line.contains("tls") || line.contains("TLS") || line.contains("SSL"), "\(line)")
        #expect(hook.taken.entries.isEmpty)
        try folder.write(
            configuration(centre: centre, url: "http://127.0.0.1:\(hook.port)/hook"),
            to: "callwatch.yaml"
        )
        daemon.send(SIGHUP)
        try await hook.taken.wait(for: "the webhook") { !$0.isEmpty }
        #expect(try await delivery(of: daemon, folder, hook.taken.entries).attempts > 1)
    }

    /// The server has the whole message and says nothing: it may have it, so the same one comes again.
    @Test func mailServerThatGoesAwayBehindDataGetsTheSameMessageAgain() async throws {
        let centre = try SwitchableCentre()
        let messages = Journal<[String]>()
        let server = try ScriptedServer { connection in
            guard connection.write("220 mail.test\r\n") else { return }
            while let command = connection.readLine() {
                guard command.hasPrefix("DATA") else {
                    guard connection.write("250 ok\r\n") else { return }
                    continue
                }
                connection.write("354 go\r\n")
                var lines: [String] = []
                while let line = connection.readLine(), line != "." { lines.append(line) }
                messages.append(lines)
                if messages.entries.count == 1 { return }
                connection.write("250 queued\r\n")
            }
        }
        defer { server.stop() }
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: """
                    route: { receiver: ops, group_by: [alertname], group_wait: 0s, group_interval: 1s }
                    receivers:
                      - name: ops
                        email_configs: [{ to: ops@example.com }]
                    smtp: { smarthost: "127.0.0.1:\(server.port)", from: callwatch@example.com, tls: none }

                    """
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        centre.set(queue: 1, of: 1)
        try await daemon.line(containing: "not delivered yet")
        let arrived = try await messages.wait(for: "the mail again") { $0.count == 2 }
        #expect(arrived[0] == arrived[1])
        let identities = arrived.map { $0.filter { $0.hasPrefix("Message-ID: ") } }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let store = try AlertStore.open(at: folder.store)
        let row = try #require(try store.deliveries(limit: 10).first)
        #expect(identities[0] == ["Message-ID: <\(row.messageID)@example.com>"])
        #expect(row.attempts == 2)
        try store.close()
    }
}
