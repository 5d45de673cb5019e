import Alerting
import Diagnostics
import Model
import YAML

/// The sections of a configuration as they are written.
struct WrittenConfiguration {
    var staleness: TimeSpan?
    var ruleFiles: [Node.Scalar]?
    var sources: [WrittenSource]
    var route: WrittenRoute?
    var receivers: [WrittenReceiver]
    var mailServer: WrittenMailServer
    var global: WrittenGlobal
    var builtinAlerts: [BuiltinAlert: BuiltinAlert.Settings]
    var flapping: FlappingSettings
    var storage: StorageSettings
    var server: ServerSettings
    var log: LogSettings
    var timeIntervals: [WrittenTimeInterval]
    var inhibitRules: [InhibitRule]
    var silences: SilencePolicy
    var onCall: WrittenOnCall
    var routingKeys: [RoutingKey]
    var heartbeats: Heartbeats
}

extension Shape where Value == WrittenConfiguration {
    /// A whole configuration, its files joined; `main` is the file that includes the others.
    static func configuration(main: SourceFile, _ files: FileReader) -> Shape {
        .mapping("the configuration") { reader in
            let staleness = reader.optional("staleness", .positiveDuration)
            let ruleFiles = reader.optional("rule_files", .list(of: .scalar))
            let polled = reader.optional("sources", .list(of: .source(files))) ?? []
            let route = reader.required("route", .route(isRoot: true))
            let templates = reader.templates(files)
            let sources = ReceiverSources(files: files, templates: templates)
            let receivers = reader.optional("receivers", .list(of: .receiver(sources))) ?? []
            let onCall = reader.onCall(sources)
            for diagnostic in templates.unused { reader.report(diagnostic) }
            let mailServer = reader.optional("smtp", .smtp(files)) ?? WrittenMailServer()
            let global = reader.optional("global", .global(files)) ?? WrittenGlobal()
            let builtinAlerts = reader.optional("builtin_alerts", .builtinAlerts) ?? [:]
            let flapping = reader.optional("flapping", .flapping) ?? FlappingSettings()
            let storage = reader.optional("storage", .storage(main: main))
            let server = reader.optional("server", .server(files))
            let log = reader.optional("log", .log)
            let timeIntervals = reader.optional("time_intervals", .list(of: .timeInterval(files))) ?? []
            // Their older name in Alertmanager.
            let muteTimeIntervals = reader.optional("mute_time_intervals", .list(of: .timeInterval(files))) ?? []
            let inhibitRules = reader.optional("inhibit_rules", .list(of: .inhibitRule)) ?? []
            let silences = reader.optional("silences", .silences) ?? SilencePolicy()
            let routingKeys = reader.optional("routing_keys", .routingKeys) ?? []
            let heartbeats = reader.optional("heartbeats", .heartbeats) ?? Heartbeats()
            for (key, help) in MisplacedKeys.help { reader.explain([key: help]) }
            return WrittenConfiguration(
                staleness: staleness,
                ruleFiles: ruleFiles,
                sources: polled,
                route: route,
                receivers: receivers,
                mailServer: mailServer,
                global: global,
                builtinAlerts: builtinAlerts,
                flapping: flapping,
                storage: storage ?? Shape<StorageSettings>.defaultStorage(main: main),
                server: server ?? Shape<ServerSettings>.defaultServer,
                log: log ?? LogSettings(level: .info),
                timeIntervals: timeIntervals + muteTimeIntervals,
                inhibitRules: inhibitRules,
                silences: silences,
                onCall: onCall,
                routingKeys: routingKeys,
                heartbeats: heartbeats
            )
        }
    }
}

extension Shape where Value == [BuiltinAlert: BuiltinAlert.Settings] {
    /// The section `builtin_alerts`.
    static var builtinAlerts: Shape {
        .mapping("`builtin_alerts`") { reader in
            var settings: [BuiltinAlert: BuiltinAlert.Settings] = [:]
            for alert in BuiltinAlert.allCases {
                settings[alert] = reader.optional(alert.rawValue, .builtinAlert)
            }
            return settings
        }
    }
}

extension Shape where Value == BuiltinAlert.Settings {
    fileprivate static var builtinAlert: Shape {
        .mapping("a built-in alert") { reader in
            let isEnabled = reader.optional("enabled", .bool)
            let labels = reader.optional("labels", .labels(reserved: ["alertname"]))
            return BuiltinAlert.Settings(isEnabled: isEnabled ?? true, labels: labels ?? [:])
        }
    }
}
