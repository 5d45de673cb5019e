import Diagnostics
import Testing

struct DiagnosticRendererTests {
    private let file = SourceFile(name: "rules/voice.rules.yaml", text: "groups:\n  - when: queueCallCnt above 20\n")

    private func range(_ line: Int, _ column: Int, _ end: Int, in file: SourceFile) -> SourceRange {
        SourceRange(
            file: file,
            start: SourcePosition(line: line, column: column),
            end: SourcePosition(line: line, column: end)
        )
    }

    @Test func pictureHasTheDocumentedShape() {
        let diagnostic = Diagnostic.error(
            "unknown-metric",
            at: range(2, 11, 23, in: file),
            "no metric named `queueCallCnt`",
            label: "not a counter of an access code",
            help: "did you mean `queueCallCount`?"
        )
        let expected = """
            error[unknown-metric]: no metric named `queueCallCnt`
             --> rules/voice.rules.yaml:2:11
              |
            2 |   - when: queueCallCnt above 20
              |           ^^^^^^^^^^^^ not a counter of an access code
              = help: did you mean `queueCallCount`?

            """
        #expect(DiagnosticRenderer().picture(diagnostic) == expected)
    }

    @Test(arguments: [
        ("\u{4F60}\u{597D} bad", 4, 7, "|      ^^^"),
        ("e\u{301}e\u{301} bad", 6, 9, "|    ^^^"),
        ("\tbad", 2, 5, "|     ^^^"),
        ("\u{1F600} bad", 3, 6, "|    ^^^"),
    ])
    func caretStandsUnderTheMistakeWhateverStandsBefore(text: String, column: Int, end: Int, expected: String) {
        let file = SourceFile(name: "a", text: text)
        let picture = DiagnosticRenderer().picture(.error("x", at: range(1, column, end, in: file), "wrong"))
        #expect(picture.split(separator: "\n").last.map { String($0.dropFirst(2)) } == expected)
    }

    /// A line of 1,000 letters, every other one wide in UTF-8, of which 400 are shown.
    @Test(arguments: [
        (1, 1, 400, false, true), (101, 1, 400, false, true), (102, 2, 401, true, true), (256, 156, 555, true, true),
        (257, 157, 556, true, true), (700, 600, 999, true, true), (701, 601, 1000, true, false),
        (1000, 601, 1000, true, false), (1001, 601, 1000, true, false),
    ])
    func longLineIsShownAroundTheMistake(
        column: Int,
        first: Int,
        last: Int,
        isCutBefore: Bool,
        isCutBehind: Bool
    ) throws {
        let letters: [Unicode.Scalar] = (0..<1000).compactMap { number in
            number.isMultiple(of: 2) ? "a" : Unicode.Scalar(0x100 + number % 256)
        }
        let file = SourceFile(name: "a", text: "x\n" + String(String.UnicodeScalarView(letters)) + "\ny")
        #expect(file.length(ofLine: 2) == 1000)
        let picture = DiagnosticRenderer().picture(.error("x", at: range(2, column, column + 1, in: file), "wrong"))
        let lines = picture.split(separator: "\n")
        let shown = String(String.UnicodeScalarView(letters[(first - 1)..<last]))
        let (before, behind) = (isCutBefore ? "…" : "", isCutBehind ? "…" : "")
        #expect(lines[lines.count - 2] == "2 | \(before)\(shown)\(behind)")
        let padding = String(repeating: " ", count: before.count + column - first)
        #expect(try #require(lines.last) == "  | \(padding)^")
    }

    @Test func controlCharactersCannotMoveTheCursor() {
        let file = SourceFile(name: "a\u{1B}[2J\rb", text: "x \u{1B}[2J y")
        let picture = DiagnosticRenderer().picture(.error("x", at: range(1, 1, 2, in: file), "wrong \u{7}"))
        #expect(!picture.unicodeScalars.contains("\u{1B}"))
        #expect(!picture.unicodeScalars.contains("\u{7}"))
        #expect(!picture.unicodeScalars.contains("\r"))
    }

    @Test func jsonHasTheDocumentedKeysInTheirOrder() {
        let diagnostic = Diagnostic.error("a-b", at: range(2, 11, 23, in: file), "say \"no\"", help: "mend")
        let expected =
            #"[{"file":"rules/voice.rules.yaml","line":2,"column":11,"endColumn":23,"severity":"error","#
            + #""id":"a-b","message":"say \"no\"","help":"mend"}]"#
        #expect(DiagnosticRenderer().json([diagnostic]) == expected)
    }

    @Test func diagnosticsComeOnceAndSortedByPlace() {
        let later = Diagnostic.error("b", at: range(2, 5, 6, in: file), "later")
        let earlier = Diagnostic.warning("a", at: range(1, 1, 2, in: file), "earlier")
        #expect([later, earlier, later].inOrder().map(\.id) == ["a", "b"])
    }

    @Test(arguments: [
        ("queueCallCnt", "queueCallCount"),
        ("longestWaitTme", "longestWaitTime"),
        ("LONGESTWAITTIME", "longestWaitTime"),
        ("wheb", "when"),
    ])
    func nearestNameIsTheOneMeant(word: String, meant: String) {
        let names = ["queueCallCount", "longestWaitTime", "allCallCount", "when", "for"]
        #expect(nearestName(to: word, among: names) == meant)
    }

    @Test func nothingIsNearToAStrangeWord() {
        #expect(nearestName(to: "zzzzzz", among: ["queueCallCount", "when"]) == nil)
    }

    @Test func nothingIsNearAmongTooManyNames() {
        let names = (0..<200).map { "name\($0)" }
        #expect(nearestName(to: "nam7", among: names) == "name7")
        #expect(nearestName(to: "nam7", among: names + ["other"]) == nil)
        #expect(nearestName(to: "nam7", among: names + ["other"], most: 2000) == "name7")
    }

    @Test func noCharacterTurnsTheLine() {
        let text = "\u{202E}ab\u{2066}c"
        #expect(DisplayWidth.printable(text.unicodeScalars) == "\u{FFFD}ab\u{FFFD}c")
        #expect(DisplayWidth.of(text.unicodeScalars) == 5)
    }

    @Test func beyondTheMostPicturesTheRestIsCounted() {
        let file = SourceFile(name: "a", text: "x")
        let most = DiagnosticRenderer.mostPictures
        let mistakes = (0..<most + 3).map { number in
            number == most + 1
                ? Diagnostic.warning("doubt", at: file.start, "doubt")
                : .error("wrong", at: file.start, "wrong \(number)")
        }
        let text = DiagnosticRenderer().text(mistakes)
        #expect(text.hasSuffix("\n\nand 2 more errors, 1 more warning\n"))
        #expect(text.contains("wrong \(most - 1)\n") && !text.contains("wrong \(most)\n"))
        #expect(!DiagnosticRenderer().text(Array(mistakes.prefix(most))).contains("more"))
    }

    @Test(
        arguments: [
            ("a", "`a`"), ("\u{430}", "`\u{430}` (U+0430 CYRILLIC SMALL LETTER A)"),
            ("\u{A0}", "U+00A0 (NO-BREAK SPACE)"),
            ("\u{200B}", "U+200B (ZERO WIDTH SPACE)"), ("\u{1B}", "U+001B"),
        ] as [(Unicode.Scalar, String)]
    )
    func charactersAreNamed(_ scalar: Unicode.Scalar, _ name: String) {
        #expect(scalar.shownByName == name)
    }

    @Test func everyKindOfLineEndEndsALine() {
        let file = SourceFile(name: "a", text: "one\r\ntwo\rthree\nfour")
        #expect((1...4).map { String(file.line($0)) } == ["one", "two", "three", "four"])
        #expect(file.line(5) == "" && file.line(0) == "")
    }

    @Test func placesInsideATextFollowItsPositions() {
        let file = SourceFile(name: "a", text: "k: \"a\\u00e9b\"")
        let positions = [5, 6, 12, 13].map { SourcePosition(line: 1, column: $0) }
        let text = SourceText("a\u{E9}b", positions: positions, in: file.start)
        #expect(text.range(of: 1..<2) == range(1, 6, 12, in: file))
        #expect(text.range(of: 2..<3) == range(1, 12, 13, in: file))
        #expect(text.range(of: 3..<3) == range(1, 13, 13, in: file))
    }
}
