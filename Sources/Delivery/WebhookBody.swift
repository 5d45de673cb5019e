import Alerting
import Model
import Mustache

/// What a webhook is sent: Alertmanager's document, or the configuration's `payload`.
enum WebhookBody {
    /// The longest text of a payload, in bytes.
    private static let textLimit = 4 << 20

    /// The body about `notification`, and of what type it is.
    static func of(
        _ notification: GroupNotification,
        _ settings: WebhookSettings,
        externalURL: String
    ) -> (bytes: [UInt8], contentType: String) {
        let count = settings.maxAlerts > 0 ? settings.maxAlerts : notification.alerts.count
        switch settings.payload {
        case nil:
            let document = WebhookDocument(notification, maxAlerts: settings.maxAlerts, externalURL: externalURL)
            return (document.bytes, "application/json")
        case .json(let payload, let contentType):
            let texts = MessageTexts(notification, externalURL: ExternalURL(externalURL), showing: count)
            return (texts.json(payload), contentType)
        case .text(let text, let contentType, let escaping):
            let texts = MessageTexts(notification, externalURL: ExternalURL(externalURL), showing: count)
            let body = texts.text(text, limit: textLimit, escape: escaping.apply)
            return (Array(body.utf8), contentType)
        }
    }
}
