import Alerting
import Crypto
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Model
import NIOCore

/// The pages behind signed links.
///
/// A link is its own credential: whoever has it may use it, without a login and from any page. GET, which programs that
/// preview links send, only shows; nothing is done before somebody presses the button, which sends a POST.
extension APIResponder {
    /// Shows what a link would do, or does it.
    func followLink(_ action: IncidentLink.Action, _ names: String, _ request: Request) async -> Response {
        guard let link = signedLink(action, names, in: request.uri) else {
            await operations.noteForgedLink()
            return Self.page(.forbidden, LinkPage.refused("This link is not valid."))
        }
        let acts = request.method == .post
        switch await operations.follow(link, acts: acts) {
        case .expired: return Self.page(.forbidden, LinkPage.refused("This link has expired."))
        case .failed(let reason):
            return Self.page(.internalServerError, LinkPage.refused("Nothing was done: \(reason)"))
        case .found(let lines):
            return Self.page(.ok, acts ? LinkPage.done(link, lines) : LinkPage.question(link, lines))
        }
    }

    /// The link of a request; nil for one that nobody signed.
    private func signedLink(_ action: IncidentLink.Action, _ names: String, in uri: URI) -> IncidentLink? {
        var values: [String: String] = [:]
        for (key, value) in uri.formParameters {
            guard values.updateValue(String(value), forKey: String(key)) == nil else { return nil }
        }
        guard let incidents = IncidentLink.incidents(names), let person = values["for"],
            let until = values["until"].flatMap({ Int64($0) }), let digits = values["signature"],
            let signature = Self.bytes(hexadecimal: digits), !options.linkKey.isEmpty
        else { return nil }
        let link = IncidentLink(
            action,
            incidents: incidents,
            person: person,
            endsAt: Timestamp(milliseconds: until)
        )
        let isRight = HMAC<SHA256>.isValidAuthenticationCode(
            signature,
            authenticating: Array(link.signedText.utf8),
            using: SymmetricKey(data: options.linkKey)
        )
        return isRight ? link : nil
    }

    private static func bytes(hexadecimal digits: String) -> [UInt8]? {
        let values = digits.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard values.count == 2 * SHA256.byteCount, digits.utf8.count == values.count else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }

    private static func page(_ status: HTTPResponse.Status, _ html: String) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .cacheControl: "no-store",
            .contentSecurityPolicy:
                "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ]
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("X-Robots-Tag", "noindex"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
