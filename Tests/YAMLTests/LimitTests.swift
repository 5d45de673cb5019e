import Diagnostics
import Testing
import YAML

struct LimitTests {
    private func ids(_ yaml: String) -> [String] {
        let document = YAMLReader.read(yaml, name: "a.yaml")
        return document.diagnostics.map { "\($0.id) \($0.range.start.line):\($0.range.start.column)" }
    }

    @Test func nestingOfTheLimitIsRead() {
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(ids(deep) == [])
        #expect(ids("[" + deep + "]") == ["nesting-too-deep 1:101"])
        #expect(ids(String(repeating: "- ", count: 101) + "a") == ["nesting-too-deep 1:201"])
    }

    @Test func aliasesCannotNestDeeperThanTheLimit() {
        let half = String(repeating: "[", count: 50) + String(repeating: "]", count: 50)
        #expect(ids("- &a \(half)\n- \(String(repeating: "[", count: 49))*a\(String(repeating: "]", count: 49))") == [])
        let tooDeep = "- &a \(half)\n- \(String(repeating: "[", count: 50))*a\(String(repeating: "]", count: 50))"
        #expect(ids(tooDeep) == ["nesting-too-deep 2:53"])
    }

    @Test func billionLaughsEndAtOnce() {
        var yaml = "a0: &a0 lol\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let document = YAMLReader.read(yaml, name: "a.yaml")
        #expect(document.node == nil)
        #expect(document.diagnostics.map(\.id) == ["too-many-aliases"])
        #expect(document.diagnostics.map(\.range.start.line) == [5])
    }

    @Test func aliasesMayStandForExactlyTheLimitOfNodes() {
        let item = "- &a [" + Array(repeating: "x", count: 99).joined(separator: ", ") + "]\n"
        let repeats = String(repeating: "- *a\n", count: 100)
        #expect(ids(item + repeats) == [])
        #expect(ids("- &b x\n" + item + repeats + "- *b\n") == ["too-many-aliases 103:3"])
    }

    @Test func aliasesMayStandForExactlyTheLimitOfText() {
        let item = "- &a \(String(repeating: "x", count: 1 << 12))\n"
        let repeats = String(repeating: "- *a\n", count: 1 << 8)
        #expect(ids(item + repeats) == [])
        #expect(ids("- &b x\n" + item + repeats + "- *b\n") == ["too-many-aliases 259:3"])
    }

    @Test func fileOfTheLimitIsRead() {
        let bytes = Array("a: b\n#".utf8)
        let padding = { (count: Int) in Array(repeating: UInt8(ascii: "x"), count: count) }
        let fitting = YAMLReader.read(bytes: bytes + padding((4 << 20) - bytes.count), name: "a.yaml")
        #expect(fitting.diagnostics.isEmpty && fitting.node != nil)
        let large = YAMLReader.read(bytes: bytes + padding((4 << 20) - bytes.count + 1), name: "a.yaml")
        #expect(large.node == nil)
        #expect(large.diagnostics.map(\.id) == ["file-too-large"])
        #expect(large.diagnostics.first?.range.start == SourcePosition(line: 1, column: 1))
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n", "null", "~", "\u{FEFF}"])
    func emptyFileHasNoNodeAndNoMistake(yaml: String) {
        let document = YAMLReader.read(yaml, name: "a.yaml")
        #expect(document.node == nil)
        #expect(document.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("stray continuation", [UInt8]("a: ".utf8) + [0x80], 1, 4, "0x80"),
        ("Latin-1 on a later line", [UInt8]("a: b\n\u{4F60}: r".utf8) + [0xFC] + [UInt8]("ck\n".utf8), 2, 5, "0xFC"),
        ("CRLF before", [UInt8]("a: b\r\nc: ".utf8) + [0xFF], 2, 4, "0xFF"),
        ("cut off at the end", [UInt8]("a: ".utf8) + [0xE4, 0xBD], 1, 4, "0xE4"),
        ("overlong", [UInt8]("# ".utf8) + [0xC0, 0xAF], 1, 3, "0xC0"),
        ("surrogate", [UInt8]("a: '".utf8) + [0xED, 0xA0, 0x80, 0x27], 1, 5, "0xED"),
        ("over the last character", [UInt8]("a: e\u{301}".utf8) + [0xF4, 0x90, 0x80, 0x80], 1, 6, "0xF4"),
        ("behind a byte-order mark", [0xEF, 0xBB, 0xBF, 0x61, 0xFE], 1, 2, "0xFE"),
        ("UTF-16", [0xFF, 0xFE, 0x61, 0x00], 1, 1, "0xFF"),
        ("second of two on a line is not told", [0x61, 0xE4, 0xE4], 1, 2, "0xE4"),
    ])
    func badUTF8IsShownAtItsByte(what: String, bytes: [UInt8], line: Int, column: Int, byte: String) {
        let document = YAMLReader.read(bytes: bytes, name: "a.yaml")
        #expect(document.node == nil, "\(what)")
        #expect(document.diagnostics.map(\.id) == ["invalid-utf8"], "\(what)")
        let place = document.diagnostics.first?.range.start
        #expect(place == SourcePosition(line: line, column: column), "\(what)")
        #expect(document.diagnostics.first?.message.contains(byte) == true, "\(what)")
    }

    @Test(arguments: [
        ("a: b\nc: \u{1}\n", "yaml-syntax 2:4"),
        ("a: \u{0}", "yaml-syntax 1:4"),
        ("\u{4F60}: \u{7F}", "yaml-syntax 1:4"),
    ])
    func controlCharacterIsShownAtItsPlace(yaml: String, expected: String) {
        #expect(ids(yaml) == [expected])
    }
}
