import Alerting
// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import Model
import PeerPrograms
import TestSupport
import Testing

/// Alertmanager's routes for silences, over HTTP and with a real engine.
struct SilenceRouteTests {
    private static let json = ["Content-Type: application/json"]

    private static func matcher(_ name: String, _ value: String, isRegex: Bool = false) -> [String: any Sendable] {
        ["name": name, "value": value, "isRegex": isRegex]
    }

    /// The body of a silence of code 1 with other members, and without those that are named.
    private static func body(_ members: [String: any Sendable] = [:], without keys: Set<String> = []) throws -> String {
        let usual: [String: any Sendable] = [
            "matchers": [Self.matcher("innoId", "1")],
            "startsAt": Timestamp.at(0).rfc3339,
            "endsAt": Timestamp.at(3600).rfc3339,
            "createdBy": "ana",
            "comment": "maintenance",
        ]
        let object = usual.merging(members) { _, new in new }.filter { !keys.contains($0.key) }
        let data = try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
        return String(decoding: data, as: UTF8.self)
    }

    private static func post(_ body: String, _ port: Int) async throws -> HTTPExchange.Answer {
        try await HTTPExchange.send("POST", "/api/v2/silences", port: port, headers: json, body: body)
    }

    /// Makes a silence and gives its id.
    private static func make(_ body: String, _ port: Int) async throws -> String {
        let answer = try await post(body, port)
        try #require(answer.status == 200, "\(answer.body)")
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: String]
        return try #require(object?["silenceID"])
    }

    private static func get(_ path: String, _ port: Int) async throws -> HTTPExchange.Answer {
        try await HTTPExchange.send("GET", path, port: port)
    }

    // MARK: The life of a silence

    @Test func silenceIsMadeShownAndEnded() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let id = try await Self.make(try Self.body(), port)
            let shown = try await Self.get("/api/v2/silence/\(id)", port)
            #expect(shown.header("Content-Type") == "application/json")
            #expect(shown.header("Cache-Control") == "no-store")
            // As Alertmanager writes it, key for key; what began before now begins now.
            let expected = """
                {"id":"\(id)","status":{"state":"active"},"updatedAt":"2024-01-01T00:01:40.000Z","annotations":{},\
                "comment":"maintenance","createdBy":"ana","endsAt":"2024-01-01T01:00:00.000Z",\
                "matchers":[{"isEqual":true,"isRegex":false,"name":"innoId","value":"1"}],\
                "startsAt":"2024-01-01T00:01:40.000Z"}
                """
            #expect(shown.body == expected)
            #expect(try await Self.get("/api/v2/silences", port).body == "[\(expected)]")
            for _ in 0..<2 {
                let ended = try await HTTPExchange.send("DELETE", "/api/v2/silence/\(id)", port: port)
                #expect(ended.status == 200)
                #expect(ended.body.isEmpty)
            }
            let after = try await Self.get("/api/v2/silence/\(id)", port)
            #expect(after.body.contains(#""status":{"state":"expired"}"#))
        }
    }

    @Test func silenceThatIsNotThereIs404() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            for method in ["GET", "DELETE"] {
                let answer = try await HTTPExchange.send(method, "/api/v2/silence/no-such", port: port)
                #expect(answer.status == 404)
                let words = #""no silence has the id `no-such`: it was never made, or ended too long ago""#
                #expect(answer.body == words)
            }
            let change = try await Self.post(try Self.body(["id": "no-such"]), port)
            #expect(change.status == 404)
            for path in ["/api/v2/silence/", "/api/v2/silence/a/b", "/api/v2/silence"] {
                let answer = try await Self.get(path, port)
                #expect(answer.status == 404)
                #expect(answer.body == #""there is nothing at this path""#)
            }
        }
    }

    @Test func changeKeepsTheIdWhereItCan() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let id = try await Self.make(try Self.body(), port)
            let start = Timestamp.at(100).rfc3339
            let longer = try Self.body([
                "id": id, "startsAt": start, "endsAt": Timestamp.at(7200).rfc3339, "createdBy": "ben",
            ])
            #expect(try await Self.make(longer, port) == id)
            let shown = try await Self.get("/api/v2/silence/\(id)", port)
            #expect(shown.body.contains(#""createdBy":"ben","endsAt":"2024-01-01T02:00:00.000Z""#))
            let others = try Self.body([
                "id": id, "startsAt": start, "matchers": [Self.matcher("vdn", "1")],
            ])
            let next = try await Self.make(others, port)
            #expect(next != id)
            #expect(try await Self.get("/api/v2/silence/\(id)", port).body.contains(#""state":"expired""#))
        }
    }

    @Test func silenceMayKeepToATimeInterval() async throws {
        try await TestServer.run(try EngineOperations(intervals: [.daily("nights", 1320..<1440)])) { port in
            let id = try await Self.make(try Self.body(["interval": "nights", "annotations": ["ticket": "7"]]), port)
            let shown = try await Self.get("/api/v2/silence/\(id)", port)
            #expect(shown.body.contains(#""state":"pending""#))
            #expect(shown.body.contains(#""interval":"nights","matchers""#))
            #expect(shown.body.contains(#""annotations":{"ticket":"7"}"#))
            // Alertmanager's clients do not know of it, and must not make a silence for all day of one for the nights.
            let longer = try await Self.make(try Self.body(["id": id, "comment": "longer"]), port)
            #expect(try await Self.get("/api/v2/silence/\(longer)", port).body.contains(#""interval":"nights""#))
            let always = try await Self.make(try Self.body(["id": longer, "interval": ""]), port)
            #expect(try await Self.get("/api/v2/silence/\(always)", port).body.contains(#""state":"active""#))
        }
    }

    @Test func plusInAQueryIsASpace() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let id = try await Self.make(try Self.body(["createdBy": "ana b+c"]), port)
            #expect(try await Self.get("/api/v2/silences?createdBy=ana+b%2Bc", port).body.contains(id))
            #expect(try await !Self.get("/api/v2/silences?createdBy=ana+b+c", port).body.contains(id))
        }
    }

    @Test func dryRunSaysWhatWouldBeHeldBackAndMakesNothing() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let matchers = [Self.matcher("innoId", "1|2|9", isRegex: true)]
            let answer = try await Self.post(try Self.body(["dryRun": true, "matchers": matchers]), port)
            #expect(answer.status == 200)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
            )
            #expect(object["alertCount"] as? Int == 2)
            #expect(object["holdsNow"] as? Bool == true)
            let codes = (object["alerts"] as? [[String: String]])?.map { $0["innoId"] }
            #expect(codes == ["1", "2"])
            #expect(try await Self.get("/api/v2/silences", port).body == "[]")
            let refused = try await Self.post(
                try Self.body(["dryRun": true, "endsAt": Timestamp.at(50).rfc3339]),
                port
            )
            #expect(refused.status == 400)
        }
    }

    /// The engine's time is 100 seconds after half past seven.
    @Test func dryRunSaysWhenItWouldHoldBack() async throws {
        let minute = Timestamp.at(0).milliseconds / 60_000 % 1440
        let soon = NamedInterval(name: "soon", intervals: [RecurringInterval(times: [minute + 10..<minute + 20])])
        let never = NamedInterval(name: "never", intervals: [])
        try await TestServer.run(try EngineOperations(intervals: [soon, never])) { port in
            func preview(_ members: [String: any Sendable]) async throws -> [String: Any] {
                let body = try Self.body(members.merging(["dryRun": true]) { own, _ in own })
                let answer = try await Self.post(body, port)
                let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
                return try #require(object, "\(answer.body)")
            }
            let end = Timestamp.at(7200).rfc3339
            let later = try await preview(["startsAt": Timestamp.at(300).rfc3339, "endsAt": end])
            #expect(later["holdsFrom"] as? String == Timestamp.at(300).rfc3339)
            #expect(later["holdsNow"] as? Bool == false)
            let between = try await preview(["interval": "soon", "endsAt": end])
            #expect(between["holdsFrom"] as? String == (Timestamp.at(0) + .minutes(10)).rfc3339)
            let tooEarly = try await preview(["interval": "soon", "endsAt": Timestamp.at(300).rfc3339])
            #expect(tooEarly["holdsFrom"] is NSNull)
            #expect(try await preview(["interval": "never", "endsAt": end])["holdsFrom"] is NSNull)
        }
    }

    @Test(arguments: [#""comment":"c",}"#, #""comment":"c"} x"#])
    func bodyThatIsNotQuiteJSONIs400(_ end: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let body =
                #"{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":"2014-10-07T07:00:00Z","#
                + #""endsAt":"2024-10-07T07:00:00Z","createdBy":"ana",\#(end)"#
            let answer = try await Self.post(body, port)
            #expect(answer.status == 400)
            #expect(answer.body.contains("the body is no JSON: "), "\(answer.body)")
        }
    }

    @Test func silenceThatCannotBeWrittenIs500() async throws {
        try await TestServer.run(try EngineOperations(failure: "the disk is full")) { port in
            let made = try await Self.post(try Self.body(), port)
            #expect(made.status == 500)
            #expect(made.body == #""not silenced: the disk is full""#)
            let ended = try await HTTPExchange.send("DELETE", "/api/v2/silence/x", port: port)
            #expect(ended.status == 500)
        }
    }

    // MARK: Queries

    @Test(
        arguments: [
            ("", ["1", "2", "later", "over"]),
            ("?filter=innoId%3D1", ["1"]),
            ("?filter=innoId%3D~%221%7C2%22&filter=team%21%3Dvoice", ["1", "2"]),
            ("?filter=team%3D~%22.%2A%22", ["later"]),
            ("?expired=false", ["1", "2", "later"]),
            ("?active=false&pending=false", ["over"]),
            ("?createdBy=ben", ["2"]),
            ("?endsBefore=2024-01-01T00:50:00Z", ["1", "over"]),
            ("?endsAfter=2024-01-01T00:50:00Z", ["2", "later"]),
            ("?unknown=1", ["1", "2", "later", "over"]),
        ]
    )
    func listIsFilteredAndInAlertmanagersOrder(query: String, expected: [String]) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let over = try await Self.make(
                try Self.body(["comment": "over", "matchers": [Self.matcher("innoId", "3")]]),
                port
            )
            _ = try await HTTPExchange.send("DELETE", "/api/v2/silence/\(over)", port: port)
            let others: [[String: any Sendable]] = [
                [
                    "comment": "later", "matchers": [Self.matcher("team", "voice")],
                    "startsAt": Timestamp.at(7000).rfc3339, "endsAt": Timestamp.at(7200).rfc3339,
                ],
                ["comment": "2", "matchers": [Self.matcher("innoId", "2")], "createdBy": "ben"],
                ["comment": "1", "endsAt": Timestamp.at(3000).rfc3339],
            ]
            for members in others { _ = try await Self.make(try Self.body(members), port) }
            let answer = try await Self.get("/api/v2/silences\(query)", port)
            #expect(answer.status == 200)
            let list = try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[String: Any]]
            #expect(list?.map { $0["comment"] as? String } == expected)
        }
    }

    @Test(
        arguments: [
            ("filter=innoId", "`innoId` is no matcher"), ("filter=a%3D~%22%28%22", "not a regular expression"),
            ("active=maybe", "`active` is `true` or `false`, not `maybe`"),
            ("endsAfter=noon", "`endsAfter` is no time of RFC 3339"),
            (Array(repeating: "filter=a%3Db", count: 51).joined(separator: "&"), "50 filters at most"),
        ]
    )
    func badQueryIs400(query: String, message: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.get("/api/v2/silences?\(query)", port)
            #expect(answer.status == 400)
            #expect(answer.body.contains(message), "\(answer.body)")
            #expect(answer.header("Content-Type") == "application/json")
        }
    }

    // MARK: Guard rails

    @Test func policyIsKeptTo() async throws {
        let policy = SilencePolicy(leastMatchers: 2, longest: .hours(1))
        try await TestServer.run(try EngineOperations(policy)) { port in
            let one = try await Self.post(try Self.body(), port)
            #expect(one.status == 400)
            #expect(one.body.contains("needs at least 2 matchers"))
            let two = [
                Self.matcher("innoId", "1"), Self.matcher("vdn", "1"),
            ]
            let long = try await Self.post(
                try Self.body(["matchers": two, "endsAt": Timestamp.at(7200).rfc3339]),
                port
            )
            #expect(long.body.contains("may last 1h at most"))
            let good = try await Self.post(try Self.body(["matchers": two]), port)
            #expect(good.status == 200)
        }
    }

    // MARK: Hostile bodies

    @Test(
        arguments: [
            ("", "the body is no JSON"), ("{", "the body is no JSON"), ("[]", "the body is no object"),
            ("null", "the body is no object"), ("{}", "the body lacks `matchers`"),
            (String(repeating: "[", count: 60_000), "the body is no"),
            (#"{"matchers":[{"name":"a"}]}"#, "`matchers[0]` lacks `value`"),
            (#"{"matchers":[{"name":1,"value":"","isRegex":false}]}"#, "`matchers[0].name` is no text"),
            (#"{"matchers":{}}"#, "`matchers` is no list"), ("\u{FEFF}\u{0}", "the body is no JSON"),
        ]
    )
    func bodyThatIsNoSilenceIs400(body: String, message: String) async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(body, port)
            #expect(answer.status == 400)
            #expect(answer.body.contains(message), "\(answer.body)")
        }
    }

    @Test(
        arguments: [
            (["matchers": [any Sendable]()], "needs a matcher at least"),
            (["matchers": [matcher("", "x")]], "needs the name of a label"),
            (["matchers": [matcher("a", "(", isRegex: true)]], "no regular expression"),
            (["matchers": [matcher("a", ".*", isRegex: true)]], "cover every alert"),
            (
                ["matchers": Array(repeating: matcher("a", "b"), count: 51)],
                "50 matchers at most"
            ),
            (["startsAt": "now"], "`startsAt` is no time of RFC 3339"),
            (["endsAt": "99999-01-01T00:00:00Z"], "`endsAt` is no time of RFC 3339"),
            (["endsAt": "2023-01-01T00:00:00Z"], "end after it starts"),
            (["startsAt": "2023-01-01T00:00:00Z", "endsAt": "2023-02-01T00:00:00Z"], "over already"),
            (["comment": String(repeating: "x", count: 4097)], "`comment` is longer than 4096 bytes"),
            (["createdBy": String(repeating: "x", count: 257)], "`createdBy` is longer than 256 bytes"),
            (["interval": "nights"], "no time interval is named `nights`"),
            (["annotations": ["a": 1]], "`annotations.a` is no text"),
        ] as [([String: any Sendable], String)]
    )
    func silenceWithAMistakeIs400(members: [String: any Sendable], message: String) async throws {
        let body = try Self.body(members)
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(body, port)
            #expect(answer.status == 400)
            #expect(answer.body.contains(message), "\(answer.body)")
            #expect(try await Self.get("/api/v2/silences", port).body == "[]")
        }
    }

    @Test func memberThatIsMissingIsNamed() async throws {
        for key in ["startsAt", "endsAt", "createdBy", "comment"] {
            let body = try Self.body(without: [key])
            try await TestServer.run(try EngineOperations()) { port in
                let answer = try await Self.post(body, port)
                #expect(answer.status == 400)
                #expect(answer.body == #""the body lacks `\#(key)`""#)
            }
        }
    }

    @Test func bodyThatIsTooLargeIs413() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await Self.post(String(repeating: " ", count: 64 * 1024 + 1), port)
            #expect(answer.status == 413)
            #expect(answer.body == #""a silence may have 65536 bytes at most""#)
        }
    }

    // MARK: The loopback is not a password

    @Test(
        arguments: [
            (["Content-Type: text/plain"], 403), ([], 403), (["Content-Type: application/json", "Host: evil"], 403),
            (["Content-Type: application/json; charset=utf-8"], 200),
        ] as [([String], Int)]
    )
    func pagesOfOtherSitesCannotSilence(headers: [String], status: Int) async throws {
        let body = try Self.body()
        try await TestServer.run(try EngineOperations()) { port in
            let answer = try await HTTPExchange.send(
                "POST",
                "/api/v2/silences",
                port: port,
                headers: headers,
                body: body
            )
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "application/json")
        }
    }

    @Test func pagesOfOtherSitesCannotEndASilence() async throws {
        try await TestServer.run(try EngineOperations()) { port in
            let id = try await Self.make(try Self.body(), port)
            for header in ["Origin: https://evil.example", "Origin: null", "Host: evil.example"] {
                let answer = try await HTTPExchange.send(
                    "DELETE",
                    "/api/v2/silence/\(id)",
                    port: port,
                    headers: [header]
                )
                #expect(answer.status == 403)
            }
            let ours = try await HTTPExchange.send(
                "DELETE",
                "/api/v2/silence/\(id)",
                port: port,
                headers: ["Origin: http://127.0.0.1:\(port)"]
            )
            #expect(ours.status == 200)
        }
    }
}
