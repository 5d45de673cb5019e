import Diagnostics

/// The places of the characters of a literal or folded block scalar, found by reading it again as YAML 1.1 does.
struct BlockScalarPlaces {
    /// One place for each character of the text and one for its end; the line breaks it ends with stand at its end.
    private(set) var positions: [SourcePosition] = []
    /// Just behind the last character that is no line break; behind the header when there is none.
    private(set) var end: SourcePosition

    private var cursor: SourceCursor
    /// The spaces before each line that do not belong to the text.
    private let indentation: Int

    /// Places of the characters of `value`; `cursor` is at the `|` or `>`.
    init(_ value: String, style: Node.Scalar.Style, from cursor: SourceCursor) {
        self.cursor = cursor
        self.cursor.advance { $0 == "|" || $0 == ">" || $0 == "+" || $0 == "-" || ("0"..."9").contains($0) }
        end = self.cursor.position
        self.cursor.advance { !SourceCursor.isBreak($0) }
        self.cursor.advance()
        indentation = Self.indentation(of: value, from: self.cursor)
        let count = value.unicodeScalars.count
        readLines(isFolded: style == .folded, count: count)
        positions = positions.prefix(count) + Array(repeating: end, count: max(1, count + 1 - positions.count))
    }

    /// What the first line with more than spaces has before it in the file and not in the text.
    ///
    /// libyaml tells neither the indentation it found nor the parent's that an indicator counts from.
    private static func indentation(of value: String, from cursor: SourceCursor) -> Int {
        var line = cursor
        repeat {
            while line.isAtBreak { line.advance() }
            line.advance { $0 == " " }
        } while line.isAtBreak
        var kept = 0
        for scalar in value.unicodeScalars {
            if SourceCursor.isBreak(scalar) {
                kept = 0
            } else if scalar == " " {
                kept += 1
            } else {
                return max(0, line.column - kept)
            }
        }
        return Int.max
    }

    private mutating func readLines(isFolded: Bool, count: Int) {
        var lineBreak: (position: SourcePosition, isFoldable: Bool)?
        var emptyLines = readEmptyLines()
        var wasIndented = false
        while cursor.scalar != nil, cursor.column == indentation, positions.count < count {
            let isIndented = cursor.isAtBlank
            if let lineBreak {
                let isDropped =
                    isFolded && lineBreak.isFoldable && !wasIndented && !isIndented && !emptyLines.isEmpty
                if !isDropped { positions.append(lineBreak.position) }
            }
            positions += emptyLines
            wasIndented = isIndented
            while cursor.scalar != nil, !cursor.isAtBreak {
                positions.append(cursor.position)
                cursor.advance()
            }
            end = cursor.position
            lineBreak = cursor.scalar.map { (cursor.position, $0 != "\u{2028}" && $0 != "\u{2029}") }
            cursor.advance()
            emptyLines = readEmptyLines()
        }
    }

    /// Over empty lines and the indentation of the line after them.
    private mutating func readEmptyLines() -> [SourcePosition] {
        var breaks: [SourcePosition] = []
        while true {
            while cursor.scalar == " ", cursor.column < indentation { cursor.advance() }
            guard cursor.isAtBreak else { return breaks }
            breaks.append(cursor.position)
            cursor.advance()
        }
    }
}
