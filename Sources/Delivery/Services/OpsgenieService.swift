import Alerting
import JSON
import Model
import Outbound

/// Opsgenie's Alert API: one alert a group, which is created, updated and closed by the same alias.
struct OpsgenieService: HTTPService {
    private let settings: OpsgenieSettings

    /// The longest message and description.
    private static let (messageLength, descriptionLength) = (130, 15_000)
    /// The longest details in all, and the longest tag.
    private static let (detailsLength, tagLength) = (8000, 50)

    init(_ settings: OpsgenieSettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { [settings.apiKey] }
    var answers: AnswerRule { .plain }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let alias = telling.groupHash
        guard telling.notification.status == .firing else {
            let close = JSONWriter.object { $0.member("source", source(telling.texts)) }
            return [request("/\(alias)/close?identifierType=alias", body: close)]
        }
        let message = telling.message(settings.wording)
        let title = message.title.cut(to: Self.messageLength)
        let description = Fitting.most(
            message.count,
            fits: { $0.utf16.count <= Self.descriptionLength },
            make: { message.text(in: .plain, showing: $0) }
        )
        let create = request("", body: body(telling, message, title: title, description: description))
        guard settings.updatesAlerts else { return [create] }
        let texts = [("message", title), ("description", description)].map { name, text in
            let body = JSONWriter.object { $0.member(name, text) }
            return request("/\(alias)/\(name)?identifierType=alias", method: "PUT", body: body)
        }
        return [create] + texts
    }

    private func source(_ texts: MessageTexts) -> String {
        texts.line(settings.members["source"]) ?? "Callwatch"
    }

    private func request(_ path: String, method: String = "POST", body: [UInt8]) -> ServiceRequest {
        ServiceRequest(
            method: method,
            url: ExternalURL(settings.endpoint.url.text).text + "/v2/alerts" + path,
            headers: [HTTPHeaders.Field(name: "Authorization", value: "GenieKey \(settings.apiKey.text)")],
            body: body
        )
    }

    private func body(_ telling: Telling, _ message: ChatMessage, title: String, description: String) -> [UInt8] {
        let texts = telling.texts
        return JSONWriter.object { json in
            json.member("alias", telling.groupHash)
            json.member("message", title)
            json.member("description", description)
            json.member("details", details(of: telling.notification, texts))
            json.member("source", source(texts))
            json.members(texts.members(settings.members.filter { $0.key != "source" }))
            json.member("priority", (settings.priority ?? message.tone.priority).rawValue)
            json.member("responders", each: settings.responders) { json, responder in
                json.object { $0.members(responder.members) }
            }
            json.member("tags", each: settings.tags.compactMap(texts.line)) { $0.string($1.cut(to: Self.tagLength)) }
            json.member("actions", each: settings.actions) { $0.string($1) }
        }
    }

    /// The common labels as far as they fit, and the configuration's own.
    private func details(of notification: GroupNotification, _ texts: MessageTexts) -> [String: String] {
        var details = texts.members(settings.details)
        var room = Self.detailsLength - details.reduce(0) { $0 + $1.key.utf16.count + $1.value.utf16.count }
        for pair in notification.commonLabels.pairs where details[pair.name] == nil {
            room -= pair.name.utf16.count + pair.value.utf16.count
            if room < 0 { break }
            details[pair.name] = pair.value
        }
        return details
    }
}

extension OpsgenieSettings.Responder {
    fileprivate var members: [String: String] {
        switch name {
        case .id(let id): ["id": id, "type": kind.rawValue]
        case .name(let name): ["name": name, "type": kind.rawValue]
        case .username(let name): ["username": name, "type": kind.rawValue]
        }
    }
}

extension Tone {
    /// How urgent an alert of this tone is.
    fileprivate var priority: OpsgenieSettings.Priority {
        switch self {
        case .alarm: .first
        case .warning: .third
        case .information, .resolved: .fifth
        }
    }
}
