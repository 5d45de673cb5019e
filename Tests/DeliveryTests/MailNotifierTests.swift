import Alerting
import Delivery
import Model
import PeerPrograms
import Synchronization
import Testing

struct MailNotifierTests {
    private func attempt(
        _ smtp: SMTPSettings,
        recipient: String = "ops@example.com",
        to: [String] = ["ops@example.com", "lead@example.com"],
        headers: [HTTPSettings.Header] = []
    ) async throws -> DeliveryOutcome? {
        let peer = try OneIntegration("email[0]", .email(Sample.email(to: to, headers: headers, smtp: smtp)))
        return await peer.attempt(Sample.delivery(integration: "email[0]", recipient: recipient))
    }

    private func smtp(
        port: Int,
        host: String = "127.0.0.1",
        username: String? = nil,
        password: String? = nil,
        security: SMTPSettings.Security = .clear,
        caFile: String? = nil,
        timeout: TimeSpan = .seconds(20)
    ) -> SMTPSettings {
        SMTPSettings(
            host: host,
            port: port,
            hello: "callwatch.example.com",
            username: username,
            password: password.map(Secret.init),
            security: security,
            tls: TLSSettings(caFile: caFile),
            timeout: timeout
        )
    }

    private func expectRetry(
        _ outcome: DeliveryOutcome?,
        _ start: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        guard case .retry(let error, nil) = outcome else {
            Issue.record("not tried again: \(String(describing: outcome))", sourceLocation: location)
            return
        }
        #expect(error.hasPrefix(start), sourceLocation: location)
    }

    // MARK: A real server

    @Suite(.enabled(if: OpenSMTPD.unavailableReason == nil, "\(OpenSMTPD.unavailableReason ?? "")"))
    struct AtOpenSMTPD {
        private let tests = MailNotifierTests()

        @Test(.enabled(if: MailReader.isAvailable, "python3 reads the mail back, and is not installed"))
        func mailArrivesOverTLSWithAPassword() async throws {
            let server = try await OpenSMTPD.start()
            defer { server.stop() }
            for (port, security) in [
                (server.startTLSPort, SMTPSettings.Security.startTLS), (server.implicitPort, .implicit),
            ] {
                let smtp = tests.smtp(
                    port: port,
                    username: server.username,
                    password: server.password,
                    security: security,
                    caFile: server.caFile
                )
                #expect(try await tests.attempt(smtp) == .delivered)
            }
            let mails = try await server.mails(atLeast: 2)
            #expect(mails.map(\.recipient) == ["ops@example.com", "ops@example.com"])
            let mail = try #require(try MailReader.read([Array(mails[0].text.utf8)]).first)
            #expect(mail.subject == "[FIRING:1] QueueBacklog 170 (critical)")
            #expect(mail.to == ["ops@example.com", "lead@example.com"])
            #expect(mail.headers["message-id"] == "<6f9619ff-8b86-4d01-b42d-00cf4fc964ff@example.com>")
            #expect(mail.names.count { $0.lowercased() == "message-id" } == 1)
            #expect(mail.text.hasPrefix("1 alert firing, 1 resolved\n"))
            #expect(mail.defects == [])
        }

        @Test func aWrongPasswordIsFinalAndNotShown() async throws {
            let server = try await OpenSMTPD.start()
            defer { server.stop() }
            let smtp = tests.smtp(
                port: server.startTLSPort,
                username: server.username,
                password: "wrong horse",
                security: .startTLS,
                caFile: server.caFile
            )
            guard case .rejected(let error) = try await tests.attempt(smtp) else {
                Issue.record("not final")
                return
            }
            #expect(error.hasPrefix("127.0.0.1:\(server.startTLSPort) refused the login: 535 "))
            #expect(!error.contains("wrong horse"))
            #expect(try server.mails().isEmpty)
        }

        @Test func oneBadRecipientAmongGoodOnesIsOneDeadLetter() async throws {
            let server = try await OpenSMTPD.start()
            defer { server.stop() }
            let smtp = tests.smtp(
                port: server.startTLSPort,
                username: server.username,
                password: server.password,
                security: .startTLS,
                caFile: server.caFile
            )
            let everybody = ["ops@example.com", "nobody@example.net", "lead@example.com"]
            var outcomes: [DeliveryOutcome?] = []
            for recipient in everybody {
                outcomes.append(try await tests.attempt(smtp, recipient: recipient, to: everybody))
            }
            #expect(outcomes[0] == .delivered)
            #expect(outcomes[2] == .delivered)
            guard case .rejected(let error) = outcomes[1] else {
                Issue.record("not final: \(String(describing: outcomes[1]))")
                return
            }
            #expect(error.contains("refused the recipient nobody@example.net: 550 "))
            let mails = try await server.mails(atLeast: 2)
            #expect(Set(mails.map(\.recipient)) == ["ops@example.com", "lead@example.com"])
            for mail in mails {
                #expect(mail.text.contains("To: ops@example.com, nobody@example.net, lead@example.com\n"))
            }
        }

        @Test func aServerWithoutSTARTTLSIsTriedAgainAndGetsNothing() async throws {
            let server = try await OpenSMTPD.start()
            defer { server.stop() }
            let smtp = tests.smtp(port: server.clearPort, security: .startTLS, caFile: server.caFile)
            tests.expectRetry(try await tests.attempt(smtp), "tls: ")
            #expect(try server.mails().isEmpty)
        }

        @Test func anUnknownAuthorityIsTriedAgainAndGetsNothing() async throws {
            let server = try await OpenSMTPD.start()
            defer { server.stop() }
            for (port, security) in [
                (server.startTLSPort, SMTPSettings.Security.startTLS), (server.implicitPort, .implicit),
            ] {
                let smtp = tests.smtp(
                    port: port,
                    username: server.username,
                    password: server.password,
                    security: security
                )
                tests.expectRetry(try await tests.attempt(smtp), "tls: ")
            }
            #expect(try server.mails().isEmpty)
        }
    }

    // MARK: A scripted server

    /// One attempt at a server that answers `answers` to the commands that begin so, and 250 to all others; gives what
    /// the client said too.
    private func attempt(_ answers: [String: String]) async throws -> (outcome: DeliveryOutcome?, said: [String]) {
        let said = Mutex<[String]>([])
        let server = try ScriptedServer { connection in
            connection.write("\(answers["greeting"] ?? "220 mail.test")\r\n")
            while let line = connection.readLine() {
                said.withLock { $0.append(line) }
                let verb = line.prefix { $0.isLetter }.uppercased()
                let answer = answers[verb] ?? (verb == "DATA" ? "354 go on" : "250 good")
                connection.write("\(answer)\r\n")
                guard answer.hasPrefix("354") else { continue }
                while let text = connection.readLine(), text != "." {}
                connection.write("\(answers["."] ?? "250 taken")\r\n")
            }
        }
        defer { server.stop() }
        return (try await attempt(smtp(port: server.port)), said.withLock { $0 })
    }

    @Test func oneRecipientIsNamedInTheEnvelope() async throws {
        let (outcome, said) = try await attempt([:])
        #expect(outcome == .delivered)
        #expect(said.first == "EHLO callwatch.example.com")
        #expect(said.contains { $0.hasPrefix("MAIL FROM:<callwatch@example.com>") })
        #expect(said.filter { $0.hasPrefix("RCPT") } == ["RCPT TO:<ops@example.com>"])
    }

    @Test(arguments: [
        ("greeting", "421 4.3.2 busy", "the connection: 421 4.3.2 busy"),
        ("MAIL", "451 4.7.1 later", "the sender callwatch@example.com: 451 4.7.1 later"),
        ("RCPT", "450 4.2.1 greylisted", "the recipient ops@example.com: 450 4.2.1 greylisted"),
        ("DATA", "452 4.3.1 full", "the message for ops@example.com: 452 4.3.1 full"),
        (".", "451 4.3.0 later", "the message for ops@example.com: 451 4.3.0 later"),
    ])
    func transientRefusalIsTriedAgain(command: String, reply: String, error: String) async throws {
        guard case .retry(let said, nil) = try await attempt([command: reply]).outcome else {
            Issue.record("not tried again")
            return
        }
        #expect(said.hasPrefix("127.0.0.1:"))
        #expect(said.hasSuffix(" refused \(error)"))
    }

    @Test(arguments: [
        ("greeting", "554 5.3.2 no service", "the connection: 554 5.3.2 no service"),
        ("MAIL", "550 5.7.1 no", "the sender callwatch@example.com: 550 5.7.1 no"),
        ("RCPT", "550-5.1.1 no such\r\n550 5.1.1 user", "the recipient ops@example.com: 550 5.1.1 no such 5.1.1 user"),
        (".", "554 5.6.0 spam", "the message for ops@example.com: 554 5.6.0 spam"),
    ])
    func permanentRefusalIsFinal(command: String, reply: String, error: String) async throws {
        guard case .rejected(let said) = try await attempt([command: reply]).outcome else {
            Issue.record("not final")
            return
        }
        #expect(said.hasSuffix(" refused \(error)"))
    }

    @Test func aPasswordIsNeverSentInClearToAnotherHost() async throws {
        let smtp = smtp(port: 25, host: "192.0.2.1", username: "u", password: "secret-pass")
        guard case .rejected(let error) = try await attempt(smtp) else {
            Issue.record("not final")
            return
        }
        #expect(!error.contains("secret-pass"))
    }

    @Test func aClosedPortIsTriedAgain() async throws {
        expectRetry(try await attempt(smtp(port: try ScriptedServer.closedPort())), "connect: ")
    }

    @Test func silenceIsTriedAgain() async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        defer { server.stop() }
        expectRetry(try await attempt(smtp(port: server.port, timeout: .milliseconds(200))), "timeout: ")
    }

    @Test func aHeaderNameThatIsNoneIsFinal() async throws {
        let headers = [HTTPSettings.Header(name: "X Team:\r\nBcc", value: Secret("x"))]
        #expect(
            try await attempt(smtp(port: 25), headers: headers)
                == .rejected(error: "X Team: Bcc is no name of a mail header")
        )
    }

    @Test func cancellationTellsNothing() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            arrival.yield()
            connection.waitForEnd()
        }
        defer { server.stop() }
        let settings = Sample.email(smtp: smtp(port: server.port, timeout: .seconds(60)))
        let peer = try OneIntegration("email[0]", .email(settings))
        let task = Task {
            await peer.attempt(Sample.delivery(integration: "email[0]", recipient: "ops@example.com"))
        }
        var iterator = arrivals.makeAsyncIterator()
        await iterator.next()
        task.cancel()
        #expect(await task.value == nil)
    }
}
