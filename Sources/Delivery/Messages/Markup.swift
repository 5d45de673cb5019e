/// How a chat writes what is bold or a link, and how it is kept from taking our text for that.
enum Markup: CaseIterable {
    /// Text without any.
    case plain
    /// Slack's `mrkdwn`: `&`, `<` and `>` are written as entities; nothing else can be escaped.
    case slack
    /// Markdown with backslashes, as Discord and Mattermost have it.
    case markdown
    /// The Markdown of Adaptive Cards: links, and little else; a line ends with an empty line.
    case adaptiveCard
    /// The Markdown of DingTalk, in which a line ends with an empty line.
    case dingTalk
    /// The HTML of Telegram.
    case telegram
    /// The HTML of paragraphs on Google Chat's cards.
    case googleChat
    /// Feishu's `lark_md`, in which special characters are written as entities.
    case feishu
    /// WeCom's Markdown, which has no escapes.
    case weCom

    /// `text` as this chat shows it.
    ///
    /// What could be markup is escaped, or replaced where there are no escapes; web addresses in Markdown stay as they
    /// are, for a backslash would break them.
    func text(_ text: String) -> String {
        switch self {
        case .plain: text
        case .slack: text.replacingScalars { $0 == "\"" ? nil : Self.entity($0) }
        case .telegram, .googleChat: text.replacingScalars(by: Self.entity)
        case .feishu: text.replacingScalars(by: Self.numericEntity)
        case .weCom: text.replacingScalars(by: Self.harmless)
        case .markdown, .adaptiveCard, .dingTalk: Self.markdown(text)
        }
    }

    /// Text of this chat that shows `text`, which is of this chat already, in bold.
    func bold(_ text: String) -> String {
        switch self {
        case .plain: text
        case .slack: "*\(text)*"
        case .telegram, .googleChat: "<b>\(text)</b>"
        case .markdown, .adaptiveCard, .dingTalk, .feishu, .weCom: "**\(text)**"
        }
    }

    /// Text of this chat that shows `text`, which is of this chat already, and leads to `url`.
    func link(_ text: String, to url: String) -> String {
        let target = Self.target(url)
        switch self {
        case .plain: return "\(text) \(target)"
        case .slack: return "<\(self.text(target))|\(text)>"
        case .telegram, .googleChat: return "<a href=\"\(self.text(target))\">\(text)</a>"
        case .markdown, .adaptiveCard, .dingTalk, .feishu, .weCom: return "[\(text)](\(target))"
        }
    }

    /// Whether a tag that is not closed spoils the whole text.
    var isHTML: Bool { self == .telegram || self == .googleChat }

    /// What ends a line.
    var lineEnd: String {
        switch self {
        case .googleChat: "<br>"
        case .adaptiveCard, .dingTalk: "\n\n"
        case .plain, .slack, .markdown, .telegram, .feishu, .weCom: "\n"
        }
    }

    /// `url` without characters that would end a link in one of the notations.
    private static func target(_ url: String) -> String {
        url.replacingScalars { scalar in
            switch scalar {
            case "(": "%28"
            case ")": "%29"
            case "<": "%3C"
            case ">": "%3E"
            case "|": "%7C"
            case "\"": "%22"
            case " ": "%20"
            default: nil
            }
        }
    }

    private static func entity(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        default: nil
        }
    }

    private static func numericEntity(_ scalar: Unicode.Scalar) -> String? {
        "&<>*~_`[]()\\#\"".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : nil
    }

    /// The nearest characters that look alike and mean nothing.
    private static func harmless(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "<": "＜"
        case ">": "＞"
        case "[": "［"
        case "]": "］"
        case "*": "＊"
        case "`": "'"
        default: nil
        }
    }

    private static func markdown(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        return words.map { isWebAddress($0) ? String($0) : escapedMarkdown($0) }.joined(separator: " ")
    }

    private static func escapedMarkdown(_ word: Substring) -> String {
        // A name such as `@all` calls people where it begins a word.
        let isMention = word.hasPrefix("@")
        let escaped = String(word).replacingScalars { scalar in
            "\\`*_~|[]()<>#".unicodeScalars.contains(scalar) ? "\\\(scalar)" : nil
        }
        return isMention ? "@\u{200B}" + escaped.dropFirst() : escaped
    }

    private static func isWebAddress(_ word: Substring) -> Bool {
        (word.hasPrefix("https://") || word.hasPrefix("http://")) && !word.contains { "<>[]()|*`\\\"".contains($0) }
    }
}

extension String {
    /// The text with what `replacement` gives for a scalar in its place; nil leaves it.
    fileprivate func replacingScalars(by replacement: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result += text
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
