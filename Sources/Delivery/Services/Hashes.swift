import Alerting
import Crypto
import Model

/// The hash functions that services ask for.
enum Hashes {
    /// HMAC-SHA256 of `text`, keyed with the bytes of `key`, in Base64.
    static func signature(of text: String, key: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8),
            using: SymmetricKey(data: Array(key.utf8))
        )
        return Base64.text(code)
    }

    /// SHA-256 of `text` in hexadecimal digits.
    static func digest(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension Telling {
    /// The group in 64 hexadecimal digits, as Alertmanager names it where its key may be too long.
    var groupHash: String { Hashes.digest(of: notification.groupKey) }
}
