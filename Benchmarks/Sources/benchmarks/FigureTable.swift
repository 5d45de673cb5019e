import Foundation

/// Figures as people read them.
struct FigureTable {
    private let rows: [[String]]

    /// A table of those figures, with a column of ratios to the committed ones if there are any.
    init(_ figures: Figures, committed: Figures?) {
        let head = ["", "figure", "target", "ratio"] + (committed == nil ? [] : ["to committed"]) + ["method"]
        rows =
            [head]
            + figures.figures.map { figure in
                let target = figure.target
                let before = committed.map { $0.figure(named: figure.name)?.value }
                return [
                    figure.name,
                    "\(Self.text(figure.value)) \(figure.unit.rawValue)",
                    target.map { (figure.unit.isRate ? "at least " : "at most ") + Self.text($0) } ?? "",
                    target.map { Self.text(figure.ratio(to: $0)) } ?? "",
                ] + (before.map { [$0.map { Self.text(figure.ratio(to: $0)) } ?? "new"] } ?? []) + [figure.method]
            }
    }

    /// The table, its columns in line.
    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }
        return lines.joined(separator: "\n")
    }

    /// A number with as many decimals as tell something.
    private static func text(_ value: Double) -> String {
        let decimals = value >= 100 || value == value.rounded() ? 0 : value >= 10 ? 1 : 2
        return String(format: "%.\(decimals)f", value)
    }
}
