import FoundationEssentials

/// What the body of a service's answer says, under whichever of the names in use.
struct ServiceAnswer: Sendable, Decodable {
    /// Whether it was taken: Slack's and Telegram's `ok`.
    var isTaken: Bool?
    /// A word for what went wrong: Slack's `error`.
    var error: String?
    /// A number for it: `errcode`, `error_code`, `code`; 0 is success where a service always gives one.
    var code: Int?
    /// What went wrong, in words.
    var message: String?
    /// After how many seconds it may be tried again.
    var retryAfter: Double?
    /// The channel that Slack put a message into.
    var channel: String?
    /// What Slack calls a message in its channel.
    var timestamp: String?
    /// Where a group of Telegram went that became a supergroup.
    var newChat: Int64?

    /// The answer in a body of JSON; nil for a body that is no object.
    init?(_ body: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(ServiceAnswer.self, from: Data(body)) else { return nil }
        self = answer
    }

    private enum Key: String, CodingKey {
        case ok, error, errcode, code, message, errmsg, msg, description, parameters, channel, ts, errors
        case errorCode = "error_code"
        case statusCode = "StatusCode"
        case retryAfter = "retry_after"
    }

    private struct Parameters: Decodable {
        var retry_after: Double?
        var migrate_to_chat_id: Int64?
    }

    /// An `error` that is an object; its `code` is a number or a word.
    private struct ErrorObject: Decodable {
        let code: Int?
        let word: String?
        let message: String?

        private enum Key: String, CodingKey {
            case code, message
        }

        init(from decoder: any Decoder) throws {
            let object = try decoder.container(keyedBy: Key.self)
            code = try? object.decodeIfPresent(Int.self, forKey: .code)
            word = try? object.decodeIfPresent(String.self, forKey: .code)
            message = try? object.decodeIfPresent(String.self, forKey: .message)
        }
    }

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Key.self)
        // A member of another type than expected is as good as none: the others still count.
        func read<Value: Decodable>(_ keys: Key...) -> Value? {
            for key in keys {
                if let value = try? object.decodeIfPresent(Value.self, forKey: key) { return value }
            }
            return nil
        }
        let parameters: Parameters? = read(.parameters)
        let detail: ErrorObject? = read(.error)
        let errors: [String]? = read(.errors)
        isTaken = read(.ok)
        error = read(.error) ?? detail?.word
        code = read(.errorCode, .errcode, .code, .statusCode) ?? detail?.code
        let words: String? = read(.description, .errmsg, .msg, .message) ?? detail?.message
        message = ([words].compactMap { $0 } + (errors ?? [])).joined(separator: ": ")
        if message?.isEmpty == true { message = nil }
        retryAfter = read(.retryAfter) ?? parameters?.retry_after
        channel = read(.channel)
        timestamp = read(.ts)
        newChat = parameters?.migrate_to_chat_id
    }
}
