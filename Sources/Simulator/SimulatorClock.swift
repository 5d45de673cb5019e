import FoundationEssentials
package import Model

/// The two times the simulator asks for; tests bring their own.
package struct SimulatorClock: Sendable {
    /// How long the simulator has been there.
    let elapsed: @Sendable () -> Duration
    /// The wall clock, against which timestamps of signatures are checked.
    let now: @Sendable () -> Timestamp

    /// A clock of the caller's making; `elapsed` must not go backwards.
    package init(
        elapsed: @escaping @Sendable () -> Duration,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.elapsed = elapsed
        self.now = now
    }

    /// The machine's clocks, the first counted from this call.
    package static func system() -> SimulatorClock {
        let start = ContinuousClock.now
        return SimulatorClock(
            elapsed: { start.duration(to: .now) },
            now: { Timestamp(milliseconds: Milliseconds.rounded(Date().timeIntervalSince1970 * 1000)) }
        )
    }
}
