import Alerting
import Model
import Outbound

/// Tells a webhook: one POST an attempt, signed by Standard Webhooks 1.0.
struct WebhookNotifier: Sendable {
    let transport: Transport
    /// The product's version, for `User-Agent`.
    let version: String

    /// Tries once; nil when the attempt was cancelled, so that nothing is known of it.
    func attempt(
        _ delivery: Delivery,
        settings: WebhookSettings,
        externalURL: String,
        now: Timestamp
    ) async -> DeliveryOutcome? {
        let request = request(delivery, settings: settings, externalURL: externalURL, now: now)
        switch await transport.send(request) {
        case .response(let response):
            return Self.outcome(response, excerpt: ReplyExcerpt(hiding: settings.secrets), now: now)
        case .failed(let failure):
            return failure.deliveryOutcome
        }
    }

    private func request(
        _ delivery: Delivery,
        settings: WebhookSettings,
        externalURL: String,
        now: Timestamp
    ) -> HTTPRequest {
        let (body, contentType) = WebhookBody.of(delivery.notification, settings, externalURL: externalURL)
        let id = "msg_\(delivery.messageID)"
        let seconds = now.milliseconds / 1000
        var own = [
            HTTPHeaders.Field(name: "webhook-id", value: id),
            HTTPHeaders.Field(name: "webhook-timestamp", value: String(seconds)),
        ]
        if let signature = WebhookSignature.header(
            id: id,
            timestamp: seconds,
            body: body,
            keys: settings.signingKeys
        ) {
            own.append(HTTPHeaders.Field(name: "webhook-signature", value: signature))
        }
        return HTTPRequest(
            url: settings.url.text,
            over: settings.endpoint,
            defaults: [
                HTTPHeaders.Field(name: "Content-Type", value: contentType),
                HTTPHeaders.Field(name: "User-Agent", value: "Callwatch/\(version)"),
            ],
            ownHeaders: own,
            body: body,
            bodyLimit: .truncate(at: Self.shownBody)
        )
    }

    /// How much of an answer's body is read: it is only shown when something went wrong.
    private static let shownBody = 4096

    /// What an answer means for the delivery.
    static func outcome(_ response: HTTPResponse, excerpt: ReplyExcerpt, now: Timestamp) -> DeliveryOutcome {
        let said = excerpt.line(response.body)
        let error = "HTTP status \(response.status)" + (said.isEmpty ? "" : ": \(said)")
        switch response.status {
        case 200..<300:
            return .delivered
        case 300..<400:
            // Where it leads to may hold a key, and so may what it says.
            return .rejected(error: "HTTP status \(response.status): redirects are not followed")
        case 408, 429, 500..<600:
            let wait = response.headers.retryAfterMilliseconds(now: now.milliseconds)
            return .retry(error: error, retryAfter: wait.map { .milliseconds($0) })
        default:
            return .rejected(error: error)
        }
    }
}

extension TransferFailure {
    /// What it means for a delivery that no answer came; nil when the transfer was cancelled.
    var deliveryOutcome: DeliveryOutcome? {
        switch kind {
        case .cancelled:
            nil
        case .badURL, .badRequest:
            // What cannot be sent as it stands cannot be sent later either.
            .rejected(error: message)
        case .connect, .tls, .timeout, .reset, .tooLarge, .malformed, .local:
            .retry(error: description, retryAfter: nil)
        }
    }
}
