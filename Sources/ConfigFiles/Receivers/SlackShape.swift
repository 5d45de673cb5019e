import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == WrittenService {
    /// An entry of `slack_configs`.
    static func slack(_ sources: ReceiverSources) -> Shape {
        service("a Slack receiver", sendResolved: false, sources) { reader in
            let slack = WrittenSlack(&reader, sources)
            return { service, global, diagnostics in
                slack.settings(service, global, &diagnostics).map { .slack($0) }
            }
        }
    }
}

/// An entry of `slack_configs` as it is written.
private struct WrittenSlack {
    /// How later notifications of a group are told (`message_strategy`).
    enum Strategy: String, CaseIterable {
        case new
        case update
    }

    private let url: WebAddress?
    private let isURLGiven: Bool
    private let token: Secret?
    private let isTokenGiven: Bool
    private let appURL: WebAddress?
    private let channel: String?
    private let wording: Wording
    private let message: [String: MessageText]
    private let attachment: [String: MessageText]
    private let linksNames: Bool
    private let updatesMessage: Bool
    /// The key that asks for updates.
    private let updateKey: Node.Scalar?

    /// The method of the Web API that posts a message, as Alertmanager's users name it in `api_url`.
    private static let postMessage = "https://slack.com/api/chat.postMessage"

    init(_ reader: inout MappingReader, _ sources: ReceiverSources) {
        url = reader.address("api_url", sources.files)
        isURLGiven = reader.hasSecret("api_url")
        token = reader.secret("app_token", sources.files)
        isTokenGiven = reader.hasSecret("app_token")
        appURL = reader.optional("app_url", .webAddress)
        for (first, second) in [("api_url", "app_token"), ("api_url", "app_token_file"), ("api_url_file", "app_token")]
        {
            reader.exclude(first, second)
        }
        channel = reader.plainText("channel")
        wording = reader.wording(sources)
        var message = reader.messageTexts("username", "icon_emoji", "icon_url", sources: sources)
        message["text"] = reader.messageText("message_text", sources)
        self.message = message
        attachment = reader.messageTexts(
            "color",
            "fallback",
            "footer",
            "image_url",
            "pretext",
            "thumb_url",
            "title_link",
            sources: sources
        )
        linksNames = reader.optional("link_names", .bool) ?? false
        let updates = reader.optional("update_message", .bool)
        let strategy = reader.optional("message_strategy", Shape<Strategy>.word)
        updatesMessage = strategy.map { $0 == .update } ?? updates ?? false
        updateKey = reader.key("message_strategy") ?? reader.key("update_message")
        if updates == true, strategy == .new { reader.exclude("update_message", "message_strategy") }
        for key in ["actions", "callback_id", "fields", "mrkdwn_in", "threaded_options"] {
            reader.refuseContent(of: key, unless: #"{{ template "slack.default.callbackid" . }}"#, help: Self.help)
        }
        reader.refuseContent(of: "short_fields", unless: "false", help: Self.help)
    }

    private static let help = "the form is fixed; `title`, `text` and `color` change it"

    func settings(
        _ service: WrittenService,
        _ global: WrittenGlobal,
        _ diagnostics: inout [Diagnostic]
    ) -> SlackSettings? {
        if isURLGiven && url == nil || isTokenGiven && token == nil { return nil }
        guard let (endpoint, token) = access(service, global, &diagnostics) else { return nil }
        if token != nil, service.required("channel", channel, &diagnostics) == nil { return nil }
        if updatesMessage, token == nil, let updateKey {
            diagnostics.append(.slackUpdateWithoutBot(updateKey))
            return nil
        }
        return SlackSettings(
            endpoint: endpoint,
            botToken: token,
            channel: channel,
            updatesMessage: updatesMessage,
            wording: wording,
            message: message,
            attachment: attachment,
            linksNames: linksNames
        )
    }

    /// The webhook, or the Web API with a bot's token: what stands here before what `global` has.
    private func access(
        _ service: WrittenService,
        _ global: WrittenGlobal,
        _ diagnostics: inout [Diagnostic]
    ) -> (Endpoint, Secret?)? {
        let defaults = global.services
        let token = token ?? (url == nil && defaults.slackURL == nil ? defaults.slackToken : nil)
        if let token {
            let address = appURL ?? defaults.slackAppURL
            return (service.endpoint(address?.text ?? Self.postMessage, global), token)
        }
        let address = url ?? defaults.slackURL
        guard let address = service.required("api_url", address, inGlobal: "slack_api_url", &diagnostics) else {
            return nil
        }
        var endpoint = service.endpoint(address.text, global)
        // The form from before there was `app_token`: the method as URL, the token as authorization.
        guard address.text == Self.postMessage, let authorization = endpoint.http.authorization else {
            return (endpoint, nil)
        }
        endpoint.http.authorization = nil
        return (endpoint, authorization.credentials)
    }
}
