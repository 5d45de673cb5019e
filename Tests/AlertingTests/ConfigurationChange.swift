import Alerting
import TestSupport

/// How a daemon comes to another configuration.
enum ConfigurationChange: CaseIterable {
    case reload
    case restart
}

extension EngineBench {
    /// Goes on under another configuration.
    mutating func change(to configuration: AlertConfiguration, by way: ConfigurationChange, at seconds: Int64) throws {
        switch way {
        case .reload: reload(configuration, at: seconds)
        case .restart: try crash(at: .at(seconds), configuration)
        }
    }
}
