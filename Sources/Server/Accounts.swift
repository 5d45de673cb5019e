import CCrypt
import Crypto
import FoundationEssentials

/// The people and programs that may use the API, by the hashes of what they know.
package struct Accounts: Sendable {
    /// What somebody may do; each role may what those before it may.
    package enum Role: String, Sendable, CaseIterable, Comparable {
        /// Every GET.
        case viewer
        /// Silences, acknowledgements, alerts and events too.
        case operatorRole = "operator"
        /// Everything.
        case admin

        package static func < (left: Role, right: Role) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .viewer: 0
            case .operatorRole: 1
            case .admin: 2
            }
        }
    }

    /// Somebody with a password, for Basic authentication (RFC 7617).
    package struct User: Sendable {
        /// The name.
        package var name: String
        /// What crypt(3) made of the password.
        package var passwordHash: String
        /// What the user may do.
        package var role: Role

        /// A user.
        package init(name: String, passwordHash: String, role: Role) {
            self.name = name
            self.passwordHash = passwordHash
            self.role = role
        }
    }

    /// A program with a token, for Bearer authentication (RFC 6750).
    package struct Token: Sendable {
        /// The name.
        package var name: String
        /// The SHA-256 of the token in hex digits.
        package var tokenHash: String
        /// What the program may do.
        package var role: Role

        /// A token.
        package init(name: String, tokenHash: String, role: Role) {
            self.name = name
            self.tokenHash = tokenHash
            self.role = role
        }
    }

    private let users: [String: User]
    private let tokens: [Token]

    /// Those users and tokens.
    package init(users: [User] = [], tokens: [Token] = []) {
        self.users = Dictionary(users.map { ($0.name, $0) }) { first, _ in first }
        self.tokens = tokens
    }

    /// Whether there is nobody.
    package var isEmpty: Bool { users.isEmpty && tokens.isEmpty }

    /// The role that an `Authorization` header proves; nil if it proves none.
    ///
    /// A password's hash takes its time, some ten milliseconds to a second: not for an event loop.
    func role(provenBy authorization: String) -> Role? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "basic":
            guard let data = Data(base64Encoded: String(parts[1])) else { return nil }
            let pair = String(decoding: data, as: UTF8.self).split(
                separator: ":",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard pair.count == 2 else { return nil }
            return role(ofUser: String(pair[0]), password: String(pair[1]))
        case "bearer": return role(ofToken: String(parts[1]))
        default: return nil
        }
    }

    private func role(ofUser name: String, password: String) -> Role? {
        // An unknown name costs the same work as a known one, so that time does not tell who exists.
        let user = users[name]
        let hash = user?.passwordHash ?? users.values.first?.passwordHash ?? "*"
        let isRight = Self.verifies(password, against: hash)
        return isRight ? user?.role : nil
    }

    private func role(ofToken token: String) -> Role? {
        let digest = SHA256.hash(data: Array(token.utf8))
        let hex = digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        return tokens.reduce(nil) { found, token in
            Self.areEqual(hex, token.tokenHash.lowercased()) ? token.role : found
        }
    }

    /// The most bytes of a password that crypt(3) takes (`CRYPT_MAX_PASSPHRASE_SIZE` without the byte that ends it).
    package static let longestPassword = Int(CRYPT_MAX_PASSPHRASE_SIZE) - 1

    /// What crypt(3) makes of a password by its preferred method and a new salt, for `password_hash`; nil when the
    /// system has no method.
    package static func hash(_ password: String) -> String? {
        guard let setting = crypt_gensalt(nil, 0, nil, 0) else { return nil }
        var work = crypt_data()
        guard let made = crypt_r(password, setting, &work) else { return nil }
        let text = String(cString: made)
        return text.hasPrefix("*") ? nil : text
    }

    private static func verifies(_ password: String, against hash: String) -> Bool {
        // crypt(3) would take what stands before a zero byte for the whole password.
        guard !password.utf8.contains(0) else { return false }
        var work = crypt_data()
        guard let made = crypt_r(password, hash, &work) else { return false }
        let text = String(cString: made)
        // libcrypt answers what it cannot hash with a text that begins with a star and equals no hash.
        return !text.hasPrefix("*") && areEqual(text, hash)
    }

    /// Whether two texts are equal, in a time that depends on their lengths alone.
    private static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
