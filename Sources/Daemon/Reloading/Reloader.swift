import Alerting
import ConfigFiles
import Diagnostics
import Logging
import Model
import ServiceLifecycle
import Storage

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
    private let requests = Signal()

    private var settings: Settings
    /// The files and folders that the last attempt to load looked at.
    private(set) var watched: [String]
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
        logger: Logger
    ) {
        self.load = load
        self.settings = settings
        watched = loaded.files + loaded.folders
        self.engine = engine
        self.telemetry = telemetry
        self.clock = clock
        self.sources = sources
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
        guard !waiting.isEmpty else { return }
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
        for key in settings.keysThatNeedARestart(to: new) {
            logger.warning("a change takes effect at the next start only", metadata: ["key": "\(key)"])
        }
        settings = new
        telemetry.expect(sources: new.sources.map(\.name), receivers: Array(new.alerting.receivers.values))
        telemetry.noteReload(succeeded: true, at: clock.now())
        sources.yield(new.sources)
        logger.info("configuration reloaded")
        return .done
    }
}
