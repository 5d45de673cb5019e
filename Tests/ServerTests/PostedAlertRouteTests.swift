import Alerting
// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import PeerPrograms
import Testing

/// Alertmanager's route for alerts from elsewhere, over HTTP and with a real engine.
struct PostedAlertRouteTests {
    private static func post(_ body: String, _ port: Int) async throws -> HTTPExchange.Answer {
        let headers = ["Content-Type: application/json"]
        return try await HTTPExchange.send("POST", "/api/v2/alerts", port: port, headers: headers, body: body)
    }

    @Test func postedAlertIsShownAsItWasPosted() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(
                """
                [{"labels":{"alertname":"Disk","host":"a","empty":""},"annotations":{"summary":"full"},\
                "startsAt":"2024-01-01T00:01:00Z","endsAt":"0001-01-01T00:00:00Z",\
                "generatorURL":"https://prometheus.example.com/graph","more":[{}]}]
                """,
                port
            )
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            let shown = try await HTTPExchange.send("GET", "/api/v2/alerts?filter=alertname%3DDisk", port: port)
            #expect(
                shown.body == """
                    [{"annotations":{"summary":"full"},"endsAt":"2024-01-01T00:06:40.000Z",\
                    "fingerprint":"\(try Self.fingerprint(shown.body))","receivers":[{"name":"ops"}],\
                    "startsAt":"2024-01-01T00:01:00.000Z","status":{"inhibitedBy":[],"mutedBy":[],\
                    "silencedBy":[],"state":"active"},"updatedAt":"2024-01-01T00:01:40.000Z",\
                    "generatorURL":"https://prometheus.example.com/graph",\
                    "labels":{"alertname":"Disk","host":"a"}}]
                    """
            )
        }
    }

    private static func fingerprint(_ body: String) throws -> String {
        let alerts = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]]
        return try #require(alerts?.first?["fingerprint"] as? String)
    }

    @Test(
        arguments: [
            ("[]", 200, ""), ("null", 200, ""),
            (#"[{"labels":{}}]"#, 400, "at least one label pair required"),
            (#"[{"labels":{"a":""}}]"#, 400, "at least one label pair required"),
            (
                #"[{"labels":{"":"x"}},{"labels":{"alertname":"B"},"startsAt":"2024-01-02T00:00:00Z","endsAt":"2024-01-01T00:00:00Z"}]"#,
                400, #"invalid label set: invalid name ""; start time must be before end time"#
            ),
            (#"[{}]"#, 400, "`[0]` lacks `labels`"),
            (#"{}"#, 400, "the body is no list"),
            (#"[{"labels":{"a":5}}]"#, 400, "`[0].labels.a` is no text"),
            ("x", 400, "the body is no JSON"), ("", 400, "the body is no JSON"),
            (
                #"[{"labels":{"a":"b"},"startsAt":"now"}]"#, 400,
                "`[0].startsAt` is no time of RFC 3339, such as `2026-01-05T09:00:00Z`"
            ),
            (String(repeating: "[", count: 40), 400, "the body is nested deeper than 32 levels"),
        ]
    )
    func bodyIsAnsweredAsAlertmanagerDoes(_ body: String, _ status: Int, _ words: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(body, port)
            #expect(answer.status == status)
            guard status != 200 else { return }
            let text = try JSONSerialization.jsonObject(with: Data(answer.body.utf8), options: .fragmentsAllowed)
            #expect((text as? String)?.hasPrefix(words) == true, "\(answer.body)")
        }
    }

    @Test func goodAlertsOfABodyWithBadOnesAreTaken() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(#"[{"labels":{}},{"labels":{"alertname":"Disk"}}]"#, port)
            #expect(answer.status == 400)
            let shown = try await HTTPExchange.send("GET", "/api/v2/alerts?filter=alertname%3DDisk", port: port)
            #expect(shown.body.contains(#""alertname":"Disk""#))
            let groups = try await HTTPExchange.send("GET", "/api/v2/alerts/groups?filter=alertname%3DDisk", port: port)
            #expect(groups.body.contains(#""alertname":"Disk""#))
        }
    }

    @Test func whatCannotBeWrittenIs500() async throws {
        try await TestServer.run(try EngineOperations(failure: "disk full")) { port in
            let answer = try await Self.post(#"[{"labels":{"a":"b"}}]"#, port)
            #expect(answer.status == 500)
            #expect(answer.body == #""not taken: disk full""#)
        }
    }

    @Test func tooMuchIsRefused() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let many = Array(repeating: #"{"labels":{"a":"b"}}"#, count: 10_001).joined(separator: ",")
            let count = try await Self.post("[\(many)]", port)
            #expect(count.status == 400)
            #expect(count.body == #""a body may have 10000 alerts at most""#)
            let size = try await Self.post(String(repeating: " ", count: 8 * 1024 * 1024 + 1), port)
            #expect(size.status == 413)
        }
    }
}
