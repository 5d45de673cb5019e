import Alerting
import Model
import Outbound

/// Tells one mail recipient: one SMTP submission an attempt.
struct MailNotifier: Sendable {
    let transport: Transport

    /// Tries once; nil when the attempt was cancelled, so that nothing is known of it.
    func attempt(
        _ delivery: Delivery,
        to recipient: String,
        settings: EmailSettings,
        externalURL: String
    ) async -> DeliveryOutcome? {
        if let header = settings.headers.first(where: { !MailHeader.isName($0.name) }) {
            return .rejected(error: "\(header.name.onOneLine) is no name of a mail header")
        }
        let message = MailComposer(settings: settings, externalURL: externalURL).message(delivery)
        let submission = MailSubmission(message, to: recipient, by: settings)
        switch await transport.submit(submission) {
        case .delivered:
            return .delivered
        case .rejected(let stage, let reply):
            return Self.outcome(stage, reply, to: recipient, settings: settings)
        case .failed(let failure):
            return failure.deliveryOutcome
        }
    }

    /// What a mail server's refusal means for the delivery.
    static func outcome(
        _ stage: MailStage,
        _ reply: MailReply,
        to recipient: String,
        settings: EmailSettings
    ) -> DeliveryOutcome {
        let smtp = settings.smtp
        let refused =
            switch stage {
            case .connect: "the connection"
            case .authentication: "the login"
            case .sender: "the sender \(settings.from)"
            case .recipient: "the recipient \(recipient)"
            case .data: "the message for \(recipient)"
            }
        let said = ReplyExcerpt(hiding: [smtp.password?.text ?? ""]).line(reply.text)
        let error = "\(smtp.host):\(smtp.port) refused \(refused): \(reply.code) \(said)"
        return reply.isPermanent ? .rejected(error: error) : .retry(error: error, retryAfter: nil)
    }
}
