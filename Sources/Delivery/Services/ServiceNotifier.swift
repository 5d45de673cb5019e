import Alerting
import Model
import Outbound

/// Tells a service, whichever it is: its requests one after the other, each at the pace that it allows.
struct ServiceNotifier: Sendable {
    let transport: Transport
    /// The product's version, for `User-Agent`.
    let version: String
    /// Keeps to what services allow, over all attempts of this process.
    let pacer: Pacer

    /// How much of an answer's body is read; Slack repeats the whole message.
    private static let readBody = 1 << 16

    /// Tries once; nil when the attempt was cancelled, so that nothing is known of it.
    func attempt(
        _ delivery: Delivery,
        service: any HTTPService,
        externalURL: String,
        now: Timestamp
    ) async -> DeliveryOutcome? {
        let destination = Pacer.Destination(url: service.connection.url, channel: service.channel)
        guard let waited = await pacer.wait(for: destination, allowances: service.allowances) else { return nil }
        var telling = Telling(
            delivery: delivery,
            externalURL: ExternalURL(externalURL),
            now: now + waited,
            posted: delivery.threadID
        )
        var result = await send(telling, to: service)
        if telling.posted != nil, let answer = result?.answer, service.isGone(answer) {
            telling.posted = nil
            result = await send(telling, to: service)
        }
        guard case .delivered? = result?.outcome, let answer = result?.answer else { return result?.outcome }
        return service.reference(of: answer).map { .posted(reference: $0) } ?? .delivered
    }

    /// Sends all requests, or those up to the first that is not taken; nil when the attempt was cancelled.
    private func send(
        _ telling: Telling,
        to service: any HTTPService
    ) async -> (outcome: DeliveryOutcome, answer: ServiceAnswer?)? {
        let excerpt = ReplyExcerpt(hiding: service.connection.secrets + service.keys.map(\.text))
        var answer: ServiceAnswer?
        for request in service.requests(about: telling) {
            let request = HTTPRequest(
                request,
                over: service.connection,
                version: version,
                bodyLimit: .truncate(at: Self.readBody)
            )
            switch await transport.send(request) {
            case .response(let response):
                answer = ServiceAnswer(response.body)
                let outcome = service.answers.outcome(response, excerpt: excerpt, now: telling.now)
                guard outcome == .delivered else { return (outcome, answer) }
            case .failed(let failure):
                return failure.deliveryOutcome.map { ($0, nil) }
            }
        }
        return (.delivered, answer)
    }
}
