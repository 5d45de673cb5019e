import Alerting
import Hummingbird
import HummingbirdCore
import NIOCore

extension APIResponder {
    /// Lists rows of the outbox: `?state=&receiver=&limit=&before=`.
    func deliveries(_ request: Request) async -> Response {
        let question: DeliveryQuestion
        do {
            question = try Self.deliveryQuestion(in: request.uri)
        } catch {
            return Self.text(.badRequest, error.message)
        }
        return Self.response(await operations.deliveries(question), to: request)
    }

    /// Has a row attempted at once.
    func retryDelivery(_ id: String, _ request: Request) async -> Response {
        Self.response(await operations.retryDelivery(id), to: request)
    }

    /// Has all dead letters of a receiver attempted at once: `?receiver=`.
    func retryDeadLetters(_ request: Request) async -> Response {
        let parameters = Array(request.uri.formParameters)
        guard parameters.count == 1, let (key, receiver) = parameters.first, key == "receiver" else {
            return Self.text(.badRequest, "say whose dead letters, and nothing else: `?receiver=NAME`")
        }
        return Self.response(await operations.retryDeadLetters(of: String(receiver)), to: request)
    }

    /// Gives a row up.
    func dropDelivery(_ id: String, _ request: Request) async -> Response {
        Self.response(await operations.dropDelivery(id), to: request)
    }

    /// Where the sources stand.
    func sources() async -> Response {
        Self.json(.ok, await operations.sources())
    }

    private static func response(_ answer: DeliveryAnswer, to request: Request) -> Response {
        switch answer {
        case .unknown(let reason): text(.notFound, reason)
        case .refused(let reason): text(.conflict, reason)
        case .failed(let reason): text(.internalServerError, reason)
        case .found(let text, let json):
            prefersText(request) ? Self.text(.ok, text) : Self.json(.ok, json)
        }
    }

    private static func prefersText(_ request: Request) -> Bool {
        let accepted = request.headers[.accept] ?? ""
        return accepted.contains("text/plain") && !accepted.contains("application/json")
    }

    private static func json(_ status: HTTPResponse.Status, _ json: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json))
        )
    }

    /// What is wrong with a query, and what would be right.
    private struct QueryMistake: Error {
        let message: String
    }

    private static func deliveryQuestion(in uri: URI) throws(QueryMistake) -> DeliveryQuestion {
        var question = DeliveryQuestion()
        var seen: Set<String> = []
        for (key, value) in uri.formParameters {
            let (key, value) = (String(key), String(value))
            guard seen.insert(key).inserted else { throw QueryMistake(message: "`\(key)` stands there twice") }
            switch key {
            case "state":
                guard let state = Delivery.State(rawValue: value) else {
                    let states = Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")
                    throw QueryMistake(message: "`\(value)` is no state; there are \(states)")
                }
                question.state = state
            case "receiver": question.receiver = value
            case "before": question.before = value
            case "limit":
                guard let limit = Int(value), (1...DeliveryQuestion.greatestLimit).contains(limit) else {
                    let greatest = DeliveryQuestion.greatestLimit
                    throw QueryMistake(message: "`limit` is a whole number from 1 to \(greatest), not `\(value)`")
                }
                question.limit = limit
            default:
                throw QueryMistake(
                    message: "there is no parameter `\(key)`; there are state, receiver, limit and before"
                )
            }
        }
        return question
    }
}
