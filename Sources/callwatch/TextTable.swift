import Diagnostics

/// Rows of texts in columns, for people; the last column is as wide as it is.
struct TextTable {
    private static let gap = 2

    private var rows: [[String]]

    /// A table with those titles and no rows.
    init(_ titles: [String]) {
        rows = [titles]
    }

    /// Adds a row, of which no text may move a terminal's cursor.
    mutating func add(_ row: [String]) {
        rows.append(row.map { DisplayWidth.printable($0.unicodeScalars) })
    }

    /// Whether no row was added.
    var isEmpty: Bool { rows.count == 1 }

    /// The lines.
    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? DisplayWidth.of($0[column].unicodeScalars) : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let rest = column + 1 < row.count ? widths[column] + Self.gap : 0
                let padding = max(0, rest - DisplayWidth.of(text.unicodeScalars))
                return text + String(repeating: " ", count: padding)
            }
            return cells.joined() + "\n"
        }.joined()
    }
}
