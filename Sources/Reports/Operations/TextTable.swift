import Diagnostics

/// Rows of texts in columns, for people; no line ends with spaces.
package struct TextTable {
    private static let gap = 2

    private var rows: [[String]]

    /// A table with those titles and no rows.
    package init(_ titles: [String]) {
        rows = [titles]
    }

    /// Adds a row, of which no text may move a terminal's cursor.
    package mutating func add(_ row: [String]) {
        rows.append(row.map { DisplayWidth.printable($0.unicodeScalars) })
    }

    /// Whether no row was added.
    package var isEmpty: Bool { rows.count == 1 }

    /// The lines.
    package var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column].unicodeScalars) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - DisplayWidth.of(text.unicodeScalars) + Self.gap)
            }
            return cells.joined().trimmingSpaces + "\n"
        }.joined()
    }
}

extension String {
    /// The text without the spaces at its end.
    fileprivate var trimmingSpaces: Substring {
        self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
    }
}
