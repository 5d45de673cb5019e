// Full Foundation for JSONSerialization, a reader of documents that is not our own.
import Foundation
import PeerPrograms

/// A webhook as it arrived.
struct Arrival: Sendable, CustomStringConvertible {
    /// What the alert events in it are told apart by.
    struct Event: Hashable, Sendable, CustomStringConvertible {
        let fingerprint: String
        let name: String
        let innoId: String
        let status: String
        let startsAt: String

        var description: String { "\(name) of \(innoId) \(status) since \(startsAt)" }
    }

    let at = ContinuousClock.now
    let request: ReceivedRequest
    let path: String
    let id: String
    let receiver: String
    let reason: String
    let status: String
    let events: [Event]

    init(_ request: ReceivedRequest) {
        self.request = request
        path = request.requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        id = request.header("webhook-id") ?? ""
        let document = Self.object(request)
        receiver = document["receiver"] as? String ?? ""
        reason = document["notification_reason"] as? String ?? ""
        status = document["status"] as? String ?? ""
        let alerts = document["alerts"] as? [[String: Any]] ?? []
        events = alerts.map { alert in
            let labels = alert["labels"] as? [String: String] ?? [:]
            return Event(
                fingerprint: alert["fingerprint"] as? String ?? "",
                name: labels["alertname"] ?? "",
                innoId: labels["innoId"] ?? "",
                status: alert["status"] as? String ?? "",
                startsAt: alert["startsAt"] as? String ?? ""
            )
        }
    }

    /// The document.
    var document: [String: Any] { Self.object(request) }

    private static func object(_ request: ReceivedRequest) -> [String: Any] {
        // A body that is no JSON has no members, which no expectation takes for a document.
        (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]) ?? [:]
    }

    var description: String { "\(path) \(id) \(receiver) \(reason): \(events.map(\.description))" }
}

/// A server that webhooks are sent to.
final class WebhookSink: Sendable {
    /// What arrived, whether it was answered or not.
    let arrivals: Journal<Arrival>
    private let server: ScriptedServer

    /// A sink that answers each arrival as `answer` writes it; the default takes everything.
    init(
        answer: @escaping @Sendable (Arrival, ScriptedConnection) -> Void = { _, connection in
            connection.answer(200)
        }
    ) throws {
        let arrivals = Journal<Arrival>()
        self.arrivals = arrivals
        server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let arrival = Arrival(request)
                arrivals.append(arrival)
                answer(arrival, connection)
            }
        }
    }

    deinit { server.stop() }

    var port: Int { server.port }

    /// Waits for an arrival that satisfies `condition`, and gives the first.
    @discardableResult
    func arrival(_ what: String, where condition: @escaping @Sendable (Arrival) -> Bool) async throws -> Arrival {
        let entries = try await arrivals.wait(for: what) { $0.contains(where: condition) }
        guard let first = entries.first(where: condition) else { throw Program.Failure("\(what) is gone") }
        return first
    }
}

extension ScriptedConnection {
    /// Sends an answer without much of a body.
    func answer(_ status: Int, headers: [String] = [], body: String = "") {
        let head = ["HTTP/1.1 \(status) X", "Content-Length: \(body.utf8.count)"] + headers
        write(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
