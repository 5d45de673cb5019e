/// A piece of text out of a file that knows the place of each of its characters.
///
/// A quoted, folded or block scalar of YAML is not the text that stands in the file: escapes are read, lines are
/// joined. A mistake inside such a text is still to be shown where the user wrote it.
package struct SourceText: Sendable {
    /// The text as its reader means it.
    package let text: String
    /// The place of the whole as it stands in the file, quotes included.
    package let range: SourceRange
    private let places: Places

    private enum Places: Sendable {
        /// The characters stand one after the other on one line, from this position on.
        case consecutive(SourcePosition)
        /// One position for each Unicode scalar, and one for the end.
        case each([SourcePosition])
    }

    /// Text that stands in the file letter by letter on one line, beginning at `start`.
    package init(_ text: String, startingAt start: SourcePosition, in range: SourceRange) {
        self.text = text
        self.range = range
        self.places = .consecutive(start)
    }

    /// Text whose Unicode scalars stand at `positions`; the last position is that just behind the text.
    ///
    /// `positions` has one element more than the text has scalars.
    package init(_ text: String, positions: [SourcePosition], in range: SourceRange) {
        precondition(positions.count == text.unicodeScalars.count + 1, "one position a scalar and one for the end")
        self.text = text
        self.range = range
        self.places = .each(positions)
    }

    /// The text of a whole file.
    package init(file: SourceFile) {
        var positions: [SourcePosition] = []
        var position = SourcePosition(line: 1, column: 1)
        var previous: Unicode.Scalar?
        for scalar in file.text.unicodeScalars {
            if previous == "\n" || (previous == "\r" && scalar != "\n") {
                position = SourcePosition(line: position.line + 1, column: 1)
            }
            positions.append(position)
            position.column += 1
            previous = scalar
        }
        positions.append(position)
        self.init(file.text, positions: positions, in: file.start)
    }

    /// The place of the scalar at `offset`; that behind the text for an offset at or over its end.
    package func position(at offset: Int) -> SourcePosition {
        switch places {
        case .consecutive(let start):
            return SourcePosition(line: start.line, column: start.column + max(0, offset))
        case .each(let positions):
            return positions[min(max(0, offset), positions.count - 1)]
        }
    }

    /// The place in the file of the scalars at `offsets`.
    package func range(of offsets: Range<Int>) -> SourceRange {
        let start = position(at: offsets.lowerBound)
        guard !offsets.isEmpty else { return SourceRange(file: range.file, start: start, end: start) }
        var end = position(at: offsets.upperBound - 1)
        switch places {
        case .consecutive: end.column += 1
        case .each:
            // An escape such as \u00e9 is one scalar of the text and six columns of the file.
            let next = position(at: offsets.upperBound)
            end =
                next.line == end.line && next.column > end.column
                ? next : SourcePosition(line: end.line, column: end.column + 1)
        }
        return SourceRange(file: range.file, start: start, end: end)
    }
}
