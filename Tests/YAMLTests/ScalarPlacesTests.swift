import Diagnostics
import TestSupport
import Testing
import YAML

struct ScalarPlacesTests {
    /// The place of the first `b` of the text at `k`, written as "line:column".
    private func placeOfB(_ yaml: String) -> String? {
        guard case .mapping(let mapping) = YAMLReader.read(yaml, name: "a").node,
            case .scalar(let scalar) = mapping["k"],
            let offset = Array(scalar.text.text.unicodeScalars).firstIndex(of: "b")
        else { return nil }
        let range = scalar.text.range(of: offset..<(offset + 1))
        return "\(range.start.line):\(range.start.column)-\(range.end.column)"
    }

    @Test(arguments: [
        ("plain", "k: a b", "1:6-7"),
        ("plain over lines", "k: a\n\n  b", "3:3-4"),
        ("double quotes", "k: \"a b\"", "1:7-8"),
        ("after an escape", "k: \"\\u00e9b\"", "1:11-12"),
        ("the escape itself", "k: \"a\\x62\"", "1:6-10"),
        ("after an escaped line break", "k: \"a \\\n  \\  b\"", "2:6-7"),
        ("after a folded line and an escaped one", "k: \"a\n\n  \\nb\"", "3:5-6"),
        ("single quotes", "k: 'it''s b'", "1:11-12"),
        ("single quotes over lines", "k: 'a  \n\n  b'", "3:3-4"),
        ("literal", "k: |\n  a\n  b\n", "3:3-4"),
        ("literal with leading spaces kept", "k: |1\n   b\n", "2:4-5"),
        ("literal with comment and chomping", "k: |-  # c\n\n    a\n    b\n", "4:5-6"),
        ("literal, further in", "k: |\n  a\n    b\n", "3:5-6"),
        ("literal after a line of spaces", "k: |\n  a\n     \n  b\n", "4:3-4"),
        ("folded", "k: >\n  a\n  b\n", "3:3-4"),
        ("folded after an empty line", "k: >\n  a\n\n  b\n", "4:3-4"),
        ("folded, further in", "k: >\n  a\n    c\n  b\n", "4:3-4"),
        ("folded with tabs", "k: >\n  a\n  \tc\n  b\n", "4:3-4"),
        ("CRLF, plain", "x: 1\r\nk: a\r\n  b\r\n", "3:3-4"),
        ("CRLF, folded", "k: >\r\n  a\r\n  b\r\n", "3:3-4"),
        ("CR", "x: 1\rk: b\r", "2:4-5"),
        ("behind an anchor", "k: &x b", "1:7-8"),
        ("behind an anchor without a space", "k: &x:b", "1:7-8"),
        ("behind an anchor and a tag", "k: !!str &x\n  b", "2:3-4"),
        ("wide characters before", "k: \u{4F60}\u{597D} b", "1:7-8"),
        ("combining characters before", "k: \"e\u{301} b\"", "1:8-9"),
        ("a byte-order mark before", "\u{FEFF}k: b", "1:4-5"),
        ("a break that only YAML 1.1 knows before", "x: a\u{2028}  c\nk: b", "2:4-5"),
        ("a next-line character before", "x: 'a\u{85}  c'\nk: b", "2:4-5"),
    ])
    func caretPointsRightInside(what: String, yaml: String, place: String) {
        #expect(placeOfB(yaml) == place, "\(what)")
    }

    @Test func rangesHoldTheWholeAsWritten() throws {
        let yaml = "quoted: 'a b'\nblock: |  # c\n  one\n  two\n\n\nlist:\n  - a\n  - [b, c]\nmap: { a: b }\nnone:\n"
        guard case .mapping(let mapping) = YAMLReader.read(yaml, name: "a").node else {
            Issue.record("no mapping")
            return
        }
        let places = mapping.entries.map { entry in
            let range = entry.value.range
            return "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
        }
        #expect(places == ["1:9-1:14", "2:8-4:6", "8:3-9:11", "10:6-10:14", "11:6-11:6"])
        #expect(mapping.range.start == SourcePosition(line: 1, column: 1))
        #expect(mapping.range.end == SourcePosition(line: 11, column: 6))
    }

    @Test(arguments: 0..<20)
    func everyCharacterStandsWhereItsPlaceSays(seed: UInt64) {
        var writer = ScalarWriter(generator: SeededGenerator(seed: seed))
        var scalars = 0
        for _ in 0..<300 {
            let yaml = writer.document()
            let document = YAMLReader.read(yaml, name: "a")
            guard let node = document.node else { continue }
            for scalar in node.scalars {
                scalars += 1
                if let problem = misplaced(scalar) {
                    Issue.record("\(problem) in \(yaml.debugDescription) as \(scalar.text.text.debugDescription)")
                    return
                }
            }
        }
        #expect(scalars > 500, "most of what is written can be read")
    }
}

/// Writes random scalars in every style, most of which are YAML.
private struct ScalarWriter {
    var generator: SeededGenerator
    private static let words = [
        "a", "bc", "d#e", "f:g", "\u{E9}", "e\u{301}", "\u{4F60}", "\u{1F600}", "x\u{A0}y", "0",
    ]
    private static let escapes = [
        "\\n", "\\t", "\\ ", "\\\"", "\\\\", "\\/", "\\x41", "\\u00e9", "\\U0001F600", "\\_", "\\N", "\\L", "\\0",
    ]

    mutating func document() -> String {
        let lineBreak = ["\n", "\r\n", "\n", "\r", "\u{85}", "\u{2028}"].pick(&generator)
        let depth = Int.random(in: 0...3, using: &generator)
        let outer = (0..<depth).map { String(repeating: "  ", count: $0) + "k:" + lineBreak }.joined()
        let margin = String(repeating: "  ", count: depth)
        let properties = ["", "", "", "&a ", "!!str ", "!!str &a "].pick(&generator)
        return outer + margin + "k: " + properties + scalar(margin + "  ", lineBreak) + lineBreak + margin + "z: end"
    }

    private mutating func scalar(_ margin: String, _ lineBreak: String) -> String {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: flow(margin, lineBreak, [])
        case 1: "'" + flow(margin, lineBreak, ["''", "\\", "\""]) + "'"
        case 2: "\"" + flow(margin, lineBreak, Self.escapes + ["'", "\\" + lineBreak + margin]) + "\""
        case 3: "|" + block(margin, lineBreak)
        default: ">" + block(margin, lineBreak)
        }
    }

    private mutating func flow(_ margin: String, _ lineBreak: String, _ extras: [String]) -> String {
        var text = Self.words.pick(&generator)
        for _ in 0..<Int.random(in: 0...8, using: &generator) {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: text += lineBreak + margin
            case 1: text += "  " + lineBreak + lineBreak + margin + " "
            case 2: text += [" ", "  ", "\t"].pick(&generator)
            case 3 where !extras.isEmpty: text += extras.pick(&generator)
            default: text += Self.words.pick(&generator)
            }
        }
        return text
    }

    private mutating func block(_ margin: String, _ lineBreak: String) -> String {
        var text = ["", "-", "+", "2", "2-", "+2", "  # note"].pick(&generator) + lineBreak
        for _ in 0..<Int.random(in: 0...7, using: &generator) {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: text += lineBreak
            case 1: text += margin + lineBreak
            case 2: text += margin + "  " + lineBreak
            case 3: text += margin + [" ", "  ", "\t"].pick(&generator) + Self.words.pick(&generator) + lineBreak
            default: text += margin + Self.words.pick(&generator) + " " + Self.words.pick(&generator) + lineBreak
            }
        }
        return text
    }
}

extension [String] {
    fileprivate func pick(_ generator: inout SeededGenerator) -> String {
        randomElement(using: &generator) ?? ""
    }
}
