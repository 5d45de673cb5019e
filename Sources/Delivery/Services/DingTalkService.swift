import Alerting
import JSON
import Model

/// DingTalk: a message in Markdown, by a custom robot of a group, signed if the robot asks for it.
struct DingTalkService: HTTPService {
    private let settings: SignedChatSettings

    /// The greatest message in bytes.
    private static let size = 20_000

    init(_ settings: SignedChatSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { settings.secret.map { [$0] } ?? [] }
    var answers: AnswerRule { .dingTalk }
    /// Who sends more is kept out for ten minutes.
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(20, per: .minutes(1))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let body = Fitting.most(
            message.count,
            fits: { $0.count <= Self.size },
            make: { Self.body(message, showing: $0) }
        )
        return [ServiceRequest(url: url(at: telling.now), body: body)]
    }

    private func url(at now: Timestamp) -> String {
        let url = settings.endpoint.url.text
        guard let secret = settings.secret else { return url }
        let signature = Self.signature(milliseconds: now.milliseconds, secret: secret.text)
        return URLQuery.adding([("timestamp", String(now.milliseconds)), ("sign", signature)], to: url)
    }

    /// The signature of a request at a time since 1970.
    static func signature(milliseconds: Int64, secret: String) -> String {
        Hashes.signature(of: "\(milliseconds)\n\(secret)", key: secret)
    }

    private static func body(_ message: ChatMessage, showing count: Int) -> [UInt8] {
        let markup = Markup.dingTalk
        let title = "### \(markup.link(markup.text(message.title), to: message.home))"
        return JSONWriter.object { json in
            json.member("msgtype", "markdown")
            json.member(
                "markdown",
                [
                    "title": message.title,
                    "text": title + markup.lineEnd + message.text(in: markup, showing: count),
                ]
            )
        }
    }
}
