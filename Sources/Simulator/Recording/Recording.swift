import Model

/// A file of recorded answers, read once from end to end to know that it can be served.
///
/// Only its outline is kept: a week of polls is tens of megabytes of text, and serving reads it again as time goes on.
struct Recording: Sendable {
    let place: RecordingPlace
    /// The first answer's instant.
    let start: Timestamp
    /// How long one round takes, in milliseconds: up to the last poll, and that one as long as the first.
    let length: Int64
    /// Whose answers it has.
    let targets: Set<RecordedAnswer.Target>

    /// Reads the file and finds its first mistake.
    init(path: String) throws(SimulatorError) {
        let place = try RecordingPlace(path: path)
        let reader = try RecordingReader(place)
        guard let first = try reader.next() else { throw .emptyRecording(path: place.name) }
        var targets: Set = [first.target]
        var last = first.timestamp
        var firstInterval: TimeSpan?
        while let answer = try reader.next() {
            targets.insert(answer.target)
            if firstInterval == nil, answer.timestamp > last { firstInterval = answer.timestamp - last }
            last = answer.timestamp
        }
        self.place = place
        self.targets = targets
        start = first.timestamp
        length = (last - first.timestamp).milliseconds + (firstInterval?.milliseconds ?? 1)
    }
}

/// The answers of a recording, front to back.
final class RecordingReader {
    private let name: String
    private let lines: LineReader
    private var previous = Timestamp.distantPast

    init(_ place: RecordingPlace) throws(SimulatorError) {
        name = place.name
        lines = try LineReader(place)
    }

    /// The next answer, or nothing at the end; empty lines are skipped, time must not go backwards.
    func next() throws(SimulatorError) -> RecordedAnswer? {
        while let line = try lines.next() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let answer: RecordedAnswer
            do {
                answer = try RecordedAnswer(parsing: line)
            } catch {
                throw .badLine(path: name, line: lines.line, reason: error.reason)
            }
            guard answer.timestamp >= previous else {
                throw .badLine(path: name, line: lines.line, reason: "the time goes backwards")
            }
            previous = answer.timestamp
            return answer
        }
        return nil
    }
}
