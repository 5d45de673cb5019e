// Full Foundation for JSONSerialization, a reader that is not our own.
import Foundation
import PeerPrograms
import Synchronization
import Testing

/// `callwatch deliveries` against a daemon whose webhook is gone at first.
@Suite(.timeLimit(.minutes(2)))
struct DeliveriesTests {
    /// A webhook that refuses for good until it is told otherwise.
    private final class Hook: Sendable {
        let identities = Journal<String>()
        private let isWell = Mutex(false)
        private let server = Mutex<ScriptedServer?>(nil)

        init() throws {
            let server = try ScriptedServer { [self] connection in
                while let request = connection.readRequest() {
                    let status = isWell.withLock { $0 } ? "200 OK" : "410 Gone"
                    connection.write("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
                    identities.append(request.header("webhook-id") ?? "none")
                }
            }
            self.server.withLock { $0 = server }
        }

        var port: Int { server.withLock { $0?.port ?? 0 } }

        func recover() { isWell.withLock { $0 = true } }

        func stop() { server.withLock { $0?.stop() } }
    }

    private static let rules = """
        groups:
          - name: queues
            rules:
              - { alert: Backlog, when: queueCallCount above 10, labels: { severity: warning } }

        """

    private static let poll = """
        {"timestamp":"2014-10-07T09:00:00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":[{"innoId":1,\
        "allCallCount":40,"ivrCallCount":0,"agentCallCount":0,"queueCallCount":30,"longestWaitTime":9}]}

        """

    private func folder(port: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder("deliveries")
        try folder.write(Self.rules, to: "queues.rules.yaml")
        try folder.write(Self.poll, to: "polls.jsonl")
        try folder.write(
            """
            rule_files: [queues.rules.yaml]
            sources: [{ name: cloud, recording: polls.jsonl }]
            route: { receiver: ops, group_by: [alertname], group_wait: 0s }
            receivers: [{ name: ops, webhook_configs: [{ url: "http://127.0.0.1:\(port)/hook" }] }]
            builtin_alerts: { DeliveryFailing: { enabled: false } }
            server: { listen: "127.0.0.1:0" }

            """,
            to: "callwatch.yaml"
        )
        return folder
    }

    /// The rows that the command lists.
    private func rows(_ arguments: String..., url: String) async throws -> [[String: any Sendable]] {
        let outcome = try await Command.run(["deliveries"] + arguments + ["--format", "json", "--url", url])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return (object?["deliveries"] as? [[String: any Sendable]]) ?? []
    }

    /// Asks until there is a row in that state; what was sent is settled a moment after it was answered.
    private func row(in state: String, url: String) async throws -> [String: any Sendable] {
        for _ in 0..<200 {
            if let row = try await rows("--state", state, url: url).first { return row }
        }
        throw Program.Failure("no row becomes \(state)")
    }

    @Test func deadLetterIsShownAndTriedAgain() async throws {
        let hook = try Hook()
        defer { hook.stop() }
        let folder = try folder(port: hook.port)
        let daemon = try Command(["run", "--config", "callwatch.yaml"], in: folder.path)
        var address: String?
        while address == nil, let line = await daemon.nextMessage() {
            if let found = line.range(of: "listening on ") { address = String(line[found.upperBound...]) }
        }
        let url = try #require(address)

        let dead = try await row(in: "dead", url: url)
        #expect(
            Set(dead.keys) == [
                "id", "receiver", "integration", "recipient", "groupKey", "status", "state", "attempts",
                "firstAttemptAt", "nextAttemptAt", "lastError",
            ]
        )
        let id = try #require(dead["id"] as? String)
        #expect(dead["receiver"] as? String == "ops" && dead["integration"] as? String == "webhook[0]")
        #expect(dead["groupKey"] as? String == #"{}:{alertname="Backlog"}"#)
        #expect(dead["nextAttemptAt"] is NSNull && dead["recipient"] is NSNull)
        #expect((dead["lastError"] as? String)?.contains("410") == true)
        let table = try await Command.run(["deliveries", "list", "--receiver", "ops", "--url", url])
        #expect(table.output.hasPrefix("ID "))
        #expect(table.output.contains("\(id)  dead   firing  ops       webhook[0]   1      -             "))
        #expect(try await rows("--receiver", "nobody", url: url).isEmpty)
        #expect(try await rows("--before", id, url: url).isEmpty)

        hook.recover()
        let retried = try await Command.run(["deliveries", "retry", "--receiver", "ops", "--url", url])
        #expect(retried.status == 0, "\(retried.messages)")
        #expect(retried.output.contains(id) && retried.output.contains("pending"))
        let delivered = try await row(in: "delivered", url: url)
        #expect(delivered["id"] as? String == id && delivered["attempts"] as? Int == 2)
        #expect(delivered["lastError"] is NSNull)
        #expect(hook.identities.entries == ["msg_\(id)", "msg_\(id)"])

        for (arguments, status, message) in [
            (["drop", id], 1, "error: the delivery `\(id)` was delivered\n"),
            (["retry", id], 1, "error: the delivery `\(id)` was delivered\n"),
            (
                ["retry", "x-1"], 1,
                "error: there is no delivery `x-1`: it was never there, or `storage.retention` is over\n"
            ),
            (["retry", "--receiver", "ops"], 1, "error: the receiver `ops` has no dead letters\n"),
            (["--state", "lost"], 1, "error: `lost` is no state; there are pending, delivered, dead\n"),
        ] as [([String], Int32, String)] {
            let outcome = try await Command.run(["deliveries"] + arguments + ["--url", url])
            #expect(outcome.status == status)
            #expect(outcome.messages == message)
        }

        let port = try #require(url.split(separator: ":").last.flatMap { Int($0) })
        let sources = try await HTTPExchange.send("GET", "/api/callwatch/v1/sources", port: port)
        #expect(
            sources.body == #"{"sources":[{"name":"cloud","state":"up","lastPollAt":"2014-10-07T09:00:00Z","#
                + #""lastGoodPollAt":"2014-10-07T09:00:00Z","targets":[]}]}"#
        )
        daemon.signal(SIGTERM)
        #expect(try await daemon.finish().status == 0)
    }

    @Test(arguments: [["retry"], ["retry", "a", "--receiver", "b"], ["drop"], ["list", "--limit", "x"]])
    func wrongUsageIsSaidBeforeAnythingIsAsked(arguments: [String]) async throws {
        #expect(try await Command.run(["deliveries"] + arguments).status == 2)
    }

    @Test func daemonThatCannotBeReachedIsTheWorldsFault() async throws {
        let outcome = try await Command.run(["deliveries", "--url", "http://127.0.0.1:1"])
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("cannot ask the daemon: "), "\(outcome.messages)")
    }
}
