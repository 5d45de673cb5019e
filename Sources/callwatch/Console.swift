import Daemon

#if canImport(Glibc)
    import Glibc
#endif

/// Standard output and standard error.
enum Console {
    /// Whether a stream is a terminal that wants colour (no-color.org).
    static func wantsColour(on stream: Int32) -> Bool {
        isatty(stream) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
    }

    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// A message for people, with a line end.
    static func message(_ text: String) {
        write(text.hasSuffix("\n") ? text : text + "\n")
    }

    /// A result for standard output, with a line end; the end of the command where it cannot be written.
    static func result(_ text: String) throws {
        do {
            var output = ResultWriter()
            try output.line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            try output.flush()
        } catch {
            message("error: \(error)")
            throw ExitStatus.world
        }
    }

    /// Text for people as it is.
    static func write(_ text: String) {
        ConsoleLog.writeToStandardError(text)
    }
}

/// Standard output behind a buffer; a result can have hundreds of thousands of lines.
struct ResultWriter {
    private var buffer: [UInt8] = []
    private static let size = 1 << 16

    /// What went wrong when a result was written.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Puts one line behind the last.
    mutating func line(_ text: String) throws(Failure) {
        buffer.append(contentsOf: text.utf8)
        buffer.append(0x0A)
        if buffer.count >= Self.size { try flush() }
    }

    /// Writes what is buffered.
    mutating func flush() throws(Failure) {
        var rest = buffer[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno != EINTR {
                throw Failure(description: "cannot write to standard output: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(max(written, 0))
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
