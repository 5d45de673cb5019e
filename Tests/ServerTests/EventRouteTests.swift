import Alerting
// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import PeerPrograms
import Server
import TestSupport
import Testing

/// PagerDuty's route for events and the route for heartbeats, over HTTP and with a real engine.
struct EventRouteTests {
    private static func enqueue(_ members: [String: any Sendable], _ port: Int) async throws -> HTTPExchange.Answer {
        let data = try JSONSerialization.data(withJSONObject: members)
        return try await post("/v2/enqueue", String(decoding: data, as: UTF8.self), port)
    }

    private static func post(_ path: String, _ body: String, _ port: Int) async throws -> HTTPExchange.Answer {
        try await HTTPExchange.send("POST", path, port: port, headers: ["Content-Type: application/json"], body: body)
    }

    private static func event(_ members: [String: any Sendable] = [:]) -> [String: any Sendable] {
        let payload: [String: any Sendable] = [
            "summary": "slow", "source": "web-1", "severity": "error", "timestamp": "2024-01-01T01:00:30.5+0100",
            "component": "cart", "group": "shop", "class": "Latency",
            "custom_details": ["p99": 3, "hosts": ["a", "b"], "note": "look"] as [String: any Sendable],
        ]
        let event: [String: any Sendable] = [
            "routing_key": EngineOperations.routingKey, "event_action": "trigger", "dedup_key": "x", "payload": payload,
            "client": "Watcher", "links": [["href": "https://example.com/1", "text": "graph"]],
        ]
        return event.merging(members) { _, new in new }
    }

    @Test func eventBecomesAnAlertAndEnds() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.enqueue(Self.event(), port)
            #expect(answer.status == 202)
            #expect(answer.body == #"{"status":"success","message":"Event processed","dedup_key":"x"}"#)
            let path = "/api/v2/alerts?filter=dedup_key%3Dx"
            let shown = try await HTTPExchange.send("GET", path, port: port).body
            #expect(
                shown.contains(
                    #""labels":{"alertname":"Latency","class":"Latency","component":"cart","dedup_key":"x","#
                        + #""group":"shop","severity":"error","source":"web-1","team":"shop"}"#
                ),
                "\(shown)"
            )
            #expect(
                shown.contains(
                    #"{"client":"Watcher","hosts":"[\"a\",\"b\"]","links":"graph: https://example.com/1","#
                        + #""note":"look","p99":"3","summary":"slow"}"#
                ),
                "\(shown)"
            )
            #expect(shown.contains(#""startsAt":"2024-01-01T00:00:30.500Z""#))
            for action in ["acknowledge", "resolve"] {
                let next = try await Self.enqueue(
                    ["routing_key": EngineOperations.routingKey, "event_action": action, "dedup_key": "x"],
                    port
                )
                #expect(next.status == 202)
            }
            #expect(try await HTTPExchange.send("GET", path, port: port).body == "[]")
        }
    }

    @Test func triggerWithoutADedupKeyGetsOne() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            var keys: Set<String> = []
            for _ in 0..<2 {
                let answer = try await Self.enqueue(Self.event(["dedup_key": ""]), port)
                let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: String]
                let key = try #require(object?["dedup_key"])
                #expect(key.count == 32 && key.allSatisfy(\.isHexDigit))
                keys.insert(key)
            }
            #expect(keys.count == 2)
        }
    }

    @Test(
        arguments: [
            (["routing_key": "0123456789abcdee"], ["'routing_key' is invalid"]),
            (["routing_key": ""], ["'routing_key' is missing or blank"]),
            (
                ["event_action": "shout"],
                ["'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"]
            ),
            (["event_action": "resolve", "dedup_key": ""], ["'dedup_key' is missing or blank"]),
            (["dedup_key": String(repeating: "x", count: 256)], ["'dedup_key' is longer than 255 bytes"]),
            (
                ["payload": ""],
                [
                    "'payload.summary' is missing or blank", "'payload.source' is missing or blank",
                    "'payload.severity' is missing or blank",
                ]
            ),
        ] as [([String: String], [String])]
    )
    func mistakesAreAllTold(_ members: [String: String], _ errors: [String]) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.enqueue(Self.event(members), port)
            #expect(answer.status == 400)
            let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
            #expect(object?["status"] as? String == "invalid event")
            #expect(object?["message"] as? String == "Event object is invalid")
            #expect(object?["errors"] as? [String] == errors)
        }
    }

    @Test(
        arguments: [
            ("severity", "bad", "'payload.severity' is invalid"),
            ("timestamp", "noon", "'payload.timestamp' is no time"),
        ]
    )
    func mistakesInThePayloadAreTold(_ name: String, _ value: String, _ words: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let payload = ["summary": "s", "source": "s", "severity": "info"].merging([name: value]) { $1 }
            let answer = try await Self.enqueue(Self.event(["payload": payload]), port)
            #expect(answer.status == 400)
            #expect(answer.body.contains(words), "\(answer.body)")
        }
    }

    @Test(arguments: ["", "x", "[]", "5", String(repeating: "{\"a\":", count: 40)])
    func whatIsNoEventIs400(_ body: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post("/v2/enqueue", body, port)
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix(#"{"status":"invalid event","message":"#))
        }
    }

    @Test func routingKeyIsAllThatIsAskedFor() async throws {
        let accounts = Accounts(
            users: [],
            tokens: [.init(name: "t", tokenHash: String(repeating: "0", count: 64), role: .viewer)]
        )
        try await TestServer.run(try EngineOperations(), accounts: accounts) { port in
            let right = try await Self.enqueue(Self.event(), port)
            #expect(right.status == 202)
            let wrong = try await Self.enqueue(Self.event(["routing_key": "wrong"]), port)
            #expect(wrong.status == 400)
            // All else that posts needs an operator.
            for path in ["/api/v2/alerts", "/api/callwatch/v1/heartbeat/nightly"] {
                let answer = try await Self.post(path, "[]", port)
                #expect(answer.status == 401)
            }
        }
    }

    @Test func heartbeatNeedsNoBody() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let path = "/api/callwatch/v1/heartbeat"
            #expect(try await HTTPExchange.send("POST", "\(path)/nightly", port: port).status == 200)
            let unknown = try await HTTPExchange.send("POST", "\(path)/daily", port: port)
            #expect(unknown.status == 404)
            #expect(unknown.body.hasPrefix("no heartbeat is named `daily`"))
            #expect(try await HTTPExchange.send("GET", "\(path)/nightly", port: port).status == 405)
            // A page of another site, opened in a browser here.
            let headers = ["Origin: https://evil.example"]
            let foreign = try await HTTPExchange.send("POST", "\(path)/nightly", port: port, headers: headers)
            #expect(foreign.status == 403)
        }
    }
}
