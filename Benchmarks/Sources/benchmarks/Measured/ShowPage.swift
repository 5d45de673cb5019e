extension Benchmark {
    private static let rules = """
        groups:
          - name: benchmark
            rules:
              - alert: QueueBacklog
                levels:
                  - { severity: warning, when: queueCallCount above 20 }
                  - { severity: critical, when: queueCallCount above 50 }
                annotations:
                  summary: "{{ queueCallCount }} callers wait at {{ labels.innoId }}"

        """

    /// What a person waits for who opens the page on a bad day.
    static let showPage = Benchmark(name: "the page with 1,000 alerts") { name, surroundings in
        let samples = 50
        let codes = answer(codes: 1000) { 21 + UInt64($0 % 40) }
        _ = try surroundings.folder.folder("page")
        _ = try surroundings.folder.write(rules, to: "page/backlog.rules.yaml")
        _ = try surroundings.folder.write(
            #"{"timestamp":"2026-01-05T09:00:00Z","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":\#(codes)}"#
                + "\n",
            to: "page/polls.jsonl"
        )
        let configuration = try surroundings.folder.write(
            """
            sources: [{ name: history, recording: polls.jsonl }]
            route: { receiver: nobody }
            receivers: [{ name: nobody }]
            storage: { path: callwatch.db }
            server: { listen: 127.0.0.1:0 }
            log: { level: error, format: json }

            """,
            to: "page/callwatch.yaml"
        )
        let daemon = try ChildProcess(surroundings.callwatch, ["run", "--config", configuration])
        let port = try daemon.port()
        while !(try page(port)).contains("alerts fire") {}
        guard try page(port).contains("1,000 alerts fire") else { throw NoFigure.failed("not all alerts fire") }
        let times = try (0..<samples).map { _ in
            try Clock.wall.time { _ = try page(port) }
        }
        daemon.terminate()
        _ = try daemon.wait()
        let method = "of \(samples) requests, a connection each, wall time"
        return [
            milliseconds("\(name), to the last byte, p50", times.quantile(0.5), method, target: 50),
            milliseconds("\(name), to the last byte, p99", times.quantile(0.99), method, target: 50),
        ]
    }

    /// What many people cost who leave the page open.
    static let followPage = Benchmark(name: "500 readers of the page's events at a poll a second") {
        name,
        surroundings in
        let (count, seconds) = (500, 20.0)
        let readers = try PageReaders()
        _ = try surroundings.folder.folder("events")
        _ = try surroundings.folder.write(rules, to: "events/backlog.rules.yaml")
        let configuration = try surroundings.folder.write(
            DaemonConfiguration.text(centrePort: readers.centrePort, sinkPort: 9),
            to: "events/callwatch.yaml"
        )
        let daemon = try ChildProcess(surroundings.callwatch, ["run", "--config", configuration])
        let port = try daemon.port()
        try readers.run(for: 3)
        func share() throws -> Double {
            let before = try Metrics(port: port)
            let start = Clock.wall.now()
            try readers.run(for: seconds)
            let used = try Metrics(port: port).growth(of: "process_cpu_seconds_total", since: before)
            return used / (Clock.wall.now() - start)
        }
        let alone = try share()
        try readers.open(count, port: port)
        try readers.run(for: 3)
        let bytes = readers.received
        let together = try share()
        let perReader = Double(readers.received - bytes) / Double(count) / seconds
        readers.close()
        daemon.terminate()
        _ = try daemon.wait()
        return [
            Figure(
                name: "\(name), more than without them",
                value: (together - alone) * 100,
                unit: .percentOfACore,
                target: 10,
                method: "processor time of the daemon over \(Int(seconds)) s, 20 alerts, "
                    + "\(Int(perReader / 1000)) kB a reader and second"
            )
        ]
    }

    private static func page(_ port: UInt16) throws -> String {
        let socket = try Socket.connected(to: port)
        try socket.send(Array("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8))
        var bytes: [UInt8] = []
        while case let part = socket.receive(), !part.isEmpty { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ChildProcess {
    /// The port that a daemon says it listens on.
    fileprivate func port() throws -> UInt16 {
        let (line, _) = try line(with: "listening on")
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw NoFigure.failed("no port in `\(line)`")
        }
        return port
    }
}
