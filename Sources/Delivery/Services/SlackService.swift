import Alerting
import JSON
import Model
import Outbound

/// Slack: one message with one attachment, by incoming webhook, or by a bot with `chat.postMessage`, whose first message
/// about a group `chat.update` changes if that is wanted.
struct SlackService: HTTPService {
    private let settings: SlackSettings

    /// Slack asks for less than 4,000 characters in a text, and cuts titles that do not fit a line anyway.
    private static let (textLength, titleLength) = (4000, 1024)

    /// The members in which Slack looks for mentions and links.
    private static let marked: Set = ["fallback", "footer", "pretext", "text"]

    init(_ settings: SlackSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { settings.botToken.map { [$0] } ?? [] }
    var answers: AnswerRule { settings.botToken == nil ? .slackWebhook : .slackBot }
    var channel: String { settings.channel ?? "" }
    /// One message a second and channel; Slack lets short bursts pass, which is not to be counted on.
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(1, per: .seconds(1))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(settings.wording)
        let authorization = settings.botToken.map { token in
            [HTTPHeaders.Field(name: "Authorization", value: "Bearer \(token.text)")]
        }
        let text = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= Self.textLength },
            make: { message.text(in: .slack, showing: $0) }
        )
        let posted = settings.updatesMessage ? telling.posted.flatMap(PostedMessage.init) : nil
        return [
            ServiceRequest(
                url: url(updating: posted != nil),
                headers: authorization ?? [],
                body: body(message, telling.texts, text: text, updating: posted)
            )
        ]
    }

    /// What Slack calls a message: the identity of its channel, and its time.
    private struct PostedMessage {
        let channel: String
        let timestamp: String

        /// The message of a reference, `C024BE91L 1503435956.000247`.
        init?(_ reference: String) {
            let parts = reference.split(separator: " ")
            guard parts.count == 2 else { return nil }
            channel = String(parts[0])
            timestamp = String(parts[1])
        }
    }

    func reference(of answer: ServiceAnswer) -> String? {
        guard settings.updatesMessage, let channel = answer.channel, let time = answer.timestamp else { return nil }
        return "\(channel) \(time)"
    }

    func isGone(_ answer: ServiceAnswer) -> Bool {
        ["cant_update_message", "channel_not_found", "edit_window_closed", "message_not_found"]
            .contains(answer.error)
    }

    /// The method that posts a message, or the one beside it that changes one.
    private func url(updating: Bool) -> String {
        let url = settings.endpoint.url.text
        guard updating, let slash = url.lastIndex(of: "/") else { return url }
        return url[...slash] + "chat.update"
    }

    private func body(
        _ message: ChatMessage,
        _ texts: MessageTexts,
        text: String,
        updating posted: PostedMessage?
    ) -> [UInt8] {
        let title = message.title(in: .slack, within: Self.titleLength)
        var attachment = [
            "color": message.tone.hexadecimal, "fallback": title, "title": title, "title_link": message.home,
        ]
        attachment.merge(texts.members(settings.attachment, marked: Self.marked, in: .slack)) { _, own in own }
        attachment["text"] = text
        return JSONWriter.object { json in
            json.memberIfAny("channel", posted?.channel ?? settings.channel)
            json.memberIfAny("ts", posted?.timestamp)
            // A message keeps the name and the picture that it was posted with.
            let message = settings.message.filter { posted == nil || $0.key == "text" }
            json.members(texts.members(message, marked: Self.marked, in: .slack))
            if settings.linksNames { json.member("link_names", true) }
            json.member("attachments", each: [attachment]) { json, attachment in
                json.object { json in
                    json.members(attachment)
                    json.member("mrkdwn_in", each: ["pretext", "text"]) { $0.string($1) }
                }
            }
        }
    }
}
