import Alerting
import HTTPTypes
import Hummingbird
import JSON
import Model
import NIOCore

/// The routes for programs that tell of alerts and that they live, besides Alertmanager's.
extension APIResponder {
    /// Takes an event of PagerDuty's Events API v2; its routing key is all that proves who sends it.
    func enqueue(_ request: Request) async -> Response {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: PostedEvent.mostBytes)
        } catch is NIOTooManyBytesError {
            let text = "Event exceeds the limit of \(PostedEvent.mostBytes) bytes"
            return Self.event(.contentTooLarge, "invalid event", "Event is too large", errors: [text])
        } catch {
            return Self.invalidEvent(["the body cannot be read: \(error)"])
        }
        let posted: PostedEvent
        do {
            posted = try PostedEvent(body.readableBytesView, newKey: Self.newDedupKey)
        } catch {
            return Self.invalidEvent(error.errors)
        }
        guard let routing = await operations.routing(of: posted.routingKey) else {
            return Self.invalidEvent(["'routing_key' is invalid"])
        }
        let event = PagerEvent(routing: routing, dedupKey: posted.dedupKey, action: posted.action)
        switch await operations.page(event) {
        case .taken:
            return Self.event(.accepted, "success", "Event processed", dedupKey: posted.dedupKey)
        case .refused(let mistakes):
            let errors = mistakes.map(\.text)
            let isFull = mistakes.contains { if case .tooManyAlerts = $0 { true } else { false } }
            guard isFull else { return Self.invalidEvent(errors) }
            return Self.event(.tooManyRequests, "throttle exceeded", "Too many alerts are open", errors: errors)
        case .failed(let reason):
            return Self.event(.internalServerError, "error", "Event not written down", errors: [reason])
        }
    }

    /// Takes a heartbeat.
    func heartbeat(_ name: String) async -> Response {
        switch await operations.heartbeat(name) {
        case .done: return Response(status: .ok)
        case .unknown:
            return Self.text(
                .notFound,
                "no heartbeat is named `\(name)`: `heartbeats.in` of the configuration names them"
            )
        case .failed(let reason): return Self.text(.internalServerError, "not written down: \(reason)")
        }
    }

    // MARK: Forms

    /// A key that no other event has, of 32 hexadecimal digits as PagerDuty's.
    private static func newDedupKey() -> String {
        (0..<2).map { _ in Fingerprint(value: .random(in: .min ... .max)).description }.joined()
    }

    private static func invalidEvent(_ errors: [String]) -> Response {
        event(.badRequest, "invalid event", "Event object is invalid", errors: errors)
    }

    private static func event(
        _ status: HTTPResponse.Status,
        _ word: String,
        _ message: String,
        dedupKey: String? = nil,
        errors: [String] = []
    ) -> Response {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", word)
            writer.member("message", message)
            if let dedupKey { writer.member("dedup_key", dedupKey) }
            if !errors.isEmpty { writer.member("errors", errors) }
        }
        return Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: writer.text))
        )
    }
}
