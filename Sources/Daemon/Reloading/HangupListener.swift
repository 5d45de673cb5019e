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
            // Nobody waits for the end here: signals that come while the files are read are one more reload at most.
            reloader.request()
        }
    }
}
