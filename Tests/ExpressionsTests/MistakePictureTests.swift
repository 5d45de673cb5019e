import Diagnostics
import Expressions
import Foundation
import Testing

struct MistakePictureTests {
    /// The pictures of all mistakes in `mistakes.test`, and of those in `let`s; `BLESS=1` writes them anew.
    @Test func mistakesLookLikeTheirPictures() throws {
        var pictures = Script.cases(in: "mistakes.test").filter { $0.kind == "error" }
            .map { test in
                let words = test.text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
                let text = words.count > 1 ? String(words[1]) : ""
                return DiagnosticRenderer().text(mistakes(String(words[0]), text, in: test.scope()))
            }
        let deep = String(repeating: "(", count: 201)
        pictures.append(DiagnosticRenderer().text(mistakes("when", deep, in: Scope())))
        let long = String(repeating: " ", count: 65_536) + "5"
        pictures.append(DiagnosticRenderer().text(mistakes("when", long, in: Scope()).map(\.withoutItsLine)))
        let lets = [
            ("a", "b + 1"), ("b", "a"), ("sum", "1"), ("queueCallCount", "1"), ("over", "1"), ("two words", "1"),
            ("s20", "s19 * s19"),
        ]
        let powers = [("s0", "1s")] + (1..<20).map { ("s\($0)", "s\($0 - 1) * s\($0 - 1)") }
        var diagnostics: [Diagnostic] = []
        _ = Scope(lets: (lets + powers).map { located($0.0, $0.1) }, diagnostics: &diagnostics)
        pictures.append(DiagnosticRenderer().text(diagnostics.inOrder()))

        let text = pictures.joined(separator: "\n")
        let all = text + fixture("warnings.expected")
        let ids = Set(all.matches(of: /(?:error|warning)\[([a-z-]+)\]/).map { String($0.output.1) })
        #expect(ids.sorted() == ExpressionDiagnostics.ids, "every id has a picture, and every picture's id is listed")

        let place = fixtures.appending(path: "mistakes.expected")
        if ProcessInfo.processInfo.environment["BLESS"] == "1" {
            try text.write(to: place, atomically: true, encoding: .utf8)
        }
        let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
        for (found, expected) in zip(lines(text), lines(fixture("mistakes.expected"))) where found != expected {
            Issue.record("found    \(found)\nexpected \(expected)")
            break
        }
        #expect(text == fixture("mistakes.expected"))
    }
}

extension Diagnostic {
    /// The same in a file whose line is short enough for a picture.
    fileprivate var withoutItsLine: Diagnostic {
        var copy = self
        copy.range = SourceFile(name: "rule", text: "...").start
        return copy
    }
}
