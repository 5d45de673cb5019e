import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Simulator

/// A web server on the loopback that shows the webhooks it is given and keeps nothing.
struct WebhookSink: Service {
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) async -> Void
    private let show: @Sendable (ReceivedWebhook) -> Void

    /// A sink on any free port, which `onListening` is given; `show` is called for each webhook before it is answered.
    init(
        logger: Logger,
        onListening: @escaping @Sendable (ListenAddress) async -> Void,
        show: @escaping @Sendable (ReceivedWebhook) -> Void
    ) {
        self.logger = logger
        self.onListening = onListening
        self.show = show
    }

    func run() async throws {
        let listen = ListenAddress(host: "127.0.0.1", port: 0)
        let application = Application(
            responder: WebhookResponder(show: show),
            configuration: ApplicationConfiguration(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in
                await onListening(ListenAddress(host: listen.host, port: channel.localAddress?.port ?? listen.port))
            },
            logger: logger
        )
        try await application.run()
    }
}

/// Takes webhooks on every path.
private struct WebhookResponder: HTTPResponder {
    /// A document about a thousand alerts has less.
    private static let largestBody = 1 << 20

    let show: @Sendable (ReceivedWebhook) -> Void

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard request.method == .post else {
            return Self.refusal(.methodNotAllowed, "only POST is supported", [.allow: "POST"])
        }
        let webhook: ReceivedWebhook
        do {
            let body = try await request.body.collect(upTo: Self.largestBody)
            webhook = try ReceivedWebhook(parsing: Array(buffer: body))
        } catch is NIOTooManyBytesError {
            return Self.refusal(.contentTooLarge, "the body has more than 1 MiB", [.connection: "close"])
        } catch let error as ReceivedWebhook.Malformed {
            return Self.refusal(.badRequest, error.description)
        }
        show(webhook)
        return Response(status: .noContent)
    }

    private static func refusal(
        _ status: HTTPResponse.Status,
        _ text: String,
        _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}
