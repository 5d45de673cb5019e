import Alerting
import JSON
import Model

/// Mattermost: one attachment, by an incoming webhook.
struct MattermostService: HTTPService {
    private let settings: MattermostSettings

    /// What fits one post; a longer text is broken into several.
    private static let textLength = 16_383

    init(_ settings: MattermostSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var answers: AnswerRule { .mattermost }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let title = Markup.markdown.text(message.title)
        // The fallback and the title are part of what is counted.
        let room = Self.textLength - 2 * title.utf16.count
        let text = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= room },
            make: { message.text(in: .markdown, showing: $0) }
        )
        let texts = telling.texts
        let body = JSONWriter.object { json in
            json.members(texts.members(settings.message))
            json.member("attachments", each: [text]) { json, text in
                json.object { json in
                    json.members([
                        "color": texts.line(settings.color) ?? message.tone.hexadecimal, "fallback": title,
                        "text": text,
                        "title": title, "title_link": message.home,
                    ])
                }
            }
        }
        return [ServiceRequest(url: settings.endpoint.url.text, body: body)]
    }
}
