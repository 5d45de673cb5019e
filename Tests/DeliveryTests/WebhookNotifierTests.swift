import Alerting
import Delivery
import Model
import Outbound
import PeerPrograms
import Synchronization
import Testing

struct WebhookNotifierTests {
    private static let path = "/services/T0000000/B1111111/secretsecret?token=tokentoken"

    /// One attempt at a server that answers every request with `answer`.
    private func attempt(
        timeout: TimeSpan = .seconds(20),
        _ answer: @escaping @Sendable (ScriptedConnection) -> Void
    ) async throws -> DeliveryOutcome? {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            answer(connection)
        }
        defer { server.stop() }
        let url = Secret("http://127.0.0.1:\(server.port)\(Self.path)")
        let peer = try OneIntegration("webhook[0]", .webhook(WebhookSettings(url: url, timeout: timeout)))
        return await peer.attempt(Sample.delivery())
    }

    private func answer(_ status: String, _ headers: String = "", body: String = "") async throws -> DeliveryOutcome? {
        try await attempt { connection in
            connection.write("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
    }

    @Test(arguments: ["200 OK", "202 Accepted"])
    func successIsDelivered(status: String) async throws {
        #expect(try await answer(status, body: "whatever") == .delivered)
    }

    @Test func noContentIsDelivered() async throws {
        #expect(try await attempt { $0.write("HTTP/1.1 204 No Content\r\n\r\n") } == .delivered)
    }

    @Test(arguments: [
        ("400 Bad Request", "no such\r\nchannel", "HTTP status 400: no such channel"),
        ("401 Unauthorized", "", "HTTP status 401"),
        ("404 Not Found", "Cannot POST \(path)", "HTTP status 404: Cannot POST <secret>"),
        ("410 Gone", "{\"path\":\"\\/secretsecret\"}", "HTTP status 410: {\"path\":\"\\/<secret>\"}"),
        ("301 Moved", "to \(path)", "HTTP status 301: redirects are not followed"),
    ])
    func refusalIsFinal(status: String, body: String, error: String) async throws {
        let location = status.hasPrefix("301") ? "Location: http://127.0.0.1:1/other\r\n" : ""
        #expect(try await answer(status, location, body: body) == .rejected(error: error))
    }

    @Test(
        arguments: [
            ("408 Request Timeout", "", nil),
            ("429 Too Many Requests", "Retry-After: 7\r\n", 7_000),
            ("429 Too Many Requests", "", nil),
            ("500 Internal Server Error", "", nil),
            ("503 Service Unavailable", "retry-after: Tue, 07 Oct 2014 07:50:23 GMT\r\n", 59_500),
            ("503 Service Unavailable", "Retry-After: soon\r\n", nil),
            ("599 What", "", nil),
        ] as [(String, String, Int64?)]
    )
    func troubleIsTriedAgain(status: String, headers: String, milliseconds: Int64?) async throws {
        let outcome = try await answer(status, headers, body: "busy")
        let retryAfter = milliseconds.map { TimeSpan(milliseconds: $0) }
        #expect(outcome == .retry(error: "HTTP status \(status.prefix(3)): busy", retryAfter: retryAfter))
    }

    @Test func silenceIsTriedAgain() async throws {
        let outcome = try await attempt(timeout: .milliseconds(200)) { $0.waitForEnd() }
        expectRetry(outcome, "timeout: ")
    }

    @Test func aSlowAnswerIsWaitedFor() async throws {
        let outcome = try await attempt { connection in
            for part in ["HTTP/1.1 ", "200 OK\r\n", "Content-Length: 2\r\n\r\n", "o", "k"] {
                connection.pause(milliseconds: 50)
                connection.write(part)
            }
        }
        #expect(outcome == .delivered)
    }

    @Test func anAnswerThatNeverEndsIsTriedAgain() async throws {
        let outcome = try await attempt(timeout: .milliseconds(300)) { connection in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\no")
            connection.waitForEnd()
        }
        expectRetry(outcome, "timeout: ")
    }

    @Test func aResetIsTriedAgain() async throws {
        expectRetry(try await attempt { $0.resetAtEnd() }, "reset: ")
    }

    @Test func whatIsNoHTTPIsTriedAgain() async throws {
        expectRetry(try await attempt { $0.write("SSH-2.0-OpenSSH_9\r\n") }, "malformed: ")
    }

    @Test func aHugeAnswerIsNotRead() async throws {
        let sent = Mutex(0)
        let outcome = try await attempt { connection in
            connection.write("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 1000000000\r\n\r\n")
            let part = Array(repeating: UInt8(ascii: "x"), count: 100_000)
            for _ in 0..<10_000 {
                guard connection.write(part) else { break }
                sent.withLock { $0 += part.count }
            }
        }
        #expect(outcome == .retry(error: "HTTP status 500: \(String(repeating: "x", count: 200))…", retryAfter: nil))
        #expect(sent.withLock { $0 } < 100_000_000)
    }

    @Test func aClosedPortIsTriedAgain() async throws {
        let url = Secret("http://127.0.0.1:\(try ScriptedServer.closedPort())\(Self.path)")
        let peer = try OneIntegration("webhook[0]", .webhook(WebhookSettings(url: url)))
        expectRetry(await peer.attempt(Sample.delivery()), "connect: ")
    }

    @Test func whatIsNoURLIsFinal() async throws {
        let peer = try OneIntegration(
            "webhook[0]",
            .webhook(WebhookSettings(url: Secret("ftp://example.com/secretsecret")))
        )
        #expect(await peer.attempt(Sample.delivery()) == .rejected(error: "not an http or https URL"))
    }

    @Test func cancellationTellsNothing() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            arrival.yield()
            connection.waitForEnd()
        }
        defer { server.stop() }
        let url = Secret("http://127.0.0.1:\(server.port)/")
        let peer = try OneIntegration("webhook[0]", .webhook(WebhookSettings(url: url, timeout: .seconds(60))))
        let task = Task { await peer.attempt(Sample.delivery()) }
        var iterator = arrivals.makeAsyncIterator()
        await iterator.next()
        task.cancel()
        #expect(await task.value == nil)
        let second = Task { await peer.attempt(Sample.delivery()) }
        await iterator.next()
        await peer.transport.shutdown()
        #expect(await second.value == nil)
        #expect(await peer.attempt(Sample.delivery()) == nil)
    }

    private func expectRetry(
        _ outcome: DeliveryOutcome?,
        _ kind: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        guard case .retry(let error, nil) = outcome else {
            Issue.record("not tried again: \(String(describing: outcome))", sourceLocation: location)
            return
        }
        #expect(error.hasPrefix(kind), sourceLocation: location)
        for secret in ["services", "secretsecret", "tokentoken"] {
            #expect(!error.contains(secret), sourceLocation: location)
        }
    }

    // MARK: What is sent

    /// What a server receives of one attempt with those settings.
    private func received(_ settings: (_ url: Secret) -> WebhookSettings) async throws -> ReceivedRequest {
        let (requests, arrival) = AsyncStream.makeStream(of: ReceivedRequest.self)
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            arrival.yield(request)
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let url = Secret("http://127.0.0.1:\(server.port)\(Self.path)")
        let peer = try OneIntegration("webhook[0]", .webhook(settings(url)))
        #expect(await peer.attempt(Sample.delivery()) == .delivered)
        var iterator = requests.makeAsyncIterator()
        return try #require(await iterator.next())
    }

    @Test func requestIsAPostOfTheDocument() async throws {
        let request = try await received { WebhookSettings(url: $0, maxAlerts: 1) }
        #expect(request.requestLine == "POST \(Self.path) HTTP/1.1")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("User-Agent") == "Callwatch/1.2.3")
        #expect(request.header("webhook-id") == "msg_6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
        #expect(request.header("webhook-timestamp") == "1412668163")
        #expect(request.header("webhook-signature") == nil)
        #expect(request.header("Authorization") == nil)
        let document = WebhookDocument(Sample.notification(), maxAlerts: 1, externalURL: Sample.externalURL)
        #expect(request.body == document.bytes)
    }

    @Test(.enabled(if: MailReader.isAvailable, "python3 checks the signature, and is not installed"))
    func signatureIsWhatAnotherImplementationMakes() async throws {
        let keys = ["first key, 24 bytes long", "second"].map { WebhookSettings.SigningKey(bytes: Array($0.utf8)) }
        let request = try await received { WebhookSettings(url: $0, signingKeys: keys) }
        let folder = try TemporaryFolder("signature")
        try folder.write(String(decoding: request.body, as: UTF8.self), to: "body")
        let script = """
            import base64, hashlib, hmac, sys
            id, timestamp, path = sys.argv[1:4]
            signed = id.encode() + b"." + timestamp.encode() + b"." + open(path, "rb").read()
            codes = [hmac.new(key.encode(), signed, hashlib.sha256).digest() for key in sys.argv[4:]]
            print(" ".join("v1," + base64.b64encode(code).decode() for code in codes), end="")
            """
        let expected = try Program.run(
            "python3",
            [
                "-c", script, try #require(request.header("webhook-id")),
                try #require(request.header("webhook-timestamp")), folder.file("body"), "first key, 24 bytes long",
                "second",
            ]
        )
        #expect(request.header("webhook-signature") == expected)
    }

    @Test func basicAuthenticationIsSent() async throws {
        let request = try await received { url in
            let basic = HTTPSettings.BasicAuth(username: "ops", password: Secret("pass:word"))
            return WebhookSettings(url: url, http: HTTPSettings(basicAuth: basic))
        }
        #expect(request.header("Authorization") == "Basic b3BzOnBhc3M6d29yZA==")
    }

    @Test(arguments: [("Bearer", "Bearer abc"), ("Token", "Token abc")])
    func authorizationIsSent(type: String, value: String) async throws {
        let request = try await received { url in
            let authorization = HTTPSettings.Authorization(type: type, credentials: Secret("abc"))
            return WebhookSettings(url: url, http: HTTPSettings(authorization: authorization))
        }
        #expect(request.header("Authorization") == value)
    }

    @Test func configuredHeadersReplaceDefaultsButNotTheMessagesOwn() async throws {
        let request = try await received { url in
            let headers = [("X-Team", "voice"), ("user-agent", "Other/1"), ("Webhook-ID", "msg_forged")]
                .map { HTTPSettings.Header(name: $0.0, value: Secret($0.1)) }
            return WebhookSettings(url: url, http: HTTPSettings(headers: headers))
        }
        #expect(request.header("X-Team") == "voice")
        #expect(request.header("User-Agent") == "Other/1")
        #expect(request.header("webhook-id") == "msg_6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
        #expect(request.headerLines.count { $0.lowercased().hasPrefix("user-agent:") } == 1)
        #expect(request.headerLines.count { $0.lowercased().hasPrefix("webhook-id:") } == 1)
        #expect(request.header("Content-Type") == "application/json")
    }

    @Test func aHeaderThatCannotBeSentIsFinal() async throws {
        let header = HTTPSettings.Header(name: "X-Team", value: Secret("a\r\nb: c"))
        let settings = WebhookSettings(url: Secret("http://127.0.0.1:1/"), http: HTTPSettings(headers: [header]))
        let outcome = try await OneIntegration("webhook[0]", .webhook(settings)).attempt(Sample.delivery())
        guard case .rejected(let error) = outcome else {
            Issue.record("not final: \(String(describing: outcome))")
            return
        }
        #expect(!error.contains("b: c"))
    }

    @Test func theProxyIsAsked() async throws {
        let request = try await received { url in
            // The server plays the proxy of a host that does not exist.
            let proxy = Secret(String(url.text.dropLast(Self.path.count)))
            return WebhookSettings(url: Secret("http://chat.invalid/hook"), http: HTTPSettings(proxyURL: proxy))
        }
        #expect(request.requestLine == "POST http://chat.invalid/hook HTTP/1.1")
    }

    @Test(.enabled(if: PrivateCA.isAvailable && TLSEchoServer.isAvailable, "openssl or python3 is not installed"))
    func theServersCertificateIsChecked() async throws {
        let authority = try PrivateCA()
        let identity = try authority.issue("localhost", alternativeNames: ["DNS:hooks.test"])
        let server = try TLSEchoServer(identity)
        defer { server.stop() }
        func attempt(_ tls: TLSSettings) async throws -> DeliveryOutcome? {
            let url = Secret("https://127.0.0.1:\(server.port)/")
            let settings = WebhookSettings(url: url, http: HTTPSettings(tls: tls))
            return try await OneIntegration("webhook[0]", .webhook(settings)).attempt(Sample.delivery())
        }
        expectRetry(try await attempt(TLSSettings()), "tls: ")
        expectRetry(try await attempt(TLSSettings(caFile: authority.caFile)), "tls: ")
        expectRetry(try await attempt(TLSSettings(pinnedPublicKey: "sha256//AAAA", insecureSkipVerify: true)), "tls: ")
        // The server knows GET alone, and says so once a session came about.
        for tls in [
            TLSSettings(caFile: authority.caFile, serverName: "hooks.test"),
            TLSSettings(pinnedPublicKey: identity.pin, insecureSkipVerify: true),
        ] {
            guard case .retry(let error, _) = try await attempt(tls) else {
                Issue.record("no answer")
                continue
            }
            #expect(error.hasPrefix("HTTP status 501"))
        }
    }

    @Test(.enabled(if: PrivateCA.isAvailable && TLSEchoServer.isAvailable, "openssl or python3 is not installed"))
    func theClientsCertificateIsShown() async throws {
        let authority = try PrivateCA()
        let server = try TLSEchoServer(
            authority.issue("localhost", alternativeNames: ["IP:127.0.0.1"]),
            clientAuthority: authority.caFile
        )
        defer { server.stop() }
        let client = try authority.issue("callwatch", alternativeNames: ["DNS:callwatch"])
        let tls = TLSSettings(
            caFile: authority.caFile,
            certFile: client.certificateFile,
            keyFile: client.keyFile
        )
        let url = Secret("https://127.0.0.1:\(server.port)/")
        let settings = WebhookSettings(url: url, http: HTTPSettings(tls: tls))
        guard
            case .retry(let error, _) = try await OneIntegration("webhook[0]", .webhook(settings)).attempt(
                Sample.delivery()
            )
        else {
            Issue.record("no answer")
            return
        }
        #expect(error.hasPrefix("HTTP status 501"))
    }
}
