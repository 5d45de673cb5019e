import Crypto
import FoundationEssentials
package import Model

/// Signs requests in the contact centre's scheme `auth-v2`.
///
/// The interface calls it "C2 Monitoring, System Outbound Call, CDR, and Knowledge Base Interface Authentication". The
/// signature covers exactly what it is given, so that has to be what is sent.
package struct RequestSigner: Sendable {
    /// A request as far as its signature sees it.
    package struct Request: Sendable {
        /// The method in upper case.
        package var method: String
        /// The path as it is sent.
        package var path: String
        /// The query's names and values, not encoded.
        package var query: [(name: String, value: String)]
        /// All headers as they are sent.
        package var headers: [(name: String, value: String)]
        /// The body's bytes.
        package var body: [UInt8]

        /// A request of those parts.
        package init(
            method: String = "POST",
            path: String,
            query: [(name: String, value: String)] = [],
            headers: [(name: String, value: String)],
            body: [UInt8] = []
        ) {
            self.method = method
            self.path = path
            self.query = query
            self.headers = headers
            self.body = body
        }
    }

    private let accessKey: Secret
    private let secretKey: Secret
    private let signedHeaders: [String]
    private let timestamp: ContactCentreSettings.TimestampForm

    /// A signer with those keys, for the headers of those names, whatever their case and order.
    package init(
        accessKey: Secret,
        secretKey: Secret,
        signedHeaders: [String] = ["host"],
        timestamp: ContactCentreSettings.TimestampForm = .seconds
    ) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.signedHeaders = Set(signedHeaders.map { $0.lowercased() }).sorted()
        self.timestamp = timestamp
    }

    /// Whether a text can be an access key: a slash would end it in the signature, a control character the header.
    package static func isAccessKey(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }

    /// The value of `Authorization` for a request sent at `time`; all signed headers must be among the request's.
    package func authorization(for request: Request, at time: Timestamp) -> String {
        let names = signedHeaders.joined(separator: ";")
        let prefix = "auth-v2/\(accessKey.text)/\(text(of: time))/\(names)"
        let signingKey = Self.hexadecimalHMAC(of: Array(prefix.utf8), key: Array(secretKey.text.utf8))
        let signature = Self.hexadecimalHMAC(of: canonicalForm(of: request, names: names), key: signingKey)
        return prefix + "/" + String(decoding: signature, as: UTF8.self)
    }

    /// The text that is signed: no line for a query that is not there, and the body itself, not its hash.
    private func canonicalForm(of request: Request, names: String) -> [UInt8] {
        var lines = [request.method, request.path]
        if !request.query.isEmpty {
            let pairs = request.query.map { Self.encoded($0.name.utf8) + "=" + Self.encoded($0.value.utf8) }
            lines.append(pairs.sorted().joined(separator: "&"))
        }
        lines.append(names)
        lines += signedHeaders.map { name in
            guard let value = request.headers.first(where: { $0.name.lowercased() == name })?.value else {
                preconditionFailure("`\(name)` is to be signed and not among the headers")
            }
            return Self.encoded(name.utf8) + ":" + Self.encoded(Self.trimmed(value).utf8)
        }.sorted()
        lines.append(Self.encoded(request.body))
        return Array(lines.joined(separator: "\n").utf8)
    }

    private func text(of time: Timestamp) -> String {
        let milliseconds = time.milliseconds
        let second = milliseconds - (milliseconds % 1000 + 1000) % 1000
        let wholeSeconds = Timestamp(milliseconds: second).rfc3339
        switch timestamp {
        case .seconds: return wholeSeconds
        case .milliseconds:
            let digits = String(milliseconds - second)
            let fraction = String(repeating: "0", count: 3 - digits.utf8.count) + digits
            return wholeSeconds.dropLast() + "." + fraction + "Z"
        }
    }

    /// Every byte but letters, digits, `-`, `.`, `_` and `~` as `%` and two upper-case digits.
    private static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), upperCaseDigits[Int(byte >> 4)], upperCaseDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func trimmed(_ value: String) -> Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var rest = value.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    /// The code as the 64 characters of its hexadecimal text, which is also how it serves as a key.
    private static func hexadecimalHMAC(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)).flatMap { byte in
            [lowerCaseDigits[Int(byte >> 4)], lowerCaseDigits[Int(byte & 15)]]
        }
    }

    private static let lowerCaseDigits = Array("0123456789abcdef".utf8)
    private static let upperCaseDigits = Array("0123456789ABCDEF".utf8)
}
