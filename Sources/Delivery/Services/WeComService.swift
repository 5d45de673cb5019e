import Alerting
import JSON
import Model

/// WeCom: a message in Markdown, by the robot of a group.
struct WeComService: HTTPService {
    private let settings: ChatWebhookSettings

    /// The longest content in bytes of UTF-8.
    private static let size = 4096

    init(_ settings: ChatWebhookSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var answers: AnswerRule { .weCom }
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(20, per: .minutes(1))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let markup = Markup.weCom
        let title = markup.bold(markup.link(markup.text(message.title), to: message.home))
        let content = Fitting.most(
            message.count,
            fits: { $0.utf8.count <= Self.size },
            make: { title + markup.lineEnd + message.text(in: markup, showing: $0) }
        )
        let body = JSONWriter.object { json in
            json.member("msgtype", "markdown")
            json.member("markdown", ["content": content])
        }
        return [ServiceRequest(url: settings.endpoint.url.text, body: body)]
    }
}
