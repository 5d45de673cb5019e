import Alerting
import JSON
import Model

/// Feishu and Lark: a card, by a custom bot of a group, signed if the bot asks for it.
struct FeishuService: HTTPService {
    private let settings: SignedChatSettings

    /// The greatest request in bytes, 20 kB.
    private static let size = 20_000

    init(_ settings: SignedChatSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { settings.secret.map { [$0] } ?? [] }
    var answers: AnswerRule { .feishu }
    var allowances: [RateLimit.Allowance] {
        [RateLimit.Allowance(5, per: .seconds(1)), RateLimit.Allowance(100, per: .minutes(1))]
    }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let seconds = telling.now.milliseconds / 1000
        let bytes = Fitting.most(
            message.count,
            fits: { $0.count <= Self.size },
            make: { body(message, seconds: seconds, showing: $0) }
        )
        return [ServiceRequest(url: settings.endpoint.url.text, body: bytes)]
    }

    /// The signature of a request at a time since 1970: of no text, keyed with time and secret.
    static func signature(seconds: Int64, secret: String) -> String {
        Hashes.signature(of: "", key: "\(seconds)\n\(secret)")
    }

    private func body(_ message: ChatMessage, seconds: Int64, showing count: Int) -> [UInt8] {
        JSONWriter.object { json in
            if let secret = settings.secret {
                json.member("timestamp", String(seconds))
                json.member("sign", Self.signature(seconds: seconds, secret: secret.text))
            }
            json.member("msg_type", "interactive")
            json.member("card") { Self.writeCard(message, showing: count, to: &$0) }
        }
    }

    private static func writeCard(_ message: ChatMessage, showing count: Int, to json: inout JSONWriter) {
        json.object { json in
            json.member("config") { json in
                json.object { $0.member("wide_screen_mode", true) }
            }
            json.member("header") { json in
                json.object { json in
                    json.member("title", ["tag": "plain_text", "content": message.title])
                    json.member("template", message.tone.headerTemplate)
                }
            }
            let elements: [(inout JSONWriter) -> Void] = [
                { json in
                    json.member("tag", "div")
                    json.member("text", ["tag": "lark_md", "content": message.text(in: .feishu, showing: count)])
                },
                { json in
                    json.member("tag", "action")
                    json.member("actions", each: [message.home]) { json, home in
                        json.object { json in
                            json.member("tag", "button")
                            json.member("text", ["tag": "plain_text", "content": "Open Callwatch"])
                            json.member("url", home)
                            json.member("type", "default")
                        }
                    }
                },
            ]
            json.member("elements", each: elements) { json, element in json.object(element) }
        }
    }
}

extension Tone {
    /// The colour of a card's head in Feishu's words.
    fileprivate var headerTemplate: String {
        switch self {
        case .resolved: "green"
        case .information: "blue"
        case .warning: "orange"
        case .alarm: "red"
        }
    }
}
