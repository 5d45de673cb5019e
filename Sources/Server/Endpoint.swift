import HTTPTypes

/// What the API offers.
enum Endpoint: String, CaseIterable {
    /// The page for people, and its forms.
    case page = "/"
    /// The page's style sheet.
    case pageStyle = "/page/style.css"
    /// The page's script.
    case pageScript = "/page/script.js"
    /// The page's sign.
    case pageIcon = "/page/icon.svg"
    /// What changes on the page, as it changes.
    case pageEvents = "/page/events"
    /// Whether the process lives.
    case healthy = "/-/healthy"
    /// Whether it does its work.
    case ready = "/-/ready"
    /// Reads the configuration anew.
    case reload = "/-/reload"
    /// Prometheus' metrics.
    case metrics = "/metrics"
    /// Why alerts fire, or do not, and who was told.
    case explain = "/api/callwatch/v1/explain"
    /// What happened.
    case history = "/api/callwatch/v1/history"
    /// Alertmanager's: silences.
    case silences = "/api/v2/silences"
    /// Alertmanager's: one silence, by its id.
    case silence = "/api/v2/silence/{id}"
    /// Alertmanager's: the alerts that fire.
    case alerts = "/api/v2/alerts"
    /// Alertmanager's: the groups in which alerts fire.
    case alertGroups = "/api/v2/alerts/groups"
    /// Alertmanager's: what runs, and by which configuration.
    case status = "/api/v2/status"
    /// Alertmanager's: the names of the receivers.
    case receivers = "/api/v2/receivers"
    /// Where the sources stand.
    case sources = "/api/callwatch/v1/sources"
    /// What was delivered, and what was not.
    case deliveries = "/api/callwatch/v1/deliveries"
    /// Has the dead letters of a receiver attempted at once.
    case retryDeadLetters = "/api/callwatch/v1/deliveries/retry"
    /// Has a delivery attempted at once.
    case retryDelivery = "/api/callwatch/v1/deliveries/{id}/retry"
    /// Gives a delivery up.
    case dropDelivery = "/api/callwatch/v1/deliveries/{id}/drop"
    /// PagerDuty's: takes an event.
    case enqueue = "/v2/enqueue"
    /// Takes a heartbeat, by its name.
    case heartbeat = "/api/callwatch/v1/heartbeat/{id}"
    /// The incidents.
    case incidents = "/api/callwatch/v1/incidents"
    /// One incident with its log.
    case incident = "/api/callwatch/v1/incidents/{id}"
    /// Answers for an incident.
    case acknowledgeIncident = "/api/callwatch/v1/incidents/{id}/ack"
    /// Answers for an incident for some time.
    case snoozeIncident = "/api/callwatch/v1/incidents/{id}/snooze"
    /// Goes on to the next step of an incident.
    case escalateIncident = "/api/callwatch/v1/incidents/{id}/escalate"
    /// Writes something into the log of an incident.
    case noteIncident = "/api/callwatch/v1/incidents/{id}/note"
    /// What a signed link leads to that acknowledges.
    case acknowledgeLink = "/incident/{id}/ack"
    /// What a signed link leads to that snoozes.
    case snoozeLink = "/incident/{id}/snooze"

    /// Whether errors at a path are told as Alertmanager's clients read them.
    static func isAlertmanagers(_ path: String) -> Bool { path.hasPrefix("/api/v2/") }

    /// The endpoint at a path, and what stands there for `{id}`, any one component; nil where there is none.
    static func at(_ path: String) -> (endpoint: Endpoint, id: String)? {
        if let endpoint = Endpoint(rawValue: path) { return (endpoint, "") }
        return allCases.lazy.compactMap { endpoint in endpoint.identity(in: path).map { (endpoint, $0) } }.first
    }

    /// What stands in `path` for `{id}`; nil if the path is another, or the endpoint has none.
    private func identity(in path: String) -> String? {
        let pattern = rawValue.split(separator: "/", omittingEmptySubsequences: false)
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        guard pattern.count == components.count, let place = pattern.firstIndex(of: "{id}"),
            !components[place].isEmpty,
            zip(pattern, components).allSatisfy({ $0 == "{id}" || $0 == $1 })
        else { return nil }
        return String(components[place])
    }

    /// The methods that it takes.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .healthy, .ready, .metrics, .explain, .sources, .deliveries, .alertGroups, .status, .receivers, .incidents,
            .incident, .history, .pageStyle, .pageScript, .pageIcon, .pageEvents:
            [.get, .head]
        case .page, .silences, .alerts, .acknowledgeLink, .snoozeLink: [.get, .head, .post]
        case .acknowledgeIncident, .snoozeIncident, .escalateIncident, .noteIncident: [.post]
        case .silence: [.get, .head, .delete]
        case .reload, .retryDeadLetters, .retryDelivery, .dropDelivery, .enqueue, .heartbeat: [.post]
        }
    }

    /// Who may use it; nil for everybody, and for what asks for a proof of its own.
    var role: Accounts.Role? {
        switch self {
        case .healthy, .ready, .enqueue: nil
        // They are signed, and so prove by themselves that they may be used.
        case .acknowledgeLink, .snoozeLink: nil
        case .heartbeat: .operatorRole
        case .metrics, .explain, .sources, .deliveries, .silences, .silence, .alerts, .alertGroups, .status, .receivers,
            .incidents, .incident, .history, .page, .pageStyle, .pageScript, .pageIcon, .pageEvents:
            .viewer
        case .acknowledgeIncident, .snoozeIncident, .escalateIncident, .noteIncident: .operatorRole
        case .reload, .retryDeadLetters, .retryDelivery, .dropDelivery: .admin
        }
    }

    /// Whether a POST of it says something; programs send others without a type of content.
    var needsBody: Bool { self != .reload && self != .heartbeat }

    /// Who may use it with that method; nil for everybody.
    func role(for method: HTTPRequest.Method) -> Accounts.Role? {
        switch (self, method) {
        case (.silences, .post), (.silence, .delete), (.alerts, .post), (.page, .post): .operatorRole
        default: role
        }
    }
}
