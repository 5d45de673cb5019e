/// An HTTP/1.1 message with a body of known length, as both sides of these benchmarks send them.
struct HTTPMessage {
    /// The body.
    let body: String

    /// The message at the beginning of `bytes`, which it is taken from; nil when it is not there whole.
    init?(takenFrom bytes: inout [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        guard let head = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<head], as: UTF8.self).split(separator: "\r\n")
        let lengths = lines.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].drop { $0 == " " })
        }
        let start = head + end.count
        let length = lengths.first ?? 0
        guard bytes.count - start >= length else { return nil }
        body = String(decoding: bytes[start..<start + length], as: UTF8.self)
        bytes.removeSubrange(..<(start + length))
    }

    /// The bytes of a response with that body.
    static func response(_ body: String) -> [UInt8] {
        Array(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                .utf8
        )
    }
}
