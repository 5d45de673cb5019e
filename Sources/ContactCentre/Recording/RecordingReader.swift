import CSimdJSON
package import Model

/// Reads recorded polls one by one, in memory for one poll and one line.
///
/// Several files are one recording. Neighbouring lines of the same instant are one poll. gzip is recognised by its
/// first two bytes. A key that a line has twice counts where it is last.
package struct RecordingReader: ~Copyable {
    private let source: String
    private let skipsBadLines: Bool
    private var files: ArraySlice<String>
    private var file = ""
    private var lines: LineReader?
    private let decoder = AnswerDecoder()
    /// The poll whose lines are being read, and its instant.
    private var current: (time: Timestamp, join: PollJoin)?
    /// The rows of the poll before, which the next one will have, too.
    private var expectedRows = 0
    /// What ends the recording after the poll that was read.
    private var failure: RecordingError?

    /// How many bad lines have been passed over.
    package private(set) var badLines = 0
    /// The first of them.
    package private(set) var firstBadLine: RecordingError?

    /// A reader of `files`, `-` for standard input, whose polls are of the source of that name.
    package init(files: [String], source: String, skipBadLines: Bool = false) {
        self.files = files[...]
        self.source = source
        skipsBadLines = skipBadLines
    }

    /// The next poll, nil at the end.
    ///
    /// What is wrong is thrown after the poll that was being read has been handed out, and again at every later call.
    package mutating func next() throws(RecordingError) -> Poll? {
        while failure == nil {
            do {
                guard let (time, line) = try nextLine() else { break }
                let complete = current?.time == time ? nil : current
                if current?.time != time { current = (time, PollJoin(expecting: expectedRows)) }
                current?.join.add(line)
                if let complete { return finish(complete.join, at: complete.time) }
            } catch {
                failure = error
            }
        }
        if let last = current {
            current = nil
            return finish(last.join, at: last.time)
        }
        if let failure { throw failure }
        return nil
    }

    private mutating func finish(_ join: PollJoin, at time: Timestamp) -> Poll {
        expectedRows = join.rowCount
        return join.poll(of: source, at: time, names: nil)
    }

    /// The next line that is part of a poll, nil at the end of the last file.
    private mutating func nextLine() throws(RecordingError) -> (Timestamp, RecordedLine)? {
        while true {
            if lines == nil {
                guard let next = files.popFirst() else { return nil }
                file = next
                do { lines = LineReader(try RecordingInput.open(next)) } catch { throw unreadable(error) }
            }
            switch try readLine() {
            case .end: lines = nil
            case .blank: continue
            case .bad(let message): try reject(message)
            case .part(let time, let line): return (time, line)
            }
        }
    }

    private enum Reading {
        case part(Timestamp, RecordedLine)
        case blank
        case bad(String)
        case end
    }

    private mutating func readLine() throws(RecordingError) -> Reading {
        let next: LineReader.Line
        do { next = try lines?.next() ?? .end } catch { throw unreadable(error) }
        switch next {
        case .end: return .end
        case .tooLong: return .bad("longer than 16 MB")
        case .line(let range):
            let last = current?.time
            let decoder = decoder
            return lines?.withLine(range) { bytes in
                guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return .blank }
                return decoder.decode(bytes, as: csimdjson_calls) { document in
                    switch RecordedLine.read(document) {
                    case .failure(let mistake): return .bad(mistake.message)
                    case .success(let (time, line)):
                        if let last, time < last {
                            return .bad("`timestamp` \(time.rfc3339) is before \(last.rfc3339), the one before it")
                        }
                        return .part(time, line)
                    }
                }
            } ?? .end
        }
    }

    private mutating func unreadable(_ failure: RecordingInput.Failure) -> RecordingError {
        guard failure.isOfTheInput else {
            return RecordingError(kind: .unreadable, file: file, line: nil, message: failure.message)
        }
        // The line that was being read when no more came.
        let line = (lines?.number ?? 0) + 1
        return RecordingError(kind: .brokenCompression, file: file, line: line, message: failure.message)
    }

    private mutating func reject(_ message: String) throws(RecordingError) {
        let error = RecordingError(kind: .badLine, file: file, line: lines?.number, message: message)
        guard skipsBadLines else { throw error }
        badLines += 1
        if firstBadLine == nil { firstBadLine = error }
    }
}
