package import Alerting
package import Model
package import Outbound

/// Sends rows of the outbox: one attempt a call, by the integration that the row names.
package struct DeliverySender: Sendable {
    private let webhooks: WebhookNotifier
    private let mail: MailNotifier
    private let services: ServiceNotifier
    private let linkSigner: IncidentLinkSigner

    /// A sender over `transport`; `version` is the product's, for `User-Agent`, and `linkKey` signs the links with which
    /// incidents are answered.
    package init(transport: Transport, version: String, linkKey: [UInt8]) {
        linkSigner = IncidentLinkSigner(key: linkKey)
        webhooks = WebhookNotifier(transport: transport, version: version)
        mail = MailNotifier(transport: transport)
        services = ServiceNotifier(transport: transport, version: version, pacer: Pacer())
    }

    /// Tries once to deliver; nil when the attempt was cancelled, so that nothing is known and the row stays as it is.
    ///
    /// The attempt is cancelled with its task, and when the transport is shut down. A receiver, integration or
    /// recipient that the configuration no longer has is a rejection. `now` is the time at which the attempt begins.
    package func attempt(
        _ delivery: Delivery,
        with receivers: [String: Receiver],
        externalURL: String,
        now: Timestamp
    ) async -> DeliveryOutcome? {
        guard let receiver = receivers[delivery.receiver] else {
            return .rejected(error: "the configuration no longer has a receiver \(delivery.receiver)")
        }
        guard let integration = receiver.integrations.first(where: { $0.name == delivery.integration }) else {
            return .rejected(error: "receiver \(receiver.name) no longer has an integration \(delivery.integration)")
        }
        if let recipient = delivery.recipient, !integration.recipients.contains(recipient) {
            return .rejected(error: "\(integration.name) of \(receiver.name) no longer has \(recipient)")
        }
        var delivery = delivery
        delivery.notification = linkSigner.signed(delivery.notification, externalURL: ExternalURL(externalURL))
        switch DeliveryWay(integration.kind, to: delivery.recipient) {
        case .webhook(let settings):
            return await webhooks.attempt(delivery, settings: settings, externalURL: externalURL, now: now)
        case .mail(let settings, let recipient):
            return await mail.attempt(delivery, to: recipient, settings: settings, externalURL: externalURL)
        case .service(let service):
            return await services.attempt(delivery, service: service, externalURL: externalURL, now: now)
        case nil:
            return .rejected(error: "the delivery names no recipient of \(integration.name)")
        }
    }
}
