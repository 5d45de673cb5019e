import Glibc
package import Model

/// A file that every poll is appended to in the recorded form (`record:`).
///
/// A poll is one write, and one that does not fit is taken back, so that the file ends with a whole line. Nothing is
/// forced to the disk: a process that ends loses nothing, a machine that loses power the seconds that the system had not
/// written yet, and a line cut by that is taken away at the next start.
package struct RecordingFile: ~Copyable {
    /// Why the file cannot be used, for people.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: Int32
    private let path: String

    /// Opens the file of that path, makes it where there is none, and cuts an unfinished last line.
    package static func open(_ path: String) throws(Failure) -> RecordingFile {
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(description: "\(path): cannot be opened: \(lastError)") }
        let file = RecordingFile(descriptor: descriptor, path: path)
        try file.cutUnfinishedLine()
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

    private borrowing func cutUnfinishedLine() throws(Failure) {
        let size = try size()
        var magic: [UInt8] = [0, 0]
        if pread(descriptor, &magic, 2, 0) == 2, magic == [0x1F, 0x8B] {
            throw failure("is compressed; polls are appended to plain files only")
        }
        var part = [UInt8](repeating: 0, count: 64 * 1024)
        var end = size
        while end > 0 {
            let start = max(0, end - part.count)
            let count = pread(descriptor, &part, end - start, start)
            guard count == end - start else { throw failure("cannot be read: \(Self.lastError)") }
            if let newline = part[..<count].lastIndex(of: UInt8(ascii: "\n")) {
                end = start + newline + 1
                break
            }
            end = start
        }
        guard end == size || ftruncate(descriptor, end) == 0 else {
            throw failure("its unfinished last line cannot be cut: \(Self.lastError)")
        }
    }

    private borrowing func size() throws(Failure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("has no size: \(Self.lastError)") }
        return Int(status.st_size)
    }

    private borrowing func failure(_ message: String) -> Failure { Failure(description: "\(path): \(message)") }

    private static var lastError: String { String(cString: strerror(errno)) }
}
