import Logging
import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP.
struct HangupListener: Service {
    let reloader: Reloader

    func run() async {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        for await _ in hangups.cancelOnGracefulShutdown() {
            // The reloader says in the log how it went.
            _ = await reloader.reload()
        }
    }
}
