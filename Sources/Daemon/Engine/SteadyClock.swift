package import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The time of day for decisions: it never goes back, and a clock that is set back does not stop timers.
///
/// While the system's clock and the time since start agree, it shows the system's time. Set forward, it follows at once;
/// set back, it goes on from where it was at the speed of the time since start, until the system's clock has caught up.
package final class SteadyClock: Sendable {
    /// How far the two may differ before a step is taken for one; they drift apart by parts in a million.
    private static let tolerance = TimeSpan.seconds(2)

    private struct State {
        /// What to add to the time since boot.
        var offset: Int64
        var last: Timestamp
    }

    private let wall: @Sendable () -> Timestamp
    private let sinceBoot: @Sendable () -> TimeSpan
    private let state: Mutex<State>

    /// A clock that begins no earlier than `floor`, which is the time of the last event of an earlier run.
    package init(
        notBefore floor: Timestamp,
        wall: @escaping @Sendable () -> Timestamp = SteadyClock.systemTime,
        sinceBoot: @escaping @Sendable () -> TimeSpan = SteadyClock.timeSinceBoot
    ) {
        self.wall = wall
        self.sinceBoot = sinceBoot
        let start = max(wall(), floor)
        let offset = start.milliseconds.subtractingReportingOverflow(sinceBoot().milliseconds).partialValue
        state = Mutex(State(offset: offset, last: start))
    }

    /// The time now; never before one that was given out earlier.
    package func now() -> Timestamp {
        let (wall, sinceBoot) = (wall(), sinceBoot())
        return state.withLock { state in
            let steady = Timestamp(milliseconds: sinceBoot.milliseconds &+ state.offset)
            if wall - steady > Self.tolerance {
                state.offset = wall.milliseconds &- sinceBoot.milliseconds
                state.last = max(state.last, wall)
            } else {
                state.last = max(state.last, steady)
            }
            return state.last
        }
    }

    /// The system's time of day.
    package static let systemTime: @Sendable () -> Timestamp = {
        let time = read(CLOCK_REALTIME)
        return Timestamp(milliseconds: time)
    }

    /// The time since the machine started, sleep included.
    package static let timeSinceBoot: @Sendable () -> TimeSpan = { TimeSpan(milliseconds: read(CLOCK_BOOTTIME)) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // Both clocks exist on every Linux this runs on; a failure would leave the epoch, which `max` above absorbs.
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
