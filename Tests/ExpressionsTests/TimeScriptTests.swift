import Diagnostics
import Expressions
import Model
import Testing

/// What goes over groups and windows, poll by poll.
struct TimeScriptTests {
    @Test(arguments: ["groups.test", "windows.test"].flatMap(TimeScript.cases))
    func casesGiveWhatTheySay(_ test: TimeScript.Case) throws {
        #expect(try found(test, takingBack: false) == test.expected, "\(test.place)")
        #expect(try found(test, takingBack: true) == test.expected, "\(test.place), with polls taken back")
    }

    /// The values at each poll; `takingBack` runs another poll before each one and takes it back.
    private func found(_ test: TimeScript.Case, takingBack: Bool) throws -> String {
        var diagnostics: [Diagnostic] = []
        var builder = ProgramBuilder()
        let selection = test.selectedVDN.map { _ in 0 }
        let grain: Grain
        var conditionSlot: ConditionSlot?
        var numberSlot: NumberSlot?
        if test.kind == "when" {
            let compiled = Condition.compile(source(test.text), in: test.scope(), diagnostics: &diagnostics)
            let condition = try #require(compiled, "\(test.place): \(diagnostics.map(\.message))")
            grain = condition.grain
            conditionSlot = builder.add(condition, selection: selection)
        } else {
            let compiled = Number.compile(source(test.text), in: test.scope(), diagnostics: &diagnostics)
            let number = try #require(compiled, "\(test.place): \(diagnostics.map(\.message))")
            grain = number.grain
            numberSlot = builder.add(number, at: grain, selection: selection)
        }
        let place = builder.place(of: grain, selection: selection)
        var run = TimedRun(builder.build(), series: test.series, staleness: test.staleness) { row in
            test.series[row]["vdn"] == test.selectedVDN
        }
        let order = (0..<run.elements.count(of: place)).sorted { left, right in
            grain == .series
                ? left < right
                : run.elements.labels(of: left, grain: place) < run.elements.labels(of: right, grain: place)
        }
        return test.polls.enumerated().map { index, poll in
            if takingBack {
                let elements = run.elements
                var other = test.polls[(index * 7 + 3) % test.polls.count]
                other.time = poll.time
                run.run(other)
                run.history.takeBack()
                run.elements = elements
            }
            run.run(poll)
            return order.map { row in
                if let conditionSlot {
                    return run.evaluation.truth(conditionSlot, row: row).map { "\($0)" } ?? "unknown"
                }
                return numberSlot.flatMap { run.evaluation.number($0, row: row) }.map(text) ?? "unknown"
            }.joined(separator: " ")
        }.joined(separator: " ; ")
    }

    private func text(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\((value * 1e6).rounded() / 1e6)"
    }
}
