import ArgumentParser

/// How a command ends; the same numbers for all of them.
enum ExitStatus {
    /// The input or the check is at fault.
    static let fault = ExitCode(1)
    /// The command line is wrong.
    static let usage = ExitCode(2)
    /// The world failed: no such server, disk full.
    static let world = ExitCode(3)
}
