import Alerting
import Model
import Outbound

/// What a service's answers mean: the rules of HTTP, and those of the service for errors that come with status 200.
struct AnswerRule: Sendable {
    /// How an answer with a status of success says that it is none after all.
    enum Form: Sendable {
        /// It never does.
        case status
        /// The body is `ok`, or an object whose `ok` is true.
        case okText
        /// The body is an object whose `ok` is true.
        case flag
        /// The body is an object whose `errcode` or `code` is 0.
        case code
        /// The body has a member `error`, or the words `HTTP error` with a status, as those of Teams have.
        case errorInside
    }

    /// How an error with status 200 looks.
    let form: Form
    /// Words and numbers in a body that mean "later", with the time after which to try again, zero if the service
    /// names none.
    let busy: [String: TimeSpan]

    /// What `response` means for the delivery.
    func outcome(_ response: HTTPResponse, excerpt: ReplyExcerpt, now: Timestamp) -> DeliveryOutcome {
        let answer = ServiceAnswer(response.body)
        guard (200..<300).contains(response.status) else {
            return refusal(response, answer, excerpt, now: now)
        }
        switch form {
        case .status:
            return .delivered
        case .okText:
            if let answer { return outcome(of: answer, isTaken: answer.isTaken, excerpt) }
            let text = excerpt.line(response.body)
            if text == "ok" { return .delivered }
            return Self.isWord(text) ? outcome(ofError: text, text, answer) : unreadable(text)
        case .flag:
            guard let answer, answer.isTaken != nil else { return unreadable(excerpt.line(response.body)) }
            return outcome(of: answer, isTaken: answer.isTaken, excerpt)
        case .code:
            guard let answer, let code = answer.code else { return unreadable(excerpt.line(response.body)) }
            return outcome(of: answer, isTaken: code == 0, excerpt)
        case .errorInside:
            return outcome(inside: response, answer, excerpt)
        }
    }

    /// An answer whose status says that the message was not taken.
    private func refusal(
        _ response: HTTPResponse,
        _ answer: ServiceAnswer?,
        _ excerpt: ReplyExcerpt,
        now: Timestamp
    ) -> DeliveryOutcome {
        let general = WebhookNotifier.outcome(response, excerpt: excerpt, now: now)
        let asked = answer?.retryAfter.flatMap(TimeSpan.init(wholeOrPartOfSeconds:))
        switch general {
        case .retry(let error, let wait):
            return .retry(error: error, retryAfter: [asked, wait].compactMap { $0 }.max())
        case .rejected(var error):
            if let wait = answer.flatMap(busyTime) {
                return .retry(error: error, retryAfter: asked ?? (wait == .zero ? nil : wait))
            }
            if let chat = answer?.newChat { error += "; its number is \(chat) now" }
            return .rejected(error: error)
        case .delivered, .posted: return general
        }
    }

    /// An answer whose status says that the message was taken, and whose body may say something else.
    private func outcome(of answer: ServiceAnswer, isTaken: Bool?, _ excerpt: ReplyExcerpt) -> DeliveryOutcome {
        if isTaken == true { return .delivered }
        let parts = [answer.code.map(String.init), answer.error, answer.message].compactMap { $0 }
        let words = excerpt.line(parts.joined(separator: ": "))
        return outcome(ofError: answer.error ?? answer.code.map(String.init) ?? "", words, answer)
    }

    private func outcome(ofError error: String, _ words: String, _ answer: ServiceAnswer?) -> DeliveryOutcome {
        let text = "the answer says \(words.isEmpty ? "that it was not taken" : words)"
        let asked = answer?.retryAfter.flatMap(TimeSpan.init(wholeOrPartOfSeconds:))
        let wait = busy[error] ?? answer.flatMap(busyTime)
        guard wait != nil || asked != nil || Self.isPassing(answer?.code) else { return .rejected(error: text) }
        return .retry(error: text, retryAfter: asked ?? wait.flatMap { $0 == .zero ? nil : $0 })
    }

    private func outcome(
        inside response: HTTPResponse,
        _ answer: ServiceAnswer?,
        _ excerpt: ReplyExcerpt
    ) -> DeliveryOutcome {
        if let answer, answer.error != nil || (answer.code ?? 200) >= 400 {
            return outcome(of: answer, isTaken: false, excerpt)
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard let mark = text.firstRange(of: "HTTP error ") else { return .delivered }
        let status = Int(text[mark.upperBound...].prefix(while: \.isNumber))
        let error = "the answer says \(excerpt.line(text))"
        return Self.isPassing(status) ? .retry(error: error, retryAfter: nil) : .rejected(error: error)
    }

    /// What came is not what the service answers: something else stands in between, for a while as one may hope.
    private func unreadable(_ text: String) -> DeliveryOutcome {
        let error = text.isEmpty ? "the answer says nothing" : "the answer is none of this service: \(text)"
        return .retry(error: error, retryAfter: nil)
    }

    /// The time after which to try again, zero if unknown; nil if the answer does not say "later".
    private func busyTime(_ answer: ServiceAnswer) -> TimeSpan? {
        answer.error.flatMap { busy[$0] } ?? answer.code.flatMap { busy[String($0)] }
    }

    /// Whether a status says that it may work later.
    private static func isPassing(_ status: Int?) -> Bool {
        guard let status else { return false }
        return status == 408 || status == 429 || (500..<600).contains(status)
    }

    /// Whether a text is a word for an error, as Slack has them: `invalid_payload`.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            }
    }
}

extension AnswerRule {
    /// Slack's errors that pass; the others are about what was sent, or to whom.
    private static let slackBusy: [String: TimeSpan] = [
        "fatal_error": .zero, "internal_error": .zero, "ratelimited": .zero,
        "rate_limited": .zero, "request_timeout": .zero, "rollup_error": .zero,
        "service_unavailable": .zero,
    ]

    /// Slack's incoming webhooks.
    static let slackWebhook = AnswerRule(form: .okText, busy: slackBusy)
    /// Slack's Web API.
    static let slackBot = AnswerRule(form: .flag, busy: slackBusy)
    /// Workflows of Teams.
    static let teams = AnswerRule(form: .errorInside, busy: [:])
    /// Discord, PagerDuty, Opsgenie and Alertmanager say by the status what became of a request.
    static let plain = AnswerRule(form: .status, busy: [:])
    /// Telegram's Bot API.
    static let telegram = AnswerRule(form: .flag, busy: [:])
    /// Mattermost's incoming webhooks.
    static let mattermost = AnswerRule(form: .okText, busy: [:])
    /// Google Chat.
    static let googleChat = AnswerRule(form: .errorInside, busy: [:])
    /// DingTalk: who sends more than 20 a minute is kept out for ten minutes.
    static let dingTalk = AnswerRule(
        form: .code,
        busy: ["-1": .zero, "130101": .minutes(10), "410100": .minutes(10)]
    )
    /// Feishu and Lark.
    static let feishu = AnswerRule(form: .code, busy: ["9499": .zero, "11232": .zero, "11233": .zero])
    /// WeCom, which counts by the minute.
    static let weCom = AnswerRule(form: .code, busy: ["-1": .zero, "45009": .minutes(1), "45033": .zero])
}

extension TimeSpan {
    /// So many seconds, rounded up to milliseconds, at most a day; nil for what is no time to wait.
    fileprivate init?(wholeOrPartOfSeconds seconds: Double) {
        guard seconds > 0, seconds.isFinite else { return nil }
        self.init(milliseconds: Int64((min(seconds, 86_400) * 1000).rounded(.up)))
    }
}
