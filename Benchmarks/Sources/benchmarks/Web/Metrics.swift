/// The figures that a running daemon shows at `/metrics`.
struct Metrics {
    private let samples: [Substring: Double]

    /// What the daemon on that port of the loopback shows now.
    init(port: UInt16) throws {
        let socket = try Socket.connected(to: port)
        try socket.send(Array("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8))
        var bytes: [UInt8] = []
        while case let part = socket.receive(), !part.isEmpty { bytes += part }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.first?.contains(" 200 ") == true else {
            throw NoFigure.failed("/metrics answers `\(lines.first ?? "nothing")`")
        }
        let samples = lines.compactMap { line -> (Substring, Double)? in
            let words = line.split(separator: " ")
            guard words.count == 2, let value = Double(words[1]) else { return nil }
            return (words[0], value)
        }
        self.samples = Dictionary(samples) { _, last in last }
    }

    /// The mean of what a histogram has seen since an earlier look at it, in its own unit.
    func mean(of histogram: String, since earlier: Metrics) throws -> Double {
        let count = try growth(of: histogram + "_count", since: earlier)
        return try growth(of: histogram + "_sum", since: earlier) / max(count, 1)
    }

    /// By how much a number has grown since an earlier look at it.
    func growth(of name: String, since earlier: Metrics) throws -> Double {
        guard let now = samples[Substring(name)], let before = earlier.samples[Substring(name)] else {
            throw NoFigure.failed("/metrics has no \(name)")
        }
        return now - before
    }

    /// How often a histogram has seen something since an earlier look at it.
    func count(of histogram: String, since earlier: Metrics) -> Double {
        let name = Substring(histogram + "_count")
        return (samples[name] ?? 0) - (earlier.samples[name] ?? 0)
    }
}
