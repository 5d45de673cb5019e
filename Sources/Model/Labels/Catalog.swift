/// What people call their access codes: labels for each, from a table beside the configuration.
package struct Catalog: Sendable, Hashable {
    /// One row of the table.
    package struct Row: Sendable, Hashable {
        /// The call centre it is for; nil for every one.
        package var ccId: Int64?
        /// The VDN it is for; nil for every one.
        package var vdn: Int64?
        /// The access code it is for.
        package var innoId: Int64
        /// The labels it gives.
        package var labels: Labels

        /// A row that gives `labels`.
        package init(ccId: Int64?, vdn: Int64?, innoId: Int64, labels: Labels) {
            self.ccId = ccId
            self.vdn = vdn
            self.innoId = innoId
            self.labels = labels
        }

        fileprivate var idCells: Int { (ccId == nil ? 0 : 1) + (vdn == nil ? 0 : 1) }

        fileprivate func applies(to code: AccessCode) -> Bool {
            innoId == code.innoId && (ccId ?? code.ccId) == code.ccId && (vdn ?? code.vdn) == code.vdn
        }
    }

    /// The names of the labels that its rows may give.
    package let labelNames: [String]
    /// The rows of each code, those with fewer id cells first.
    private let rows: [Int64: [Row]]

    /// The table of those rows.
    package init(labelNames: [String] = [], rows: [Row] = []) {
        self.labelNames = labelNames
        self.rows = Dictionary(grouping: rows) { $0.innoId }
            .mapValues { $0.enumerated().sorted { ($0.1.idCells, $0.0) < ($1.1.idCells, $1.0) }.map(\.1) }
    }

    /// The labels of an access code: all rows that apply give theirs, the one with more id cells wins.
    package func labels(of code: AccessCode) -> Labels {
        (rows[code.innoId] ?? []).reduce(Labels()) { $1.applies(to: code) ? $0.overlaid(with: $1.labels) : $0 }
    }
}
