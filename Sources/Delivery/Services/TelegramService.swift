import Alerting
import JSON
import Model

/// Telegram: one message in HTML, by the method `sendMessage` of a bot.
struct TelegramService: HTTPService {
    private let settings: TelegramSettings

    /// The longest text, which Telegram counts without its marks.
    private static let textLength = 4096

    init(_ settings: TelegramSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { [settings.botToken] }
    var answers: AnswerRule { .telegram }

    var channel: String {
        switch settings.chat {
        case .number(let number): String(number)
        case .channel(let name): name
        }
    }

    /// One message a second to a chat, 20 a minute to a group.
    var allowances: [RateLimit.Allowance] {
        let perSecond = RateLimit.Allowance(1, per: .seconds(1))
        if case .number(let number) = settings.chat, number > 0 { return [perSecond] }
        return [perSecond, RateLimit.Allowance(20, per: .minutes(1))]
    }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let markup = Markup.telegram
        let title = markup.link(markup.bold(markup.text(message.title)), to: message.home)
        let text = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= Self.textLength },
            make: { title + markup.lineEnd + message.text(in: markup, showing: $0) }
        )
        let body = JSONWriter.object { json in
            switch settings.chat {
            case .number(let number): json.member("chat_id") { $0.integer(number) }
            case .channel(let name): json.member("chat_id", name)
            }
            if let thread = settings.threadID { json.member("message_thread_id", thread) }
            json.member("text", text)
            json.member("parse_mode", "HTML")
            json.member("link_preview_options") { json in
                json.object { $0.member("is_disabled", true) }
            }
            if settings.isSilent { json.member("disable_notification", true) }
        }
        let base = ExternalURL(settings.endpoint.url.text).text
        return [ServiceRequest(url: "\(base)/bot\(settings.botToken.text)/sendMessage", body: body)]
    }
}
