import FoundationEssentials
import Glibc

/// Where a recording can be read any number of times: its file, or a copy of standard input.
struct RecordingPlace: Sendable {
    /// What messages call it.
    let name: String
    /// What to open.
    let path: String
    /// Keeps the copy for as long as it may be read.
    private let copy: Copy?

    /// The file of that path; for `-` standard input, which is read to its end first.
    init(path: String) throws(SimulatorError) {
        guard path == "-" else {
            (name, self.path, copy) = (path, path, nil)
            return
        }
        name = "standard input"
        let copy = try Copy(of: STDIN_FILENO, name: name)
        // Opened by this name, the file is read from its beginning each time.
        self.path = "/proc/self/fd/\(copy.descriptor)"
        self.copy = copy
    }

    /// A file without a name, which is gone with the process in whatever way that ends.
    private final class Copy: Sendable {
        let descriptor: Int32

        init(of input: Int32, name: String) throws(SimulatorError) {
            let folder = FileManager.default.temporaryDirectory.path
            var template = Array("\(folder)/callwatch-XXXXXX".utf8CString)
            descriptor = mkstemp(&template)
            guard descriptor >= 0 else { throw Self.failure("a copy in \(folder)", of: name) }
            unlink(template)
            guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
                throw Self.failure("a copy in \(folder)", of: name)
            }
            var chunk = [UInt8](repeating: 0, count: 64 * 1024)
            while true {
                let count = read(input, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure("it", of: name) }
                if count == 0 { break }
                var rest = chunk[..<count]
                while !rest.isEmpty {
                    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { throw Self.failure("a copy in \(folder)", of: name) }
                    rest = rest.dropFirst(written)
                }
            }
        }

        deinit { close(descriptor) }

        private static func failure(_ what: String, of name: String) -> SimulatorError {
            .unreadable(path: name, reason: "\(what): \(String(cString: strerror(errno)))")
        }
    }
}
