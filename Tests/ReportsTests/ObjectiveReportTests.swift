import Alerting
import Model
import TestSupport
import Testing

@testable import Reports

/// What a replay says of SLAs.
struct ObjectiveReportTests {
    /// Two codes of which the second waits long in three of ten polls; `extra` makes them unequal in name.
    private static func record(_ second: String = "..###.....") throws -> ReplayRecord {
        Recording([1: "..........", 2: second]).record(try .of(slas: [.sla("Waiting", window: .hours(1))]))
    }

    @Test func summaryTellsEachErrorBudgetTheLeastFirst() throws {
        let lines = ReplaySummary(try Self.record()).lines
        #expect(
            lines == [
                "slas/Waiting: fired 1 time, median 4m, longest 4m, 0 flaps, 1 series",
                #"  error budget of {innoId="2"}: -500% left, 70% good in 9m"#,
                #"  error budget of {innoId="1"}: 100% left, 100% good in 9m"#,
            ]
        )
    }

    @Test func pageHasATableOfErrorBudgets() throws {
        let origin = ReplayPage.Origin(rules: ["r"], polls: ["p"], otherRules: [])
        let page = ReplayPage(try Self.record("..########"), origin: origin).html
        #expect(page.contains("Waiting: 95% good over 1h"))
        #expect(page.contains("<td class=\"number\">-1500%</td>"))
        // The SLA fired, so its section says what it is and when that is.
        #expect(page.contains("95% over 1h <code>queueCallCount at most 10</code>"))
        #expect(page.contains("burn rate above 14.4 over 3m and 1m, or above 6 over 3m and 1m"))
        #expect(!page.contains("burn rate of"))
    }

    @Test func rulesHaveNoErrorBudget() throws {
        let record = try Recording([1: "..##.."]).record(.backlog)
        #expect(ReplaySummary(record).rules.map(\.objectives) == [[]])
        let origin = ReplayPage.Origin(rules: ["r"], polls: ["p"], otherRules: [])
        #expect(!ReplayPage(record, origin: origin).html.contains("Error budgets"))
    }
}
