import Alerting
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension APIResponder {
    /// What happened, newest first: `?alert=&kind=&search=&before=&limit=`.
    func history(_ request: Request) async -> Response {
        let question: HistoryQuestion
        do {
            question = try HistoryQuestion(
                query: request.uri.formParameters.map { (String($0.key), String($0.value)) }
            )
        } catch {
            return Self.text(.badRequest, error.message)
        }
        switch await operations.history(question) {
        case .failed(let reason): return Self.text(.internalServerError, reason)
        case .found(let json):
            return Response(
                status: .ok,
                headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
            )
        }
    }
}
