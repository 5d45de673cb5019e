import Diagnostics
import Expressions
import Model
import Testing

/// The numbers that a chart draws of a condition.
struct ThresholdTests {
    private func condition(_ text: String, lets: [String: String] = [:]) throws -> Condition {
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: lets.map { located($0.key, $0.value) }, diagnostics: &diagnostics)
        let condition = Condition.compile(source(text), in: scope, diagnostics: &diagnostics)
        return try #require(condition, "\(diagnostics.map(\.message))")
    }

    @Test(
        arguments: [
            ("queueCallCount above 10", [Threshold(.queueCallCount, 10)]),
            ("10 below queueCallCount", [Threshold(.queueCallCount, 10)]),
            ("longestWaitTime above 2 * 60", [Threshold(.longestWaitTime, 120)]),
            ("longestWaitTime at least 1m30s", [Threshold(.longestWaitTime, 90)]),
            ("not (agentCallCount is 0)", [Threshold(.agentCallCount, 0)]),
            (
                "queueCallCount above 3 and longestWaitTime above 1m or queueCallCount above 3",
                [Threshold(.queueCallCount, 3), Threshold(.longestWaitTime, 60)]
            ),
            ("queueCallCount above agentCallCount", []),
            ("queueCallCount / allCallCount above 30%", []),
            ("queueCallCount above 50% * agentCallCount", []),
            ("queueCallCount above 1 / 0", []),
        ] as [(String, [Threshold])]
    )
    func constantsBesideASingleCounterAreThresholds(_ text: String, _ expected: [Threshold]) throws {
        #expect(try condition(text).thresholds == expected)
    }

    @Test func letsAreLookedThrough() throws {
        let condition = try condition("waiting above limit", lets: ["waiting": "queueCallCount", "limit": "2 + 3"])
        #expect(condition.thresholds == [Threshold(.queueCallCount, 5)])
        #expect(condition.metrics == [.queueCallCount])
    }

    @Test func countersAreInTheOrderOfTheInterface() throws {
        let condition = try condition("longestWaitTime above 1m and queueCallCount / allCallCount above 30%")
        #expect(condition.metrics == [.allCallCount, .queueCallCount, .longestWaitTime])
    }
}
