import ServiceLifecycle
import Storage

/// Ends the daemon when its store has failed in a way that only a restart can mend.
struct StoreGuard: Service {
    let errors: AsyncStream<StorageError>

    func run() async throws {
        for await error in errors.cancelOnGracefulShutdown() { throw DaemonError.world(error.description) }
    }
}
