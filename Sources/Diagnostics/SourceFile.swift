/// One text file as it was read: its name as the user wrote it, and its lines.
///
/// Positions count Unicode scalars, as libyaml does; `\n`, `\r\n` and `\r` each end a line.
package final class SourceFile: Sendable {
    /// The path as it is shown to people.
    package let name: String
    /// The whole text.
    package let text: String
    private let lines: [Substring]

    /// A file of that name and text.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
        self.lines = Self.split(text)
    }

    /// The number of lines; an empty file has one.
    package var lineCount: Int { lines.count }

    /// The text of line `number` (from 1) without its end; empty for a line that does not exist.
    package func line(_ number: Int) -> Substring {
        lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// The range that starts and ends at the first character.
    package var start: SourceRange {
        SourceRange(file: self, start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))
    }

    private static func split(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        let bytes = text.utf8
        var lineStart = bytes.startIndex
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let end = index
            bytes.formIndex(after: &index)
            guard byte == lineFeed || byte == carriageReturn else { continue }
            lines.append(text[lineStart..<end])
            if byte == carriageReturn, index < bytes.endIndex, bytes[index] == lineFeed {
                bytes.formIndex(after: &index)
            }
            lineStart = index
        }
        lines.append(text[lineStart...])
        return lines
    }
}
