/// One text file as it was read: its name as the user wrote it, and its lines.
///
/// Positions count Unicode scalars, as libyaml does; `\n`, `\r\n` and `\r` each end a line.
package final class SourceFile: Sendable {
    /// The path as it is shown to people.
    package let name: String
    /// The whole text.
    package let text: String
    /// The bytes of each line without its end.
    private let lines: [Range<Int>]
    /// Places in the lines that are too long to be walked for every mistake in them, by the line's number.
    private let longLines: [Int: LongLine]

    /// A file of that name and text.
    package init(name: String, text: String) {
        self.name = name
        self.text = text
        lines = Self.split(text)
        var longLines: [Int: LongLine] = [:]
        for (index, bytes) in lines.enumerated() where bytes.count > LongLine.distance {
            longLines[index + 1] = LongLine(text[bytes: bytes])
        }
        self.longLines = longLines
    }

    /// A line of which it is known where every so many characters begin.
    private struct LongLine {
        /// How many characters lie between two known places.
        static let distance = 256
        private(set) var length = 0
        private(set) var places: [String.Index] = []

        init(_ line: Substring) {
            for index in line.unicodeScalars.indices {
                if length.isMultiple(of: Self.distance) { places.append(index) }
                length += 1
            }
        }
    }

    /// The number of lines; an empty file has one.
    package var lineCount: Int { lines.count }

    /// The text of line `number` (from 1) without its end; empty for a line that does not exist.
    package func line(_ number: Int) -> Substring {
        lines.indices.contains(number - 1) ? text[bytes: lines[number - 1]] : ""
    }

    /// The number of characters in line `number`.
    package func length(ofLine number: Int) -> Int {
        longLines[number]?.length ?? line(number).unicodeScalars.count
    }

    /// The characters of line `number` in those columns, as far as there are any; soon found in a long line, too.
    package func characters(ofLine number: Int, in columns: Range<Int>) -> Substring.UnicodeScalarView {
        var rest = line(number).unicodeScalars
        var skipped = 0
        if let line = longLines[number], columns.lowerBound > LongLine.distance {
            let place = min((columns.lowerBound - 1) / LongLine.distance, line.places.count - 1)
            skipped = place * LongLine.distance
            rest = rest[line.places[place]...]
        }
        return rest.dropFirst(max(0, columns.lowerBound - 1 - skipped)).prefix(columns.count)
    }

    /// The range that starts and ends at the first character.
    package var start: SourceRange {
        SourceRange(file: self, start: .init(line: 1, column: 1), end: .init(line: 1, column: 1))
    }

    private static func split(_ text: String) -> [Range<Int>] {
        let bytes = text.utf8.span
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var lines: [Range<Int>] = []
        var start = 0
        for index in bytes.indices where bytes[index] == lineFeed || bytes[index] == carriageReturn {
            // The line feed of a CRLF ends the line that its carriage return has ended.
            let isSecond = bytes[index] == lineFeed && index > 0 && bytes[index - 1] == carriageReturn
            if !isSecond { lines.append(start..<index) }
            start = index + 1
        }
        lines.append(start..<bytes.count)
        return lines
    }
}

extension String {
    /// The text of those of its bytes.
    fileprivate subscript(bytes range: Range<Int>) -> Substring {
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return self[start..<utf8.index(start, offsetBy: range.count)]
    }
}
