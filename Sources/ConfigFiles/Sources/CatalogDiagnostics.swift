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

    static func noCatalogHeader(at range: SourceRange, _ help: String = "for example `innoId,name,team`") -> Diagnostic
    {
        .error(
            "no-catalog-header",
            at: range,
            "the first row of a catalog names its columns, `innoId` among them",
            help: help
        )
    }

    /// A first row without `innoId`, for which spreadsheets and spelling are the common reasons.
    static func noCatalogHeader(_ header: [CSVTable.Cell], _ first: CSVTable.Cell) -> Diagnostic {
        if header.count == 1, let separator = [";": "`;`", "\t": "tabs"].first(where: { first.text.contains($0.key) }) {
            return noCatalogHeader(at: first.range, "cells are separated by commas, not by \(separator.value)")
        }
        let near = nearestName(to: "innoId", among: header.map(\.text))
        guard let cell = header.first(where: { $0.text == near }) else { return noCatalogHeader(at: first.range) }
        return noCatalogHeader(at: cell.range, "did you mean `innoId`?")
    }

    /// A column whose label rules set themselves.
    static func hiddenColumn(_ cell: CSVTable.Cell) -> Diagnostic {
        .warning(
            "hidden-column",
            at: cell.range,
            "the label `\(cell.text)` of a rule, or of its level, replaces that of the catalog",
            label: "hidden in alerts",
            help:
                #"give it another name, such as `priority`, and write `severity: "{{ labels.priority }}"` in `labels`"#
        )
    }

    static func reservedColumn(_ cell: CSVTable.Cell) -> Diagnostic {
        let reason: ReservedLabelReason = cell.text == "alertname" ? .alertName : .identity
        return .error("reserved-label", at: cell.range, "the label `\(cell.text)` cannot be set: \(reason.rawValue)")
    }
}
