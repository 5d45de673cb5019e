import Logging
import ServiceLifecycle
import Storage

/// Empties the store's log between two polls, so that no commit has to, and nobody who is to be told waits for it.
struct Checkpointer: Service {
    /// How often.
    private static let interval = Duration.seconds(20)
    /// How long nothing may have been committed before it; also how often that is looked at.
    private static let pause = Duration.milliseconds(150)

    let store: AlertStore
    let logger: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: Self.interval)
                    while !emptyLog() { try await Task.sleep(for: Self.pause) }
                } catch {
                    return
                }
            }
        }
    }

    /// Says whether the log is empty, as far as it can be now.
    private func emptyLog() -> Bool {
        do {
            return try store.checkpoint(after: Self.pause)
        } catch {
            logger.warning("store's log was not emptied", metadata: ["reason": "\(error)"])
            return true
        }
    }
}
