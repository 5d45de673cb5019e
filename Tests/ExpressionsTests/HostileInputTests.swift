import Diagnostics
import Expressions
import Model
import TestSupport
import Testing

/// Nothing that a file can hold stops the process, and what is wrong with it is always told.
@Suite(.timeLimit(.minutes(1)))
struct HostileInputTests {
    @Test(arguments: ["(", "not ", "- ", "-", "abs(", "((", "min(1,", "not not (", "-(-"])
    func deepNestingIsRefused(piece: String) {
        let text = String(repeating: piece, count: 65_000 / piece.count)
        #expect(mistakes("when", text, in: Scope()).map(\.id) == ["expression-too-deep"])
    }

    @Test func twoHundredLevelsAreFine() {
        let deep = { (count: Int) in
            String(repeating: "(", count: count) + "queueCallCount above 5" + String(repeating: ")", count: count)
        }
        #expect(mistakes("when", deep(200), in: Scope()) == [])
        #expect(
            mistakes("when", deep(201), in: Scope()).map { "\($0.id) \($0.range.start.column)" } == [
                "expression-too-deep 201"
            ]
        )
        let unary = String(repeating: "not ", count: 100) + "5 below " + String(repeating: "-", count: 100)
        #expect(mistakes("when", unary + "queueCallCount", in: Scope()) == [])
        #expect(
            mistakes("when", String(repeating: "(", count: 150) + unary + "queueCallCount", in: Scope()).map(\.id) == [
                "expression-too-deep"
            ]
        )
    }

    @Test(arguments: [" + ", " - ", " * ", " / ", ","])
    func longChainsAreWorkedOff(sign: String) throws {
        let operand = sign == " * " || sign == " / " ? "1" : "queueCallCount"
        let chain = "queueCallCount" + String(repeating: sign + operand, count: 65_000 / (sign + operand).count - 10)
        let text = sign == "," ? "min(\(chain)) above 5" : "\(chain) above 5"
        try check(text)
    }

    @Test(arguments: [" and ", " or "])
    func longChainsOfConditionsAreWorkedOff(word: String) throws {
        try check(Array(repeating: "ivrCallCount above 5", count: 2500).joined(separator: word))
        let distinct = (0..<2000).map { "ivrCallCount above \($0)" }.joined(separator: word)
        try check(distinct)
        try check("not (\(distinct))")
    }

    @Test(arguments: [
        "a ", "a+", "5x+", "1<", "a and ", "min(", "5 5 ", "((((a)))) + ", "queueCallCount + longestWaitTime + ",
    ])
    func manyMistakesAreToldInTime(piece: String) {
        let text = String(repeating: piece, count: 65_000 / piece.count)
        #expect(!mistakes("when", text, in: Scope()).isEmpty)
    }

    @Test func whiteSpaceIsSpaceTabAndLineEnds() {
        #expect(mistakes("when", "queueCallCount\tat \r\n least\n\n20", in: Scope()) == [])
        for other in ["\u{A0}", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{3000}", "\u{FEFF}"] {
            let found = mistakes("when", "queueCallCount\(other)above 20", in: Scope())
            #expect(found.map(\.id) == ["unexpected-character"])
            #expect(found.first?.range.start.column == 15)
        }
    }

    @Test func longExpressionsAreRefused() {
        let fits = "queueCallCount above 5" + String(repeating: " ", count: 65_536 - 22)
        #expect(mistakes("when", fits, in: Scope()) == [])
        #expect(mistakes("when", fits + " ", in: Scope()).map(\.id) == ["expression-too-long"])
        let wide = "queueCallCount above 5 # " + String(repeating: "é", count: 32_768)
        #expect(mistakes("when", wide, in: Scope()).map(\.id) == ["expression-too-long"])
    }

    @Test func templatesOfAnyLengthAreReadInTime() {
        let text = String(repeating: "{{ queueCallCount }} {{ labels.a }} {{ x }}", count: 20_000)
        #expect(mistakes("print", text, in: Scope()).count == 20_000)
        let open = String(repeating: "{{ 1 }} [", count: 20_000) + "{{"
        #expect(mistakes("print", open, in: Scope()).map(\.id) == ["unclosed-placeholder"])
    }

    @Test func anyTextHasAValueOrMistakes() {
        var random = SeededGenerator(seed: 1)
        let pieces = [
            "queueCallCount", "longestWaitTime", "allCallCount", "waiting", "isLong", "above", "at", "least", "is",
            "not", "and", "or", "by", "over", "in", "value", "labels", "raw", "(", ")", ",", "+", "-", "*", "/", "<",
            "<=", "==", "!=", "=", "!", ".", "|", "%", "5", "2m", "20%", "1e5", "1.5", "5x", "1e999", "0", "abs(",
            "min(", "sum(", "{{", "}}", "{", "é", "\u{0}", "\n", "\t", "\"", "😀", "\u{301}", " ",
        ]
        var diagnostics: [Diagnostic] = []
        let lets = [located("waiting", "queueCallCount / allCallCount"), located("isLong", "longestWaitTime above 2m")]
        let scope = Scope(lets: lets, diagnostics: &diagnostics)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
            let kind = ["when", "number", "print"].randomElement(using: &random) ?? ""
            check(kind, text, in: scope)
        }
    }

    @Test func changedTextsHaveAValueOrMistakes() {
        var random = SeededGenerator(seed: 2)
        let texts = ["conditions.test", "numbers.test", "templates.test", "mistakes.test"].flatMap(Script.cases).map(
            \.text
        )
        for _ in 0..<5000 {
            var scalars = Array((texts.randomElement(using: &random) ?? "").unicodeScalars)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !scalars.isEmpty {
                let place = Int.random(in: 0..<scalars.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: scalars.remove(at: place)
                case 1: scalars.insert(Unicode.Scalar(UInt8.random(in: 0...255, using: &random)), at: place)
                default: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &random))
                }
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            for kind in ["when", "number", "print"] { check(kind, String(text), in: Scope()) }
        }
    }

    /// Asks what is wrong; every mistake has a picture and a known id.
    private func check(_ kind: String, _ text: String, in scope: Scope) {
        for mistake in mistakes(kind, text, in: scope) {
            #expect(ExpressionDiagnostics.ids.contains(mistake.id))
            #expect(!DiagnosticRenderer().picture(mistake).isEmpty)
        }
    }

    /// The text has a value, and evaluator and machine agree about it.
    private func check(_ text: String) throws {
        var diagnostics: [Diagnostic] = []
        let compiled = Condition.compile(source(text), in: Scope(), diagnostics: &diagnostics)
        let condition = try #require(compiled, "\(diagnostics)")
        var builder = ProgramBuilder()
        let slot = builder.add(condition)
        var machine = Machine()
        let row: [Double?] = [1, 7, 1, 6, 1]
        let (columns, seen) = Script.columns([row])
        let evaluation = machine.run(builder.build(), over: columns, seen: seen)
        let truth = condition.evaluate(Reading(row))
        #expect(truth != nil && evaluation.truth(slot, row: 0) == truth)
    }
}
