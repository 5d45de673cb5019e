import Diagnostics
import Expressions
import Model

extension Benchmark {
    /// The metrics that rules compare, in turn.
    private static let metrics = Metric.allCases.map(\.rawValue)
    private static let seriesCount = 2_500_000
    private static let ruleCount = 100

    /// The interface's whole range: 5,000 VDNs of 500 access codes.
    static let evaluateThresholds = Benchmark(name: "evaluate 100 threshold rules over 2,500,000 series") { name, _ in
        try evaluate(name, target: 0.5) { "\(metrics[$0 % 5]) above \($0)" }
    }

    /// The same with conditions of two comparisons.
    static let evaluateTwoThresholds = Benchmark(
        name: "evaluate 100 rules of two thresholds over 2,500,000 series"
    ) { name, _ in
        try evaluate(name, target: 1) {
            "\(metrics[$0 % 4]) above \($0) and longestWaitTime above \($0 * 3)"
        }
    }

    /// Compiles each condition with its negation, as the engine does, and decides both for every series.
    private static func evaluate(_ name: String, target: Double, rule: (Int) -> String) throws -> [Figure] {
        var diagnostics: [Diagnostic] = []
        var builder = ProgramBuilder()
        var slots: [ConditionSlot] = []
        for number in 0..<ruleCount {
            let file = SourceFile(name: "benchmark", text: rule(number))
            let text = SourceText(file: file)
            guard let condition = Condition.compile(text, in: Scope(), diagnostics: &diagnostics) else {
                throw NoFigure.failed("`\(rule(number))` does not compile: \(diagnostics)")
            }
            slots.append(builder.add(condition))
            _ = builder.add(condition.negated())
        }
        let program = builder.build()
        let columns = columns()
        let seen = Bitmap(count: seriesCount, repeating: true)
        var machine = Machine()
        var evaluation = Evaluation()
        let kept = Clock.thread.best(of: 9) {
            machine.run(program, over: columns, seen: seen, into: &evaluation)
        }
        try check(evaluation.truth(slots[ruleCount / 2]), of: rule(ruleCount / 2))
        let fresh = Clock.thread.best(of: 5) {
            var machine = Machine()
            evaluation = machine.run(program, over: columns, seen: seen)
        }
        func figure(_ name: String, _ seconds: Double, runs: Int, target: Double?) -> Figure {
            Figure(
                name: name,
                value: seconds * 1e9 / Double(ruleCount) / Double(seriesCount),
                unit: .nanosecondsPerRuleAndSeries,
                target: target,
                method: "best of \(runs), processor time"
            )
        }
        return [
            figure(name, kept, runs: 9, target: target),
            figure("\(name), in memory new to the process", fresh, runs: 5, target: nil),
        ]
    }

    /// That rules found something and not everything, so that what is measured is no empty run.
    private static func check(_ truth: Evaluation.Truth, of rule: String) throws {
        let found = truth.isTrue.reduce(0) { $0 + $1.nonzeroBitCount }
        let others = truth.isFalse.reduce(0) { $0 + $1.nonzeroBitCount }
        guard found > 0, others > 0, found + others < seriesCount else {
            throw NoFigure.failed("`\(rule)` is true for \(found) series and false for \(others)")
        }
    }

    /// Counters between 0 and 199 in no order, one in 101 of them unknown.
    private static func columns() -> [Column] {
        var numbers = Numbers(seed: 1)
        return Metric.allCases.map { _ in
            var known = Bitmap(count: seriesCount, repeating: true)
            for row in stride(from: 7, to: seriesCount, by: 101) { known[row] = false }
            return Column(
                values: (0..<seriesCount).map { known[$0] ? Double(numbers.next() % 200) : 0 },
                known: known
            )
        }
    }
}
