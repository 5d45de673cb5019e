package import Model

/// A table of labels, for tables without quotes: rows of cells between commas, names in the first row.
package struct ReferenceCatalog: Sendable {
    private let rows: [[String: String]]

    /// The table of that text.
    package init(_ text: String) {
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        rows = lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
    }

    /// What the rows that apply to `code` give it; of two the one with more ids wins.
    package func labels(of code: AccessCode) -> [String: String] {
        let ids = ["ccId": String(code.ccId), "vdn": String(code.vdn), "innoId": String(code.innoId)]
        func idCount(_ row: [String: String]) -> Int { ids.keys.count { row[$0, default: ""] != "" } }
        return rows.filter { row in ids.allSatisfy { row[$0.key, default: ""].isEmpty || row[$0.key] == $0.value } }
            .sorted { idCount($0) < idCount($1) }
            .reduce(into: [:]) { labels, row in
                labels.merge(row.filter { ids[$0.key] == nil && !$0.value.isEmpty }) { _, later in later }
            }
    }
}
