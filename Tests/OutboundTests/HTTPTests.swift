import Outbound
import PeerPrograms
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPTests {
    private let transport: Transport

    init() throws {
        transport = try Transport()
    }

    /// Answers each request of each connection with the same bytes.
    private func server(answering answer: String) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.write(answer) }
        }
    }

    private func get(
        _ server: ScriptedServer,
        path: String = "/",
        timeoutMilliseconds: Int = 10_000,
        bodyLimit: HTTPRequest.BodyLimit = .truncate(at: 65_536)
    ) async -> HTTPOutcome {
        await transport.send(
            HTTPRequest(
                url: "http://127.0.0.1:\(server.port)\(path)",
                timeoutMilliseconds: timeoutMilliseconds,
                bodyLimit: bodyLimit,
                proxyURL: ""
            )
        )
    }

    @Test(arguments: [200, 204, 302, 400, 429, 500, 503])
    func statusAndHeadersComeAsSent(status: Int) async throws {
        let body = status == 204 ? "" : "busy"
        let server = try server(
            answering: "HTTP/1.1 \(status) Any Words\r\nRetry-After: 17\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Location: /elsewhere\r\n\r\n\(body)"
        )
        defer { server.stop() }
        let response = try #require(await get(server).response)
        #expect(response.status == status)
        #expect(response.headers["retry-after"] == "17")
        #expect(response.headers["RETRY-AFTER"] == "17")
        #expect(response.headers["absent"] == nil)
        #expect(response.body == Array(body.utf8))
        #expect(!response.isTruncated)
        #expect(server.connectionCount == 1)
    }

    @Test func requestArrivesAsGiven() async throws {
        let received = Mutex<ReceivedRequest?>(nil)
        let server = try ScriptedServer { connection in
            let request = connection.readRequest()
            received.withLock { $0 = request }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let outcome = await transport.send(
            HTTPRequest(
                method: "POST",
                url: "http://127.0.0.1:\(server.port)/a/b?c=d%20e",
                headers: ["X-One": "1", "X-Empty": "", "X-Text": "grüße; a=\"b\""],
                body: body,
                timeoutMilliseconds: 10_000,
                bodyLimit: .fail(over: 0),
                proxyURL: "",
                basicAuthentication: Credentials(username: "Aladdin", password: "open sesame")
            )
        )
        #expect(outcome.response?.status == 200)
        let request = try #require(received.withLock { $0 })
        #expect(request.requestLine == "POST /a/b?c=d%20e HTTP/1.1")
        #expect(request.header("Host") == "127.0.0.1:\(server.port)")
        #expect(request.header("Authorization") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(request.header("X-One") == "1")
        #expect(request.header("X-Empty") == "")
        #expect(request.header("X-Text") == "grüße; a=\"b\"")
        #expect(request.header("Accept") == "*/*")
        #expect(request.header("Expect") == nil)
        #expect(request.header("Content-Type") == nil)
        #expect(request.header("Accept-Encoding") == nil)
        #expect(request.header("User-Agent") == nil)
        #expect(request.body == body)
    }

    @Test(arguments: [("GET", false), ("HEAD", false), ("PUT", true), ("DELETE", false), ("POST", false)])
    func methodIsTheOneGiven(method: String, hasBody: Bool) async throws {
        let line = Mutex("")
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                line.withLock { $0 = request.requestLine + " \(request.body.count)" }
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(method == "HEAD" ? 99_999 : 0)\r\n\r\n")
            }
        }
        defer { server.stop() }
        let outcome = await transport.send(
            HTTPRequest(
                method: method,
                url: "http://127.0.0.1:\(server.port)/",
                body: hasBody ? Array("abc".utf8) : nil,
                timeoutMilliseconds: 10_000,
                bodyLimit: .fail(over: 10),
                proxyURL: ""
            )
        )
        #expect(outcome.response?.status == 200)
        #expect(line.withLock { $0 } == "\(method) / HTTP/1.1 \(hasBody ? 3 : 0)")
    }

    @Test func connectionIsUsedAgain() async throws {
        let server = try server(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        defer { server.stop() }
        for _ in 0..<50 {
            #expect(await get(server).response?.body == Array("ok".utf8))
        }
        #expect(server.connectionCount == 1)
    }

    @Test func manyAreUnderWayAtOnce() async throws {
        let waiting = Mutex(0)
        // No request is answered before all of them are there.
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            waiting.withLock { $0 += 1 }
            while waiting.withLock({ $0 }) < 50 { connection.pause(milliseconds: 1) }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        defer { server.stop() }
        let statuses = await withTaskGroup { group in
            for _ in 0..<50 { group.addTask { await get(server).response?.status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 50))
    }

    @Test func silentServerIsATimeout() async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        defer { server.stop() }
        #expect(await get(server, timeoutMilliseconds: 100).failure?.kind == .timeout)
    }

    @Test func slowDripIsBoundByTheWholeTime() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            // The whole body would take more than a minute.
            while connection.write("x") { connection.pause(milliseconds: 80) }
        }
        defer { server.stop() }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await get(server, timeoutMilliseconds: 200).failure?.kind == .timeout)
        #expect(clock.now - start < .seconds(20))
    }

    @Test func endlessBodyIsCutAndTheStatusKept() async throws {
        let server = try endlessServer()
        defer { server.stop() }
        let response = try #require(await get(server, bodyLimit: .truncate(at: 1000)).response)
        #expect(response.status == 500)
        #expect(response.body == Array(repeating: UInt8(ascii: "x"), count: 1000))
        #expect(response.isTruncated)
    }

    @Test func endlessBodyIsTooLarge() async throws {
        let server = try endlessServer()
        defer { server.stop() }
        #expect(await get(server, bodyLimit: .fail(over: 1_000_000)).failure?.kind == .tooLarge)
    }

    @Test func announcedLengthIsTooLargeAtOnce() async throws {
        let server = try server(answering: "HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
        defer { server.stop() }
        #expect(await get(server, bodyLimit: .fail(over: 1000)).failure?.kind == .tooLarge)
    }

    @Test(arguments: [HTTPRequest.BodyLimit.truncate(at: 4), .fail(over: 4)])
    func bodyOfExactlyTheLimitIsWhole(limit: HTTPRequest.BodyLimit) async throws {
        let server = try server(answering: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwxyz")
        defer { server.stop() }
        let response = try #require(await get(server, bodyLimit: limit).response)
        #expect(response.body == Array("wxyz".utf8))
        #expect(!response.isTruncated)
    }

    @Test func endlessHeadIsTooLarge() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X-More: \(String(repeating: "y", count: 1000))\r\n") {}
        }
        defer { server.stop() }
        #expect(await get(server).failure?.kind == .tooLarge)
    }

    private func endlessServer() throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n")
            while connection.write(String(repeating: "x", count: 65_536)) {}
        }
    }

    @Test(arguments: [true, false])
    func brokenAnswerIsAReset(byReset: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
            if byReset { connection.resetAtEnd() }
        }
        defer { server.stop() }
        #expect(await get(server).failure?.kind == .reset)
    }

    @Test func closeWithoutAnswerIsAReset() async throws {
        let server = try ScriptedServer { _ = $0.readRequest() }
        defer { server.stop() }
        #expect(await get(server).failure?.kind == .reset)
    }

    @Test func otherProtocolIsMalformed() async throws {
        let server = try ScriptedServer { connection in
            connection.write("220 mail.example.com ESMTP\r\n")
            connection.waitForEnd()
        }
        defer { server.stop() }
        #expect(await get(server).failure?.kind == .malformed)
    }

    @Test func closedPortIsAConnectFailure() async throws {
        let port = try ScriptedServer.closedPort()
        let outcome = await transport.send(
            HTTPRequest(
                url: "http://user:hunter2@127.0.0.1:\(port)/secret-path?token=hidden",
                timeoutMilliseconds: 10_000,
                bodyLimit: .truncate(at: 0),
                proxyURL: ""
            )
        )
        let failure = try #require(outcome.failure)
        #expect(failure.kind == .connect)
        #expect(failure.message.contains("127.0.0.1"))
        for secret in ["hunter2", "secret-path", "hidden"] { #expect(!failure.message.contains(secret)) }
    }

    @Test(arguments: [
        "", "no url", "ftp://127.0.0.1/x", "file:///etc/passwd", "smtp://127.0.0.1", "http://", "http://a:99999/",
        "http://a b/", "http://a\u{0}b/", "gopher://127.0.0.1:70/",
    ])
    func whatIsNoWebURLIsRefused(url: String) async {
        let request = HTTPRequest(url: url, timeoutMilliseconds: 1000, bodyLimit: .truncate(at: 0), proxyURL: "")
        let failure = await transport.send(request).failure
        #expect(failure?.kind == .badURL)
    }

    @Test(arguments: [
        ("X\r\nInjected", "a"), ("X", "a\r\nInjected: b"), ("X", "a\nb"), ("", "a"), ("X Y", "a"), ("X", "\u{0}"),
        ("X:", "a"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked"),
    ])
    func headersThatBreakTheRequestAreRefused(name: String, value: String) async throws {
        let server = try server(answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(server.port)/",
            headers: [name: value],
            timeoutMilliseconds: 1000,
            bodyLimit: .truncate(at: 0),
            proxyURL: ""
        )
        #expect(await transport.send(request).failure?.kind == .badRequest)
        #expect(server.connectionCount == 0)
    }

    @Test func proxyIsAskedForTheWholeURL() async throws {
        let line = Mutex("")
        let proxy = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            line.withLock { $0 = request.requestLine }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { proxy.stop() }
        let outcome = await transport.send(
            HTTPRequest(
                url: "http://hook.invalid/x",
                timeoutMilliseconds: 10_000,
                bodyLimit: .truncate(at: 0),
                proxyURL: "http://127.0.0.1:\(proxy.port)"
            )
        )
        #expect(outcome.response?.status == 200)
        #expect(line.withLock { $0 } == "GET http://hook.invalid/x HTTP/1.1")
    }

    @Test(arguments: ["nonsense://user:hunter2@127.0.0.1:1", "http://user:hunter2@127.0.0.1:1"])
    func proxyPasswordIsInNoMessage(proxy: String) async throws {
        let outcome = await transport.send(
            HTTPRequest(
                url: "http://hook.invalid/x",
                timeoutMilliseconds: 10_000,
                bodyLimit: .truncate(at: 0),
                proxyURL: proxy
            )
        )
        let failure = try #require(outcome.failure)
        #expect(failure.kind == .connect)
        #expect(!failure.message.contains("hunter2"))
    }
}

extension HTTPOutcome {
    var response: HTTPResponse? {
        if case .response(let response) = self { response } else { nil }
    }

    var failure: TransferFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
