import Diagnostics
import Expressions
import Foundation
import Model
import Testing

struct ScriptTests {
    @Test(
        arguments: ["conditions.test", "numbers.test", "templates.test", "mistakes.test"].flatMap(Script.cases)
    )
    func casesGiveWhatTheySay(_ test: Script.Case) throws {
        switch test.kind {
        case "when": try checkCondition(test)
        case "number": try checkNumber(test)
        case "print": try checkTemplate(test)
        case "error": checkMistakes(test)
        default: Issue.record("\(test.place): no such kind of case")
        }
    }

    private func checkCondition(_ test: Script.Case) throws {
        var diagnostics: [Diagnostic] = []
        let condition = Condition.compile(source(test.text), in: test.scope(), diagnostics: &diagnostics)
        #expect(diagnostics == [], "\(test.place)")
        let compiled = try #require(condition)
        let expected = test.expected.split(separator: " ").map { $0 == "unknown" ? nil : $0 == "true" }
        #expect(test.rows.map(compiled.evaluate) == expected, "\(test.place), evaluated row by row")

        var builder = ProgramBuilder()
        let slot = builder.add(compiled)
        let negation = builder.add(compiled.negated())
        var machine = Machine()
        let evaluation = machine.run(builder.build(), over: test.snapshot.columns, seen: test.snapshot.seen)
        #expect(test.rows.indices.map { evaluation.truth(slot, row: $0) } == expected, "\(test.place), by the machine")
        #expect(
            test.rows.indices.map { evaluation.truth(negation, row: $0) } == expected.map { $0.map { !$0 } },
            "\(test.place), negated"
        )
    }

    private func checkNumber(_ test: Script.Case) throws {
        var diagnostics: [Diagnostic] = []
        let number = Number.compile(source(test.text), in: test.scope(), diagnostics: &diagnostics)
        #expect(diagnostics == [], "\(test.place)")
        let compiled = try #require(number)
        let expected = test.expected.split(separator: " ").map { $0 == "unknown" ? nil : Double(String($0)) }
        #expect(test.rows.map(compiled.evaluate) == expected, "\(test.place), evaluated row by row")

        var builder = ProgramBuilder()
        let slot = builder.add(compiled)
        var machine = Machine()
        let evaluation = machine.run(builder.build(), over: test.snapshot.columns, seen: test.snapshot.seen)
        let column = evaluation.column(slot)
        #expect(test.rows.indices.map { column[$0] } == expected, "\(test.place), by the machine")
    }

    private func checkTemplate(_ test: Script.Case) throws {
        var diagnostics: [Diagnostic] = []
        let value = Number.compile(source("longestWaitTime"), in: test.scope(), diagnostics: &diagnostics)
        let template = Template.compile(
            source(test.text),
            in: test.scope(),
            hasValue: true,
            diagnostics: &diagnostics
        )
        #expect(diagnostics == [], "\(test.place)")
        let compiled = try #require(template)
        let labels: Labels = ["name": "Support", "vdn": "170"]
        let texts = test.rows.map { compiled.render($0, labels: labels, value: value) }
        #expect(texts == test.expected.components(separatedBy: " ; "), "\(test.place)")
    }

    /// `error when EXPRESSION => id column, id column`.
    private func checkMistakes(_ test: Script.Case) {
        let words = test.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let found = mistakes(words[0], words.count > 1 ? words[1] : "", in: test.scope())
            .map { "\($0.id) \($0.range.start.column)" }
            .joined(separator: ", ")
        #expect(found == test.expected, "\(test.place)")
    }
}

/// What is wrong with a text in a place of that kind, in order.
func mistakes(_ kind: String, _ text: String, in scope: Scope) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let isValid: Bool
    switch kind {
    case "when": isValid = Condition.compile(source(text), in: scope, diagnostics: &diagnostics) != nil
    case "number": isValid = Number.compile(source(text), in: scope, diagnostics: &diagnostics) != nil
    default:
        let hasValue = kind != "print-without-value"
        isValid = Template.compile(source(text), in: scope, hasValue: hasValue, diagnostics: &diagnostics) != nil
    }
    #expect(isValid == diagnostics.isEmpty, "`\(text)` has a value or mistakes, not both and not neither")
    return diagnostics.inOrder()
}
