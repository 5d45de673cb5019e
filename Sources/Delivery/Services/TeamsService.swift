import Alerting
import JSON
import Model

/// Microsoft Teams: an Adaptive Card for a workflow that begins with "When a Teams webhook request is received".
struct TeamsService: HTTPService {
    private let settings: ChatWebhookSettings

    /// Teams takes messages of up to 28 kB.
    private static let size = 28_000

    init(_ settings: ChatWebhookSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var answers: AnswerRule { .teams }
    var allowances: [RateLimit.Allowance] {
        [RateLimit.Allowance(4, per: .seconds(1)), RateLimit.Allowance(60, per: .seconds(30))]
    }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let body = Fitting.most(
            message.count,
            fits: { $0.count <= Self.size },
            make: { Self.body(message, showing: $0) }
        )
        return [ServiceRequest(url: settings.endpoint.url.text, body: body)]
    }

    private static func body(_ message: ChatMessage, showing count: Int) -> [UInt8] {
        JSONWriter.object { json in
            json.member("type", "message")
            json.member("attachments", each: [message]) { json, message in
                json.object { json in
                    json.member("contentType", "application/vnd.microsoft.card.adaptive")
                    json.member("contentUrl", nil as String?)
                    json.member("content") { writeCard(message, showing: count, to: &$0) }
                }
            }
        }
    }

    private static func writeCard(_ message: ChatMessage, showing count: Int, to json: inout JSONWriter) {
        json.object { json in
            json.member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            json.member("type", "AdaptiveCard")
            json.member("version", "1.4")
            json.member("msteams", ["width": "full"])
            json.member("body", each: blocks(message, showing: count)) { json, block in
                json.object { json in
                    json.member("type", "TextBlock")
                    json.member("text", block.text)
                    json.member("wrap", true)
                    if block.isSubtle { json.member("isSubtle", true) }
                    json.members(block.style)
                }
            }
            json.member("actions", each: [message.home]) { json, home in
                json.object { $0.members(["type": "Action.OpenUrl", "title": "Open Callwatch", "url": home]) }
            }
        }
    }

    private struct Block {
        let text: String
        var isSubtle = false
        var style: [String: String] = [:]
    }

    private static func blocks(_ message: ChatMessage, showing count: Int) -> [Block] {
        let title = Block(
            text: Markup.adaptiveCard.text(message.title),
            style: ["weight": "Bolder", "size": "Medium", "style": "heading", "color": message.tone.cardColor]
        )
        if let text = message.ownText(in: .adaptiveCard, showing: count) { return [title, Block(text: text)] }
        var blocks = [title]
        for entry in message.entries.prefix(count) {
            let lines = entry.lines(in: .adaptiveCard)
            blocks += lines.prefix(1).map { Block(text: $0) }
            blocks += lines.dropFirst().map { Block(text: $0, isSubtle: true, style: ["spacing": "None"]) }
        }
        return blocks + (message.more(than: count).map { [Block(text: $0)] } ?? [])
    }
}

extension Tone {
    /// The colour in the words of Adaptive Cards.
    fileprivate var cardColor: String {
        switch self {
        case .resolved: "Good"
        case .information: "Accent"
        case .warning: "Warning"
        case .alarm: "Attention"
        }
    }
}
