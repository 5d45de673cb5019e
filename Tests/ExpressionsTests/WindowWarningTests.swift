import Diagnostics
import Model
import Testing

// What is proven of functions over groups and windows does not depend on how they are evaluated, so the terms are looked
// at themselves.
@testable import Expressions

struct WindowWarningTests {
    /// The term of a condition, whatever functions it has.
    private func term(_ text: String, in table: inout TermTable) throws -> TermTable.Index {
        var diagnostics: [Diagnostic] = []
        let syntax = try #require(Parser.parse(Excerpt(source(text)), diagnostics: &diagnostics))
        table.beginCondition()
        return table.terms(of: syntax, lets: [:])[syntax.root]
    }

    @Test(arguments: [
        ("share(queueCallCount above 5 over 5m) above 100%", false),
        ("share(queueCallCount above 5 over 5m) above 20", false),
        ("share(queueCallCount above 5 over 5m) above 99%", nil),
        ("count(queueCallCount above 5 over 5m) below 0", false),
        ("count(queueCallCount above 5 by vdn) is 1.5", false),
        ("avg(queueCallCount over 5m) below 0", false),
        ("avg(queueCallCount / allCallCount over 5m) above 30", false),
        ("avg(queueCallCount / allCallCount over 5m) above 100%", nil),
        ("avg(queueCallCount over 5m) is 2.5", nil),
        ("max(queueCallCount over 5m) is 2.5", false),
        ("stddev(queueCallCount by vdn) below 0", false),
        ("change(queueCallCount over 5m) below 0", nil),
        ("change(queueCallCount over 5m) is 0.5", false),
        ("slope(queueCallCount over 5m) below 0", nil),
        ("forecast(queueCallCount over 5m in 10m) below 0", nil),
        ("previous(queueCallCount) below 0", false),
        ("quantile(90%, longestWaitTime by vdn) below 0s", false),
        // A window has the newest sample in it, a group the member that is looked at.
        ("queueCallCount above max(queueCallCount over 1h)", false),
        ("queueCallCount above 2 * max(queueCallCount over 1h)", false),
        ("queueCallCount above 2 * max(queueCallCount over 1h) or queueCallCount above 5", nil),
        ("min(queueCallCount over 1h) above queueCallCount", false),
        ("queueCallCount above avg(queueCallCount over 1h)", nil),
        ("queueCallCount above previous(queueCallCount)", nil),
        ("queueCallCount above 10 and sum(queueCallCount by vdn) below 5", false),
        ("max(queueCallCount by vdn) at least queueCallCount", true),
        ("max(sum(queueCallCount by vdn) over 5m) below sum(queueCallCount by vdn)", false),
        // The same call is the same number, another is another.
        ("sum(queueCallCount by vdn) above 10 and sum(queueCallCount by vdn) below 5", false),
        ("sum(queueCallCount by vdn) above 10 and sum(queueCallCount by ccId) below 5", nil),
        ("sum(queueCallCount over 5m) above 10 and sum(queueCallCount over 6m) below 5", nil),
        ("any(queueCallCount above 5 by vdn) and not any(queueCallCount above 5 by vdn)", false),
        ("any(queueCallCount above 5 by vdn) or all(queueCallCount above 5 by vdn)", nil),
    ])
    func whatCallsCanBeIsKnown(text: String, holds: Bool?) throws {
        var table = TermTable()
        let term = try term(text, in: &table)
        #expect(table.meaning(term).verdict == holds)
    }

    @Test(arguments: [
        ("avg(queueCallCount over 5m) above 10", "avg(queueCallCount over 5m) below 15", true),
        // Both can hold, but for no series that stays the same.
        ("avg(queueCallCount over 5m) above 10", "queueCallCount below 5", false),
        ("sum(queueCallCount by vdn) above 50", "sum(queueCallCount by vdn) below 60", true),
        ("share(queueCallCount above 5 over 5m) above 20%", "queueCallCount above 10", true),
        ("any(queueCallCount above 5 by vdn)", "longestWaitTime below 5s", true),
        ("slope(queueCallCount over 5m) above 0.1", "queueCallCount above 5", false),
    ])
    func anExampleIsOfASeriesThatStaysTheSame(first: String, second: String, isFound: Bool) throws {
        var table = TermTable()
        let (one, other) = (try term(first, in: &table), try term(second, in: &table))
        #expect((table.example(of: one, and: other) != nil) == isFound)
    }

    @Test func whatHasValuesForOtherThingsIsNotCompared() throws {
        var table = TermTable()
        let grains = try [
            "queueCallCount above 1", "sum(queueCallCount by vdn) above 1", "avg(queueCallCount over 5m) above 1",
            "sum(queueCallCount by (team, vdn)) above sum(queueCallCount by vdn)",
        ].map { try term($0, in: &table) }.map { table.grain(of: $0) }
        #expect(grains == [.series, .group(["vdn"]), .series, .group(["team", "vdn"])])
    }

    /// Long and deep expressions are looked at in time, whatever they mean.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "(queueCallCount above %d or ivrCallCount above %d) and ",
            "queueCallCount + ivrCallCount above agentCallCount * %d or ",
            "not (queueCallCount / allCallCount above %d%%) and ",
            "max(queueCallCount, agentCallCount, %d) above ivrCallCount and ",
            "queueCallCount is not %d and ",
            "queueCallCount above agentCallCount + %d and agentCallCount above ivrCallCount or ",
        ]
    )
    func longExpressionsAreLookedAtInTime(piece: String) throws {
        var text = ""
        var number = 0
        while text.utf8.count < 60_000 {
            number += 1
            text += piece.replacing("%%", with: "%").replacing("%d", with: "\(number)")
        }
        var table = TermTable()
        let first = try term(text + "allCallCount above 0", in: &table)
        _ = table.example(of: first, and: first)
    }
}
