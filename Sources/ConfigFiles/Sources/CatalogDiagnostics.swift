import Diagnostics

// What can be wrong with a catalog, in order of the names; the ids stand with all others.
extension Diagnostic {
    static func badCatalogId(_ cell: CSVTable.Cell, _ column: String, _ ids: ClosedRange<Int64>) -> Diagnostic {
        .error(
            "bad-catalog-id",
            at: cell.range,
            "`\(column)` has to be a whole number from \(ids.lowerBound) to \(ids.upperBound)"
        )
    }

    static func badTable(_ message: String, at range: SourceRange) -> Diagnostic {
        .error("bad-table", at: range, message)
    }

    static func cellCount(_ count: Int, columns: Int, at range: SourceRange) -> Diagnostic {
        .error(
            "cell-count",
            at: range,
            "this row ends after \(count == 1 ? "1 cell" : "\(count) cells"), and the header has \(columns)",
            help: count > columns ? "a cell with a comma in it stands in double quotes" : nil
        )
    }

    static func duplicateCatalogRow(at range: SourceRange, first: SourceRange) -> Diagnostic {
        .error(
            "duplicate-catalog-row",
            at: range,
            "two rows are for the same access code",
            label: "again",
            related: [.init("first given here", at: first)]
        )
    }

    static func duplicateColumn(_ cell: CSVTable.Cell, first: CSVTable.Cell) -> Diagnostic {
        .error(
            "duplicate-column",
            at: cell.range,
            "two columns are named `\(cell.text)`",
            label: "again",
            related: [.init("first given here", at: first.range)]
        )
    }

    static func noCatalogHeader(at range: SourceRange) -> Diagnostic {
        .error(
            "no-catalog-header",
            at: range,
            "the first row of a catalog names its columns, `innoId` among them",
            help: "for example `innoId,name,team`"
        )
    }

    static func reservedColumn(_ cell: CSVTable.Cell) -> Diagnostic {
        .error("reserved-label", at: cell.range, "the label `\(cell.text)` cannot be set: it identifies the series")
    }
}
