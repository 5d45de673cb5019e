import Outbound
import PeerPrograms
import Testing

@Suite(
    .enabled(
        if: OpenSMTPD.unavailableReason == nil,
        "OpenSMTPD is the mail server: \(OpenSMTPD.unavailableReason ?? "")"
    ),
    .timeLimit(.minutes(2))
)
struct OpenSMTPDTests {
    private let transport: Transport

    init() throws {
        transport = try Transport()
    }

    private func submission(
        _ server: OpenSMTPD,
        security: MailSubmission.Security = .startTLS,
        password: String? = nil,
        sender: String = "callwatch@example.com",
        recipient: String = "ops@example.com",
        message: String =
            "From: a@example.com\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\nx\r\n"
    ) -> MailSubmission {
        MailSubmission(
            host: "127.0.0.1",
            port: security == .startTLS ? server.startTLSPort : server.implicitPort,
            security: security,
            tls: TLSOptions(caFile: server.caFile),
            hello: "callwatch.test",
            authentication: Credentials(username: server.username, password: password ?? server.password),
            sender: sender,
            recipient: recipient,
            message: Array(message.utf8),
            timeoutMilliseconds: 30_000
        )
    }

    @Test(arguments: [MailSubmission.Security.startTLS, .implicit])
    func acceptedMailArrivesAsItWasGiven(security: MailSubmission.Security) async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        // Dots wherever they could be taken for the end, also where libcurl's buffer of 64 kB ends.
        let filler = String(repeating: "\(String(repeating: "x", count: 97))\r\n.\r\n..\r\n", count: 2000)
        let message =
            "From: a@example.com\r\nTo: ops@example.com\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
            + "Message-ID: <1@example.com>\r\nSubject: alert\r\n\r\n.\r\n..\r\n.dot\r\n\r\n\(filler)the end"
        let outcome = await transport.submit(submission(server, security: security, message: message))
        guard case .delivered(let reply) = outcome else {
            Issue.record("\(outcome)\n\(server.log)")
            return
        }
        #expect(reply.code == 250)
        let mail = try #require(try await server.mails(atLeast: 1).first)
        #expect(mail.recipient == "ops@example.com")
        let lines = message.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
        #expect(mail.text.hasSuffix("\n\(lines)\n"))
        #expect(mail.text.contains("from callwatch.test "))
    }

    @Test func wrongPasswordIsAPermanentRefusalOfTheLogin() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        guard case .rejected(let stage, let reply) = await transport.submit(submission(server, password: "wrong"))
        else {
            Issue.record("not rejected")
            return
        }
        #expect(stage == .authentication)
        #expect(reply.code == 535)
        #expect(reply.isPermanent)
    }

    @Test func eachRecipientIsSettledByItself() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        #expect(await transport.submit(submission(server)).isDelivered)
        let refused = await transport.submit(submission(server, recipient: "nobody@example.com"))
        guard case .rejected(.recipient, let reply) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(reply.code == 550)
        #expect(await transport.submit(submission(server, recipient: "lead@example.com")).isDelivered)
        let recipients = try await server.mails(atLeast: 2).map(\.recipient)
        #expect(Set(recipients) == ["ops@example.com", "lead@example.com"])
    }

    @Test func refusedSenderIsNamedAsSuch() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        let outcome = await transport.submit(submission(server, sender: server.refusedSender))
        #expect(outcome == .rejected(.sender, MailReply(code: 550, text: "5.7.1 Sender refused")))
    }

    @Test func untrustedCertificateSendsNothing() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        for security in [MailSubmission.Security.startTLS, .implicit] {
            var untrusted = submission(server, security: security)
            untrusted.tls = TLSOptions()
            #expect(await transport.submit(untrusted).failure?.kind == .tls)
            untrusted.tls = TLSOptions(caFile: server.caFile, serverName: "elsewhere.example.com")
            #expect(await transport.submit(untrusted).failure?.kind == .tls)
        }
        #expect(try server.mails().isEmpty)
    }

    @Test func connectionTrustedByOneIsNotUsedForAnotherWhoWouldNot() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        var careless = submission(server)
        careless.tls = TLSOptions(insecureSkipVerify: true)
        #expect(await transport.submit(careless).isDelivered)
        var careful = submission(server)
        careful.tls = TLSOptions()
        #expect(await transport.submit(careful).failure?.kind == .tls)
    }

    @Test func serverWithoutSTARTTLSIsATLSFailure() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        var toClear = submission(server)
        toClear.port = server.clearPort
        #expect(await transport.submit(toClear).failure?.kind == .tls)
        #expect(try server.mails().isEmpty)
        toClear.security = .none
        toClear.authentication = nil
        #expect(await transport.submit(toClear).isDelivered)
    }

    @Test func serverNameIsTheOneLookedFor() async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        var named = submission(server)
        named.tls.serverName = "localhost"
        named.tls.pinnedPublicKey = nil
        #expect(await transport.submit(named).isDelivered)
    }

    @Test(arguments: [MailSubmission.Security.startTLS, .implicit])
    func fiftyMailsGoOverFewConnections(security: MailSubmission.Security) async throws {
        let server = try await OpenSMTPD.start()
        defer { server.stop() }
        for _ in 0..<5 {
            await withTaskGroup(of: MailOutcome.self) { group in
                for _ in 0..<10 { group.addTask { await transport.submit(submission(server, security: security)) } }
                for await outcome in group { #expect(outcome.isDelivered, "\(outcome)") }
            }
        }
        #expect(try await server.mails(atLeast: 50).count == 50)
        // Other connections found out whether it listens.
        let mails = server.log.split(separator: "\n").filter { $0.contains(" smtp message ") }
        let connections = Set(mails.map { $0.prefix { $0 != " " } }).count
        #expect((1...4).contains(connections), "\(connections) connections:\n\(server.log)")
    }
}
