import JSON

/// Turns diagnostics into what people and programs read.
package struct DiagnosticRenderer: Sendable {
    /// Whether to colour for a terminal (ECMA-48 escapes).
    package var isColoured: Bool

    /// A renderer with or without colour.
    package init(isColoured: Bool = false) {
        self.isColoured = isColoured
    }

    /// How many pictures are drawn; of the rest it is said how many there are.
    package static let mostPictures = 1000

    /// The pictures of the first ``mostPictures``, an empty line between two, and a line that counts the rest.
    package func text(_ diagnostics: [Diagnostic]) -> String {
        let text = diagnostics.prefix(Self.mostPictures).map(picture).joined(separator: "\n")
        let rest = diagnostics.dropFirst(Self.mostPictures)
        guard !rest.isEmpty else { return text }
        let errors = rest.count { $0.severity == .error }
        let parts = [("error", errors), ("warning", rest.count - errors)].filter { $0.1 > 0 }
        return text + "\nand \(parts.map { "\($0.1) more \($0.0)\($0.1 == 1 ? "" : "s")" }.joined(separator: ", "))\n"
    }

    /// One diagnostic with the source line and a caret under the mistake.
    package func picture(_ diagnostic: Diagnostic) -> String {
        let places = [diagnostic.range] + diagnostic.related.map(\.range)
        let width = String(places.map(\.start.line).max() ?? 1).count
        let margin = String(repeating: " ", count: width)
        let tint: Tint = diagnostic.severity == .error ? .red : .yellow
        var lines = [
            "\(painted("\(diagnostic.severity.rawValue)[\(diagnostic.id)]", tint)): \(printable(diagnostic.message))"
        ]
        lines += excerpt(diagnostic.range, label: diagnostic.label, margin: margin, arrow: "-->", mark: "^", tint)
        for related in diagnostic.related {
            lines += excerpt(related.range, label: related.label, margin: margin, arrow: ":::", mark: "-", .blue)
        }
        if let help = diagnostic.help {
            lines.append("\(margin) \(painted("=", .blue)) help: \(printable(help))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The documented JSON form: one array, an object a diagnostic.
    package func json(_ diagnostics: [Diagnostic]) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for diagnostic in diagnostics {
                writer.object { writer in
                    let range = diagnostic.range
                    writer.member("file", range.file.name)
                    writer.member("line", range.start.line)
                    writer.member("column", range.start.column)
                    writer.member("endColumn", endColumn(of: range))
                    writer.member("severity", diagnostic.severity.rawValue)
                    writer.member("id", diagnostic.id)
                    writer.member("message", diagnostic.message)
                    if let help = diagnostic.help { writer.member("help", help) }
                }
            }
        }
        return writer.text
    }

    private func excerpt(
        _ range: SourceRange,
        label: String,
        margin: String,
        arrow: String,
        mark: Character,
        _ tint: Tint
    ) -> [String] {
        let view = shownColumns(of: range)
        let hasMoreBehind = view.upperBound <= range.file.length(ofLine: range.start.line)
        let line = range.file.characters(ofLine: range.start.line, in: view)
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, margin.count - number.count)) + number
        let before = line.prefix(range.start.column - view.lowerBound)
        let marked = line.dropFirst(range.start.column - view.lowerBound)
            .prefix(endColumn(of: range) - range.start.column)
        let cut = view.lowerBound > 1 ? "…" : ""
        let padding = String(repeating: " ", count: cut.count + DisplayWidth.of(before))
        let carets = String(repeating: mark, count: max(1, DisplayWidth.of(marked)))
        let bar = painted("|", .blue)
        let pointer = painted(label.isEmpty ? carets : "\(carets) \(printable(label))", tint)
        return [
            "\(margin)\(painted(arrow, .blue)) \(printable(range.file.name)):\(range.start.line):\(range.start.column)",
            "\(margin) \(bar)",
            "\(painted(gutter, .blue)) \(bar) \(cut)\(DisplayWidth.printable(line))\(hasMoreBehind ? "…" : "")",
            "\(margin) \(bar) \(padding)\(pointer)",
        ]
    }

    /// The columns of the first line that are shown: all, or what stands around the mistake in a long one.
    ///
    /// A file may be one line with a mistake in every word of it; with the whole line for each, what is said of it would
    /// fill a disk.
    private func shownColumns(of range: SourceRange) -> Range<Int> {
        let length = range.file.length(ofLine: range.start.line)
        guard length > Self.longestLine else { return 1..<length + 1 }
        let start = max(1, min(range.start.column - Self.longestLine / 4, length + 1 - Self.longestLine))
        return start..<start + Self.longestLine
    }

    /// The most characters of a line that are shown.
    private static let longestLine = 400

    /// Just behind the mistake, on its first line: a range over several lines is marked to the first one's end.
    private func endColumn(of range: SourceRange) -> Int {
        guard range.end.line == range.start.line else {
            let length = range.file.length(ofLine: range.start.line)
            return max(range.start.column + 1, length + 1)
        }
        return max(range.start.column, range.end.column)
    }

    private func printable(_ text: String) -> String {
        DisplayWidth.printable(Array(text.unicodeScalars))
    }

    private enum Tint: String {
        case red = "31"
        case yellow = "33"
        case blue = "34"
    }

    private func painted(_ text: String, _ tint: Tint) -> String {
        isColoured ? "\u{1B}[1;\(tint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
