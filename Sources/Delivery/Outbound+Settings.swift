import Alerting
import Model
import Outbound

// Everything that the configuration says about a message on its way becomes the transport's request here, and only here.

extension HTTPRequest {
    /// A request with `body` to `url`, with what the configuration says about the connection, and `ownHeaders`.
    ///
    /// A configured header takes the place of one of `defaults`, never of one of `ownHeaders`.
    init(
        method: String = "POST",
        url: String,
        over endpoint: Endpoint,
        defaults: [HTTPHeaders.Field],
        ownHeaders: [HTTPHeaders.Field],
        body: [UInt8],
        bodyLimit: BodyLimit
    ) {
        let http = endpoint.http
        var own = ownHeaders
        if let authorization = http.authorization {
            let value = "\(authorization.type) \(authorization.credentials.text)"
            own.append(HTTPHeaders.Field(name: "Authorization", value: value))
        }
        var headers = own
        for header in http.headers where !own.contains(where: { $0.isNamed(header.name) }) {
            headers.append(HTTPHeaders.Field(name: header.name, value: header.value.text))
        }
        for header in defaults where !headers.contains(where: { $0.isNamed(header.name) }) {
            headers.append(header)
        }
        self.init(
            method: method,
            url: url,
            headers: HTTPHeaders(headers),
            body: body,
            timeoutMilliseconds: Int(clamping: endpoint.timeout.milliseconds),
            bodyLimit: bodyLimit,
            tls: TLSOptions(http.tls),
            proxyURL: http.proxyURL?.text,
            basicAuthentication: http.basicAuth.map { basic in
                Credentials(username: basic.username, password: basic.password.text)
            }
        )
    }
}

extension HTTPHeaders.Field {
    fileprivate func isNamed(_ other: String) -> Bool {
        name.lowercased() == other.lowercased()
    }
}

extension MailSubmission {
    /// `message` for `recipient` over the mail server of `settings`.
    init(_ message: [UInt8], to recipient: String, by settings: EmailSettings) {
        let smtp = settings.smtp
        self.init(
            host: smtp.host,
            port: smtp.port,
            security: Security(smtp.security),
            tls: TLSOptions(smtp.tls),
            hello: smtp.hello,
            authentication: smtp.username.map { username in
                Credentials(username: username, password: smtp.password?.text ?? "")
            },
            sender: settings.from,
            recipient: recipient,
            message: message,
            timeoutMilliseconds: Int(clamping: smtp.timeout.milliseconds)
        )
    }
}

extension MailSubmission.Security {
    fileprivate init(_ security: SMTPSettings.Security) {
        switch security {
        case .startTLS: self = .startTLS
        case .implicit: self = .implicit
        case .clear: self = .none
        }
    }
}

extension Endpoint {
    /// All of it that no message may show.
    var secrets: [String] {
        var secrets = URLSecrets.parts(of: url.text)
        secrets += http.proxyURL.map { URLSecrets.parts(of: $0.text) } ?? []
        secrets += http.headers.map(\.value.text)
        if let basic = http.basicAuth {
            secrets += [basic.password.text, Base64.text("\(basic.username):\(basic.password.text)".utf8)]
        }
        if let authorization = http.authorization {
            secrets.append(authorization.credentials.text)
        }
        return secrets
    }
}

extension WebhookSettings {
    /// How the webhook is reached.
    var endpoint: Endpoint { Endpoint(url: url, timeout: timeout, http: http) }

    /// All of it that no message may show.
    var secrets: [String] { endpoint.secrets + signingKeys.map { Base64.text($0.bytes) } }
}
