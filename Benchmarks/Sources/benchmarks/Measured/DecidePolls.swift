import Alerting
import ConfigFiles
import Model

extension Benchmark {
    private static let vdns = 500
    private static let codesPerVDN = 500
    private static let ruleCount = 100

    /// All that the engine does between an answer's columns and what is to be written, when there is nothing to tell.
    static let decidePoll = Benchmark(name: "decide a poll of 250,000 series with 100 rules that do not hold") {
        name,
        _ in
        let rules = (0..<ruleCount).map { "      - { alert: A\($0), when: queueCallCount above \(1000 + $0) }\n" }
        let text = "groups:\n  - name: benchmark\n    rules:\n" + rules.joined()
        let loaded = RuleFiles.load(
            ["benchmark.rules.yaml"],
            files: .memory(["benchmark.rules.yaml": Array(text.utf8)])
        )
        guard let ruleSet = loaded.value else { throw NoFigure.failed("\(loaded.diagnostics)") }
        let nobody = Receiver(name: "nobody", integrations: [])
        let configuration = AlertConfiguration(
            rules: ruleSet,
            route: Route(path: Route.path(below: nil, matchers: []), receiver: nobody.name),
            receivers: [nobody],
            sources: [SourceProfile(name: "centre")]
        )
        var time = Timestamp(milliseconds: 1_412_667_900_000)
        var engine = AlertEngine(configuration: configuration, seed: "benchmark", at: time)
        var workspace = Workspace()
        let snapshot = snapshot()
        let seconds = Clock.thread.best(of: 9) {
            time = time + .seconds(15)
            // As the daemon does: the value before stays until what has changed is written.
            var next = engine
            let poll = Poll(source: "centre", time: time, result: .snapshot(snapshot))
            _ = next.handle(.poll(poll), at: time, in: &workspace)
            engine = next
        }
        return [milliseconds(name, seconds, "best of 9, processor time")]
    }

    private static func snapshot() -> Snapshot {
        var numbers = Numbers(seed: 3)
        let series = (0..<vdns).flatMap { vdn in
            (0..<codesPerVDN).map { AccessCode(ccId: 1, vdn: Int64(100 + vdn), innoId: Int64(1 + $0)) }
        }
        let columns = Metric.allCases.map { _ in
            Column(
                values: series.map { _ in Double(numbers.next() % 200) },
                known: Bitmap(count: series.count, repeating: true)
            )
        }
        return Snapshot(series: series, columns: columns)
    }
}
