import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// What the simulator needs to know of a request besides itself: the connection it came on.
struct SimulatorRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// The interface over HTTP: paths, methods, sizes, signatures, and the faults that strike a connection.
struct SimulatorResponder: HTTPResponder {
    private enum Interface: String {
        case callInfo = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo"
        case codeInfo = "/rest/cmsapp/v1/openapi/vdn/queryaccesscodeinfo"
    }

    /// 500 access codes are 6 kB; anything near this is no request.
    private static let largestBody = 1 << 20

    let centre: SimulatedCentre
    let signatureCheck: SignatureCheck?
    let slowness: Duration
    let clock: SimulatorClock

    func respond(to request: Request, context: SimulatorRequestContext) async throws -> Response {
        guard let interface = Interface(rawValue: request.uri.path) else {
            return Self.plain(.notFound, "no such interface")
        }
        guard request.method == .post else {
            return Self.plain(.methodNotAllowed, "only POST is supported", [.allow: "POST"])
        }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Self.largestBody))
        } catch is NIOTooManyBytesError {
            return Self.plain(.contentTooLarge, "the body has more than 1 MiB", [.connection: "close"])
        }
        if let refusal = refusal(of: request, body: body) {
            context.logger.notice("request refused", metadata: ["reason": "\(refusal)"])
            return Self.plain(.unauthorized, refusal.description)
        }

        let strike = await centre.strike()
        if !strike.kinds.isEmpty {
            let names = strike.kinds.map(\.name).sorted().joined(separator: " ")
            context.logger.info("fault", metadata: ["kinds": "\(names)"])
        }
        if strike.has(.slow) { await holdBack() }
        if let response = try await connectionFault(strike, channel: context.channel) {
            return response
        }
        let answer = await answer(interface, request: request, body: body, logger: context.logger)
        return Self.response(answer.struck(by: strike).json, strike: strike)
    }

    private func refusal(of request: Request, body: [UInt8]) -> SignatureCheck.Refusal? {
        guard let signatureCheck else { return nil }
        var headers = request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
        if let host = request.head.authority { headers.append((name: "host", value: host)) }
        do {
            try signatureCheck.verify(
                SignatureCheck.Request(
                    method: request.method.rawValue,
                    target: request.head.path ?? "",
                    headers: headers,
                    body: body
                ),
                now: clock.now()
            )
            return nil
        } catch {
            return error
        }
    }

    private func answer(
        _ interface: Interface,
        request: Request,
        body: [UInt8],
        logger: Logger
    ) async -> Answer {
        do {
            let query = try InterfaceQuery(parsing: body, takesInnoIds: interface == .callInfo)
            let elapsed = clock.elapsed()
            return switch interface {
            case .callInfo: try await centre.callInfo(query, elapsed: elapsed)
            case .codeInfo: try await centre.codeInfo(query, elapsed: elapsed)
            }
        } catch let invalid as InterfaceQuery.InvalidParameter {
            return .failure(ResultCode.parameterNotValid, invalid.message)
        } catch {
            logger.error("no answer", metadata: ["error": "\(error)"])
            return .failure(ResultCode.failed, "\(error)")
        }
    }

    /// Waits as long as a slow answer takes; a shutdown cuts it short.
    private func holdBack() async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: slowness) }
    }

    /// The answer, or the end of the connection, that a fault puts in the answer's place.
    private func connectionFault(
        _ strike: FaultPlan.Strike,
        channel: any Channel
    ) async throws -> Response? {
        if strike.has(.reset) {
            try await channel.reset()
            throw ConnectionGivenUp()
        }
        if strike.has(.hang) {
            try await channel.waitForHangUp()
            try await channel.close()
            throw ConnectionGivenUp()
        }
        if strike.has(.unauthorized) { return Self.plain(.unauthorized, "the simulator was asked to refuse") }
        if strike.has(.serverError) { return Self.plain(.internalServerError, "the simulator was asked to fail") }
        if strike.has(.tooManyRequests) {
            return Self.plain(.tooManyRequests, "the simulator was asked to refuse", [.retryAfter: "5"])
        }
        return nil
    }

    private static func response(_ json: [UInt8], strike: FaultPlan.Strike) -> Response {
        let contentType: HTTPFields = [.contentType: "application/json;charset=UTF-8"]
        if strike.has(.malformed) {
            let page = "<html><body><h1>Bad Gateway</h1></body></html>"
            return Response(status: .ok, headers: contentType, body: .init(byteBuffer: ByteBuffer(string: page)))
        }
        guard strike.has(.truncated) else {
            return Response(status: .ok, headers: contentType, body: .init(byteBuffer: ByteBuffer(bytes: json)))
        }
        let part = ByteBuffer(bytes: json.prefix(json.count / 2))
        return Response(
            status: .ok,
            headers: contentType,
            body: .init(contentLength: json.count) { writer in
                try await writer.write(part)
                // An error while a body is written closes the connection.
                throw ConnectionGivenUp()
            }
        )
    }

    private static func plain(
        _ status: HTTPResponse.Status,
        _ text: String,
        _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}

/// The connection is not used any more, on purpose.
private struct ConnectionGivenUp: Error {}
