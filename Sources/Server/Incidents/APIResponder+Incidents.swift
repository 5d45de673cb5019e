import Alerting
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The routes about incidents.
extension APIResponder {
    /// Lists incidents: `?state=`.
    func incidents(_ request: Request) async -> Response {
        var state: IncidentState?
        for (key, value) in request.uri.formParameters {
            guard key == "state", state == nil else {
                return Self.text(.badRequest, "there is the parameter `state`, once")
            }
            guard let known = IncidentState(rawValue: String(value)) else {
                let states = IncidentState.allCases.map(\.rawValue).joined(separator: ", ")
                return Self.text(.badRequest, "`\(value)` is no state; there are \(states)")
            }
            state = known
        }
        return Self.response(await operations.incidents(state), to: request)
    }

    /// Shows one incident.
    func incident(_ id: String, _ request: Request) async -> Response {
        guard let number = Incident.number(id) else { return Self.noIncident(id) }
        return Self.response(await operations.incident(number), to: request)
    }

    /// Does what `endpoint` is for with an incident.
    func act(_ endpoint: Endpoint, _ id: String, _ request: Request) async -> Response {
        guard let number = Incident.number(id) else { return Self.noIncident(id) }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: PostedIncidentAct.mostBytes)
        } catch is NIOTooManyBytesError {
            return Self.text(.contentTooLarge, "a body may have \(PostedIncidentAct.mostBytes) bytes at most")
        } catch {
            return Self.text(.badRequest, "the body cannot be read: \(error)")
        }
        let posted: PostedIncidentAct
        do {
            posted = try PostedIncidentAct(body.readableBytesView, to: endpoint, incident: number)
        } catch {
            return Self.text(.badRequest, error.message)
        }
        return Self.response(await operations.act(posted.act), to: request)
    }

    private static func noIncident(_ id: String) -> Response {
        text(.notFound, "there is no incident `\(id)`; their names are such as INC-7")
    }

    private static func response(_ answer: IncidentAnswer, to request: Request) -> Response {
        switch answer {
        case .unknown(let reason): return text(.notFound, reason)
        case .refused(let reason): return text(.conflict, reason)
        case .failed(let reason): return text(.internalServerError, reason)
        case .found(let text, let json):
            let accepted = request.headers[.accept] ?? ""
            if accepted.contains("text/plain"), !accepted.contains("application/json") {
                return Self.text(.ok, text, [.cacheControl: "no-store"])
            }
            return Response(
                status: .ok,
                headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
            )
        }
    }
}
