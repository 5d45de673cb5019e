import Alerting
import Model
import Outbound

/// A service that is told over HTTP by its own rules: what is sent to it, how often, and what its answers mean.
protocol HTTPService: Sendable {
    /// How it is reached; its URL and credentials may be shown nowhere.
    var connection: Endpoint { get }
    /// What else of its settings may be shown nowhere.
    var keys: [Secret] { get }
    /// What its answers mean.
    var answers: AnswerRule { get }
    /// How often it may be told.
    var allowances: [RateLimit.Allowance] { get }
    /// What shares ``allowances``, besides the URL: one chat of several that are reached by the same URL.
    var channel: String { get }
    /// What is sent, in this order; each is sent once the one before has been taken.
    func requests(about telling: Telling) -> [ServiceRequest]
    /// What the service calls the message that it has taken, if later ones are to change it.
    func reference(of answer: ServiceAnswer) -> String?
    /// Whether the message that was to be changed cannot be, so that a new one is needed.
    func isGone(_ answer: ServiceAnswer) -> Bool
}

extension HTTPService {
    var keys: [Secret] { [] }
    var allowances: [RateLimit.Allowance] { [] }
    var channel: String { "" }
    func reference(of answer: ServiceAnswer) -> String? { nil }
    func isGone(_ answer: ServiceAnswer) -> Bool { false }
}

/// One thing to be told, at one time.
struct Telling: Sendable {
    /// The row of the outbox.
    let delivery: Delivery
    /// Where people reach this installation.
    let externalURL: ExternalURL
    /// When the attempt is made.
    let now: Timestamp
    /// What the service calls the message to be changed; nil for a new one.
    var posted: String?

    /// What is told.
    var notification: GroupNotification { delivery.notification }

    /// The same for a chat.
    func message(_ wording: Wording = Wording()) -> ChatMessage {
        ChatMessage(notification, externalURL: externalURL, wording: wording)
    }

    /// The texts of the configuration for what is told.
    var texts: MessageTexts { MessageTexts(notification, externalURL: externalURL) }
}

/// A request to a service, as yet without what the configuration says about connections.
struct ServiceRequest: Sendable, Hashable {
    /// The method.
    var method = "POST"
    /// The URL with all that stands in it.
    var url: String
    /// Headers besides `Content-Type` and `User-Agent`.
    var headers: [HTTPHeaders.Field] = []
    /// The body, JSON.
    var body: [UInt8]
}

extension HTTPRequest {
    /// `request` over the connection of `endpoint`, by the product of `version`.
    init(_ request: ServiceRequest, over endpoint: Endpoint, version: String, bodyLimit: BodyLimit) {
        self.init(
            method: request.method,
            url: request.url,
            over: endpoint,
            defaults: [
                HTTPHeaders.Field(name: "Content-Type", value: "application/json; charset=utf-8"),
                HTTPHeaders.Field(name: "User-Agent", value: "Callwatch/\(version)"),
            ],
            ownHeaders: request.headers,
            body: request.body,
            bodyLimit: bodyLimit
        )
    }
}
