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

    /// The methods that it takes.
    var methods: [HTTPRequest.Method] {
        switch self {
        case .healthy, .ready, .metrics, .explain: [.get, .head]
        case .reload: [.post]
        }
    }

    /// Who may use it; nil for everybody.
    var role: Accounts.Role? {
        switch self {
        case .healthy, .ready: nil
        case .metrics, .explain: .viewer
        case .reload: .admin
        }
    }
}
