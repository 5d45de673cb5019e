import Alerting
import Model
import PeerPrograms
import Server
import Synchronization
import Testing

/// The routes about incidents and the pages behind signed links, over HTTP and with a real engine.
struct IncidentRouteTests {
    private static let json = ["Content-Type: application/json", "Accept: text/plain"]
    private static let linkKey = [UInt8](repeating: 7, count: 32)

    /// An engine whose alert opened INC-1 after 30 seconds; the time is 100 seconds after the beginning.
    private static func operations(failure: String? = nil) throws -> EngineOperations {
        let ana = Person(
            name: "ana",
            zone: .utc,
            receivers: ["chat": "ops"],
            notices: [.high: [.init(by: "chat")]]
        )
        let policy = EscalationPolicy(
            name: "duty",
            steps: [.init([.person("ana")], wait: .minutes(5)), .init([.receiver("duty")], wait: .minutes(5))]
        )
        return try EngineOperations(
            failure: failure,
            onCall: OnCallDirectory(people: [ana], policies: [policy]),
            escalation: "duty"
        )
    }

    private static func post(_ path: String, _ body: String, _ port: Int) async throws -> HTTPExchange.Answer {
        try await HTTPExchange.send("POST", "/api/callwatch/v1/incidents" + path, port: port, headers: json, body: body)
    }

    // MARK: The API

    /// A request, and what is answered: the status, and what the text holds.
    struct Act: Sendable {
        var path: String
        var body: String
        var status: Int
        var text: String

        init(_ path: String, _ body: String, _ status: Int, _ text: String) {
            self.path = path
            self.body = body
            self.status = status
            self.text = text
        }
    }

    @Test(arguments: [
        Act("/INC-1/ack", #"{"as":"ana","note":"on it"}"#, 200, "100 acknowledged by ana\n100 noted by ana: on it"),
        Act("/INC-1/ack", #"{"duration":"30m"}"#, 200, "100 acknowledged until 2024-01-01T00:31:40Z"),
        Act("/INC-1/snooze", #"{"as":"bo","duration":"1h"}"#, 200, "acknowledged by bo until 2024-01-01T01:01:40Z"),
        Act("/INC-1/escalate", #"{"as":"bo"}"#, 200, "100 next step asked for by bo\n100 step 2\n100 told to duty"),
        Act("/INC-1/note", #"{"note":"looking"}"#, 200, "100 noted: looking"),
        Act("/INC-1/snooze", "{}", 400, "`duration` is needed"),
        Act("/INC-1/snooze", #"{"duration":"soon"}"#, 400, "`duration` is a duration"),
        Act("/INC-1/escalate", #"{"duration":"30m"}"#, 400, "`duration` is how long"),
        Act("/INC-1/note", "{}", 400, "`note` is needed"),
        Act("/INC-1/note", #"{"note":""}"#, 400, "`note` is a text of 1 to 4096 bytes"),
        Act("/INC-1/ack", "[]", 400, "the body is no JSON object"),
        Act("/INC-9/ack", "{}", 404, "there is no incident INC-9"),
        Act("/INC-01/ack", "{}", 404, "there is no incident `INC-01`"),
    ])
    func incidentIsActedOn(_ act: Act) async throws {
        try await TestServer.run(try Self.operations()) { port in
            let answer = try await Self.post(act.path, act.body, port)
            #expect(answer.status == act.status)
            #expect(answer.body.contains(act.text), "\(answer.body)")
        }
    }

    @Test func incidentsAreListedByState() async throws {
        try await TestServer.run(try Self.operations()) { port in
            func list(_ query: String) async throws -> HTTPExchange.Answer {
                try await HTTPExchange.send("GET", "/api/callwatch/v1/incidents\(query)", port: port)
            }
            let (triggered, resolved) = (try await list("?state=triggered"), try await list("?state=resolved"))
            #expect(triggered.body == #"["INC-1"]"# && resolved.body == #"[""]"#)
            let (all, open, limited) = (try await list(""), try await list("?state=open"), try await list("?limit=1"))
            #expect(all.header("Content-Type") == "application/json")
            #expect(open.status == 400 && limited.status == 400)
        }
    }

    @Test func whatCannotBeWrittenIsNotDone() async throws {
        try await TestServer.run(try Self.operations(failure: "the disk is full")) { port in
            let answer = try await Self.post("/INC-1/ack", "{}", port)
            #expect(answer.status == 500 && answer.body.contains("the disk is full"))
        }
    }

    // MARK: Links

    // The signatures were made by another program: HMAC-SHA256 with 32 bytes of 7.
    private static let acknowledge =
        "/incident/INC-1/ack?for=ana&until=1704070800000"
        + "&signature=0d0057c9f5509a713b3b476aa0ff902e93701b7857677b402016f02ebc5c3034"
    private static let snooze =
        "/incident/INC-1/snooze?for=ana&until=1704070800000"
        + "&signature=c4045eb3ff53aae0880121d7f297ba666982146efb7b0e095084231821196b28"
    private static let expired =
        "/incident/INC-1/ack?for=ana&until=1704067200000"
        + "&signature=5cb2b39bf05b468b1118bcf15fe833720d62ab58a6585bfcd67ed882084c78b5"
    private static let several =
        "/incident/INC-1,INC-2/ack?for=ana&until=1704070800000"
        + "&signature=848e53ceedf495d0233bf86678601fe24a1c512df7daea02878f21b7ca9616ce"

    private static func log(_ operations: EngineOperations) async -> String {
        guard case .found(let text, _) = await operations.incident(1) else { return "" }
        return text
    }

    @Test func previewShowsAButtonAndDoesNothing() async throws {
        let operations = try Self.operations()
        let accounts = Accounts(tokens: [Accounts.Token(name: "t", tokenHash: "00", role: .viewer)])
        try await TestServer.run(operations, accounts: accounts, linkKey: Self.linkKey) { port in
            let before = await Self.log(operations)
            for method in ["GET", "HEAD"] {
                let answer = try await HTTPExchange.send(method, Self.acknowledge, port: port)
                #expect(answer.status == 200)
                #expect(answer.body.contains("<button>Acknowledge</button>") == (method == "GET"))
                #expect(answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
                #expect(answer.header("Cache-Control") == "no-store")
            }
            #expect(await Self.log(operations) == before)
        }
    }

    @Test(arguments: [
        (acknowledge, "acknowledged by ana\n"), (snooze, "acknowledged by ana until 2024-01-01T00:31:40Z\n"),
    ])
    func buttonActsWithoutALoginAndTwiceIsHarmless(_ link: String, _ line: String) async throws {
        let operations = try Self.operations()
        let accounts = Accounts(tokens: [Accounts.Token(name: "t", tokenHash: "00", role: .viewer)])
        try await TestServer.run(operations, accounts: accounts, linkKey: Self.linkKey) { port in
            for _ in 0..<2 {
                let answer = try await HTTPExchange.send(
                    "POST",
                    link,
                    port: port,
                    headers: ["Content-Type: application/x-www-form-urlencoded", "Origin: null"],
                    body: ""
                )
                #expect(answer.status == 200 && answer.body.contains("Done, ana."), "\(answer.body)")
                #expect(await Self.log(operations).contains("100 " + line))
            }
        }
    }

    @Test func linkOfSeveralIncidentsAnswersAllThatAreOpen() async throws {
        let operations = try Self.operations()
        try await TestServer.run(operations, linkKey: Self.linkKey) { port in
            let answer = try await HTTPExchange.send("POST", Self.several, port: port, body: "")
            #expect(answer.body.contains("INC-1, acknowledged") && answer.body.contains("INC-2, over long ago"))
        }
    }

    @Test(arguments: [
        acknowledge.replacing("INC-1", with: "INC-2"), acknowledge.replacing("/ack", with: "/snooze"),
        acknowledge.replacing("for=ana", with: "for=bo"), acknowledge.replacing("0d0057", with: "0d0058"),
        acknowledge.replacing("1704070800000", with: "1804070800000"), acknowledge + "&for=bo",
        "/incident/INC-1/ack", "/incident/INC-1/ack?for=ana&until=x&signature=y", expired,
    ])
    func linkThatIsForgedOrOverIsRefused(_ link: String) async throws {
        let operations = try Self.operations()
        try await TestServer.run(operations, linkKey: Self.linkKey) { port in
            let before = await Self.log(operations)
            for method in ["GET", "POST"] {
                let answer = try await HTTPExchange.send(method, link, port: port, body: method == "POST" ? "" : nil)
                #expect(answer.status == 403)
                #expect(!answer.body.contains("<button>"))
            }
            #expect(await Self.log(operations) == before)
            #expect(operations.forgedLinks.withLock { $0 } == (link == Self.expired ? 0 : 2))
        }
    }

    @Test func withoutAKeyNoLinkIsValid() async throws {
        try await TestServer.run(try Self.operations()) { port in
            let answer = try await HTTPExchange.send("GET", Self.acknowledge, port: port)
            #expect(answer.status == 403)
        }
    }
}
