import Alerting
// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import Model
import PeerPrograms
import TestSupport
import Testing

/// Alertmanager's routes for alerts, groups, receivers and status, over HTTP and with a real engine.
struct AlertRouteTests {
    /// The engine with the alert of code 2 silenced.
    private static func operations() async throws -> EngineOperations {
        let operations = try EngineOperations()
        guard case .done = await operations.silence(.of(innoId: "2", 100..<3600)) else {
            throw Program.Failure("the silence was not made")
        }
        return operations
    }

    private static func list(_ path: String, _ port: Int) async throws -> [[String: Any]] {
        let answer = try await HTTPExchange.send("GET", path, port: port)
        try #require(answer.status == 200, "\(answer.body)")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        return try #require(object as? [[String: Any]])
    }

    private static func codes(_ alerts: [[String: Any]]) -> [String] {
        alerts.compactMap { ($0["labels"] as? [String: String])?["innoId"] }
    }

    @Test func alertHasAlertmanagersForm() async throws {
        let operations = try await Self.operations()
        try await TestServer.run(operations, externalURL: "https://callwatch.example.com") { port in
            let alerts = try await Self.list("/api/v2/alerts", port)
            try #require(Self.codes(alerts) == ["1", "2"])
            let (told, held) = (alerts[0], alerts[1])
            #expect(
                told["labels"] as? [String: String]
                    == ["alertname": "Backlog", "ccId": "1", "innoId": "1", "source": "s", "vdn": "1"]
            )
            #expect(told["annotations"] as? [String: String] == [:])
            #expect(told["startsAt"] as? String == "2024-01-01T00:00:00.000Z")
            #expect(told["updatedAt"] as? String == "2024-01-01T00:01:00.000Z")
            // Four polls of 15 seconds later.
            #expect(told["endsAt"] as? String == "2024-01-01T00:02:00.000Z")
            #expect(told["receivers"] as? [[String: String]] == [["name": "ops"]])
            let fingerprint = try #require(told["fingerprint"] as? String)
            #expect(fingerprint.count == 16)
            #expect(told["generatorURL"] as? String == "https://callwatch.example.com/?alert=\(fingerprint)")
            let status = try #require(told["status"] as? [String: Any])
            #expect(status["state"] as? String == "active")
            for key in ["silencedBy", "inhibitedBy", "mutedBy"] { #expect((status[key] as? [String])?.isEmpty == true) }
            let other = try #require(held["status"] as? [String: Any])
            #expect(other["state"] as? String == "suppressed")
            let silences = await operations.silences()
            #expect(other["silencedBy"] as? [String] == silences.map(\.silence.id))
            #expect(held["receivers"] as? [[String: String]] == [["name": "duty"]])
        }
    }

    @Test(
        arguments: [
            ("", ["1", "2"]), ("?silenced=false", ["1"]), ("?active=false", ["2"]),
            ("?active=false&silenced=false", []), ("?inhibited=false&muted=false&unprocessed=false", ["1", "2"]),
            ("?receiver=ops", ["1"]), ("?receiver=o", []), ("?receiver=ops%7Cduty", ["1", "2"]),
            ("?filter=innoId%3D2", ["2"]), ("?filter=alertname%3DBacklog&filter=innoId%21%3D2", ["1"]),
            // A label that is not there is not matched by a pattern, as in Alertmanager.
            ("?filter=team%3D~%22.%2A%22", []), ("?filter=team%3D%22%22", ["1", "2"]),
        ] as [(String, [String])]
    )
    func alertsAreFiltered(query: String, expected: [String]) async throws {
        let operations = try await Self.operations()
        try await TestServer.run(operations) { port in
            let alerts = try await Self.list("/api/v2/alerts\(query)", port)
            #expect(Self.codes(alerts) == expected)
        }
    }

    @Test(
        arguments: [
            ("", ["ops: 1", "duty: 2"]), ("?silenced=false", ["ops: 1"]), ("?receiver=duty", ["duty: 2"]),
            ("?filter=innoId%3D1", ["ops: 1"]), ("?active=false&silenced=false", []),
        ] as [(String, [String])]
    )
    func groupsAreFiltered(query: String, expected: [String]) async throws {
        let operations = try await Self.operations()
        try await TestServer.run(operations) { port in
            let groups = try await Self.list("/api/v2/alerts/groups\(query)", port)
            let shown = groups.map { group in
                let receiver = (group["receiver"] as? [String: String])?["name"] ?? "?"
                let alerts = group["alerts"] as? [[String: Any]] ?? []
                return "\(receiver): \(Self.codes(alerts).joined(separator: " "))"
            }
            #expect(shown == expected)
            #expect(groups.allSatisfy { $0["labels"] is [String: String] && $0["routeLabels"] is [String: String] })
        }
    }

    @Test(
        arguments: [
            ("receiver=%28", "`receiver` is no regular expression"), ("silenced=2", "`silenced` is `true` or `false`"),
            ("unprocessed=x", "`unprocessed` is `true` or `false`"), ("filter=%3D", "is no matcher"),
        ]
    )
    func badQueryIs400(query: String, message: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await HTTPExchange.send("GET", "/api/v2/alerts?\(query)", port: port)
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix("\"") && answer.body.contains(message), "\(answer.body)")
        }
    }

    @Test func statusHasWhatClientsWant() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await HTTPExchange.send("GET", "/api/v2/status", port: port)
            let expected = #"""
                {"cluster":{"peers":[],"status":"disabled"},"config":{"original":"route:\n  receiver: ops\n"},\#
                "uptime":"2024-01-01T00:00:00.000Z","versionInfo":{"branch":"","buildDate":"","buildUser":"",\#
                "goVersion":"","revision":"","version":"1.2.3"}}
                """#
            #expect(answer.body == expected)
            let receivers = try await HTTPExchange.send("GET", "/api/v2/receivers", port: port)
            #expect(receivers.body == #"[{"name":"duty"},{"name":"ops"}]"#)
            let head = try await HTTPExchange.send("HEAD", "/api/v2/receivers", port: port)
            #expect(head.header("Content-Length") == String(receivers.body.utf8.count))
            #expect(head.body.isEmpty)
        }
    }
}
