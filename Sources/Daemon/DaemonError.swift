package import Diagnostics

/// Why the daemon does not run.
package enum DaemonError: Error, CustomStringConvertible {
    /// The files have mistakes.
    case mistakes([Diagnostic])
    /// The world failed: the port is in use, the store cannot be opened, the stored state cannot be read.
    case world(String)

    package var description: String {
        switch self {
        case .mistakes(let diagnostics): DiagnosticRenderer().text(diagnostics)
        case .world(let message): message
        }
    }
}
