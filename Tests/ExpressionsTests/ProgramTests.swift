import Diagnostics
import Expressions
import Model
import Testing

struct ProgramTests {
    @Test func equalPartsOfAllRulesAreOneInstruction() throws {
        let program = try program(
            "queueCallCount / allCallCount above 30% and longestWaitTime above 1m",
            "60 below longestWaitTime or queueCallCount / allCallCount above 0.5"
        )
        #expect(
            program.disassembly == """
                p4 = known queueCallCount
                p5 = known allCallCount
                p5 = p4 & p5
                n0 = queueCallCount / allCallCount
                p5 = finite n0 where p5
                p4 = n0 > 0.3 where p5
                p6 = p5 &~ p4
                p7 = known longestWaitTime
                p8 = longestWaitTime > 60 where p7
                p7 = p7 &~ p8
                p0 = p4 & p8
                p1 = p6 | p7
                p6 = n0 > 0.5 where p5
                p5 = p5 &~ p6
                p2 = p7 & p5
                p3 = p8 | p6
                condition 0: true p0, false p1
                condition 1: true p3, false p2

                """
        )
    }

    @Test(arguments: [
        ("queueCallCount above 5", "not queueCallCount above 5"),
        ("queueCallCount above 5", "queueCallCount at most 5"),
        ("queueCallCount at least 5", "5 above queueCallCount"),
        ("queueCallCount is 5", "5 is not queueCallCount"),
        ("queueCallCount above allCallCount", "queueCallCount at most allCallCount"),
        ("allCallCount is queueCallCount", "queueCallCount is not allCallCount"),
        (
            "queueCallCount above 5 and allCallCount below 3",
            "not (not allCallCount at least 3 and 5 below queueCallCount)"
        ),
        ("allCallCount + queueCallCount above 1", "queueCallCount + allCallCount at most 1"),
    ])
    func aConditionAndItsOppositeAreOneComparison(one: String, other: String) throws {
        #expect(try program(one, other).instructionCount == (try program(one).instructionCount))
    }

    @Test func whatIsConstantTakesNoInstruction() throws {
        let program = try program("queueCallCount above 2 * (3 + 4) / 7 - min(1, 5) and (2 above 1 or 1 / 0 above 2)")
        #expect(program.disassembly.contains("queueCallCount > 1 where"))
        #expect(program.instructionCount == 3)
    }

    @Test func sumsAndProductsOfCountersNeedNoCheckForFiniteness() throws {
        #expect(!(try program("(queueCallCount + allCallCount) * 3 above 5").disassembly.contains("finite")))
        #expect(!(try program("queueCallCount / 4 above 5").disassembly.contains("finite")))
        #expect(try program("queueCallCount * 1e300 above 5").disassembly.contains("finite"))
        #expect(try program("1 / queueCallCount above 5").disassembly.contains("finite"))
    }

    @Test func registersAreUsedAgain() throws {
        let sums = (1...100).map { "(queueCallCount + \($0)) * agentCallCount above \($0)" }
        let program = try program(sums.joined(separator: " or "))
        let highest = program.disassembly.split(whereSeparator: { !$0.isNumber && $0 != "n" })
            .compactMap { $0.hasPrefix("n") ? Int($0.dropFirst()) : nil }
            .max()
        #expect(highest == 0)
    }

    @Test func outcomesAreWordsOfRows() throws {
        var builder = ProgramBuilder()
        var diagnostics: [Diagnostic] = []
        let compiled = Condition.compile(source("queueCallCount at least 2"), in: Scope(), diagnostics: &diagnostics)
        let slot = builder.add(try #require(compiled))
        var rows: [[Double?]?] = (0..<130).map { index in
            let counter: Double? = [0, 2, nil][index % 3]
            return [nil, nil, nil, counter, nil]
        }
        rows[129] = nil
        let (columns, seen) = Script.columns(rows)
        var machine = Machine()
        let truth = machine.run(builder.build(), over: columns, seen: seen).truth(slot)
        #expect(truth.isTrue.count == 3 && truth.isFalse.count == 3)
        #expect(Bitmap(words: Array(truth.isTrue), count: 130).indices == (0..<129).filter { $0 % 3 == 1 })
        #expect(Bitmap(words: Array(truth.isFalse), count: 130).indices == (0..<129).filter { $0 % 3 == 0 })
    }

    @Test func storageServesAnyProgramAndAnyNumberOfRows() throws {
        var machine = Machine()
        var evaluation = Evaluation()
        for count in [5000, 3, 0, 64, 4097] {
            for text in ["queueCallCount above 3 and allCallCount / queueCallCount above 2", "queueCallCount is 3"] {
                var builder = ProgramBuilder()
                var diagnostics: [Diagnostic] = []
                let condition = try #require(Condition.compile(source(text), in: Scope(), diagnostics: &diagnostics))
                let slot = builder.add(condition)
                let rows: [[Double?]?] = (0..<count).map { [Double($0), nil, nil, Double($0 % 7), nil] }
                let (columns, seen) = Script.columns(rows)
                machine.run(builder.build(), over: columns, seen: seen, into: &evaluation)
                let expected = rows.map { $0.flatMap { condition.evaluate(Reading($0)) } }
                #expect((0..<count).map { evaluation.truth(slot, row: $0) } == expected)
            }
        }
    }

    private func program(_ texts: String...) throws -> Program {
        var builder = ProgramBuilder()
        for text in texts {
            var diagnostics: [Diagnostic] = []
            let condition = Condition.compile(source(text), in: Scope(), diagnostics: &diagnostics)
            _ = builder.add(try #require(condition, "\(diagnostics)"))
        }
        return builder.build()
    }
}
