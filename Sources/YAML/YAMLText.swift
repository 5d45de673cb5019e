/// Writes YAML in blocks, for people and for other programs to read.
package enum YAMLText {
    /// What is written.
    package indirect enum Content: Sendable {
        /// A text; one that stood without quotes in a file on one line may stand so again.
        case text(String, isPlain: Bool)
        /// A list.
        case list([Content])
        /// Keys with values, in order.
        case table([(key: String, value: Content)])
    }

    /// The document, with a line end; empty for a table without keys.
    package static func text(of content: Content) -> String {
        lines(of: content).map { $0 + "\n" }.joined()
    }

    private static func lines(of content: Content) -> [String] {
        switch content {
        case .text(let text, let isPlain): [scalar(text, isPlain: isPlain)]
        case .list(let items): items.flatMap { behind("- ", $0) }
        case .table(let entries): entries.flatMap { lines(key: scalar($0.key, isPlain: true), $0.value) }
        }
    }

    private static func lines(key: String, _ value: Content) -> [String] {
        switch value {
        case .text(let text, let isPlain): ["\(key): \(scalar(text, isPlain: isPlain))"]
        case .list(let items) where items.isEmpty: ["\(key): []"]
        case .table(let entries) where entries.isEmpty: ["\(key): {}"]
        case .list: ["\(key):"] + lines(of: value)
        case .table: ["\(key):"] + lines(of: value).map { "  " + $0 }
        }
    }

    /// The lines of an item of a list.
    private static func behind(_ mark: String, _ item: Content) -> [String] {
        let lines: [String]
        switch item {
        case .list(let items) where items.isEmpty: lines = ["[]"]
        case .table(let entries) where entries.isEmpty: lines = ["{}"]
        default: lines = self.lines(of: item)
        }
        return lines.enumerated().map { ($0 == 0 ? mark : "  ") + $1 }
    }

    /// A text in double quotes, or without where it may stand so.
    private static func scalar(_ text: String, isPlain: Bool) -> String {
        if isPlain, !text.isEmpty, text.unicodeScalars.allSatisfy({ !mustBeEscaped($0) }) { return text }
        return text.unicodeScalars.reduce(into: "\"") { written, scalar in
            switch scalar {
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "\n": written += "\\n"
            case _ where mustBeEscaped(scalar):
                let digits = String(scalar.value, radix: 16, uppercase: true)
                written += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: written.unicodeScalars.append(scalar)
            }
        } + "\""
    }

    /// Whether a character is none that YAML prints (YAML 1.2.2, section 5.1), or ends a line.
    private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
