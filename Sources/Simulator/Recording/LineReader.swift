import CZlib
import Glibc

/// The lines of a text file, read front to back; a gzip file, known by its first two bytes, is unpacked on the way.
final class LineReader {
    /// Longer than any answer for 500 access codes, and short enough not to matter.
    private static let longestLine = 16 << 20

    private let name: String
    private let file: gzFile
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// The number of the line read last, from 1; 0 before the first.
    private(set) var line = 0

    /// Opens the file.
    init(_ place: RecordingPlace) throws(SimulatorError) {
        guard let file = gzopen(place.path, "rb") else {
            throw .unreadable(path: place.name, reason: String(cString: strerror(errno)))
        }
        name = place.name
        self.file = file
    }

    deinit {
        gzclose_r(file)
    }

    /// The next line without its end, or nothing at the end of the file.
    func next() throws(SimulatorError) -> ArraySlice<UInt8>? {
        var searched = position
        while true {
            if let end = newline(from: searched) {
                defer { position = end + 1 }
                line += 1
                return buffer[position..<end]
            }
            searched = buffer.count
            if isAtEnd {
                guard position < buffer.count else { return nil }
                defer { position = buffer.count }
                line += 1
                return buffer[position...]
            }
            guard buffer.count - position < Self.longestLine else {
                throw .badLine(path: name, line: line + 1, reason: "the line is longer than 16 MiB")
            }
            searched -= position
            try fill()
        }
    }

    private func newline(from start: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
                return nil
            }
            return base.distance(to: UnsafeRawPointer(found))
        }
    }

    /// Drops what was handed out and reads more.
    private func fill() throws(SimulatorError) {
        buffer.removeFirst(position)
        position = 0
        var read: Int32 = 0
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { memory, count in
            read = gzread(file, memory.baseAddress, UInt32(memory.count))
            count = max(0, Int(read))
        }
        guard read >= 0 else {
            var code: Int32 = 0
            let reason = gzerror(file, &code).map { String(cString: $0) } ?? "error \(code)"
            guard code == Z_DATA_ERROR else { throw .unreadable(path: name, reason: reason) }
            throw .badLine(path: name, line: line + 1, reason: "broken gzip data: \(reason)")
        }
        // A gzip file cut short reads like one that ends; only this tells them apart.
        var code: Int32 = 0
        if read == 0, gzerror(file, &code) != nil, code == Z_BUF_ERROR {
            throw .badLine(path: name, line: line + 1, reason: "the gzip file is cut short")
        }
        isAtEnd = read == 0
        buffer += chunk
    }
}
