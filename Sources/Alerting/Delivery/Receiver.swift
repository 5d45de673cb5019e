package import Model

/// Where notifications of a route go (`receivers`).
package struct Receiver: Sendable, Hashable {
    /// The name that routes use.
    package var name: String
    /// Its integrations, in the order of the file.
    package var integrations: [Integration]
    /// How long a delivery is tried (`max_age`).
    package var maxAge: TimeSpan
    /// The receiver that is told what an integration could not deliver to anybody.
    package var fallback: String?

    /// A receiver.
    package init(
        name: String,
        integrations: [Integration],
        maxAge: TimeSpan = .hours(24),
        fallback: String? = nil
    ) {
        self.name = name
        self.integrations = integrations
        self.maxAge = maxAge
        self.fallback = fallback
    }
}

/// One way of a receiver to be told.
package struct Integration: Sendable, Hashable {
    /// What kind of way, with its settings.
    package enum Kind: Sendable, Hashable {
        /// Alertmanager's webhook document by HTTP POST.
        case webhook(WebhookSettings)
        /// Mail over SMTP.
        case email(EmailSettings)
        /// Slack, by incoming webhook or bot.
        case slack(SlackSettings)
        /// A workflow of Microsoft Teams.
        case teams(ChatWebhookSettings)
        /// A webhook of Discord.
        case discord(DiscordSettings)
        /// A bot of Telegram.
        case telegram(TelegramSettings)
        /// An incoming webhook of Mattermost.
        case mattermost(MattermostSettings)
        /// A webhook of a Google Chat space.
        case googleChat(ChatWebhookSettings)
        /// A custom robot of DingTalk.
        case dingTalk(SignedChatSettings)
        /// A custom bot of Feishu or Lark.
        case feishu(SignedChatSettings)
        /// A group robot of WeCom.
        case weCom(ChatWebhookSettings)
        /// PagerDuty's Events API v2.
        case pagerDuty(PagerDutySettings)
        /// Opsgenie's Alert API.
        case opsgenie(OpsgenieSettings)
        /// Alertmanagers, as Prometheus tells them.
        case alertmanager(AlertmanagerSettings)
    }

    /// The name within the receiver: kind and index, `webhook[0]`.
    package var name: String
    /// Whether resolved alerts are told too.
    package var sendResolved: Bool
    /// What kind of way, with its settings.
    package var kind: Kind

    /// An integration of that name.
    package init(name: String, sendResolved: Bool, kind: Kind) {
        self.name = name
        self.sendResolved = sendResolved
        self.kind = kind
    }

    /// The addresses that are settled one by one; none for kinds that have a single destination.
    package var recipients: [String] {
        switch kind {
        case .email(let settings): settings.to
        case .alertmanager(let settings): settings.urls
        case .webhook, .slack, .teams, .discord, .telegram, .mattermost, .googleChat, .dingTalk, .feishu, .weCom,
            .pagerDuty, .opsgenie:
            []
        }
    }
}

/// How a webhook is called (`webhook_configs`).
package struct WebhookSettings: Sendable, Hashable {
    /// The URL; secret, since chat services put their keys into it.
    package var url: Secret
    /// How long one attempt may take.
    package var timeout: TimeSpan
    /// The greatest number of alerts in one document; 0 for no limit.
    package var maxAlerts: Int
    /// The keys of the Standard Webhooks signature, the bytes behind `whsec_`; several while they are rotated.
    package var signingKeys: [SigningKey]
    /// What is sent instead of Alertmanager's document; nil for that.
    package var payload: WebhookPayload?
    /// Authentication, headers, TLS and proxy.
    package var http: HTTPSettings

    /// A signing key.
    package struct SigningKey: Sendable, Hashable, CustomStringConvertible {
        /// The key itself.
        package let bytes: [UInt8]

        /// The key of those bytes.
        package init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        package var description: String { "<secret>" }
    }

    /// A webhook at `url`.
    package init(
        url: Secret,
        timeout: TimeSpan = .seconds(10),
        maxAlerts: Int = 0,
        signingKeys: [SigningKey] = [],
        payload: WebhookPayload? = nil,
        http: HTTPSettings = HTTPSettings()
    ) {
        self.url = url
        self.timeout = timeout
        self.maxAlerts = maxAlerts
        self.signingKeys = signingKeys
        self.payload = payload
        self.http = http
    }
}

/// How an HTTP peer is spoken to (`http_config`).
package struct HTTPSettings: Sendable, Hashable {
    /// Basic authentication.
    package struct BasicAuth: Sendable, Hashable {
        /// The user's name.
        package var username: String
        /// The user's password.
        package var password: Secret

        /// A user with a password.
        package init(username: String, password: Secret) {
            self.username = username
            self.password = password
        }
    }

    /// The `Authorization` header of another scheme.
    package struct Authorization: Sendable, Hashable {
        /// The scheme, `Bearer` if nothing is said.
        package var type: String
        /// What follows the scheme.
        package var credentials: Secret

        /// Credentials of a scheme.
        package init(type: String = "Bearer", credentials: Secret) {
            self.type = type
            self.credentials = credentials
        }
    }

    /// A header of every request.
    package struct Header: Sendable, Hashable {
        /// The header's name.
        package var name: String
        /// Its value.
        package var value: Secret

        /// A header.
        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// Basic authentication, if any; not together with ``authorization``.
    package var basicAuth: BasicAuth?
    /// The authorization header, if any.
    package var authorization: Authorization?
    /// Headers of every request.
    package var headers: [Header]
    /// How the peer is checked.
    package var tls: TLSSettings
    /// The proxy's URL; nil for the environment's.
    package var proxyURL: Secret?

    /// Settings; the defaults send no credentials.
    package init(
        basicAuth: BasicAuth? = nil,
        authorization: Authorization? = nil,
        headers: [Header] = [],
        tls: TLSSettings = TLSSettings(),
        proxyURL: Secret? = nil
    ) {
        self.basicAuth = basicAuth
        self.authorization = authorization
        self.headers = headers
        self.tls = tls
        self.proxyURL = proxyURL
    }
}

/// How mail is sent (`email_configs` over `smtp`).
package struct EmailSettings: Sendable, Hashable {
    /// The recipients' addresses, without names, each once.
    package var to: [String]
    /// The sender's address, without a name.
    package var from: String
    /// The `From` header as it was written, with a name if there is one.
    package var fromHeader: String
    /// The subject instead of the usual one.
    package var subject: MessageText?
    /// Further headers, as Alertmanager's `headers`.
    package var headers: [HTTPSettings.Header]
    /// The plain part instead of the usual one.
    package var text: MessageText?
    /// The HTML part instead of the usual one.
    package var html: MessageText?
    /// The mail server.
    package var smtp: SMTPSettings

    /// Mail to `to` from `from`.
    package init(
        to: [String],
        from: String,
        fromHeader: String? = nil,
        subject: MessageText? = nil,
        headers: [HTTPSettings.Header] = [],
        text: MessageText? = nil,
        html: MessageText? = nil,
        smtp: SMTPSettings
    ) {
        self.to = to
        self.from = from
        self.fromHeader = fromHeader ?? from
        self.subject = subject
        self.headers = headers
        self.text = text
        self.html = html
        self.smtp = smtp
    }
}

/// A mail server (`smtp`).
package struct SMTPSettings: Sendable, Hashable {
    /// How the connection is made private.
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// STARTTLS, required; nothing is sent in clear.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case implicit
        /// None.
        case clear = "none"
    }

    /// The server's name or address.
    package var host: String
    /// The server's port.
    package var port: Int
    /// The name given with EHLO.
    package var hello: String
    /// The user's name, if the server is to be logged in to.
    package var username: String?
    /// The user's password.
    package var password: Secret?
    /// How the connection is made private.
    package var security: Security
    /// How the server is checked.
    package var tls: TLSSettings
    /// How long one submission may take.
    package var timeout: TimeSpan

    /// A mail server.
    package init(
        host: String,
        port: Int,
        hello: String,
        username: String? = nil,
        password: Secret? = nil,
        security: Security = .startTLS,
        tls: TLSSettings = TLSSettings(),
        timeout: TimeSpan = .seconds(30)
    ) {
        self.host = host
        self.port = port
        self.hello = hello
        self.username = username
        self.password = password
        self.security = security
        self.tls = tls
        self.timeout = timeout
    }
}
