import Alerting
import Model
import TestSupport

extension EngineBench {
    /// Applies polls written as `0:20 15:? 30:- 45:!`: at second 0 access code 1 has 20 callers in the queue, at 15 an
    /// unknown number, at 30 it is not delivered, at 45 the poll fails.
    mutating func play(_ script: String) {
        for step in script.split(separator: " ") {
            let parts = step.split(separator: ":")
            guard parts.count == 2, let seconds = Int64(parts[0]) else { preconditionFailure("no step: \(step)") }
            switch parts[1] {
            case "!": poll(.failed(at: .at(seconds)))
            case "-": poll(seconds, [9: 0])
            case "?": poll(seconds, [1: nil])
            case let number: poll(seconds, [1: Double(number)])
            }
        }
    }
}

extension ReferenceRule {
    /// `R` fires when more than 10 callers wait.
    static let backlog = ReferenceRule("R", when: "queueCallCount above 10")

    /// `R` is `low` above 10 callers, `high` above 50.
    static let twoLevels = ReferenceRule(
        "R",
        levels: [
            Level("low", when: "queueCallCount above 10"),
            Level("high", when: "queueCallCount above 50"),
        ]
    )
}
