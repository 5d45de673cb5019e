import Alerting
import ConfigFiles
import Model

extension Benchmark {
    private static let codesPerVDN = 500
    private static let ruleCount = 100

    /// All that the engine does between an answer's columns and what is to be written, when there is nothing to tell.
    static let decidePoll = Benchmark(name: "decide a poll of 250,000 series with 100 rules that do not hold") {
        name,
        _ in
        var centre = try WatchedCentre(rules: (0..<ruleCount).map { "queueCallCount above \(1000 + $0)" })
        let snapshot = snapshots(of: 500 * codesPerVDN, count: 1)[0]
        let seconds = Clock.thread.best(of: 9) { centre.poll(snapshot) }
        return [milliseconds(name, seconds, "best of 9, processor time")]
    }

    /// The same with windows, which take in a sample of every series at each poll and give one back.
    static let decideWindows = Benchmark(
        name: "decide a poll of 500,000 series with 100 rules, 30 of them over 5 minutes"
    ) { name, _ in
        let windowCount = 30
        let metrics = Metric.allCases.map(\.rawValue)
        let windows = (0..<windowCount).map { number in
            let metric = metrics[number % metrics.count]
            return switch number % 4 {
            case 0: "avg(\(metric) over 5m) above \(1000 + number)"
            case 1: "min(\(metric) over 5m) above \(1000 + number)"
            case 2: "max(\(metric) over 5m) above \(1000 + number)"
            default: "share(\(metric) above \(50 + number) over 5m) above 100%"
            }
        }
        let thresholds = (windowCount..<ruleCount).map { "queueCallCount above \(1000 + $0)" }
        var centre = try WatchedCentre(rules: windows + thresholds)
        let seriesCount = 1000 * codesPerVDN
        let snapshots = snapshots(of: seriesCount, count: 4)
        // A window of 5 minutes has 21 polls; what is due every so many polls is due in twice as many.
        let windowPolls = 21
        for number in 0..<windowPolls + 1 { centre.poll(snapshots[number % snapshots.count]) }
        let seconds = Clock.thread.time {
            for number in 0..<2 * windowPolls { centre.poll(snapshots[number % snapshots.count]) }
        }
        let distinct = Set(windows.map { $0.split(separator: ")")[0] }).count
        let samples = Double(windowPolls * seriesCount * distinct)
        return [
            Figure(
                name: name,
                value: seconds * 1e9 / Double(2 * windowPolls) / Double(ruleCount) / Double(seriesCount),
                unit: .nanosecondsPerRuleAndSeries,
                target: 5,
                method: "mean of \(2 * windowPolls) polls, processor time"
            ),
            Figure(
                name: "\(name), memory",
                value: Double(centre.sampleByteCount) / samples,
                unit: .bytesPerSample,
                target: 8,
                method: "after \(3 * windowPolls + 1) polls, for each distinct window"
            ),
        ]
    }

    /// Polls of so many series with counters in no order.
    private static func snapshots(of seriesCount: Int, count: Int) -> [Snapshot] {
        var numbers = Numbers(seed: 3)
        let series = (0..<seriesCount).map { number in
            AccessCode(ccId: 1, vdn: Int64(100 + number / codesPerVDN), innoId: Int64(1 + number % codesPerVDN))
        }
        return (0..<count).map { _ in
            let columns = Metric.allCases.map { _ in
                Column(
                    values: series.map { _ in Double(numbers.next() % 200) },
                    known: Bitmap(count: series.count, repeating: true)
                )
            }
            return Snapshot(series: series, columns: columns)
        }
    }
}

/// An engine with rules of which nobody is told, and its polls every 15 seconds.
private struct WatchedCentre {
    private var engine: AlertEngine
    private var workspace = Workspace()
    private var time = Timestamp(milliseconds: 1_412_667_900_000)

    init(rules: [String]) throws {
        let items = rules.enumerated().map { "      - { alert: A\($0.0), when: '\($0.1)' }\n" }
        let text = "groups:\n  - name: benchmark\n    rules:\n" + items.joined()
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
        engine = AlertEngine(configuration: configuration, seed: "benchmark", at: time)
    }

    /// How many bytes the samples of its windows take.
    var sampleByteCount: Int { workspace.sampleByteCount }

    mutating func poll(_ snapshot: Snapshot) {
        time = time + .seconds(15)
        // As the daemon does: the value before stays until what has changed is written.
        var next = engine
        let poll = Poll(source: "centre", time: time, result: .snapshot(snapshot))
        _ = next.handle(.poll(poll), at: time, in: &workspace)
        engine = next
    }
}
