import HTTPTypes

/// What the API offers.
enum Endpoint: String, CaseIterable {
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

    private static let silencePrefix = "/api/v2/silence/"

    /// Whether errors at a path are told as Alertmanager's clients read them.
    static func isAlertmanagers(_ path: String) -> Bool { path.hasPrefix("/api/v2/") }

    /// The endpoint at a path, and the id that the path names; nil where there is none.
    static func at(_ path: String) -> (endpoint: Endpoint, id: String)? {
        if path.hasPrefix(silencePrefix) {
            let id = path.dropFirst(silencePrefix.count)
            return id.isEmpty || id.contains("/") ? nil : (.silence, String(id))
        }
        return Endpoint(rawValue: path).map { ($0, "") }
    }

    /// The methods that it takes.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .healthy, .ready, .metrics, .explain, .alerts, .alertGroups, .status, .receivers: [.get, .head]
        case .silences: [.get, .head, .post]
        case .silence: [.get, .head, .delete]
        case .reload: [.post]
        }
    }

    /// Who may use it; nil for everybody.
    var role: Accounts.Role? {
        switch self {
        case .healthy, .ready: nil
        case .metrics, .explain, .silences, .silence, .alerts, .alertGroups, .status, .receivers: .viewer
        case .reload: .admin
        }
    }

    /// Who may use it with that method; nil for everybody.
    func role(for method: HTTPRequest.Method) -> Accounts.Role? {
        switch (self, method) {
        case (.silences, .post), (.silence, .delete): .operatorRole
        default: role
        }
    }
}
