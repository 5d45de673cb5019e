import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// Says that a shutdown has begun, and ends the process at once at a second signal.
///
/// It is the first of the services and therefore the last to end.
struct ShutdownWatch: Service {
    let operations: DaemonOperations
    let handlesSignals: Bool

    func run() async {
        guard handlesSignals else {
            // Ends with the shutdown, or with the task: either way there is nothing left to watch.
            try? await gracefulShutdown()
            return
        }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        var isStopping = false
        for await signal in signals.cancelOnGracefulShutdown() {
            // 128 and the signal's number is what shells show for a process that a signal ended.
            if isStopping { _exit(128 + signal.rawValue) }
            isStopping = true
            await operations.noteStop()
        }
    }
}
