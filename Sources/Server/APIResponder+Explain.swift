import Alerting
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore

extension APIResponder {
    /// Explains alerts: `?alert=NAME`, and any number of `filter=MATCHER`, as Alertmanager's API has it.
    func explain(_ request: Request) async -> Response {
        let question: ExplanationQuestion
        do {
            question = try Self.question(in: request.uri)
        } catch {
            return Self.text(.badRequest, error.message)
        }
        switch await operations.explain(question) {
        case .nothing(let reason): return Self.text(.notFound, reason)
        case .failed(let reason): return Self.text(.internalServerError, "not explained: \(reason)")
        case .found(let text, let json):
            let accepted = request.headers[.accept] ?? ""
            if accepted.contains("text/plain"), !accepted.contains("application/json") { return Self.text(.ok, text) }
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
            )
        }
    }

    /// What is wrong with a query, and what would be right.
    private struct QueryMistake: Error {
        let message: String
    }

    private static func question(in uri: URI) throws(QueryMistake) -> ExplanationQuestion {
        let remedy = "ask for /api/callwatch/v1/explain?alert=NAME&filter=LABEL=VALUE, with as many filters as you like"
        let parameters = uri.formParameters
        if let unknown = parameters.first(where: { $0.key != "alert" && $0.key != "filter" }) {
            throw QueryMistake(message: "there is no parameter `\(unknown.key)`; \(remedy)")
        }
        let names = parameters[values: "alert"]
        guard names.count == 1, let alert = names.first, !alert.isEmpty else {
            throw QueryMistake(message: "the query needs the name of one alert; \(remedy)")
        }
        var question = ExplanationQuestion(alert: String(alert))
        for filter in parameters[values: "filter"] {
            do {
                question.matchers.append(try Matcher(parsing: String(filter)))
            } catch {
                throw QueryMistake(
                    message: "`\(filter)` is no matcher: \(error.message); percent-encode its characters"
                )
            }
        }
        return question
    }
}
