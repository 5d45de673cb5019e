import Alerting
import JSON
import Model

/// Discord: one embed, by the webhook of a channel.
struct DiscordService: HTTPService {
    private let settings: DiscordSettings

    /// The limits of an embed; both together stay below the 6,000 characters of a message's embeds.
    private static let (titleLength, textLength) = (256, 4096)
    /// The longest text above it.
    private static let contentLength = 2000

    init(_ settings: DiscordSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var answers: AnswerRule { .plain }
    /// Discord names no number, and asks to go by its headers; this is what webhooks are known to get.
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(5, per: .seconds(2))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let text = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= Self.textLength },
            make: { message.text(in: .markdown, showing: $0) }
        )
        let texts = telling.texts
        let body = JSONWriter.object { json in
            json.memberIfAny(
                "content",
                settings.content.map { texts.text($0, escape: Markup.markdown.text).cut(to: Self.contentLength) }
            )
            json.memberIfAny("username", texts.line(settings.username))
            json.memberIfAny("avatar_url", texts.line(settings.avatarURL))
            json.member("embeds", each: [text]) { json, text in
                json.object { json in
                    json.member("title", message.title(in: .markdown, within: Self.titleLength))
                    json.member("url", message.home)
                    json.member("description", text)
                    json.member("color", message.tone.color)
                }
            }
        }
        return [ServiceRequest(url: settings.endpoint.url.text, body: body)]
    }
}
