import Foundation
import Glibc

/// One HTTP/1.1 request exactly as a test writes it, and the answer as it came: no library tidies either of them.
package enum HTTPExchange {
    /// An answer.
    package struct Answer: Sendable {
        /// The status code; 0 when the peer closed the connection without an answer.
        package let status: Int
        /// The header lines in order.
        package let headerLines: [String]
        /// What followed the headers.
        package let body: String

        /// The value of the first header of that name, whatever its case.
        package func header(_ name: String) -> String? {
            let start = name.lowercased() + ":"
            guard let line = headerLines.first(where: { $0.lowercased().hasPrefix(start) }) else { return nil }
            return String(line.dropFirst(start.count).drop { $0 == " " })
        }
    }

    /// Sends a request to a port of the loopback and reads the answer to the connection's end.
    ///
    /// `Host` is `127.0.0.1:PORT` unless `headers` has another; `Connection: close` is always sent.
    package static func send(
        _ method: String,
        _ path: String,
        port: Int,
        headers: [String] = [],
        body: String? = nil
    ) async throws -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "Connection: close"]
        if !headers.contains(where: { $0.lowercased().hasPrefix("host:") }) { lines.append("Host: 127.0.0.1:\(port)") }
        lines += headers
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
        let bytes = try await Threads.value { try exchange(Array(text.utf8), port: port) }
        return parse(String(decoding: bytes, as: UTF8.self))
    }

    private static func exchange(_ request: [UInt8], port: Int) throws -> [UInt8] {
        let socket = try ScriptedServer.connect(to: port)
        defer { close(socket) }
        // A peer that never answers is a failure of the test, not its end.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var rest = request[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN { throw Program.Failure("no answer within 30 s") }
            guard count > 0 else { return answer }
            answer += buffer.prefix(count)
        }
    }

    private static func parse(_ text: String) -> Answer {
        guard let end = text.range(of: "\r\n\r\n") else { return Answer(status: 0, headerLines: [], body: text) }
        let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(status: status, headerLines: Array(lines.dropFirst()), body: String(text[end.upperBound...]))
    }
}
