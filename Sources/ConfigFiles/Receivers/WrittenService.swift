import Alerting
import Diagnostics
import Model
import YAML

/// An entry of `slack_configs` or another kind that is reached over HTTP, as it is written; what it takes from `global`
/// is still open.
struct WrittenService {
    /// Makes the settings, with the mistakes that show only beside `global`; nil after such a mistake.
    typealias Completion = (_ service: WrittenService, _ global: WrittenGlobal, _ diagnostics: inout [Diagnostic])
        -> Integration.Kind?

    /// What messages call it: "a Slack receiver".
    let what: String
    /// Where it stands.
    let place: SourceRange
    /// Whether resolved alerts are told too.
    let sendResolved: Bool
    /// How long one request may take.
    let timeout: TimeSpan?
    /// Its own `http_config`.
    let http: HTTPSettings?
    /// Makes the settings.
    let completion: Completion

    /// The integration of that name; nil when it has mistakes, which are reported.
    func integration(
        _ name: String,
        _ global: WrittenGlobal,
        _ diagnostics: inout [Diagnostic]
    ) -> Integration? {
        completion(self, global, &diagnostics).map { kind in
            Integration(name: name, sendResolved: sendResolved, kind: kind)
        }
    }

    /// A service at `url`, with the connection as it is written here or in `global`.
    func endpoint(_ url: String, _ global: WrittenGlobal) -> Endpoint {
        Endpoint(
            url: Secret(url),
            timeout: timeout ?? .seconds(10),
            http: http ?? global.http ?? HTTPSettings()
        )
    }

    /// `value`, which is a mistake to be without; `inGlobal` is the key of `global` that would give it.
    func required<Value>(
        _ key: String,
        _ value: Value?,
        inGlobal: String? = nil,
        _ diagnostics: inout [Diagnostic]
    ) -> Value? {
        if value == nil {
            diagnostics.append(.missingReceiverSetting(key, of: what, inGlobal: inGlobal, at: place))
        }
        return value
    }
}

/// What `global` gives to receivers that lack it.
struct ServiceDefaults {
    var slackURL: WebAddress?
    var slackToken: Secret?
    var slackAppURL: WebAddress?
    var mattermostURL: WebAddress?
    var pagerDutyURL: WebAddress?
    var opsgenieURL: WebAddress?
    var opsgenieKey: Secret?
    var telegramURL: WebAddress?
    var telegramToken: Secret?
}

extension MappingReader {
    /// The keys of `global` that are defaults of receivers.
    mutating func serviceDefaults(_ files: FileReader) -> ServiceDefaults {
        ServiceDefaults(
            slackURL: address("slack_api_url", files),
            slackToken: secret("slack_app_token", files),
            slackAppURL: optional("slack_app_url", .webAddress),
            mattermostURL: address("mattermost_webhook_url", files),
            pagerDutyURL: optional("pagerduty_url", .webAddress),
            opsgenieURL: optional("opsgenie_api_url", .webAddress),
            opsgenieKey: secret("opsgenie_api_key", files),
            telegramURL: optional("telegram_api_url", .webAddress),
            telegramToken: secret("telegram_bot_token", files)
        )
    }
}

extension Shape where Value == WrittenService {
    /// The kinds of receivers that are reached over HTTP, by the beginning of their keys, with what an entry is.
    static func kinds(_ sources: ReceiverSources) -> [(kind: String, shape: Shape)] {
        [
            ("slack", .slack(sources)), ("msteamsv2", .teams(sources)), ("discord", .discord(sources)),
            ("telegram", .telegram(sources)), ("mattermost", .mattermost(sources)),
            ("googlechat", .googleChat(sources)),
            ("dingtalk", .dingTalk(sources)), ("feishu", .feishu(sources)), ("wecom", .weCom(sources)),
            ("pagerduty", .pagerDuty(sources)), ("opsgenie", .opsgenie(sources)),
            ("alertmanager", .alertmanager(sources)),
        ]
    }

    /// An entry of one kind: the keys that all have, and those that `read` reads.
    static func service(
        _ what: String,
        sendResolved: Bool = true,
        _ sources: ReceiverSources,
        read: @escaping (inout MappingReader) -> WrittenService.Completion
    ) -> Shape {
        .mapping(what) { reader in
            let ownSendResolved = reader.optional("send_resolved", .bool)
            let timeout = reader.requestTimeout()
            let http = reader.optional("http_config", .http(sources.files))
            let place = reader.range
            return WrittenService(
                what: what,
                place: place,
                sendResolved: ownSendResolved ?? sendResolved,
                timeout: timeout,
                http: http,
                completion: read(&reader)
            )
        }
    }
}
