import Alerting
import Delivery
import Model
import Outbound
import PeerPrograms
import Synchronization
import Testing

/// Every service over a socket, against a fake that checks requests by the service's documentation.
struct ServiceConformanceTests {
    /// What one attempt came to, and what the service saw.
    private struct Exchange {
        var outcome: DeliveryOutcome?
        var requests: [ReceivedRequest]

        /// What the fake found wrong, request by request.
        func complaints(_ check: (ServiceDocument) -> Void) -> [String] {
            requests.flatMap { request in
                let document = ServiceDocument(request)
                check(document)
                return document.complaints
            }
        }
    }

    private func exchange(
        with service: ServiceCase,
        about notification: GroupNotification = Sample.notification(),
        answer: ServiceCase.Answer
    ) async throws -> Exchange {
        let requests = Mutex<[ReceivedRequest]>([])
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                requests.withLock { $0.append(request) }
                let length = answer.status.hasPrefix("204") ? "" : "Content-Length: \(answer.body.utf8.count)\r\n"
                connection.write("HTTP/1.1 \(answer.status)\r\n\(answer.headers)\(length)\r\n\(answer.body)")
            }
        }
        defer { server.stop() }
        let peer = try OneIntegration("service[0]", service.kind(server.port))
        let delivery = Sample.delivery(
            of: notification,
            integration: "service[0]",
            recipient: service.recipient(server.port)
        )
        let outcome = await peer.attempt(delivery)
        return Exchange(outcome: outcome, requests: requests.withLock { $0 })
    }

    @Test(arguments: ServiceCase.all)
    func isDelivered(_ service: ServiceCase) async throws {
        let exchange = try await exchange(with: service, answer: service.taken)
        #expect(exchange.outcome == .delivered)
        #expect(exchange.requests.count == 1)
        #expect(exchange.complaints(service.check) == [])
    }

    @Test(arguments: ServiceCase.all)
    func anEndIsDelivered(_ service: ServiceCase) async throws {
        let exchange = try await exchange(
            with: service,
            about: Sample.notification([Sample.ended]),
            answer: service.taken
        )
        #expect(exchange.outcome == .delivered)
        if service.name == "Opsgenie" {
            let request = try #require(exchange.requests.first)
            #expect(request.requestLine.contains("/close?identifierType=alias "))
            #expect(String(decoding: request.body, as: UTF8.self) == #"{"source":"Callwatch"}"#)
        } else {
            #expect(exchange.complaints(service.check) == [])
        }
    }

    @Test(arguments: ServiceCase.all)
    func aRefusalIsFinal(_ service: ServiceCase) async throws {
        let exchange = try await exchange(with: service, answer: service.refused)
        guard case .rejected(let error) = exchange.outcome else {
            Issue.record("not final: \(String(describing: exchange.outcome))")
            return
        }
        #expect(error.hasPrefix("HTTP status "))
    }

    @Test(arguments: ServiceCase.all)
    func aLimitIsWaitedFor(_ service: ServiceCase) async throws {
        let exchange = try await exchange(with: service, answer: service.limited.answer)
        guard case .retry(_, let wait) = exchange.outcome else {
            Issue.record("not tried again: \(String(describing: exchange.outcome))")
            return
        }
        #expect(wait?.milliseconds == service.limited.wait)
    }

    @Test(arguments: ServiceCase.all, ["500 Internal Server Error", "503 Service Unavailable"])
    func troubleIsTriedAgain(_ service: ServiceCase, status: String) async throws {
        let exchange = try await exchange(with: service, answer: .init(status: status, body: "busy"))
        #expect(exchange.outcome == .retry(error: "HTTP status \(status.prefix(3)): busy", retryAfter: nil))
    }

    @Test(arguments: ServiceCase.all.filter { !$0.errorsInside.isEmpty })
    func anErrorInsideOfASuccessIsAnError(_ service: ServiceCase) async throws {
        for (answer, isFinal) in service.errorsInside {
            switch try await exchange(with: service, answer: answer).outcome {
            case .rejected: #expect(isFinal, "\(answer.body)")
            case .retry: #expect(!isFinal, "\(answer.body)")
            case .delivered, .posted, nil: Issue.record("no error: \(answer.body)")
            }
        }
    }

    @Test(arguments: ServiceCase.all)
    func whatDoesNotFitIsCutFromTheEndAndCounted(_ service: ServiceCase) async throws {
        // Texts that every notation has to escape.
        let hostile = #"<b>&"*_`[x](y)|~#> @all "# + String(repeating: "ü", count: 300)
        let alerts = (0..<service.tooMany).map { number in
            var alert = Sample.backlog
            alert.labels["innoId"] = String(number)
            alert.annotations["summary"] = "\(number) \(hostile)"
            return alert
        }
        let exchange = try await exchange(with: service, about: Sample.notification(alerts), answer: service.taken)
        #expect(exchange.outcome == .delivered)
        #expect(exchange.complaints(service.check) == [])
        let sent = exchange.requests.map { String(decoding: $0.body, as: UTF8.self) }.joined()
        if service.name == "Alertmanager" {
            #expect(exchange.requests.count == 3)
            #expect(exchange.requests.map { ServiceDocument($0).list.count }.reduce(0, +) == alerts.count)
        } else {
            let count = try #require(sent.firstMatch(of: #/and (\d+) more/#)?.1)
            #expect((1..<service.tooMany).contains(Int(count) ?? 0))
            #expect(sent.contains("?alert=00abcdef01234567"))
        }
    }

    @Test(arguments: ServiceCase.all.filter { $0.secret != nil })
    func noErrorShowsASecret(_ service: ServiceCase) async throws {
        let secret = try #require(service.secret)
        for status in ["200 OK", "400 Bad Request", "500 Oh"] {
            let body = "error with \(secret) in it"
            switch try await exchange(with: service, answer: .init(status: status, body: body)).outcome {
            case .rejected(let error), .retry(let error, _): #expect(!error.contains(secret))
            case .delivered, .posted, nil: #expect(status == "200 OK")
            }
        }
    }

    @Test func everyRequestSaysWhoSendsIt() async throws {
        let exchange = try await exchange(with: .discord, answer: ServiceCase.discord.taken)
        #expect(exchange.requests.map { $0.header("User-Agent") } == ["Callwatch/1.2.3"])
    }

    @Test func ofSeveralAlertmanagersEachIsToldByItself() async throws {
        let peer = try OneIntegration(
            "alertmanager[0]",
            .alertmanager(AlertmanagerSettings(urls: ["http://127.0.0.1:1", "http://127.0.0.1:2"]))
        )
        let named = await peer.attempt(Sample.delivery(integration: "alertmanager[0]", recipient: "http://127.0.0.1:3"))
        #expect(named == .rejected(error: "alertmanager[0] of ops no longer has http://127.0.0.1:3"))
        let unnamed = await peer.attempt(Sample.delivery(integration: "alertmanager[0]"))
        #expect(unnamed == .rejected(error: "the delivery names no recipient of alertmanager[0]"))
    }
}
