extension Benchmark {
    private static let samples = 150

    /// What the product is for, from one wire to the other, every decision written to disk before it is told.
    static let pollToWebhook = Benchmark(name: "poll answer on the wire to webhook on the wire") { name, surroundings in
        let exchange = try PollExchange()
        _ = try surroundings.folder.folder("webhook")
        _ = try surroundings.folder.write(
            """
            groups:
              - name: benchmark
                rules:
                  - alert: QueueBacklog
                    when: queueCallCount above 20 and longestWaitTime above 1m
                    labels: { severity: critical }
                    annotations:
                      summary: "{{ queueCallCount }} callers wait, the first for {{ longestWaitTime }}"

            """,
            to: "webhook/backlog.rules.yaml"
        )
        let configuration = try surroundings.folder.write(
            DaemonConfiguration.text(centrePort: exchange.centrePort, sinkPort: exchange.sinkPort),
            to: "webhook/callwatch.yaml"
        )
        let daemon = try ChildProcess(surroundings.callwatch, ["run", "--config", configuration])
        let (line, _) = try daemon.line(with: "listening on")
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw NoFigure.failed("no port in `\(line)`")
        }
        _ = try exchange.latencies(of: 5)
        let before = try Metrics(port: port)
        let latencies = try exchange.latencies(of: samples)
        let after = try Metrics(port: port)
        daemon.terminate()
        _ = try daemon.wait()

        let method = "of \(samples) polls of \(DaemonConfiguration.codes) codes, wall time"
        let commit = "callwatch_store_commit_duration_seconds"
        let evaluation = "callwatch_rule_evaluation_duration_seconds"
        return [
            milliseconds("\(name), p50", latencies.quantile(0.5), method, target: 3),
            milliseconds("\(name), p99", latencies.quantile(0.99), method, target: 8),
            milliseconds(
                "\(name), a commit in it",
                try after.mean(of: commit, since: before),
                "mean of \(Int(after.count(of: commit, since: before))) commits, \(commit)"
            ),
            milliseconds(
                "\(name), a decision in it",
                try after.mean(of: evaluation, since: before),
                "mean of \(Int(after.count(of: evaluation, since: before))) polls, \(evaluation)"
            ),
        ]
    }
}
