import Alerting
import Model
import Reports

/// A replay with the record of what it finds.
struct ReplayRun {
    private let configuration: AlertConfiguration
    private var replay: Replay?
    /// What it has found.
    private(set) var record: ReplayRecord
    /// Whether there was a poll.
    var hasBegun: Bool { replay != nil }

    /// A replay under `configuration`; `isDrawn` if a page is made of its record.
    init(_ configuration: AlertConfiguration, isDrawn: Bool) {
        self.configuration = configuration
        record = ReplayRecord(configuration, isDrawn: isDrawn)
    }

    /// Applies the next poll; the first begins the replay.
    mutating func apply(_ poll: Poll) -> [Replay.Occurrence] {
        // Taken out, so that it is held in one place alone and nothing of it is copied.
        var running = replay.take() ?? Replay(configuration, from: poll.time)
        let occurrences = running.apply(poll)
        replay = running
        record.note(poll, occurrences)
        return occurrences
    }

    /// Ends the replay: where SLAs stand now, they stand at the end.
    mutating func end() {
        record.objectives = replay?.objectives ?? []
    }
}
