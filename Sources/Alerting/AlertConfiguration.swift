package import Model

/// All that decides what becomes an alert and who is told: the part of the files that the engine works by.
package struct AlertConfiguration: Sendable {
    /// The rules with their program.
    package var rules: RuleSet
    /// The routing tree.
    package var route: Route
    /// The receivers by name.
    package var receivers: [String: Receiver]
    /// The sources, in the order of the file.
    package var sources: [SourceProfile]
    /// The built-in alerts; one that is absent has its defaults.
    package var builtinAlerts: [BuiltinAlert: BuiltinAlert.Settings]
    /// Which alerts keep others from being told.
    package var inhibitRules: [InhibitRule]
    /// The time intervals that silences may name, by name.
    package var timeIntervals: [String: NamedInterval]
    /// What silences must keep to.
    package var silences: SilencePolicy
    /// How long a series may be unseen before its next sample follows a gap.
    package var staleness: TimeSpan
    /// When an alert counts as flapping.
    package var flapping: FlappingSettings
    /// Who is told of incidents, and when.
    package var onCall: OnCallDirectory
    /// How long an alert that was posted without an end lasts (`global.resolve_timeout`).
    package var resolveTimeout: TimeSpan
    /// Who may send events.
    package var routingKeys: [RoutingKey]
    /// The heartbeats that are waited for.
    package var heartbeats: [Heartbeat]

    /// A configuration; a receiver that the tree names must be among `receivers`.
    package init(
        rules: RuleSet,
        route: Route,
        receivers: [Receiver],
        sources: [SourceProfile],
        builtinAlerts: [BuiltinAlert: BuiltinAlert.Settings] = [:],
        staleness: TimeSpan = .minutes(5),
        inhibitRules: [InhibitRule] = [],
        timeIntervals: [NamedInterval] = [],
        silences: SilencePolicy = SilencePolicy(),
        flapping: FlappingSettings = FlappingSettings(),
        onCall: OnCallDirectory = OnCallDirectory(),
        resolveTimeout: TimeSpan = .minutes(5),
        routingKeys: [RoutingKey] = [],
        heartbeats: [Heartbeat] = []
    ) {
        self.rules = rules
        self.route = route
        self.receivers = Dictionary(receivers.map { ($0.name, $0) }) { first, _ in first }
        self.sources = sources
        self.builtinAlerts = builtinAlerts
        self.staleness = staleness
        self.inhibitRules = inhibitRules
        self.timeIntervals = Dictionary(timeIntervals.map { ($0.name, $0) }) { first, _ in first }
        self.silences = silences
        self.flapping = flapping
        self.onCall = onCall
        self.resolveTimeout = resolveTimeout
        self.routingKeys = routingKeys
        self.heartbeats = heartbeats
    }

    /// `rules` over `sources`, of which nobody is told: what they find is all that is asked for.
    package static func untold(
        _ rules: RuleSet = RuleSet(),
        sources: [SourceProfile] = [],
        staleness: TimeSpan = .minutes(5)
    ) -> AlertConfiguration {
        let nobody = Receiver(name: "nobody", integrations: [])
        return AlertConfiguration(
            rules: rules,
            route: Route(path: Route.path(below: nil, matchers: []), receiver: nobody.name),
            receivers: [nobody],
            sources: sources,
            builtinAlerts: Dictionary(
                uniqueKeysWithValues: BuiltinAlert.allCases.map { ($0, BuiltinAlert.Settings(isEnabled: false)) }
            ),
            staleness: staleness
        )
    }

    /// Whether anybody is told of anything: a replay of rule files alone has nobody.
    var tellsSomebody: Bool { receivers.values.contains { !$0.integrations.isEmpty } }

    /// The settings of a built-in alert.
    func settings(of alert: BuiltinAlert) -> BuiltinAlert.Settings {
        builtinAlerts[alert] ?? BuiltinAlert.Settings()
    }
}
