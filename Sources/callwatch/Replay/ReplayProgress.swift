import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Shows on a terminal how far a long replay is.
struct ReplayProgress {
    private static let every = 2000
    private let isShown = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0
    private var polls = 0

    /// One more poll was worked off.
    mutating func note(_ time: Timestamp) {
        polls += 1
        guard isShown, polls % Self.every == 0 else { return }
        Console.write("\r\(polls) polls, at \(time.rfc3339) ")
    }

    /// The recording is over.
    func end() {
        guard isShown, polls >= Self.every else { return }
        Console.write("\r\u{1B}[K")
    }
}
