import Alerting
import Hummingbird
import NIOCore

extension APIResponder {
    /// Takes alerts from elsewhere: those that are right, even where others of the same body are not.
    func postAlerts(_ request: Request) async -> Response {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: PostedAlerts.mostBytes)
        } catch is NIOTooManyBytesError {
            return Self.problem(.contentTooLarge, "a body may have \(PostedAlerts.mostBytes) bytes at most")
        } catch {
            return Self.problem(.badRequest, "the body cannot be read: \(error)")
        }
        let posted: PostedAlerts
        do {
            posted = try PostedAlerts(body.readableBytesView)
        } catch {
            return Self.problem(.badRequest, error.message)
        }
        switch await operations.post(posted.alerts) {
        case .taken: return Response(status: .ok)
        case .refused(let mistakes):
            return Self.problem(.badRequest, mistakes.map(\.text).joined(separator: "; "))
        case .failed(let reason): return Self.problem(.internalServerError, "not taken: \(reason)")
        }
    }
}
