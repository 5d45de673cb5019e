import Alerting
import Model
import YAML

extension Shape where Value == SilencePolicy {
    /// The section `silences`.
    static var silences: Shape {
        .mapping("`silences`") { reader in
            var policy = SilencePolicy()
            if let least = reader.optional("min_matchers", .integer(in: 1...20)) { policy.leastMatchers = least }
            policy.longest = reader.optional("max_duration", .positiveDuration)
            if let retention = reader.optional("retention", .duration()) { policy.retention = retention }
            return policy
        }
    }
}
