import Alerting
import Logging
import Model
import ServiceLifecycle
import Storage

/// Tells the engine when a moment has come that it waits for.
struct DeadlineTimer: Service {
    /// The longest sleep: a clock that is set forward is noticed after it, and a failed write is tried again.
    private static let longestSleep = TimeSpan.seconds(1)

    let engine: Engine
    let clock: SteadyClock
    let changes: Signal
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                guard let deadline = await engine.nextDeadline else {
                    await changes.wait()
                    continue
                }
                let rest = deadline - clock.now()
                if rest > .zero {
                    await changes.wait(atMost: .milliseconds(min(rest, Self.longestSleep).milliseconds))
                } else {
                    await handle()
                }
            }
        }
    }

    private func handle() async {
        do {
            try await engine.submit(.tick)
        } catch {
            logger.error("deadline was not handled", metadata: ["reason": "\(error)"])
            await changes.wait(atMost: .milliseconds(Self.longestSleep.milliseconds))
        }
    }
}
