import CSimdJSON
import Glibc
package import Model

/// A file that every poll is appended to in the recorded form (`record:`).
///
/// A poll is one write, and one that does not fit is taken back, so that the file ends with a whole line. Nothing is
/// forced to the disk: a process that ends loses nothing, a machine that loses power the seconds that the system had not
/// written yet, and a line cut by that is taken away at the next start. A file that is no recording is left as it is.
package struct RecordingFile: ~Copyable {
    /// Why the file cannot be used, for people.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: Int32
    private let path: String

    /// Opens the file of that path, makes it where there is none, and cuts an unfinished last line.
    ///
    /// A file with content must end as a recording does: with a recorded line, and the torn one behind it at most.
    package static func open(_ path: String) throws(Failure) -> RecordingFile {
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(description: "\(path): cannot be opened: \(lastError)") }
        let file = RecordingFile(descriptor: descriptor, path: path)
        try file.cutTornLine()
        return file
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Appends the lines of `poll`, all or none of them.
    package borrowing func append(_ poll: Poll) throws(Failure) {
        let start = try size()
        var rest = RecordedPollWriter.lines(of: poll)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let reason = Self.lastError
                guard ftruncate(descriptor, start) == 0 else {
                    throw failure("cannot be written: \(reason); the unfinished line stays: \(Self.lastError)")
                }
                throw failure("cannot be written: \(reason)")
            }
            rest = rest.dropFirst(written)
        }
    }

    private borrowing func cutTornLine() throws(Failure) {
        let size = try size()
        var magic: [UInt8] = [0, 0]
        if pread(descriptor, &magic, 2, 0) == 2, magic == [0x1F, 0x8B] {
            throw failure("is compressed; polls are appended to plain files only")
        }
        guard size > 0 else { return }
        let tail = try tail(of: size)
        let torn = tail.suffix(from: tail.lastIndex(of: Self.newline).map { $0 + 1 } ?? 0)
        if let line = tail.dropLast(torn.count).split(separator: Self.newline).last(where: { !Self.isBlank($0) }) {
            try requireRecordedLine(line)
        } else if torn.count != size || !Self.mayBeTorn(torn) {
            throw failure("is no recording, and is left as it is; name another file with `record`")
        }
        guard torn.isEmpty || ftruncate(descriptor, size - torn.count) == 0 else {
            throw failure("its unfinished last line cannot be cut: \(Self.lastError)")
        }
    }

    /// The end of the file: its last finished line that is not blank with the whole of what follows, or all of it.
    private borrowing func tail(of size: Int) throws(Failure) -> [UInt8] {
        var tail: [UInt8] = []
        var start = size
        while start > 0 {
            guard tail.count <= 2 * LineReader.limit else { throw failure("is no recording: a line is too long") }
            let length = min(start, max(64 * 1024, tail.count))
            var part = [UInt8](repeating: 0, count: length)
            guard pread(descriptor, &part, length, start - length) == length else {
                throw failure("cannot be read: \(Self.lastError)")
            }
            start -= length
            tail = part + tail
            // Whole is what stands between two line ends.
            let whole = tail.drop { $0 != Self.newline }.dropFirst()
            guard let end = whole.lastIndex(of: Self.newline) else { continue }
            if !Self.isBlank(whole[..<end]) { break }
        }
        return tail
    }

    private borrowing func requireRecordedLine(_ line: ArraySlice<UInt8>) throws(Failure) {
        let mistake = line.withUnsafeBytes { bytes in
            AnswerDecoder().decode(bytes, as: csimdjson_calls) { document -> String? in
                switch RecordedLine.read(document) {
                case .success: nil
                case .failure(let mistake): mistake.message
                }
            }
        }
        if let mistake {
            throw failure("is no recording, and is left as it is: its last line has \(mistake)")
        }
    }

    /// Whether a file that is nothing but this may be what a torn first write left.
    private static func mayBeTorn(_ line: ArraySlice<UInt8>) -> Bool {
        let beginning = Array(#"{"timestamp":""#.utf8)
        return line.starts(with: beginning) || beginning.starts(with: line)
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == newline }
    }

    private static let newline = UInt8(ascii: "\n")

    private borrowing func size() throws(Failure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("has no size: \(Self.lastError)") }
        return Int(status.st_size)
    }

    private borrowing func failure(_ message: String) -> Failure { Failure(description: "\(path): \(message)") }

    private static var lastError: String { String(cString: strerror(errno)) }
}
