import Logging
import Model
import ServiceLifecycle
import Storage

/// Forgets settled deliveries and history once they are older than `storage.retention`.
struct Retention: Service {
    private static let pause = Duration.seconds(600)

    let store: AlertStore
    let clock: SteadyClock
    let keeps: TimeSpan
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                prune()
                do {
                    try await Task.sleep(for: Self.pause)
                } catch {
                    return
                }
            }
        }
    }

    private func prune() {
        do {
            // In small steps, so that commits of the engine come in between.
            while try store.prune(before: clock.now() - keeps), !Task.isCancelled {}
        } catch {
            logger.warning("old deliveries and history were not removed", metadata: ["reason": "\(error)"])
        }
    }
}
