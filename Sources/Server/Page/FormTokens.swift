import Crypto

/// What forms carry to prove that they come from a page of this process, shown to who now sends them.
///
/// A token is a keyed hash (HMAC-SHA256, RFC 2104) of what somebody proved to be. The key is made at start and kept
/// nowhere, so tokens end with the process; a page of another site can neither read nor make one.
struct FormTokens: Sendable {
    private let key = SymmetricKey(size: .bits256)

    /// The token for whoever sends that `Authorization`; for all without one, where there are no users.
    func token(for authorization: String?) -> String {
        code(for: authorization).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Whether a token is the one for whoever sends that `Authorization`.
    func isValid(_ token: String, for authorization: String?) -> Bool {
        var bytes: [UInt8] = []
        var rest = token.utf8[...]
        while !rest.isEmpty {
            guard let byte = UInt8(Substring(rest.prefix(2)), radix: 16) else { return false }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Self.text(authorization), using: key)
    }

    private func code(for authorization: String?) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Self.text(authorization), using: key)
    }

    private static func text(_ authorization: String?) -> [UInt8] {
        Array("form\u{0}\(authorization ?? "")".utf8)
    }
}
