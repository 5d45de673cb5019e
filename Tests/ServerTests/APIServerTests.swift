import Alerting
import Logging
import Model
import PeerPrograms
import Server
import Synchronization
import Testing

/// A daemon that the server is tested with instead of a real one.
private final class ScriptedOperations: SilentOperations {
    let reloads = Mutex(0)
    let questions = Mutex<[String]>([])
    private let result: ReloadResult
    private let reason: String?

    init(notReady reason: String? = nil, reload: ReloadResult = .done) {
        self.reason = reason
        result = reload
    }

    func reasonNotReady() async -> String? { reason }

    func reload() async -> ReloadResult {
        reloads.withLock { $0 += 1 }
        return result
    }

    func metrics() async -> String { "metric 1\n" }

    func sources() async -> String { #"{"sources":[]}"# }

    func deliveries(_ question: DeliveryQuestion) async -> DeliveryAnswer {
        let words = [question.state?.rawValue, question.receiver, question.before, String(question.limit)]
        questions.withLock { $0.append(words.compactMap { $0 }.joined(separator: " ")) }
        return .found(text: "no deliveries\n", json: #"{"deliveries":[]}"#)
    }

    func retryDelivery(_ id: String) async -> DeliveryAnswer { steered("retry \(id)", id) }

    func retryDeadLetters(of receiver: String) async -> DeliveryAnswer {
        steered("retry all of \(receiver)", receiver)
    }

    func dropDelivery(_ id: String) async -> DeliveryAnswer { steered("drop \(id)", id) }

    private func steered(_ what: String, _ id: String) -> DeliveryAnswer {
        questions.withLock { $0.append(what) }
        return switch id {
        case "none": .unknown("there is no delivery `none`")
        case "done": .refused("the delivery `done` was delivered")
        default: .found(text: "\(id) waits\n", json: #"{"deliveries":[{"id":"\#(id)"}]}"#)
        }
    }

    func explain(_ question: ExplanationQuestion) async -> ExplanationResult {
        questions.withLock {
            $0.append(([question.alert] + question.matchers.map(\.description)).joined(separator: " "))
        }
        return question.alert == "None" ? .nothing("no alert is named `None`") : .found(text: "it fires\n", json: "{}")
    }
}

struct APIServerTests {
    /// Runs a server on a free port of the loopback for as long as `body` takes.
    private static func withServer(
        _ operations: ScriptedOperations = ScriptedOperations(),
        externalURL: String? = nil,
        accounts: Accounts = Accounts(),
        _ body: @escaping @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        try await TestServer.run(operations, externalURL: externalURL, accounts: accounts, body)
    }

    private static func withServer(
        _ options: ServerOptions,
        _ operations: ScriptedOperations = ScriptedOperations(),
        _ body: @escaping @Sendable (_ url: String) async throws -> Void
    ) async throws {
        try await TestServer.run(options, operations, body)
    }

    // MARK: Paths and methods

    @Test(
        arguments: [
            ("/-/healthy", "text/plain; charset=utf-8", "healthy\n"),
            ("/-/ready", "text/plain; charset=utf-8", "ready\n"),
            ("/metrics", "text/plain; version=0.0.4; charset=utf-8", "metric 1\n"),
            ("/metrics?x=1", "text/plain; version=0.0.4; charset=utf-8", "metric 1\n"),
        ]
    )
    func getAnswersAndHeadSaysTheSameWithoutABody(path: String, type: String, body: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send("GET", path, port: port)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == type)
            #expect(answer.body == body)
            let head = try await HTTPExchange.send("HEAD", path, port: port)
            #expect(head.status == 200)
            #expect(head.header("Content-Type") == type)
            #expect(head.header("Content-Length") == String(body.utf8.count))
            #expect(head.body.isEmpty)
        }
    }

    @Test func notReadyIs503AndHealthyAllTheSame() async throws {
        try await Self.withServer(ScriptedOperations(notReady: "the disk is full")) { port in
            let ready = try await HTTPExchange.send("GET", "/-/ready", port: port)
            #expect(ready.status == 503)
            #expect(ready.body == "not ready: the disk is full\n")
            let healthy = try await HTTPExchange.send("GET", "/-/healthy", port: port)
            #expect(healthy.status == 200)
        }
    }

    @Test(
        arguments: [
            ("POST", "/-/healthy", "GET, HEAD"), ("DELETE", "/metrics", "GET, HEAD"), ("PUT", "/-/ready", "GET, HEAD"),
            ("GET", "/-/reload", "POST"), ("HEAD", "/-/reload", "POST"),
            ("DELETE", "/api/v2/silences", "GET, HEAD, POST"), ("POST", "/api/v2/silence/x", "GET, HEAD, DELETE"),
            ("DELETE", "/api/v2/alerts", "GET, HEAD, POST"), ("PUT", "/api/v2/alerts/groups", "GET, HEAD"),
        ]
    )
    func wrongMethodIs405WithAllow(method: String, path: String, allowed: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send(method, path, port: port)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == allowed)
        }
    }

    @Test(arguments: ["//", "/-/", "/-/healthy/", "/Metrics", "/-/../metrics", "/metrics%00"])
    func unknownPathIs404(path: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send("GET", path, port: port)
            #expect(answer.status == 404)
        }
    }

    // MARK: Explanations

    @Test func explanationIsJSONAndTextWhereThatIsAccepted() async throws {
        let operations = ScriptedOperations()
        try await Self.withServer(operations) { port in
            let path = "/api/callwatch/v1/explain?alert=Long%20Wait&filter=vdn%3D170&filter=name%3D~%22a%7Cb%26c%22"
            let answer = try await HTTPExchange.send("GET", path, port: port)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.body == "{}")
            let text = try await HTTPExchange.send("GET", path, port: port, headers: ["Accept: text/plain"])
            #expect(text.header("Content-Type") == "text/plain; charset=utf-8")
            #expect(text.body == "it fires\n")
        }
        let question = #"Long Wait vdn="170" name=~"a|b&c""#
        #expect(operations.questions.withLock { $0 } == [question, question])
    }

    @Test(
        arguments: [
            ("", 400, "needs the name of one alert"), ("?alert=", 400, "needs the name of one alert"),
            ("?alert=A&alert=B", 400, "needs the name of one alert"),
            ("?alert=A&label=vdn", 400, "no parameter `label`"), ("?alert=A&filter=vdn", 400, "`vdn` is no matcher"),
            ("?alert=None", 404, "no alert is named `None`"),
        ]
    )
    func questionThatCannotBeAnsweredSaysHowToAsk(query: String, status: Int, message: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send("GET", "/api/callwatch/v1/explain\(query)", port: port)
            #expect(answer.status == status)
            #expect(answer.body.contains(message), "\(answer.body)")
        }
    }

    // MARK: Deliveries

    @Test func deliveriesAreAskedForByQuery() async throws {
        let operations = ScriptedOperations()
        try await Self.withServer(operations) { port in
            let path = "/api/callwatch/v1/deliveries"
            let all = try await HTTPExchange.send("GET", path, port: port)
            #expect(all.status == 200)
            #expect(all.header("Content-Type") == "application/json")
            #expect(all.body == #"{"deliveries":[]}"#)
            let query = "?state=dead&receiver=the%20desk&limit=1000&before=x-1"
            let text = try await HTTPExchange.send("GET", path + query, port: port, headers: ["Accept: text/plain"])
            #expect(text.body == "no deliveries\n")
        }
        #expect(operations.questions.withLock { $0 } == ["100", "dead the desk x-1 1000"])
    }

    @Test(
        arguments: [
            ("?state=lost", "`lost` is no state; there are pending, delivered, dead"),
            ("?limit=0", "`limit` is a whole number from 1 to 1000, not `0`"),
            ("?limit=1001", "not `1001`"), ("?limit=x", "not `x`"),
            ("?limit=1&limit=2", "`limit` stands there twice"), ("?reciever=ops", "no parameter `reciever`"),
        ]
    )
    func queryOfDeliveriesThatIsNoneSaysWhy(query: String, message: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send("GET", "/api/callwatch/v1/deliveries\(query)", port: port)
            #expect(answer.status == 400)
            #expect(answer.body.contains(message), "\(answer.body)")
        }
    }

    @Test(
        arguments: [
            ("x-1/retry", 200, #"{"deliveries":[{"id":"x-1"}]}"#),
            ("x-1.2/drop", 200, #"{"deliveries":[{"id":"x-1.2"}]}"#),
            ("none/retry", 404, "there is no delivery `none`\n"), ("done/drop", 409, "was delivered\n"),
            ("x-1", 404, "there is nothing at this path\n"), ("x-1/resend", 404, "there is nothing at this path\n"),
            ("/retry", 404, "there is nothing at this path\n"),
            ("retry?receiver=ops%20a", 200, #"{"deliveries":[{"id":"ops a"}]}"#),
            ("retry?receiver=none", 404, "there is no delivery `none`\n"),
            ("retry", 400, "`?receiver=NAME`\n"), ("retry?state=dead", 400, "`?receiver=NAME`\n"),
            ("retry?receiver=a&receiver=b", 400, "`?receiver=NAME`\n"),
        ]
    )
    func deliveriesAreSteeredByPost(path: String, status: Int, body: String) async throws {
        try await Self.withServer { port in
            let answer = try await HTTPExchange.send(
                "POST",
                "/api/callwatch/v1/deliveries/\(path)",
                port: port,
                headers: ["Content-Type: application/json"],
                body: "{}"
            )
            #expect(answer.status == status)
            #expect(answer.body.hasSuffix(body), "\(answer.body)")
        }
    }

    @Test func onlyAnAdministratorSteersDeliveries() async throws {
        func token(_ hash: String, _ role: Accounts.Role) -> Accounts.Token {
            Accounts.Token(name: role.rawValue, tokenHash: hash, role: role)
        }
        // SHA-256 of `operator` and `admin`.
        let accounts = Accounts(tokens: [
            token("06e55b633481f7bb072957eabcf110c972e86691c3cfedabe088024bffe42f23", .operatorRole),
            token("8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918", .admin),
        ])
        try await Self.withServer(accounts: accounts) { port in
            for (name, status) in [("operator", 403), ("admin", 200)] {
                for verb in ["x-1/retry", "x-1/drop", "retry?receiver=ops"] {
                    let answer = try await HTTPExchange.send(
                        "POST",
                        "/api/callwatch/v1/deliveries/\(verb)",
                        port: port,
                        headers: ["Authorization: Bearer \(name)"]
                    )
                    #expect(answer.status == status)
                }
            }
            let list = try await HTTPExchange.send(
                "GET",
                "/api/callwatch/v1/deliveries",
                port: port,
                headers: ["Authorization: Bearer operator"]
            )
            #expect(list.status == 200)
        }
    }

    // MARK: Reloads

    @Test func reloadAnswersWithWhatCameOfIt() async throws {
        let good = ScriptedOperations()
        try await Self.withServer(good) { port in
            let answer = try await HTTPExchange.send("POST", "/-/reload", port: port)
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(answer.header("Content-Length") == "0")
        }
        #expect(good.reloads.withLock { $0 } == 1)
        try await Self.withServer(ScriptedOperations(reload: .mistakes(text: "error: x\n", json: "{}"))) { port in
            let text = try await HTTPExchange.send("POST", "/-/reload", port: port, headers: ["Accept: */*"])
            #expect(text.status == 400)
            #expect(text.body == "error: x\n")
            let json = try await HTTPExchange.send(
                "POST",
                "/-/reload",
                port: port,
                headers: ["Accept: application/json"]
            )
            #expect(json.status == 400)
            #expect(json.header("Content-Type") == "application/json")
            #expect(json.body == "{}")
        }
        try await Self.withServer(ScriptedOperations(reload: .failed("the disk is full"))) { port in
            let answer = try await HTTPExchange.send("POST", "/-/reload", port: port)
            #expect(answer.status == 500)
            #expect(answer.body == "not reloaded: the disk is full\n")
        }
    }

    // MARK: The loopback is not a password

    @Test(
        arguments: [
            ("127.0.0.1:PORT", 200), ("localhost:PORT", 200), ("LOCALHOST:PORT", 200), ("callwatch.example.com", 200),
            ("localhost", 200), ("127.0.0.1", 403), ("127.0.0.1:1", 403), ("evil.example:PORT", 403),
            ("callwatch.example.com:8443", 403), ("127.0.0.1.evil.example:PORT", 403), ("", 403),
        ]
    )
    func onlyOurHostsAreAnsweredWithoutAccounts(host: String, status: Int) async throws {
        try await Self.withServer(externalURL: "https://callwatch.example.com") { port in
            let header = "Host: \(host.replacing("PORT", with: String(port)))"
            let answer = try await HTTPExchange.send("GET", "/metrics", port: port, headers: [header])
            #expect(answer.status == status)
            // Probes come by whatever name, and learn nothing.
            let probe = try await HTTPExchange.send("GET", "/-/healthy", port: port, headers: [header])
            #expect(probe.status == 200)
        }
    }

    @Test(
        arguments: [
            ([], 200),
            (["Origin: https://evil.example"], 403),
            (["Origin: null"], 403),
            (["Origin: https://evil.example", "Content-Type: text/plain"], 403),
            // A browser asks first before it sends this type to another site, and is not told yes.
            (["Origin: https://evil.example", "Content-Type: application/json"], 200),
            (["Content-Type: application/x-www-form-urlencoded"], 200),
        ] as [([String], Int)]
    )
    func pagesOfOtherSitesCannotReload(headers: [String], status: Int) async throws {
        let operations = ScriptedOperations()
        try await Self.withServer(operations) { port in
            let answer = try await HTTPExchange.send("POST", "/-/reload", port: port, headers: headers)
            #expect(answer.status == status)
        }
        #expect(operations.reloads.withLock { $0 } == (status == 200 ? 1 : 0))
    }

    // MARK: Accounts

    private static let ops = "Authorization: Basic b3BzOmNvcnJlY3QgaG9yc2U="
    private static let root = "Authorization: Basic cm9vdDpjb3JyZWN0IGhvcnNl"
    private static let grafana = "Authorization: Bearer grafana-token"

    @Test(
        arguments: [
            ("GET", "/-/healthy", [], 200), ("GET", "/-/ready", [], 200),
            ("GET", "/api/callwatch/v1/explain?alert=A", [], 401),
            ("GET", "/api/callwatch/v1/explain?alert=A", [grafana], 200),
            ("GET", "/metrics", [], 401), ("POST", "/-/reload", [], 401),
            ("GET", "/api/v2/silences", [], 401), ("GET", "/api/v2/silences", [grafana], 200),
            ("GET", "/api/v2/alerts", [grafana], 200), ("GET", "/api/v2/alerts/groups", [grafana], 200),
            ("GET", "/api/v2/status", [grafana], 200), ("GET", "/api/v2/receivers", [grafana], 200),
            ("GET", "/api/v2/silence/x", [grafana], 404), ("DELETE", "/api/v2/silence/x", [grafana], 403),
            ("DELETE", "/api/v2/silence/x", [ops], 404), ("POST", "/api/v2/silences", [grafana], 403),
            // It comes as far as its body, which is none.
            ("POST", "/api/v2/silences", [ops], 400), ("GET", "/api/v2/nothing", [], 401),
            ("DELETE", "/api/v2/silence/x", [ops, "Origin: https://evil.example"], 403),
            ("GET", "/", [], 401), ("GET", "/no/such", [], 401), ("GET", "/-/reload", [], 401),
            ("GET", "/no/such", [grafana], 404), ("GET", "/-/reload", [grafana], 405), ("POST", "/-/ready", [], 405),
            ("GET", "/metrics", ["Authorization: Basic b3BzOndyb25nIGhvcnNl"], 401),
            ("GET", "/metrics", [grafana], 200), ("GET", "/metrics", [ops], 200), ("HEAD", "/metrics", [root], 200),
            ("POST", "/-/reload", [grafana], 403), ("POST", "/-/reload", [ops], 403),
            ("POST", "/-/reload", [root], 200),
            // Whoever has a name may come by any; a page of another site may not use a browser's memory of it.
            ("GET", "/metrics", [grafana, "Host: callwatch.internal"], 200),
            ("POST", "/-/reload", [root, "Origin: https://evil.example"], 403),
            ("POST", "/-/reload", [root, "Origin: https://callwatch.example.com"], 200),
        ] as [(String, String, [String], Int)]
    )
    func accountsMayWhatTheirRoleMay(method: String, path: String, headers: [String], status: Int) async throws {
        try await Self.withServer(
            externalURL: "https://callwatch.example.com",
            accounts: AccountsTests.accounts
        ) { port in
            let answer = try await HTTPExchange.send(method, path, port: port, headers: headers)
            #expect(answer.status == status)
            let challenge = answer.header("WWW-Authenticate")
            if status == 401 {
                #expect(challenge?.contains("Basic realm=") == true && challenge?.contains("Bearer realm=") == true)
            } else {
                #expect(challenge == nil)
            }
        }
    }

    // MARK: Listening

    @Test func portInUseIsSaidSo() async throws {
        let other = try ScriptedServer { _ in }
        defer { other.stop() }
        let options = ServerOptions(host: "127.0.0.1", port: other.port)
        let error = await #expect(throws: ServerError.self) { try await Self.withServer(options) { _ in } }
        #expect(error?.description.contains(": the port is in use; ") == true)
        guard case .cannotListen(let host, let port, _) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(host == "127.0.0.1")
        #expect(port == other.port)
    }

    @Test(.enabled(if: PrivateCA.isAvailable, "openssl is not installed"))
    func servesHTTPS() async throws {
        let authority = try PrivateCA()
        let identity = try authority.issue("localhost", alternativeNames: ["DNS:localhost", "IP:127.0.0.1"])
        let tls = ServerOptions.TLSFiles(certificate: identity.certificateFile, privateKey: identity.keyFile)
        try await Self.withServer(ServerOptions(host: "127.0.0.1", port: 0, tls: tls)) { url in
            #expect(url.hasPrefix("https://127.0.0.1:"))
            let port = url.split(separator: ":").last ?? ""
            // `-ign_eof` keeps the connection open until the server has answered.
            let text = try await Program.runAside(
                "sh",
                [
                    "-c",
                    "printf 'GET /-/healthy HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n'"
                        + " | openssl s_client -connect 127.0.0.1:\(port) -quiet -ign_eof 2>/dev/null",
                ]
            )
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.contains("healthy"))
            // The files go with the authority.
            withExtendedLifetime(authority) {}
        }
    }

    @Test(.enabled(if: PrivateCA.isAvailable, "openssl is not installed"))
    func keyOfAnotherCertificateIsSaidSo() throws {
        let authority = try PrivateCA()
        let (one, other) = (
            try authority.issue("one", alternativeNames: ["DNS:one"]),
            try authority.issue("other", alternativeNames: ["DNS:other"])
        )
        let tls = ServerOptions.TLSFiles(certificate: one.certificateFile, privateKey: other.keyFile)
        let error = #expect(throws: ServerError.self) {
            try APIServer(
                options: ServerOptions(host: "127.0.0.1", port: 0, tls: tls),
                operations: ScriptedOperations(),
                logger: Logger(label: "test")
            )
        }
        let words = "the key in `\(other.keyFile)` does not belong to the certificate in `\(one.certificateFile)`"
        #expect(error?.description == "cannot serve HTTPS: " + words)
    }

    @Test func certificateThatIsNoneIsSaidSo() throws {
        let folder = try TemporaryFolder("server")
        try folder.write("no certificate", to: "a.pem")
        let tls = ServerOptions.TLSFiles(certificate: folder.file("a.pem"), privateKey: folder.file("a.pem"))
        let error = #expect(throws: ServerError.self) {
            try APIServer(
                options: ServerOptions(host: "127.0.0.1", port: 0, tls: tls),
                operations: ScriptedOperations(),
                logger: Logger(label: "test")
            )
        }
        #expect(error?.description.hasPrefix("cannot serve HTTPS: \(folder.file("a.pem"))") == true)
    }
}
