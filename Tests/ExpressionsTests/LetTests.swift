import Diagnostics
import Expressions
import Model
import Testing

struct LetTests {
    @Test func letsMayUseEachOtherInAnyOrder() throws {
        var diagnostics: [Diagnostic] = []
        let lets = [("c", "b + 1"), ("a", "queueCallCount"), ("b", "a * 2"), ("last", "c above 20")]
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        let condition = Condition.compile(source("last and a above 5"), in: scope, diagnostics: &diagnostics)
        #expect(diagnostics == [])
        #expect(try #require(condition).evaluate(Reading([nil, nil, nil, 10, nil])) == true)
    }

    @Test(arguments: [
        ([("a", "a + 1")], "a: a -> a"),
        ([("x", "1"), ("b", "c"), ("a", "b"), ("c", "a + x")], "b: b -> c -> a -> b"),
        ([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")], "a: a -> b -> a|c: c -> d -> c"),
        ([("a", "b + c"), ("b", "a"), ("c", "a")], "a: a -> b -> a"),
        ([("p", "queueCallCount"), ("user", "a"), ("a", "a")], "a: a -> a"),
    ])
    func aCycleIsToldOnceAtItsFirstName(lets: [(String, String)], expected: String) {
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        #expect(diagnostics.allSatisfy { $0.id == "let-cycle" })
        let told = diagnostics.map { "\($0.range.file.text): \($0.label)" }.sorted()
        #expect(told.joined(separator: "|") == expected)
        // Whoever uses a member is not told again.
        let before = diagnostics
        let user = Condition.compile(source("a above 5"), in: scope, diagnostics: &diagnostics)
        #expect(user == nil && (before == diagnostics || lets.allSatisfy { $0.0 != "a" }))
    }

    @Test(arguments: [
        ("queueCallCount", "let-hides-name"), ("sum", "let-hides-name"), ("above", "let-hides-name"),
        ("raw", "let-hides-name"), ("two words", "bad-let-name"), ("1st", "bad-let-name"), ("", "bad-let-name"),
        ("größe", "bad-let-name"),
    ])
    func aNameMayNotHideAnotherNorBeUnusable(name: String, id: String) {
        var diagnostics: [Diagnostic] = []
        _ = Scope(lets: [located(name, "5")], diagnostics: &diagnostics)
        #expect(diagnostics.map(\.id) == [id])
        #expect(diagnostics.first?.range.file.name == "let \(name)")
    }

    @Test(arguments: [
        "and", "or", "not", "above", "below", "at", "least", "most", "is", "by", "over", "in", "labels", "value", "raw",
    ])
    func reservedWordsAreReservedInLowerCaseOnly(word: String) {
        var diagnostics: [Diagnostic] = []
        _ = Scope(lets: [located(word, "5")], diagnostics: &diagnostics)
        #expect(diagnostics.map(\.id) == ["let-hides-name"])
        diagnostics = []
        let upper = word.uppercased()
        let scope = Scope(lets: [located(upper, "5")], diagnostics: &diagnostics)
        _ = Condition.compile(source("queueCallCount above \(upper)"), in: scope, diagnostics: &diagnostics)
        #expect(diagnostics == [])
    }

    @Test func aMistakeInALetIsToldOnceUsedOrNot() {
        var diagnostics: [Diagnostic] = []
        let lets = [
            ("a", "queueCallCnt + 1"), ("b", "a + longestWaitTime"), ("unused", "1 +"), ("c", "2 above 1 above 0"),
        ]
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        #expect(diagnostics.map(\.id).sorted() == ["chained-comparison", "unexpected-end", "unknown-metric"])
        var users: [Diagnostic] = []
        #expect(Condition.compile(source("a above 5 and b above 5 or c"), in: scope, diagnostics: &users) == nil)
        #expect(Number.compile(source("unused + 1"), in: scope, diagnostics: &users) == nil)
        #expect(users == [])
    }

    @Test func theValueIsTheLeftSideOfTheFirstComparison() throws {
        let cases = [
            ("queueCallCount above 5 and longestWaitTime above 1", "3"),
            ("not (longestWaitTime above 5 or queueCallCount above 1)", "2m 5s"),
            ("120 below longestWaitTime", "2m"),
            ("isLong and queueCallCount above 5", "2m 5s"),
            ("(queueCallCount + 1) / 8 above 0.3", "0.5"),
            ("queueCallCount / allCallCount above 0.3", "37.5%"),
        ]
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: [located("isLong", "not longestWaitTime below 5")], diagnostics: &diagnostics)
        for (text, expected) in cases {
            let condition = Condition.compile(source(text), in: scope, diagnostics: &diagnostics)
            let value = try #require(condition?.leftSide, "\(text): \(diagnostics)")
            #expect(value.text(value.evaluate(Reading([8, nil, nil, 3, 125]))) == expected, "\(text)")
        }
    }

    @Test func doublingLetsDoNotGrow() throws {
        var lets = [("x0", "queueCallCount")]
        for index in 1...200 { lets.append(("x\(index)", "x\(index - 1) + x\(index - 1)")) }
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        let compiled = Condition.compile(source("x200 above 5"), in: scope, diagnostics: &diagnostics)
        let condition = try #require(compiled, "\(diagnostics)")
        #expect(condition.evaluate(Reading([nil, nil, nil, 1, nil])) == true)
        var builder = ProgramBuilder()
        _ = builder.add(condition)
        #expect(builder.build().instructionCount == 203)
    }

    @Test func longChainsOfLetsAreWorkedOff() throws {
        var lets = [("x0", "longestWaitTime")]
        for index in 1...20_000 { lets.append(("x\(index)", "x\(index - 1) + 1")) }
        var diagnostics: [Diagnostic] = []
        let scope = Scope(lets: lets.reversed().map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        let number = try #require(Number.compile(source("x20000"), in: scope, diagnostics: &diagnostics))
        #expect(number.evaluate(Reading([nil, nil, nil, nil, 0])) == 20_000)
        #expect(diagnostics == [])
    }

    @Test func powersOfUnitsDoNotOverflow() {
        var lets = [("x0", "longestWaitTime")]
        for index in 1...70 { lets.append(("x\(index)", "x\(index - 1) * x\(index - 1)")) }
        var diagnostics: [Diagnostic] = []
        _ = Scope(lets: lets.map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        #expect(diagnostics.map(\.id) == ["unit-power-too-high"])
    }
}
