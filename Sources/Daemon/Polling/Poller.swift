import Alerting
import Logging
import Model
import Outbound
import ServiceLifecycle

/// Keeps one runner going for each source of the configuration in force.
struct Poller: Service {
    let engine: Engine
    let transport: Transport
    let clock: SteadyClock
    let telemetry: Telemetry
    let logger: Logger
    /// The sources, anew after each reload.
    let sources: AsyncStream<[SourceSettings]>
    /// Called once the first sources run.
    let started: @Sendable () async -> Void

    func run() async {
        await withDiscardingTaskGroup { group in
            var running: [String: (settings: SourceSettings, stop: AsyncStream<Void>.Continuation)] = [:]
            for await wanted in sources.cancelOnGracefulShutdown() {
                for (name, source) in running where !wanted.contains(source.settings) {
                    source.stop.finish()
                    running[name] = nil
                }
                // A source whose settings did not change goes on without a break.
                for settings in wanted where running[settings.name] == nil {
                    let (stopped, stop) = AsyncStream<Void>.makeStream()
                    running[settings.name] = (settings, stop)
                    let runner = SourceRunner(
                        settings: settings,
                        engine: engine,
                        transport: transport,
                        clock: clock,
                        telemetry: telemetry,
                        logger: logger
                    )
                    group.addTask { await Self.run(runner, until: stopped) }
                }
                await started()
            }
            for source in running.values { source.stop.finish() }
        }
    }

    /// Runs until the runner ends or `stopped` does.
    private static func run(_ runner: SourceRunner, until stopped: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            group.addTask { for await _ in stopped {} }
            await group.next()
            group.cancelAll()
        }
    }
}
