import Outbound
import PeerPrograms
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MailTests {
    private let transport: Transport

    init() throws {
        transport = try Transport()
    }

    private func submit(
        to server: ScriptedMailServer,
        security: MailSubmission.Security = .none,
        authentication: Credentials? = nil,
        recipient: String = "ops@example.com",
        timeoutMilliseconds: Int = 10_000
    ) async -> MailOutcome {
        await transport.submit(
            MailSubmission(
                host: "127.0.0.1",
                port: server.port,
                security: security,
                hello: "callwatch.test",
                authentication: authentication,
                sender: "callwatch@example.com",
                recipient: recipient,
                message: Array("Subject: x\r\n\r\nx\r\n".utf8),
                timeoutMilliseconds: timeoutMilliseconds
            )
        )
    }

    @Test func submissionSpeaksAsRFC5321() async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        #expect(await submit(to: peer) == .delivered(MailReply(code: 250, text: "queued as 1")))
        #expect(
            peer.commands == [
                "EHLO callwatch.test", "MAIL FROM:<callwatch@example.com> SIZE=17", "RCPT TO:<ops@example.com>", "DATA",
            ]
        )
    }

    @Test func connectionIsUsedForTheNextMail() async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        for _ in 0..<10 { #expect(await submit(to: peer).isDelivered) }
        #expect(peer.connectionCount == 1)
        #expect(peer.commands.count == 1 + 10 * 3)
    }

    /// As many as the daemon has under way at once for one integration.
    @Test func mailsAtOnceShareFewConnections() async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        for _ in 0..<4 {
            await withTaskGroup(of: MailOutcome.self) { group in
                for _ in 0..<16 { group.addTask { await submit(to: peer) } }
                for await outcome in group { #expect(outcome.isDelivered) }
            }
        }
        #expect(peer.commands.count { $0 == "DATA" } == 64)
        #expect(peer.connectionCount <= 4, "\(peer.connectionCount) connections for 64 mails")
    }

    @Test(arguments: [
        ("GREETING", "554 5.3.2 not now", MailStage.connect, 554),
        ("GREETING", "421 4.3.2 later", .connect, 421),
        ("MAIL", "451 4.3.0 later", .sender, 451),
        ("MAIL", "550 5.1.8 no", .sender, 550),
        ("MAIL", "530 5.7.0 Authentication required", .authentication, 530),
        ("RCPT", "451 4.7.1 greylisted", .recipient, 451),
        ("RCPT", "550-5.1.1 no such\r\n550 5.1.1 person", .recipient, 550),
        ("DATA", "554 5.5.1 none", .data, 554),
        ("MESSAGE", "552 5.3.4 too big", .data, 552),
        ("MESSAGE", "451 4.3.0 disk full", .data, 451),
    ])
    func refusalNamesItsStage(verb: String, reply: String, stage: MailStage, code: Int) async throws {
        let peer = try ScriptedMailServer([verb: reply])
        defer { peer.stop() }
        guard case .rejected(let refusedStage, let refusal) = await submit(to: peer) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusedStage == stage)
        #expect(refusal.code == code)
        #expect(refusal.isPermanent == (code >= 500))
        let text = reply.split(whereSeparator: \.isNewline).map { $0.dropFirst(4) }.joined(separator: "\n")
        #expect(refusal.text == text)
    }

    @Test func refusedRecipientDoesNotStopTheNext() async throws {
        let seen = Mutex(0)
        let server = try ScriptedServer { connection in
            connection.write("220 mail.test\r\n")
            while let command = connection.readLine() {
                switch command.prefix(4) {
                case "RCPT":
                    seen.withLock { $0 += 1 }
                    connection.write(command.contains("gone@") ? "550 no\r\n" : "250 ok\r\n")
                case "DATA":
                    connection.write("354 go\r\n")
                    while let line = connection.readLine(), line != "." {}
                    connection.write("250 ok\r\n")
                case "QUIT":
                    return
                default:
                    connection.write("250 ok\r\n")
                }
            }
        }
        defer { server.stop() }
        var outcomes: [Bool] = []
        for recipient in ["one@example.com", "gone@example.com", "two@example.com"] {
            let outcome = await transport.submit(
                MailSubmission(
                    host: "localhost",
                    port: server.port,
                    security: .none,
                    hello: "callwatch.test",
                    sender: "",
                    recipient: recipient,
                    message: Array("x\r\n".utf8),
                    timeoutMilliseconds: 10_000
                )
            )
            outcomes.append(outcome.isDelivered)
        }
        #expect(outcomes == [true, false, true])
        #expect(seen.withLock { $0 } == 3)
    }

    @Test(arguments: ["DATA", "MESSAGE", "MAIL", "GREETING"])
    func droppedConnectionIsAFailure(at verb: String) async throws {
        let peer = try ScriptedMailServer([verb: ""])
        defer { peer.stop() }
        let kind = await submit(to: peer).failure?.kind
        #expect(kind == .reset)
    }

    @Test func silentServerIsATimeout() async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        defer { server.stop() }
        let outcome = await transport.submit(
            submission(to: server.port, message: [], timeoutMilliseconds: 100)
        )
        #expect(outcome.failure?.kind == .timeout)
    }

    @Test(arguments: ["250 mail.test", "250-mail.test\r\n250 AUTH PLAIN LOGIN", "250-mail.test\r\n250 STARTTLS"])
    func withoutSTARTTLSNothingIsSaidInClear(hello: String) async throws {
        let peer = try ScriptedMailServer(["EHLO": hello, "STARTTLS": "454 4.7.0 TLS not available"])
        defer { peer.stop() }
        let outcome = await submit(
            to: peer,
            security: .startTLS,
            authentication: Credentials(username: "callwatch", password: "hunter2")
        )
        #expect(outcome.failure?.kind == .tls)
        let verbs = Set(peer.commands.map { String($0.prefix { $0.isLetter }) })
        #expect(verbs.isSubset(of: ["EHLO", "STARTTLS", "QUIT"]))
    }

    @Test func keptConnectionInClearIsNotUsedWhereTLSIsWanted() async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        #expect(await submit(to: peer).isDelivered)
        #expect(await submit(to: peer, security: .startTLS).failure?.kind == .tls)
        #expect(peer.commands.filter { $0.hasPrefix("RCPT") }.count == 1)
        #expect(await submit(to: peer).isDelivered)
        #expect(peer.connectionCount == 2)
    }

    @Test func implicitTLSDoesNotFallBack() async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        #expect(await submit(to: peer, security: .implicit, timeoutMilliseconds: 2000).failure != nil)
        #expect(!peer.commands.contains { $0.hasPrefix("EHLO") })
    }

    @Test(arguments: ["AUTH PLAIN", "AUTH LOGIN"])
    func loginTakesWhatIsOffered(mechanism: String) async throws {
        let answers = Mutex<[String]>([])
        let server = try ScriptedServer { connection in
            connection.write("220 mail.test\r\n")
            while let command = connection.readLine() {
                answers.withLock { $0.append(command) }
                switch command.prefix(4) {
                case "EHLO": connection.write("250-mail.test\r\n250 \(mechanism)\r\n")
                case "AUTH":
                    connection.write("334 \r\n")
                    answers.withLock { $0.append(connection.readLine() ?? "") }
                    if mechanism == "AUTH LOGIN" {
                        connection.write("334 UGFzc3dvcmQ6\r\n")
                        answers.withLock { $0.append(connection.readLine() ?? "") }
                    }
                    connection.write("535 5.7.8 bad credentials\r\n")
                case "QUIT": return
                default: connection.write("250 ok\r\n")
                }
            }
        }
        defer { server.stop() }
        let outcome = await transport.submit(
            MailSubmission(
                host: "localhost",
                port: server.port,
                security: .none,
                hello: "callwatch.test",
                // In base64 it begins with QUIT, which is not to be taken for the command.
                authentication: Credentials(username: "A\u{0422}", password: "hunter2"),
                sender: "a@example.com",
                recipient: "b@example.com",
                message: [],
                timeoutMilliseconds: 10_000
            )
        )
        #expect(outcome == .rejected(.authentication, MailReply(code: 535, text: "5.7.8 bad credentials")))
        #expect(answers.withLock { $0 }.contains(mechanism))
    }

    @Test func serverThatIgnoresQuitDoesNotHoldUpOthers() async throws {
        let peer = try ScriptedServer { connection in
            connection.write("220 mail.test\r\n")
            while let command = connection.readLine() {
                if command.hasPrefix("QUIT") { break }
                connection.write(command.hasPrefix("RCPT") ? "550 no\r\n" : "250 ok\r\n")
            }
            connection.waitForEnd()
        }
        defer { peer.stop() }
        let clock = ContinuousClock()
        let start = clock.now
        let outcome = await transport.submit(
            submission(to: peer.port, message: [])
        )
        #expect(outcome == .rejected(.recipient, MailReply(code: 550, text: "no")))
        #expect(clock.now - start < .seconds(20))
    }

    @Test func shutdownDoesNotWaitForAnAnswerToQuit() async throws {
        let peer = try ScriptedMailServer(["QUIT": "250-never ends"])
        defer { peer.stop() }
        #expect(await submit(to: peer).isDelivered)
        let clock = ContinuousClock()
        let start = clock.now
        await transport.shutdown()
        #expect(clock.now - start < .seconds(20))
    }

    @Test func cancelledTaskEndsItsSubmission() async throws {
        let (events, teller) = AsyncStream<Void>.makeStream()
        let server = try ScriptedServer { connection in
            connection.write("220 mail.test\r\n")
            _ = connection.readLine()
            teller.yield()
            connection.waitForEnd()
            teller.yield()
        }
        defer { server.stop() }
        let submission = submission(to: server.port, message: [])
        let task = Task { await transport.submit(submission) }
        var told = events.makeAsyncIterator()
        #expect(await told.next() != nil)
        task.cancel()
        #expect(await task.value.failure?.kind == .cancelled)
        #expect(await told.next() != nil)
    }

    /// A mail server that takes the envelope, and then does with the message what the test says.
    private func server(takingMessage: @escaping @Sendable (ScriptedConnection) -> Void) throws -> ScriptedServer {
        try ScriptedServer { connection in
            connection.write("220 mail.test\r\n")
            while let command = connection.readLine() {
                guard command != "DATA" else { return takingMessage(connection) }
                connection.write("250 ok\r\n")
            }
        }
    }

    private func submission(to port: Int, message: [UInt8], timeoutMilliseconds: Int = 60_000) -> MailSubmission {
        MailSubmission(
            host: "127.0.0.1",
            port: port,
            security: .none,
            hello: "callwatch.test",
            sender: "a@example.com",
            recipient: "b@example.com",
            message: message,
            timeoutMilliseconds: timeoutMilliseconds
        )
    }

    @Test(arguments: [true, false])
    func messageCutShortIsNotEndedAsIfItWereWhole(byCancelling: Bool) async throws {
        let (sending, sendingTeller) = AsyncStream<Void>.makeStream()
        let (ended, endedTeller) = AsyncStream<Bool>.makeStream()
        let settled = Atomic(false)
        let server = try server { connection in
            connection.write("354 go\r\n")
            _ = connection.read(count: 1000)
            sendingTeller.yield()
            // The rest stays in the way until the client has given up.
            while !settled.load(ordering: .relaxed) { connection.pause(milliseconds: 1) }
            endedTeller.yield(connection.read(count: .max).suffix(5) == Array("\r\n.\r\n".utf8)[...])
        }
        defer { server.stop() }
        // More than the sockets' buffers take.
        let message = [UInt8](repeating: UInt8(ascii: "x"), count: 16_000_000)
        let submission = submission(
            to: server.port,
            message: message,
            timeoutMilliseconds: byCancelling ? 60_000 : 1000
        )
        let task = Task { await transport.submit(submission) }
        var told = sending.makeAsyncIterator()
        #expect(await told.next() != nil)
        if byCancelling { task.cancel() }
        #expect(await task.value.failure?.kind == (byCancelling ? .cancelled : .timeout))
        settled.store(true, ordering: .relaxed)
        var end = ended.makeAsyncIterator()
        #expect(await end.next() == false)
    }

    @Test func serverThatThinksAboutAMessageHoldsUpNobodyElse() async throws {
        let (thinking, teller) = AsyncStream<Void>.makeStream()
        let slow = try server { connection in
            connection.write("354 go\r\n")
            while let line = connection.readLine(), line != "." {}
            teller.yield()
            connection.waitForEnd()
        }
        let quick = try ScriptedMailServer()
        let web = try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        defer {
            slow.stop()
            quick.stop()
            web.stop()
        }
        let slowSubmission = submission(to: slow.port, message: Array("x\r\n".utf8))
        let slowTask = Task { await transport.submit(slowSubmission) }
        var told = thinking.makeAsyncIterator()
        #expect(await told.next() != nil)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await submit(to: quick).isDelivered)
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(web.port)/",
            timeoutMilliseconds: 10_000,
            bodyLimit: .truncate(at: 0),
            proxyURL: ""
        )
        #expect(await transport.send(request).response?.status == 200)
        // Neither waited for the other server's minute; nor does giving it up.
        slowTask.cancel()
        #expect(await slowTask.value.failure?.kind == .cancelled)
        #expect(clock.now - start < .seconds(20))
    }

    @Test func shutdownDoesNotWaitForAServerThatThinks() async throws {
        let (thinking, teller) = AsyncStream<Void>.makeStream()
        let server = try server { connection in
            connection.write("354 go\r\n")
            while let line = connection.readLine(), line != "." {}
            teller.yield()
            connection.waitForEnd()
        }
        defer { server.stop() }
        let submission = submission(to: server.port, message: Array("x\r\n".utf8))
        let task = Task { await transport.submit(submission) }
        var told = thinking.makeAsyncIterator()
        #expect(await told.next() != nil)
        let clock = ContinuousClock()
        let start = clock.now
        await transport.shutdown()
        #expect(await task.value.failure?.kind == .cancelled)
        #expect(clock.now - start < .seconds(20))
    }

    @Test(arguments: [
        "ops@example.com>\r\nRCPT TO:<evil@example.com", "ops", "@example.com", "ops@", "öps@example.com",
        "ops@exämple.com", "o ps@example.com", "",
    ])
    func addressThatIsNoneIsRefused(recipient: String) async throws {
        let peer = try ScriptedMailServer()
        defer { peer.stop() }
        #expect(await submit(to: peer, recipient: recipient).failure?.kind == .badRequest)
        #expect(peer.connectionCount == 0)
    }

    @Test(arguments: ["a\nb\r\n", "a\rb\r\n", "a\r", "\n", "a\r\r\n"])
    func messageWithLoneLineEndsIsRefused(message: String) async {
        #expect(await transport.submit(submission(to: 1, message: Array(message.utf8))).failure?.kind == .badRequest)
    }

    @Test(arguments: [
        ("mail.example.com", true), ("127.0.0.1.example.com", true), ("10.0.0.1", true), ("127.0.0.1", false),
        ("LOCALHOST", false), ("::1", false), ("127.9.9.9", false),
    ])
    func passwordInClearGoesToLoopbackOnly(host: String, isRefused: Bool) async throws {
        var submission = submission(to: try ScriptedServer.closedPort(), message: [])
        submission.host = host
        submission.authentication = Credentials(username: "a", password: "b")
        #expect(await transport.submit(submission).failure?.kind == (isRefused ? .badRequest : .connect))
    }

    @Test(arguments: ["", "two words", "a\r\nMAIL", "a/b", "ä.example.com"])
    func nameForEHLOThatIsNoneIsRefused(hello: String) async {
        var submission = submission(to: 1, message: [])
        submission.hello = hello
        #expect(await transport.submit(submission).failure?.kind == .badRequest)
    }
}

extension MailOutcome {
    var isDelivered: Bool {
        if case .delivered = self { true } else { false }
    }

    var failure: TransferFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
