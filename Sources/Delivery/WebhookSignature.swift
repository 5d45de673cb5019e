import Alerting
import Crypto

/// The signature of one webhook by Standard Webhooks 1.0.
enum WebhookSignature {
    /// The value of `webhook-signature`: one `v1,BASE64` for each key, separated by spaces; nil without keys.
    ///
    /// What is signed is `id.timestamp.body`, the timestamp in Unix seconds, by HMAC-SHA256. A receiver accepts the
    /// message if one of the signatures is its key's, so that a key can be replaced without a gap.
    static func header(
        id: String,
        timestamp: Int64,
        body: [UInt8],
        keys: [WebhookSettings.SigningKey]
    ) -> String? {
        guard !keys.isEmpty else { return nil }
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let signatures = keys.map { key in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key.bytes))
            return "v1," + Base64.text(code)
        }
        return signatures.joined(separator: " ")
    }
}
