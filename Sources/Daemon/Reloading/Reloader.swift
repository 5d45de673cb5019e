import Alerting
import ConfigFiles
import Diagnostics
import Logging
import Model
import ServiceLifecycle
import Storage
import Synchronization

/// Reads the configuration anew when asked to: all of it or nothing, one reload at a time.
///
/// Whoever asks while one is under way shares the next one; at most one waits.
actor Reloader: Service {
    private let load: @Sendable () -> Loaded<Settings>
    private let engine: Engine
    private let telemetry: Telemetry
    private let clock: SteadyClock
    private let logger: Logger
    /// Where the sources of a new configuration go.
    private let sources: AsyncStream<[SourceSettings]>.Continuation
    /// Where the targets of heartbeats of a new configuration go.
    private let heartbeats: AsyncStream<[OutgoingHeartbeat]>.Continuation
    /// How many targets of heartbeats there are.
    private(set) var heartbeatCount: Int
    private let requests = Signal()
    /// Whether somebody asked who does not wait for the answer.
    private let isAskedFor = Atomic(false)

    /// What the daemon was started with, of which some keys cannot change while it runs.
    private let started: Settings
    /// The files and folders that the last attempt to load looked at.
    private(set) var watched: [String]
    /// What the configuration in force says that Alertmanager's has as well, as YAML without secrets.
    private(set) var alertmanagerPart: String
    private var waiting: [CheckedContinuation<ReloadResult, Never>] = []
    private var isOver = false

    init(
        load: @escaping @Sendable () -> Loaded<Settings>,
        loaded: Loaded<Settings>,
        settings: Settings,
        engine: Engine,
        telemetry: Telemetry,
        clock: SteadyClock,
        sources: AsyncStream<[SourceSettings]>.Continuation,
        heartbeats: AsyncStream<[OutgoingHeartbeat]>.Continuation,
        logger: Logger
    ) {
        self.load = load
        started = settings
        watched = loaded.files + loaded.folders
        alertmanagerPart = settings.alertmanagerPart
        self.engine = engine
        self.telemetry = telemetry
        self.clock = clock
        self.sources = sources
        self.heartbeats = heartbeats
        heartbeatCount = settings.heartbeats.count
        self.logger = logger
    }

    /// Asks for a reload and waits until it is done.
    func reload() async -> ReloadResult {
        await withCheckedContinuation { continuation in
            if isOver {
                continuation.resume(returning: .failed("the daemon is stopping"))
            } else {
                waiting.append(continuation)
                requests.send()
            }
        }
    }

    /// Asks for a reload whose end the log tells of; as often as this is called before it begins, it is one.
    nonisolated func request() {
        isAskedFor.store(true, ordering: .sequentiallyConsistent)
        requests.send()
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.requests.wait()
                await self.serveWaiting()
            }
        }
        isOver = true
        for continuation in waiting { continuation.resume(returning: .failed("the daemon is stopping")) }
        waiting = []
    }

    private func serveWaiting() async {
        let isAskedFor = isAskedFor.exchange(false, ordering: .sequentiallyConsistent)
        guard isAskedFor || !waiting.isEmpty else { return }
        let served = waiting
        waiting = []
        let result = await reloadNow()
        for continuation in served { continuation.resume(returning: result) }
    }

    private func reloadNow() async -> ReloadResult {
        let loaded = load()
        watched = loaded.files + loaded.folders
        let renderer = DiagnosticRenderer()
        guard let new = loaded.value else {
            telemetry.noteReload(succeeded: false, at: clock.now())
            let text = renderer.text(loaded.diagnostics)
            logger.error("configuration not reloaded: it has mistakes", metadata: ["diagnostics": "\(text)"])
            return .mistakes(text: text, json: renderer.json(loaded.diagnostics))
        }
        do {
            try await engine.submit(.reconfigured(new.alerting))
        } catch {
            telemetry.noteReload(succeeded: false, at: clock.now())
            logger.error("configuration not reloaded", metadata: ["reason": "\(error)"])
            return .failed("\(error)")
        }
        alertmanagerPart = new.alertmanagerPart
        for key in started.keysThatNeedARestart(to: new) {
            logger.warning("a change takes effect at the next start only", metadata: ["key": "\(key)"])
        }
        telemetry.expect(sources: new.sources.map(\.name), receivers: Array(new.alerting.receivers.values))
        telemetry.noteReload(succeeded: true, at: clock.now())
        sources.yield(new.sources)
        heartbeatCount = new.heartbeats.count
        heartbeats.yield(new.heartbeats)
        logger.info("configuration reloaded")
        return .done
    }
}
