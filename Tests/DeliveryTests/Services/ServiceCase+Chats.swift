import Alerting
import Model
import PeerPrograms

// Chats, by their documentation.
extension ServiceCase {
    private static let slackAttachment: Set = [
        "color", "fallback", "footer", "image_url", "mrkdwn_in", "pretext", "text", "thumb_url", "title", "title_link",
    ]

    private static func checkSlack(_ document: ServiceDocument) {
        document.allow(
            ["attachments", "channel", "icon_emoji", "icon_url", "link_names", "text", "ts", "username"],
            in: document.root,
            of: "a message"
        )
        for attachment in document.objects("attachments", in: document.root) {
            document.allow(slackAttachment, in: attachment, of: "an attachment")
            document.text("fallback", in: attachment)
            document.text("title", in: attachment, upTo: 1024)
            let text = document.text("text", in: attachment, upTo: 4000)
            // Outside of links and entities, none of the three characters may stand.
            let rest = text.replacing(#/<https?:[^<>|]*\|[^<>]*>/#, with: "").replacing(#/&(amp|lt|gt);/#, with: "")
            document.require(!rest.contains { "<>&".contains($0) }, "unescaped text: \(rest)")
        }
    }

    static let slack = ServiceCase(
        name: "Slack, webhook",
        kind: { .slack(SlackSettings(endpoint: endpoint($0, "/services/T00000000/B00000000/slackslackslack"))) },
        check: { document in
            checkSlack(document)
            document.require(document.path.hasPrefix("/services/"), "not a webhook: \(document.path)")
        },
        taken: Answer(body: "ok"),
        refused: Answer(status: "404 Not Found", body: "channel_not_found"),
        limited: (
            Answer(
                status: "429 Too Many Requests",
                headers: "Retry-After: 30\r\n",
                body: #"{"retry_after":1,"ok":false,"error":"rate_limited"}"#
            ), 30_000
        ),
        errorsInside: [
            (Answer(body: "invalid_payload"), true), (Answer(body: #"{"ok":false,"error":"no_text"}"#), true),
            (Answer(body: #"{"ok":false,"error":"rate_limited"}"#), false),
            (Answer(body: "<html>Please log in</html>"), false), (Answer(), false),
        ],
        secret: "slackslackslack"
    )

    static let slackBot = ServiceCase(
        name: "Slack, bot",
        kind: { port in
            .slack(
                SlackSettings(
                    endpoint: endpoint(port, "/api/chat.postMessage"),
                    botToken: Secret("xoxb-token-token"),
                    channel: "#ops"
                )
            )
        },
        check: { document in
            checkSlack(document)
            document.text("channel", in: document.root)
            document.require(document.path == "/api/chat.postMessage", "not a method: \(document.path)")
            document.require(document.request.header("Authorization") == "Bearer xoxb-token-token", "no token")
        },
        taken: Answer(body: #"{"ok":true,"channel":"C024BE91L","ts":"1503435956.000247","message":{"text":"x"}}"#),
        refused: Answer(status: "403 Forbidden", body: #"{"ok":false,"error":"access_denied"}"#),
        limited: (Answer(status: "429 Too Many Requests", headers: "Retry-After: 30\r\n"), 30_000),
        errorsInside: [
            (Answer(body: #"{"ok":false,"error":"invalid_auth"}"#), true),
            (Answer(body: #"{"ok":false,"error":"ratelimited"}"#), false), (Answer(body: "ok"), false),
        ],
        secret: "xoxb-token-token"
    )

    static let teams = ServiceCase(
        name: "Teams",
        kind: { .teams(ChatWebhookSettings(endpoint: endpoint($0, "/workflows/1/invoke?sig=teamsteamsteams"))) },
        check: { document in
            document.require(document.request.body.count <= 28_000, "larger than 28 kB")
            document.require(document.root["type"] as? String == "message", "the type is not message")
            for attachment in document.objects("attachments", in: document.root) {
                let type = document.text("contentType", in: attachment)
                document.require(type == "application/vnd.microsoft.card.adaptive", "no Adaptive Card")
                let card = document.object("content", in: attachment)
                document.allow(
                    ["$schema", "actions", "body", "msteams", "type", "version"],
                    in: card,
                    of: "a card"
                )
                document.require(card["type"] as? String == "AdaptiveCard", "no Adaptive Card")
                document.text("version", in: card)
                for block in document.objects("body", in: card) {
                    document.allow(
                        ["color", "isSubtle", "size", "spacing", "style", "text", "type", "weight", "wrap"],
                        in: block,
                        of: "a TextBlock"
                    )
                    document.require(block["type"] as? String == "TextBlock", "no TextBlock")
                    document.require(block["wrap"] as? Bool == true, "a text that is cut off")
                    document.text("text", in: block)
                }
                for action in document.objects("actions", in: card) {
                    document.require(action["type"] as? String == "Action.OpenUrl", "workflows open URLs only")
                    document.text("url", in: action)
                }
            }
        },
        taken: Answer(status: "202 Accepted"),
        refused: Answer(status: "413 Request Entity Too Large", body: "RequestEntityTooLarge"),
        limited: (Answer(status: "429 Too Many Requests", headers: "Retry-After: 5\r\n"), 5_000),
        errorsInside: [
            (
                Answer(
                    body:
                        "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 "
                        + "with ContextId tcid=0"
                ), false
            ),
            (Answer(body: "Webhook message delivery failed: endpoint returned HTTP error 403 with ContextId"), true),
            (Answer(body: #"{"error":{"code":"WorkflowTriggerIsNotEnabled","message":"disabled"}}"#), true),
        ],
        secret: "teamsteamsteams"
    )

    static let discord = ServiceCase(
        name: "Discord",
        kind: { .discord(DiscordSettings(endpoint: endpoint($0, "/api/webhooks/123456789/discorddiscord"))) },
        check: { document in
            document.allow(["avatar_url", "content", "embeds", "username"], in: document.root, of: "a message")
            for embed in document.objects("embeds", in: document.root) {
                document.allow(["color", "description", "title", "url"], in: embed, of: "an embed")
                document.text("title", in: embed, upTo: 256)
                document.text("description", in: embed, upTo: 4096)
                document.require((0...0xFF_FFFF).contains(embed["color"] as? Int ?? -1), "no colour")
            }
        },
        taken: Answer(status: "204 No Content"),
        refused: Answer(status: "400 Bad Request", body: #"{"embeds":["0"]}"#),
        limited: (
            Answer(
                status: "429 Too Many Requests",
                body: #"{"message":"You are being rate limited.","retry_after":64.57,"global":false}"#
            ), 64_570
        ),
        secret: "discorddiscord"
    )

    static let telegram = ServiceCase(
        name: "Telegram",
        kind: { port in
            .telegram(
                TelegramSettings(
                    endpoint: endpoint(port, ""),
                    botToken: Secret("123456:telegramtelegram"),
                    chat: .number(4711)
                )
            )
        },
        check: { document in
            document.require(
                document.path == "/bot123456:telegramtelegram/sendMessage",
                "not a method: \(document.path)"
            )
            document.allow(
                ["chat_id", "disable_notification", "link_preview_options", "message_thread_id", "parse_mode", "text"],
                in: document.root,
                of: "sendMessage"
            )
            document.require(document.root["chat_id"] as? Int == 4711, "no chat")
            document.require(document.root["parse_mode"] as? String == "HTML", "no mode")
            let text = document.text("text", in: document.root, upTo: 4096)
            let rest = text.replacing(#/<a href="[^"<>]*">|<\/a>|<b>|<\/b>|&(amp|lt|gt|quot);/#, with: "")
            document.require(!rest.contains { "<>&".contains($0) }, "unescaped text: \(rest)")
        },
        taken: Answer(body: #"{"ok":true,"result":{"message_id":1}}"#),
        refused: Answer(
            status: "403 Forbidden",
            body: #"{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the group chat"}"#
        ),
        limited: (
            Answer(
                status: "429 Too Many Requests",
                body: #"{"ok":false,"error_code":429,"description":"Too Many","parameters":{"retry_after":35}}"#
            ), 35_000
        ),
        errorsInside: [
            (Answer(body: #"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#), true),
            (Answer(body: #"{"ok":false,"error_code":502,"description":"Bad Gateway"}"#), false),
            (Answer(body: "{}"), false),
        ],
        secret: "123456:telegramtelegram"
    )

    static let mattermost = ServiceCase(
        name: "Mattermost",
        kind: { .mattermost(MattermostSettings(endpoint: endpoint($0, "/hooks/mattermostmattermost"))) },
        check: { document in
            document.allow(
                ["attachments", "channel", "icon_emoji", "icon_url", "username"],
                in: document.root,
                of: "a message"
            )
            for attachment in document.objects("attachments", in: document.root) {
                document.allow(slackAttachment, in: attachment, of: "an attachment")
                let parts = ["fallback", "text", "title"].map { document.text($0, in: attachment) }
                document.require(parts.joined().utf16.count <= 16_383, "longer than a post")
            }
        },
        taken: Answer(body: "ok"),
        refused: Answer(
            status: "400 Bad Request",
            body: #"{"id":"web.incoming_webhook.channel.app_error","message":"Couldn't find the channel."}"#
        ),
        limited: (Answer(status: "429 Too Many Requests"), nil),
        errorsInside: [(Answer(body: "<html>maintenance</html>"), false)],
        secret: "mattermostmattermost"
    )

    static let googleChat = ServiceCase(
        name: "Google Chat",
        kind: { port in
            .googleChat(
                ChatWebhookSettings(endpoint: endpoint(port, "/v1/spaces/AAA/messages?key=k&token=googlegoogle"))
            )
        },
        check: { document in
            document.require(document.request.body.count <= 32_000, "larger than 32,000 bytes")
            document.require(document.query["token"] == "googlegoogle", "no token")
            document.require(
                document.query["messageReplyOption"] == "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD",
                "a thread key without the option is ignored"
            )
            document.allow(["cardsV2", "fallbackText", "thread"], in: document.root, of: "a message")
            document.text("threadKey", in: document.object("thread", in: document.root), upTo: 4000)
            for entry in document.objects("cardsV2", in: document.root) {
                document.text("cardId", in: entry)
                let card = document.object("card", in: entry)
                document.text("title", in: document.object("header", in: card))
                for section in document.objects("sections", in: card) {
                    for widget in document.objects("widgets", in: section) {
                        document.allow(["buttonList", "textParagraph"], in: widget, of: "a widget")
                        guard let paragraph = widget["textParagraph"] as? [String: Any] else { continue }
                        let text = document.text("text", in: paragraph)
                        let rest = text.replacing(#/<a href="[^"<>]*">|<\/a>|<br>|&(amp|lt|gt|quot);/#, with: "")
                        document.require(!rest.contains { "<>&".contains($0) }, "unescaped text: \(rest)")
                    }
                }
            }
        },
        taken: Answer(body: #"{"name":"spaces/AAA/messages/BBB","sender":{"type":"BOT"}}"#),
        refused: Answer(
            status: "404 Not Found",
            body: #"{"error":{"code":404,"message":"Space not found","status":"NOT_FOUND"}}"#
        ),
        limited: (
            Answer(
                status: "429 Too Many Requests",
                body: #"{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}"#
            ), nil
        ),
        errorsInside: [(Answer(body: #"{"error":{"code":503,"message":"unavailable"}}"#), false)],
        secret: "googlegoogle"
    )
}
