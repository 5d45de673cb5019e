import Alerting
import Diagnostics
import FoundationEssentials
import YAML

extension Shape where Value == [WebhookSettings.SigningKey] {
    /// `secret` of a webhook: one key of Standard Webhooks, or several while they are rotated.
    static var signingKeys: Shape {
        let key = Shape<WebhookSettings.SigningKey>.scalar("a secret") { scalar, _, diagnostics in
            let prefix = "whsec_"
            let text = scalar.text.text
            guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
                !bytes.isEmpty
            else {
                diagnostics.append(.badSigningSecret(at: scalar.range))
                return nil
            }
            return WebhookSettings.SigningKey(bytes: Array(bytes))
        }
        return .list(of: key, isEmptyAllowed: false, acceptsSingle: true)
    }
}
