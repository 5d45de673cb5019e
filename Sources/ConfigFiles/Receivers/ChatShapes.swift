import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == WrittenService {
    /// An entry of `msteamsv2_configs`.
    static func teams(_ sources: ReceiverSources) -> Shape {
        chat("a Teams receiver", url: "webhook_url", sources) { Integration.Kind.teams($0) }
    }

    /// An entry of `googlechat_configs`.
    static func googleChat(_ sources: ReceiverSources) -> Shape {
        chat("a Google Chat receiver", url: "url", sources) { Integration.Kind.googleChat($0) }
    }

    /// An entry of `wecom_configs`.
    static func weCom(_ sources: ReceiverSources) -> Shape {
        chat("a WeCom receiver", url: "url", sources) { Integration.Kind.weCom($0) }
    }

    /// An entry of `dingtalk_configs`.
    static func dingTalk(_ sources: ReceiverSources) -> Shape {
        signedChat("a DingTalk receiver", sources) { Integration.Kind.dingTalk($0) }
    }

    /// An entry of `feishu_configs`.
    static func feishu(_ sources: ReceiverSources) -> Shape {
        signedChat("a Feishu receiver", sources) { Integration.Kind.feishu($0) }
    }

    private static func chat(
        _ what: String,
        url key: String,
        _ sources: ReceiverSources,
        kind: @escaping (ChatWebhookSettings) -> Integration.Kind
    ) -> Shape {
        service(what, sources) { reader in
            let url = reader.requiredAddress(key, sources.files)
            let wording = reader.wording(sources)
            return { service, global, _ in
                url.map { kind(ChatWebhookSettings(endpoint: service.endpoint($0.text, global), wording: wording)) }
            }
        }
    }

    private static func signedChat(
        _ what: String,
        _ sources: ReceiverSources,
        kind: @escaping (SignedChatSettings) -> Integration.Kind
    ) -> Shape {
        service(what, sources) { reader in
            let url = reader.requiredAddress("url", sources.files)
            let secret = reader.secret("secret", sources.files)
            let wording = reader.wording(sources)
            return { service, global, _ in
                url.map { url in
                    let endpoint = service.endpoint(url.text, global)
                    return kind(SignedChatSettings(endpoint: endpoint, secret: secret, wording: wording))
                }
            }
        }
    }

    /// An entry of `discord_configs`.
    static func discord(_ sources: ReceiverSources) -> Shape {
        service("a Discord receiver", sources) { reader in
            let url = reader.requiredAddress("webhook_url", sources.files)
            let wording = reader.wording(text: "message", sources)
            let texts = reader.messageTexts("content", "username", "avatar_url", sources: sources)
            return { service, global, _ in
                url.map { url in
                    let settings = DiscordSettings(
                        endpoint: service.endpoint(url.text, global),
                        wording: wording,
                        content: texts["content"],
                        username: texts["username"],
                        avatarURL: texts["avatar_url"]
                    )
                    return .discord(settings)
                }
            }
        }
    }

    /// An entry of `mattermost_configs`.
    static func mattermost(_ sources: ReceiverSources) -> Shape {
        service("a Mattermost receiver", sources) { reader in
            let url = reader.address("webhook_url", sources.files)
            let isGiven = reader.hasSecret("webhook_url")
            let wording = reader.wording(sources)
            let message = reader.messageTexts("channel", "username", "icon_url", "icon_emoji", sources: sources)
            let color = reader.messageText("color", sources)
            for key in ["attachments", "priority", "props", "type"] {
                reader.refuseContent(of: key, help: "the form is fixed; `title`, `text` and `color` change it")
            }
            return { service, global, diagnostics in
                // A URL that is given and wrong has been reported.
                if isGiven, url == nil { return nil }
                return service.required(
                    "webhook_url",
                    url ?? global.services.mattermostURL,
                    inGlobal: "mattermost_webhook_url",
                    &diagnostics
                ).map { url in
                    let settings = MattermostSettings(
                        endpoint: service.endpoint(url.text, global),
                        wording: wording,
                        message: message,
                        color: color
                    )
                    return .mattermost(settings)
                }
            }
        }
    }

    /// An entry of `telegram_configs`.
    static func telegram(_ sources: ReceiverSources) -> Shape {
        service("a Telegram receiver", sources) { reader in
            let url = reader.optional("api_url", Shape<WebAddress>.webAddress)
            let token = reader.secret("bot_token", sources.files)
            let isTokenGiven = reader.hasSecret("bot_token")
            let chat = reader.required("chat_id", .telegramChat)
            let thread = reader.optional("message_thread_id", .integer(in: 1 ... .max))
            let isSilent = reader.optional("disable_notifications", .bool)
            let text = reader.messageText("message", sources)
            reader.refuseContent(of: "parse_mode", unless: "HTML", help: "messages are HTML")
            reader.refuseContent(of: "chat_id_file", help: "write `chat_id: ${file:PATH}`")
            return { service, global, diagnostics in
                if isTokenGiven, token == nil { return nil }
                let token = service.required(
                    "bot_token",
                    token ?? global.services.telegramToken,
                    inGlobal: "telegram_bot_token",
                    &diagnostics
                )
                guard let token, let chat else { return nil }
                let url = url?.text ?? global.services.telegramURL?.text ?? "https://api.telegram.org"
                let settings = TelegramSettings(
                    endpoint: service.endpoint(url, global),
                    botToken: token,
                    chat: chat,
                    threadID: thread,
                    isSilent: isSilent ?? false,
                    wording: Wording(text: text)
                )
                return .telegram(settings)
            }
        }
    }
}

extension Shape where Value == TelegramSettings.Chat {
    /// `chat_id`: a number, or the name of a channel.
    fileprivate static var telegramChat: Shape {
        .parsed("the number of a chat or the name of a channel", example: "-1001234567890") { text in
            if let number = Int64(text.text), number != 0 { return .number(number) }
            return text.text.hasPrefix("@") && text.text.count > 1 ? .channel(text.text) : nil
        }
    }
}

extension MappingReader {
    /// A URL that must stand at `key`, or in the file that `key` with `_file` behind it names.
    fileprivate mutating func requiredAddress(_ key: String, _ files: FileReader) -> WebAddress? {
        let url = address(key, files)
        if !hasSecret(key) { reportMissing(key, help: "or name a file that holds it: `\(key)_file`") }
        return url
    }
}
