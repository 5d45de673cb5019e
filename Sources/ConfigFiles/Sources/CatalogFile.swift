import Diagnostics
import Model
import YAML

/// A source's catalog: a table of labels for access codes, as comma-separated values.
enum CatalogFile {
    /// The greatest id that is read exactly from an answer.
    private static let maximumId: Int64 = 9_007_199_254_740_992

    /// The catalog in a file of that name; nil when it has mistakes, which are added to `diagnostics`.
    static func read(bytes: [UInt8], name: String, into diagnostics: inout [Diagnostic]) -> Catalog? {
        let table = CSVTable(bytes: bytes, name: name)
        var mistakes = table.diagnostics
        defer { diagnostics += mistakes }
        guard let header = table.rows.first else {
            if mistakes.isEmpty { mistakes.append(.noCatalogHeader(at: table.file.start)) }
            return nil
        }
        guard let columns = Columns(header, &mistakes) else { return nil }

        var rows: [Catalog.Row] = []
        var places: [Key: SourceRange] = [:]
        for cells in table.rows.dropFirst() {
            guard let row = row(cells, columns, &mistakes), let place = cells.first?.range else { continue }
            let key = Key(ccId: row.ccId, vdn: row.vdn, innoId: row.innoId)
            if let first = places[key] {
                mistakes.append(.duplicateCatalogRow(at: place, first: first))
            } else {
                places[key] = place
            }
            rows.append(row)
        }
        return !mistakes.hasErrors ? Catalog(labelNames: columns.labels.map(\.name), rows: rows) : nil
    }

    /// What makes a row the same as another.
    private struct Key: Hashable {
        var ccId: Int64?
        var vdn: Int64?
        var innoId: Int64?
    }

    /// What the columns are for, by their header.
    private struct Columns {
        let count: Int
        let innoId: Int
        let vdn: Int?
        let ccId: Int?
        let labels: [(name: String, index: Int)]

        init?(_ header: [CSVTable.Cell], _ diagnostics: inout [Diagnostic]) {
            var indexes: [String: Int] = [:]
            var labels: [(name: String, index: Int)] = []
            for (index, cell) in header.enumerated() {
                if cell.text.isEmpty {
                    diagnostics.append(.emptyText("the name of a column", at: cell.range))
                } else if let first = indexes[cell.text] {
                    diagnostics.append(.duplicateColumn(cell, first: header[first]))
                } else if cell.text == "source" || cell.text == "alertname" {
                    diagnostics.append(.reservedColumn(cell))
                } else {
                    if cell.text == "severity" { diagnostics.append(.hiddenColumn(cell)) }
                    indexes[cell.text] = index
                    if !["innoId", "vdn", "ccId"].contains(cell.text) { labels.append((cell.text, index)) }
                }
            }
            guard let innoId = indexes["innoId"] else {
                if let first = header.first { diagnostics.append(.noCatalogHeader(header, first)) }
                return nil
            }
            count = header.count
            self.innoId = innoId
            vdn = indexes["vdn"]
            ccId = indexes["ccId"]
            self.labels = labels
        }
    }

    private static func row(
        _ cells: [CSVTable.Cell],
        _ columns: Columns,
        _ diagnostics: inout [Diagnostic]
    ) -> Catalog.Row? {
        guard cells.count == columns.count else {
            if let last = cells.last {
                diagnostics.append(.cellCount(cells.count, columns: columns.count, at: last.range))
            }
            return nil
        }
        let mistakes = diagnostics.count
        // An empty cell is as if the column were absent for the row.
        func id(in column: Int?, _ name: String, _ range: ClosedRange<Int64>) -> Int64? {
            guard let column, !cells[column].text.isEmpty else { return nil }
            return Self.id(cells[column], name, range, &diagnostics)
        }
        let row = Catalog.Row(
            ccId: id(in: columns.ccId, "ccId", 1...65_535),
            vdn: id(in: columns.vdn, "vdn", 1...5000),
            innoId: id(in: columns.innoId, "innoId", 0...maximumId),
            labels: Labels(columns.labels.map { ($0.name, cells[$0.index].text) })
        )
        return diagnostics.count == mistakes ? row : nil
    }

    private static func id(
        _ cell: CSVTable.Cell,
        _ column: String,
        _ range: ClosedRange<Int64>,
        _ diagnostics: inout [Diagnostic]
    ) -> Int64? {
        let isNumber = cell.text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        if isNumber, let number = Int64(cell.text), range.contains(number) { return number }
        diagnostics.append(.badCatalogId(cell, column, range))
        return nil
    }
}
