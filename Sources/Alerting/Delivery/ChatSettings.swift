package import Model

/// Texts of a configuration that take the place of the usual ones.
package struct Wording: Sendable, Hashable {
    /// Instead of `[FIRING:2] ...`.
    package var title: MessageText?
    /// Instead of the list of alerts, in the service's own notation.
    package var text: MessageText?

    /// Those texts; nil for the usual ones.
    package init(title: MessageText? = nil, text: MessageText? = nil) {
        self.title = title
        self.text = text
    }
}

/// A chat's incoming webhook (`msteamsv2_configs`, `googlechat_configs`, `wecom_configs`).
package struct ChatWebhookSettings: Sendable, Hashable {
    /// The webhook.
    package var endpoint: Endpoint
    /// Texts instead of the usual ones.
    package var wording: Wording

    /// A webhook of a chat.
    package init(endpoint: Endpoint, wording: Wording = Wording()) {
        self.endpoint = endpoint
        self.wording = wording
    }
}

/// A chat's incoming webhook whose requests may be signed (`dingtalk_configs`, `feishu_configs`).
package struct SignedChatSettings: Sendable, Hashable {
    /// The webhook.
    package var endpoint: Endpoint
    /// The key of the signature, if the bot asks for one.
    package var secret: Secret?
    /// Texts instead of the usual ones.
    package var wording: Wording

    /// A webhook of a chat.
    package init(endpoint: Endpoint, secret: Secret? = nil, wording: Wording = Wording()) {
        self.endpoint = endpoint
        self.secret = secret
        self.wording = wording
    }
}

/// Slack (`slack_configs`).
package struct SlackSettings: Sendable, Hashable {
    /// The incoming webhook, or `chat.postMessage` of the Web API.
    package var endpoint: Endpoint
    /// The token of a bot; nil for an incoming webhook.
    package var botToken: Secret?
    /// The channel; a bot needs it, and an app's webhook has its own.
    package var channel: String?
    /// Whether the first message of a group is changed instead of posting others; only a bot can.
    package var updatesMessage: Bool
    /// Texts instead of the usual ones.
    package var wording: Wording
    /// Further members of the message: `username`, `icon_emoji`, `icon_url`.
    package var message: [String: MessageText]
    /// Further members of the attachment: `color`, `fallback`, `footer`, `image_url`, `pretext`, `thumb_url`,
    /// `title_link`.
    package var attachment: [String: MessageText]
    /// Whether names such as `@ana` in texts are links.
    package var linksNames: Bool

    /// Slack at `endpoint`.
    package init(
        endpoint: Endpoint,
        botToken: Secret? = nil,
        channel: String? = nil,
        updatesMessage: Bool = false,
        wording: Wording = Wording(),
        message: [String: MessageText] = [:],
        attachment: [String: MessageText] = [:],
        linksNames: Bool = false
    ) {
        self.endpoint = endpoint
        self.botToken = botToken
        self.channel = channel
        self.updatesMessage = updatesMessage
        self.wording = wording
        self.message = message
        self.attachment = attachment
        self.linksNames = linksNames
    }
}

/// Discord (`discord_configs`).
package struct DiscordSettings: Sendable, Hashable {
    /// The webhook.
    package var endpoint: Endpoint
    /// Texts instead of the usual ones.
    package var wording: Wording
    /// A text above the card, which may mention people; at most 2,000 characters.
    package var content: MessageText?
    /// The name to post under, if not the webhook's.
    package var username: MessageText?
    /// The picture to post under, if not the webhook's.
    package var avatarURL: MessageText?

    /// A webhook of Discord.
    package init(
        endpoint: Endpoint,
        wording: Wording = Wording(),
        content: MessageText? = nil,
        username: MessageText? = nil,
        avatarURL: MessageText? = nil
    ) {
        self.endpoint = endpoint
        self.wording = wording
        self.content = content
        self.username = username
        self.avatarURL = avatarURL
    }
}

/// Telegram (`telegram_configs`).
package struct TelegramSettings: Sendable, Hashable {
    /// Whom a bot writes to.
    package enum Chat: Sendable, Hashable {
        /// A chat by its number; groups have negative ones.
        case number(Int64)
        /// A public channel by its name, `@example`.
        case channel(String)
    }

    /// The Bot API, `https://api.telegram.org`.
    package var endpoint: Endpoint
    /// The token of the bot.
    package var botToken: Secret
    /// Whom the bot writes to.
    package var chat: Chat
    /// The topic of a forum.
    package var threadID: Int?
    /// Whether phones stay silent.
    package var isSilent: Bool
    /// Texts instead of the usual ones.
    package var wording: Wording

    /// A chat with a bot.
    package init(
        endpoint: Endpoint,
        botToken: Secret,
        chat: Chat,
        threadID: Int? = nil,
        isSilent: Bool = false,
        wording: Wording = Wording()
    ) {
        self.endpoint = endpoint
        self.botToken = botToken
        self.chat = chat
        self.threadID = threadID
        self.isSilent = isSilent
        self.wording = wording
    }
}

/// Mattermost (`mattermost_configs`).
package struct MattermostSettings: Sendable, Hashable {
    /// The incoming webhook.
    package var endpoint: Endpoint
    /// Texts instead of the usual ones.
    package var wording: Wording
    /// Further members of the message: `channel`, `username`, `icon_emoji`, `icon_url`.
    package var message: [String: MessageText]
    /// The colour of the bar, if not the alerts'.
    package var color: MessageText?

    /// A webhook of Mattermost.
    package init(
        endpoint: Endpoint,
        wording: Wording = Wording(),
        message: [String: MessageText] = [:],
        color: MessageText? = nil
    ) {
        self.endpoint = endpoint
        self.wording = wording
        self.message = message
        self.color = color
    }
}
