import Diagnostics
import YAML

/// Comma-separated values (RFC 4180): cells with their places.
///
/// Rows end with CRLF, LF or CR; empty lines are none.
struct CSVTable {
    /// One cell.
    struct Cell {
        /// Its content, quotes taken away.
        var text: String
        /// Its place, quotes included.
        var range: SourceRange
    }

    /// The file.
    let file: SourceFile
    /// The rows, none of them empty.
    private(set) var rows: [[Cell]] = []
    /// What could not be read.
    private(set) var diagnostics: [Diagnostic] = []

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The table in a file of that name.
    init(bytes: [UInt8], name: String) {
        let content = bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            let (file, mistake) = YAMLReader.invalidUTF8(Array(content), name: name)
            self.file = file
            diagnostics.append(mistake)
            return
        }
        file = SourceFile(name: name, text: text)
        var scanner = Scanner(file: file, scalars: Array(text.unicodeScalars))
        while let row = scanner.row() {
            if row.count == 1, row[0].text.isEmpty, row[0].range.start == row[0].range.end { continue }
            rows.append(row)
        }
        diagnostics += scanner.diagnostics
    }

    private struct Scanner {
        let file: SourceFile
        let scalars: [Unicode.Scalar]
        var index = 0
        var position = SourcePosition(line: 1, column: 1)
        var diagnostics: [Diagnostic] = []

        init(file: SourceFile, scalars: [Unicode.Scalar]) {
            self.file = file
            self.scalars = scalars
        }

        private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
        private var isAtLineEnd: Bool { next == "\n" || next == "\r" }

        private mutating func advance() {
            let scalar = scalars[index]
            index += 1
            let isPair = scalar == "\r" && next == "\n"
            if (scalar == "\n" || scalar == "\r") && !isPair {
                position = SourcePosition(line: position.line + 1, column: 1)
            } else {
                position.column += 1
            }
        }

        /// The cells up to the end of the line; nil at the end of the file.
        mutating func row() -> [Cell]? {
            guard next != nil else { return nil }
            var cells = [cell()]
            while next == "," {
                advance()
                cells.append(cell())
            }
            if next == "\r" { advance() }
            // A CR alone has ended the line already, and a LF behind it would belong to it.
            if next == "\n" { advance() }
            return cells
        }

        private mutating func cell() -> Cell {
            let start = position
            var text = String.UnicodeScalarView()
            if next == "\"" {
                text = quoted(start)
                if next != nil, next != ",", !isAtLineEnd {
                    report("nothing may follow the closing quote of a cell", from: position)
                }
            }
            while let scalar = next, scalar != ",", !isAtLineEnd {
                if scalar == "\"", position != start, text.isEmpty == false {
                    report("a cell with a quote in it stands in quotes, the quote doubled", from: position)
                }
                text.append(scalar)
                advance()
            }
            return Cell(text: String(text), range: SourceRange(file: file, start: start, end: position))
        }

        private mutating func quoted(_ start: SourcePosition) -> String.UnicodeScalarView {
            var text = String.UnicodeScalarView()
            advance()
            while let scalar = next {
                advance()
                guard scalar == "\"" else {
                    text.append(scalar)
                    continue
                }
                guard next == "\"" else { return text }
                text.append("\"")
                advance()
            }
            report("this quote is never closed", from: start)
            return text
        }

        private mutating func report(_ message: String, from start: SourcePosition) {
            // One mistake a row: what follows it would be guessed.
            guard diagnostics.last?.range.start.line != start.line else { return }
            let end = SourcePosition(line: start.line, column: start.column + 1)
            diagnostics.append(.badTable(message, at: SourceRange(file: file, start: start, end: end)))
        }
    }
}
