import Crypto
package import Model

/// The contact centre's side of its request signature (`auth-v2`).
///
/// `Authorization: auth-v2/ACCESS KEY/TIMESTAMP/SIGNED HEADERS/SIGNATURE`, where the signature is the lower-case hex
/// HMAC-SHA256 of the canonical request under a signing key, itself the hex HMAC-SHA256 of the first four parts under
/// the secret key. Written from the interface's description alone: it is the client's independent counterpart.
package struct SignatureCheck: Sendable {
    /// A request as it came over the wire.
    package struct Request: Sendable {
        /// The method, upper case.
        package var method: String
        /// The request target: the path exactly as sent and, if there is one, `?` and the query.
        package var target: String
        /// The headers as received, `Host` included; names in any case.
        package var headers: [(name: String, value: String)]
        /// The body's bytes.
        package var body: [UInt8]

        /// A request as it came over the wire.
        package init(method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
        }

        /// The trimmed value of a header, given in lower case; one sent several times is joined as RFC 9110 5.2 says.
        fileprivate func value(of name: String) -> String? {
            let values = headers.filter { $0.name.lowercased() == name }.map { $0.value.trimmingBlanks }
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
    }

    /// Why a request is not let in; all of them are HTTP status 401.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        /// No `Authorization` header.
        case missing
        /// The header is not five parts between slashes, the first `auth-v2`.
        case malformed
        /// Another access key than the centre's.
        case unknownAccessKey
        /// The timestamp is neither `yyyy-MM-ddTHH:mm:ssZ` nor the same with milliseconds.
        case badTimestamp(String)
        /// The timestamp is further from the centre's clock than it tolerates; behind it if positive.
        case clockSkew(TimeSpan)
        /// The list of signed headers is not lower case, sorted, without repetition, and with `host`.
        case badSignedHeaders(String)
        /// A signed header that the request does not have.
        case signedHeaderAbsent(String)
        /// The signature is not the one of this request.
        case wrongSignature

        /// What is wrong, for the person who writes the client.
        package var description: String {
            switch self {
            case .missing: "there is no Authorization header"
            case .malformed: "Authorization is not auth-v2/ACCESS KEY/TIMESTAMP/SIGNED HEADERS/SIGNATURE"
            case .unknownAccessKey: "the access key is not known here"
            case .badTimestamp(let text): "the timestamp \(text) is not yyyy-MM-ddTHH:mm:ss[.SSS]Z"
            case .clockSkew(let difference):
                "the timestamp is \(difference.milliseconds.magnitude / 1000) s away from this clock"
            case .badSignedHeaders(let text):
                "the signed headers \(text) are not a sorted list of lower-case names that has host"
            case .signedHeaderAbsent(let name): "the signed header \(name) was not sent"
            case .wrongSignature: "the signature is not that of this request"
            }
        }
    }

    private let accessKey: String
    private let secretKey: SymmetricKey
    private let tolerance: UInt64

    /// A check against one pair of keys.
    ///
    /// `tolerance` is how far a timestamp may be from this side's clock. The vendor publishes none: 15 minutes is an
    /// assumption.
    package init(accessKey: String, secretKey: String, tolerance: Duration = .seconds(15 * 60)) {
        self.accessKey = accessKey
        self.secretKey = SymmetricKey(data: Array(secretKey.utf8))
        self.tolerance = Milliseconds.of(tolerance).magnitude
    }

    /// Lets a request in, or says why not.
    package func verify(_ request: Request, now: Timestamp) throws(Refusal) {
        guard let authorization = request.value(of: "authorization") else { throw .missing }
        let parts = authorization.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "auth-v2" else { throw .malformed }
        guard parts[1] == accessKey else { throw .unknownAccessKey }
        try verifyTimestamp(String(parts[2]), now: now)
        let signedHeaders = String(parts[3])
        let canonical = try canonicalRequest(request, signedHeaders: signedHeaders)

        let prefix = parts[0...3].joined(separator: "/")
        let signingKey = Hexadecimal.text(Self.code(of: prefix, key: secretKey))
        // The key of the second code is the text of the first one, not its bytes. The library compares in constant
        // time.
        guard
            let signature = Hexadecimal.bytes(lowercase: parts[4]),
            HMAC<SHA256>.isValidAuthenticationCode(
                signature,
                authenticating: Array(canonical.utf8),
                using: SymmetricKey(data: Array(signingKey.utf8))
            )
        else { throw .wrongSignature }
    }

    private static func code(of text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private func verifyTimestamp(_ text: String, now: Timestamp) throws(Refusal) {
        // Of the forms that RFC 3339 has, the interface knows two.
        guard
            text.utf8.count == 20 || text.utf8.count == 24, text.utf8.last == UInt8(ascii: "Z"),
            text.utf8.dropFirst(10).first == UInt8(ascii: "T"),
            let instant = Timestamp(rfc3339: text)
        else { throw .badTimestamp(text) }
        let difference = now - instant
        guard difference.milliseconds.magnitude <= tolerance else { throw .clockSkew(difference) }
    }

    /// The text that is signed; `request` must have all of `signedHeaders`.
    func canonicalRequest(_ request: Request, signedHeaders: String) throws(Refusal) -> String {
        let names = signedHeaders.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard
            names.contains("host"), !names.contains("authorization"), !names.contains(""),
            names == Set(names).sorted(), signedHeaders == signedHeaders.lowercased()
        else { throw .badSignedHeaders(signedHeaders) }

        var headerLines: [String] = []
        for name in names {
            guard let value = request.value(of: name) else { throw .signedHeaderAbsent(name) }
            headerLines.append(Self.normalized(name) + ":" + Self.normalized(value))
        }
        let target = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = [request.method, target.first.map(String.init) ?? ""]
        // Without a query there is no line for it, not an empty one.
        if target.count > 1, let query = Self.canonicalQuery(target[1]) {
            lines.append(query)
        }
        lines.append(signedHeaders)
        lines += headerLines.sorted()
        lines.append(Self.normalized(request.body))
        return lines.joined(separator: "\n")
    }

    private static func canonicalQuery(_ query: Substring) -> String? {
        let pairs = query.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return sides.map { normalized(percentDecoded($0)) }.joined(separator: "=") + (sides.count == 1 ? "=" : "")
        }
        return pairs.isEmpty ? nil : pairs.sorted().joined(separator: "&")
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func normalized(_ text: String) -> String {
        normalized(Array(text.utf8))
    }

    /// The bytes as text: letters, digits and `-._~` as they are, every other byte as `%` and two upper-case hex
    /// digits.
    private static func normalized(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.append(byte)
            default:
                text.append(UInt8(ascii: "%"))
                text.append(Hexadecimal.uppercase[Int(byte >> 4)])
                text.append(Hexadecimal.uppercase[Int(byte & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension String {
    /// Without the spaces and tabs at both ends.
    fileprivate var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end])
    }
}
