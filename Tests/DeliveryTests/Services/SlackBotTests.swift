import Alerting
import Delivery
import Model
import PeerPrograms
import Synchronization
import Testing

/// One message of a bot that is changed.
struct SlackBotTests {
    private static let posted = #"{"ok":true,"channel":"C024BE91L","ts":"1503435956.000247"}"#

    /// What an attempt with `thread` comes to when the service gives `answers` one after the other.
    private func attempt(
        thread: String?,
        answers: [String]
    ) async throws -> (outcome: DeliveryOutcome?, requests: [ReceivedRequest]) {
        let state = Mutex<(requests: [ReceivedRequest], answers: [String])>(([], answers))
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let body = state.withLock { state in
                    state.requests.append(request)
                    return state.answers.isEmpty ? "" : state.answers.removeFirst()
                }
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        defer { server.stop() }
        let settings = SlackSettings(
            endpoint: ServiceCase.endpoint(server.port, "/api/chat.postMessage"),
            botToken: Secret("xoxb-token-token"),
            channel: "#ops",
            updatesMessage: true,
            message: ["username": "Callwatch"]
        )
        let peer = try OneIntegration("slack[0]", .slack(settings))
        let outcome = await peer.attempt(Sample.delivery(threadID: thread, integration: "slack[0]"))
        return (outcome, state.withLock { $0.requests })
    }

    @Test func theFirstMessageIsRemembered() async throws {
        let (outcome, requests) = try await attempt(thread: nil, answers: [Self.posted])
        #expect(outcome == .posted(reference: "C024BE91L 1503435956.000247"))
        #expect(requests.map { ServiceDocument($0).path } == ["/api/chat.postMessage"])
    }

    @Test func theNextChangesIt() async throws {
        let (outcome, requests) = try await attempt(thread: "C024BE91L 1503435956.000247", answers: [Self.posted])
        #expect(outcome == .posted(reference: "C024BE91L 1503435956.000247"))
        let document = ServiceDocument(try #require(requests.first))
        #expect(document.path == "/api/chat.update")
        #expect(document.root["channel"] as? String == "C024BE91L")
        #expect(document.root["ts"] as? String == "1503435956.000247")
        #expect(document.root["username"] == nil)
    }

    @Test func aMessageThatIsGoneIsPostedAnew() async throws {
        let (outcome, requests) = try await attempt(
            thread: "C024BE91L 1400000000.000000",
            answers: [#"{"ok":false,"error":"message_not_found"}"#, Self.posted]
        )
        #expect(outcome == .posted(reference: "C024BE91L 1503435956.000247"))
        #expect(requests.map { ServiceDocument($0).path } == ["/api/chat.update", "/api/chat.postMessage"])
        #expect(ServiceDocument(try #require(requests.last)).root["channel"] as? String == "#ops")
    }

    @Test func anotherErrorIsNotPostedAnew() async throws {
        let (outcome, requests) = try await attempt(
            thread: "C024BE91L 1400000000.000000",
            answers: [#"{"ok":false,"error":"invalid_auth"}"#, Self.posted]
        )
        #expect(outcome == .rejected(error: "the answer says invalid_auth"))
        #expect(requests.count == 1)
    }
}
