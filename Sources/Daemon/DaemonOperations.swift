import Alerting
import Logging
import Model
import Reports
import Storage

/// What the API asks of the daemon.
actor DaemonOperations: Operations {
    let engine: Engine
    let store: AlertStore
    let telemetry: Telemetry
    let clock: SteadyClock
    let reloader: Reloader
    let viewChanges: ViewChanges
    let logger: Logger
    /// When it was made, which is when the daemon started.
    let startedAt: Timestamp
    private var hasStarted = false
    private var isStopping = false

    init(
        engine: Engine,
        store: AlertStore,
        telemetry: Telemetry,
        clock: SteadyClock,
        reloader: Reloader,
        viewChanges: ViewChanges,
        logger: Logger
    ) {
        self.engine = engine
        self.store = store
        self.telemetry = telemetry
        self.clock = clock
        self.reloader = reloader
        self.viewChanges = viewChanges
        self.logger = logger
        startedAt = clock.now()
    }

    /// Pollers and delivery run.
    func noteStart() { hasStarted = true }

    /// A shutdown has begun.
    func noteStop() { isStopping = true }

    func reasonNotReady() async -> String? {
        guard hasStarted else { return "starting" }
        guard !isStopping else { return "stopping" }
        return await engine.lastCommitFailure?.description
    }

    func reload() async -> ReloadResult { await reloader.reload() }

    /// Works on what the engine hands out, apart from it and from this actor: a rule may go over much.
    nonisolated func explain(_ question: ExplanationQuestion) async -> ExplanationResult {
        let answer = await engine.explainer.answer(question)
        guard case .found(var list) = answer else { return ExplanationResult(answer, to: question) }
        do {
            try store.complete(&list)
        } catch {
            logger.error("history cannot be read", metadata: ["reason": "\(error)"])
            return .failed(error.description)
        }
        return ExplanationResult(.found(list), to: question)
    }

    func metrics() async -> String {
        let alerts = await engine.alerts
        let suppressed = await engine.suppressedCount
        let flappingAlerts = await engine.flappingCount
        let (moment, now) = await engine.moment
        let silences = Dictionary(grouping: moment.silenceStatuses(at: now), by: \.state).mapValues(\.count)
        let receivers = await engine.configuration.receivers.keys.sorted()
        var backlog: [Backlog] = []
        do {
            backlog = try store.backlog()
        } catch {
            logger.error("outbox cannot be read", metadata: ["reason": "\(error)"])
        }
        let gauges = TelemetryGauges(
            version: Product.version,
            alerts: Dictionary(grouping: alerts, by: \.state).mapValues(\.count),
            suppressed: suppressed,
            flappingAlerts: flappingAlerts,
            silences: silences,
            objectives: await engine.objectives,
            routings: moment.configuration.routingKeys.map(\.name),
            heartbeats: moment.heartbeatStatuses(at: now),
            heartbeatsOut: await reloader.heartbeatCount,
            backlog: backlog,
            receivers: receivers,
            now: clock.now(),
            process: ProcessFigures.current()
        )
        return telemetry.exposition(gauges)
    }
}
