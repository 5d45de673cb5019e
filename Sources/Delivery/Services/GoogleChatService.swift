import Alerting
import JSON
import Model

/// Google Chat: one card, by the webhook of a space; what is told of a group stands in one thread.
struct GoogleChatService: HTTPService {
    private let settings: ChatWebhookSettings

    /// The greatest message in bytes, with text and cards.
    private static let size = 32_000

    init(_ settings: ChatWebhookSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var answers: AnswerRule { .googleChat }
    /// One message a second and space, whichever webhook sends it.
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(1, per: .seconds(1))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let thread = telling.groupHash
        let body = Fitting.most(
            message.count,
            fits: { $0.count <= Self.size },
            make: { Self.body(message, thread: thread, showing: $0) }
        )
        let url = URLQuery.adding(
            [("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD")],
            to: settings.endpoint.url.text
        )
        return [ServiceRequest(url: url, body: body)]
    }

    private static func body(_ message: ChatMessage, thread: String, showing count: Int) -> [UInt8] {
        JSONWriter.object { json in
            json.member("fallbackText", message.title)
            json.member("thread", ["threadKey": thread])
            json.member("cardsV2", each: [message]) { json, message in
                json.object { json in
                    json.member("cardId", "callwatch")
                    json.member("card") { json in
                        json.object { json in
                            json.member("header", ["title": "\(message.tone.mark) \(message.title)"])
                            json.member("sections", each: [message]) { json, message in
                                writeSection(message, showing: count, to: &json)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func writeSection(_ message: ChatMessage, showing count: Int, to json: inout JSONWriter) {
        let widgets: [(inout JSONWriter) -> Void] = [
            { $0.member("textParagraph", ["text": message.text(in: .googleChat, showing: count)]) },
            { $0.member("buttonList") { writeButton(to: message.home, in: &$0) } },
        ]
        json.object { json in
            json.member("widgets", each: widgets) { json, widget in json.object(widget) }
        }
    }

    private static func writeButton(to url: String, in json: inout JSONWriter) {
        json.object { json in
            json.member("buttons", each: [url]) { json, url in
                json.object { json in
                    json.member("text", "Open Callwatch")
                    json.member("onClick") { json in
                        json.object { $0.member("openLink", ["url": url]) }
                    }
                }
            }
        }
    }
}
