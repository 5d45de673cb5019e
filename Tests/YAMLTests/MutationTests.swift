import Diagnostics
import TestSupport
import Testing
import YAML

/// Whatever stands in a file, reading it ends in a node or a mistake, and every place lies in the file.
struct MutationTests {
    private static let seeds = [
        """
        rules:
          - alert: A
            when: queueCallCount above 20 and
              longestWaitTime above 2m
            labels: { severity: warning, team: "vo\\u00efce" }
            codes: [1, 2, 'three']
          - &b
            alert: >-
              folded

              text
            active: yes # comment
        more: *b
        """,
        "a: |\r\n  one\r\n   two\r\n\r\nb: 'it''s'\r\n? c\r\n: !!str d\r\n",
        "- \u{4F60}\u{597D}: \"e\u{301}\\\n   \\tx\"\n- {a: [b, {c: d}], e}\n-\t- x\n",
        "%YAML 1.1\n---\na: &x [*x, <<]\n<<: b\n...\n",
    ]
    private static let pieces = [
        "\t", "\n", "\r", "\r\n", "  ", ": ", "- ", "? ", "[", "]", "{", "}", "'", "\"", "\\", "|", ">", "&a ", "*a ",
        "!x ", "!!str ", "#", " #", ",", "%", "@", "`", "---\n", "...\n", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}",
        "\u{1F600}", "<<", "~", "{{", "\\x4", "\\uD800", "=",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<16)
    func noInputTrapsAndEachGivesANodeOrAMistake(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let bytes = mutated(&generator)
            let document = YAMLReader.read(bytes: bytes, name: "a.yaml")
            var diagnostics = document.diagnostics
            if let node = document.node {
                _ = SampleFile.shape.read(node, as: "the file", into: &diagnostics)
                for scalar in node.scalars where misplaced(scalar) != nil {
                    Issue.record("\(misplaced(scalar) ?? "") in \(document.file.text.debugDescription)")
                }
            }
            for diagnostic in diagnostics where !isInFile(diagnostic) {
                Issue.record("\(diagnostic.range.start) of \(diagnostic.id) in \(document.file.text.debugDescription)")
            }
            #expect(!DiagnosticRenderer().text(diagnostics).isEmpty || diagnostics.isEmpty)
            #expect(document.node != nil || !document.diagnostics.isEmpty || isEmpty(document.file.text))
        }
    }

    private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array((Self.seeds.randomElement(using: &generator) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0 where index < bytes.count: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes.removeSubrange(index..<min(bytes.count, index + 5))
            case 2: bytes.removeSubrange(index...)
            case 3: bytes.insert(contentsOf: bytes.prefix(index).suffix(20), at: index)
            default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: index)
            }
        }
        return bytes
    }

    private func isInFile(_ diagnostic: Diagnostic) -> Bool {
        ([diagnostic.range] + diagnostic.related.map(\.range)).allSatisfy { range in
            let length = range.file.line(range.start.line).unicodeScalars.count
            return range.start <= range.end && (1...range.file.lineCount).contains(range.start.line)
                && (1...length + 1).contains(range.start.column)
        }
    }

    /// Whether nothing but comments, markers and words for nothing stands in the text.
    private func isEmpty(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).allSatisfy { line in
            let words = line.prefix { $0 != "#" }.split { " \t\u{FEFF}".contains($0) }
            return line.first == "%" || words.allSatisfy { ["---", "...", "null", "~", "&a", "!!null"].contains($0) }
        }
    }
}
