import Alerting
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix

/// What must be known of a request besides itself: the port it came to, which the system may have chosen.
struct APIRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let port: Int?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        port = source.channel.localAddress?.port
    }
}

/// Answers a request to the API.
struct APIResponder: HTTPResponder {
    let operations: any Operations
    let options: ServerOptions
    let feed: PageFeed
    let formTokens: FormTokens

    private var accounts: Accounts { options.accounts }

    func respond(to request: Request, context: APIRequestContext) async throws -> Response {
        let response = try await answer(to: request, port: context.port ?? options.port)
        guard request.method == .head else { return response }
        return response.createHeadResponse()
    }

    private func answer(to request: Request, port: Int) async throws -> Response {
        let path = request.uri.path
        func refusal(_ status: HTTPResponse.Status, _ reason: String, _ headers: HTTPFields = [:]) -> Response {
            guard Endpoint.isAlertmanagers(path) else { return Self.text(status, reason, headers) }
            return Self.problem(status, reason, headers)
        }
        let found = Endpoint.at(path)
        var proven: Accounts.Role?
        // Who is nobody here does not even learn what there is.
        if !accounts.isEmpty, found.map({ $0.endpoint.role != nil }) ?? true {
            proven = try await role(of: request)
            guard proven != nil else {
                return refusal(.unauthorized, "a user or a token is needed", [.wwwAuthenticate: Self.challenge])
            }
        }
        guard let (endpoint, id) = found else { return refusal(.notFound, "there is nothing at this path") }
        guard endpoint.methods.contains(request.method) else {
            let allowed = endpoint.methods.map(\.rawValue).joined(separator: ", ")
            return refusal(.methodNotAllowed, "this path takes \(allowed)", [.allow: allowed])
        }
        let guardian = OriginGuard(
            host: options.host,
            port: port,
            externalURL: options.externalURL,
            hasAccounts: !accounts.isEmpty
        )
        if let role = endpoint.role(for: request.method) {
            let isForm = endpoint == .page && request.method == .post
            let refused =
                isForm
                ? guardian.refusal(ofForm: request)
                : guardian.refusal(of: request, needsBody: endpoint.needsBody)
            if let reason = refused {
                return refusal(.forbidden, reason)
            }
            if let proven, proven < role {
                let reason = "the role \(proven.rawValue) does not suffice, this needs \(role.rawValue)"
                return refusal(.forbidden, reason)
            }
        }
        switch endpoint {
        case .healthy: return Self.text(.ok, "healthy")
        case .ready:
            guard let reason = await operations.reasonNotReady() else { return Self.text(.ok, "ready") }
            return Self.text(.serviceUnavailable, "not ready: \(reason)")
        case .metrics:
            let metrics = await operations.metrics()
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics))
            )
        case .reload: return await reload(request)
        case .explain: return await explain(request)
        case .silences: return await silences(request)
        case .silence: return await silence(id, request)
        case .alerts where request.method == .post: return await postAlerts(request)
        case .alerts: return await alerts(request, port: port)
        case .alertGroups: return await alertGroups(request, port: port)
        case .status: return await status()
        case .receivers: return await receivers()
        case .sources: return await sources()
        case .deliveries: return await deliveries(request)
        case .retryDeadLetters: return await retryDeadLetters(request)
        case .retryDelivery: return await retryDelivery(id, request)
        case .dropDelivery: return await dropDelivery(id, request)
        case .enqueue: return await enqueue(request)
        case .heartbeat: return await heartbeat(id)
        case .incidents: return await incidents(request)
        case .incident: return await incident(id, request)
        case .acknowledgeIncident, .snoozeIncident, .escalateIncident, .noteIncident:
            return await act(endpoint, id, request)
        case .acknowledgeLink: return await followLink(.acknowledge, id, request)
        case .snoozeLink: return await followLink(.snooze, id, request)
        case .history: return await history(request)
        case .page: return await page(request, role: proven ?? .admin)
        case .pageStyle: return asset(.style)
        case .pageScript: return asset(.script)
        case .pageIcon: return asset(.icon)
        case .pageEvents: return pageEvents(request, role: proven ?? .admin)
        }
    }

    /// What whoever sent a request may do; nil if it proves nothing.
    private func role(of request: Request) async throws -> Accounts.Role? {
        guard let authorization = request.headers[.authorization] else { return nil }
        return try await NIOThreadPool.singleton.runIfActive { accounts.role(provenBy: authorization) }
    }

    private static let challenge = #"Basic realm="callwatch", charset="UTF-8", Bearer realm="callwatch""#

    private func reload(_ request: Request) async -> Response {
        switch await operations.reload() {
        case .done: return Response(status: .ok)
        case .mistakes(let text, let json):
            guard request.headers[.accept]?.contains("application/json") == true else {
                return Self.text(.badRequest, text)
            }
            return Response(
                status: .badRequest,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: json))
            )
        case .failed(let reason): return Self.text(.internalServerError, "not reloaded: \(reason)")
        }
    }

    static func text(
        _ status: HTTPResponse.Status,
        _ text: String,
        _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        let line = text.hasSuffix("\n") ? text : text + "\n"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: line)))
    }
}
