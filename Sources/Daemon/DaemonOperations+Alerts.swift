import Alerting
import Model

extension DaemonOperations {
    /// Works on what the engine hands out, apart from it and from this actor: there may be many alerts.
    nonisolated func alerts() async -> [AlertStatus] {
        let (engine, now) = await engine.moment
        return engine.alertStatuses(at: now)
    }

    nonisolated func alertGroups() async -> [AlertGroupStatus] {
        let (engine, now) = await engine.moment
        return engine.alertGroupStatuses(at: now)
    }

    nonisolated func status() async -> ServiceStatus {
        ServiceStatus(
            version: Product.version,
            startedAt: startedAt,
            receivers: await engine.configuration.receivers.keys.sorted(),
            configuration: await reloader.alertmanagerPart
        )
    }
}
