import Logging
import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP.
struct HangupListener: Service {
    let reloader: Reloader
    /// The signals, trapped before anybody can be told that the daemon runs: untrapped, the first would end it.
    let hangups: UnixSignalsSequence

    func run() async {
        for await _ in hangups.cancelOnGracefulShutdown() {
            // The reloader says in the log how it went.
            _ = await reloader.reload()
        }
    }
}
