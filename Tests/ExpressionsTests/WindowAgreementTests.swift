import Diagnostics
import Expressions
import Model
import TestSupport
import Testing

/// Windows that are kept up from poll to poll against the same computed anew from all samples.
struct WindowAgreementTests {
    /// What one series was at a poll: nil when it was not seen, otherwise its counter, nil when unknown.
    private struct Sample {
        var time: Timestamp
        var value: Double?
    }

    private static let staleness = TimeSpan.minutes(5)
    private static let functions = ["sum", "avg", "min", "max", "stddev", "change", "slope", "quantile"]
    private static let spans = [TimeSpan.seconds(15), .seconds(100), .minutes(10), .hours(1)]

    @Test(arguments: 0..<4)
    func incrementalWindowsAreWhatTheirSamplesSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var builder = ProgramBuilder()
        var diagnostics: [Diagnostic] = []
        var slots: [(function: String, span: TimeSpan, slot: NumberSlot)] = []
        for function in Self.functions {
            for span in Self.spans {
                let argument = function == "quantile" ? "0.3, queueCallCount" : "queueCallCount"
                let text = "\(function)(\(argument) over \(span))"
                let number = Number.compile(source(text), in: Scope(), diagnostics: &diagnostics)
                slots.append((function, span, builder.add(try #require(number, "\(diagnostics.map(\.message))"))))
            }
        }
        var run = TimedRun(builder.build(), series: [], staleness: Self.staleness)
        var samples: [[Sample]] = []
        var time = Timestamp(milliseconds: 1_412_667_900_000)
        for poll in 0..<150 {
            let pauses: [TimeSpan] = [.seconds(1), .seconds(15), .seconds(15), .seconds(20), .minutes(4)]
            time = time + (pauses.randomElement(using: &random) ?? .zero)
            if samples.count < 70 {
                run.elements.add(["innoId": "\(samples.count)"]) { _ in true }
                samples.append([])
            }
            var rows: [[Double?]?] = []
            for row in samples.indices {
                guard Int.random(in: 0..<8, using: &random) > 0 else {
                    rows.append(nil)
                    continue
                }
                // From one end of the counters to the other, so that what a large one leaves behind would show.
                let values: [Double?] = [nil, 0, 1, 2, 3, 7, Metric.maximum, Metric.maximum - 1, 1e12]
                let value = values.randomElement(using: &random) ?? nil
                rows.append([nil, nil, nil, value, nil])
                samples[row].append(Sample(time: time, value: value))
            }
            run.run(TimeScript.Poll(time: time, rows: rows))
            for (function, span, slot) in slots {
                // Some rows of each word; all are kept up by the same loops.
                for row in samples.indices where row % 20 < 2 {
                    let expected = rows[row] == nil ? nil : Self.value(of: function, span, samples[row], at: time)
                    let found = run.evaluation.number(slot, row: row)
                    guard Self.agree(found, expected) else {
                        Issue.record("poll \(poll): \(function) over \(span) of row \(row): \(found ?? .nan)")
                        return
                    }
                }
            }
        }
    }

    private static func agree(_ found: Double?, _ expected: Double?) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return (found - expected).magnitude <= expected.magnitude * 1e-9
    }

    private static func value(
        of function: String,
        _ span: TimeSpan,
        _ samples: [Sample],
        at time: Timestamp
    ) -> Double? {
        var first = samples[0].time
        for (one, next) in zip(samples, samples.dropFirst()) where next.time - one.time > staleness {
            first = next.time
        }
        guard first <= time - span else { return nil }
        let known = samples.filter { $0.time >= time - span }.compactMap { sample in
            sample.value.map { (time: sample.time, value: $0) }
        }
        let values = known.map(\.value)
        guard let oldest = known.first, let newest = known.last else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        switch function {
        case "sum": return values.reduce(0, +)
        case "avg": return mean
        case "min": return values.min()
        case "max": return values.max()
        case "change": return newest.value - oldest.value
        case "stddev": return (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count).squareRoot()
        case "quantile":
            let sorted = values.sorted()
            let rank = 0.3 * (count - 1)
            let lower = Int(rank)
            guard lower + 1 < sorted.count else { return sorted.last }
            return sorted[lower] + (sorted[lower + 1] - sorted[lower]) * (rank - Double(lower))
        default:
            guard known.count > 1 else { return nil }
            let times = known.map { ($0.time - oldest.time).seconds }
            let meanTime = times.reduce(0, +) / count
            let products = zip(times, values).map { ($0 - meanTime) * ($1 - mean) }.reduce(0, +)
            return products / times.map { ($0 - meanTime) * ($0 - meanTime) }.reduce(0, +)
        }
    }
}
