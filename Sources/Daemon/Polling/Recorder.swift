import ContactCentre
import Logging
import Model

/// Appends the polls of one source to its `record:` file, and says in the log when it cannot.
struct Recorder: ~Copyable {
    private let file: RecordingFile
    private let logger: Logger

    /// A recorder for a source with those settings; nil if they name no file, or it cannot be used.
    init?(_ settings: SourceSettings, logger: Logger) {
        guard let path = settings.record else { return nil }
        do {
            file = try RecordingFile.open(path)
            self.logger = logger
        } catch {
            logger.error("polls are not recorded", metadata: ["source": "\(settings.name)", "reason": "\(error)"])
            return nil
        }
    }

    /// Appends one poll.
    borrowing func append(_ poll: Poll) {
        do {
            try file.append(poll)
        } catch {
            logger.error("poll was not recorded", metadata: ["source": "\(poll.source)", "reason": "\(error)"])
        }
    }
}
