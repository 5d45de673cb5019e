import Diagnostics

/// The places of the characters of a plain or quoted scalar, found by reading it again as YAML 1.1 does.
///
/// Within a line each character stands for itself, apart from escapes. White space around line breaks is dropped;
/// one break is a space, of several all but the first are kept (YAML 1.1, section 5.5 and 9.1).
struct FlowScalarPlaces {
    private var cursor: SourceCursor
    private let style: Node.Scalar.Style
    private var positions: [SourcePosition] = []

    /// One place for each of the `count` characters and one just behind the last; `cursor` is at the first character,
    /// or at the quote before it.
    static func find(_ count: Int, style: Node.Scalar.Style, from cursor: SourceCursor) -> [SourcePosition] {
        var places = FlowScalarPlaces(cursor: cursor, style: style)
        if style != .plain { places.cursor.advance() }
        places.positions.reserveCapacity(count + 1)
        while places.positions.count < count, places.cursor.scalar != nil { places.readOne() }
        let end = places.cursor.position
        return places.positions.prefix(count) + Array(repeating: end, count: max(1, count + 1 - places.positions.count))
    }

    private init(cursor: SourceCursor, style: Node.Scalar.Style) {
        self.cursor = cursor
        self.style = style
    }

    /// Reads one character, or a run of white space.
    private mutating func readOne() {
        let start = cursor.position
        var blanks: [SourcePosition] = []
        while cursor.isAtBlank {
            blanks.append(cursor.position)
            cursor.advance()
        }
        if cursor.isAtBreak {
            let isKept = cursor.scalar == "\u{2028}" || cursor.scalar == "\u{2029}"
            let others = readBreaks()
            // The last of several breaks is the one left out, so that what is before the first ends there.
            positions.append(start)
            positions += isKept ? others : others.dropLast()
        } else if !blanks.isEmpty {
            positions += blanks
        } else if style == .doubleQuoted, cursor.scalar == "\\" {
            readEscape()
        } else {
            positions.append(start)
            let isQuotedQuote = style == .singleQuoted && cursor.scalar == "'"
            cursor.advance()
            if isQuotedQuote { cursor.advance() }
        }
    }

    /// Over a line break and all white space behind it; gives the places of further breaks.
    private mutating func readBreaks() -> [SourcePosition] {
        var others: [SourcePosition] = []
        cursor.advance()
        cursor.advance { $0 == " " || $0 == "\t" }
        while cursor.isAtBreak {
            others.append(cursor.position)
            cursor.advance()
            cursor.advance { $0 == " " || $0 == "\t" }
        }
        return others
    }

    private mutating func readEscape() {
        let start = cursor.position
        cursor.advance()
        if cursor.isAtBreak {
            positions += readBreaks()
            return
        }
        let digits = ["x": 2, "u": 4, "U": 8][cursor.scalar, default: 0]
        for _ in 0...digits { cursor.advance() }
        positions.append(start)
    }
}
