import ArgumentParser
import Daemon
import Diagnostics

#if canImport(Glibc)
    import Glibc
#endif

extension DaemonError {
    /// Tells people why the daemon does not run, and gives the exit status that goes with it.
    func report() -> ExitCode {
        switch self {
        case .mistakes(let diagnostics):
            Console.message(DiagnosticRenderer(isColoured: Console.wantsColour(on: STDERR_FILENO)).text(diagnostics))
            return ExitStatus.fault
        case .world(let message):
            Console.message("error: \(message)")
            return ExitStatus.world
        }
    }
}
