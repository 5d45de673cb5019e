/// What people call their access codes: labels for each, from a table beside the configuration.
package struct Catalog: Sendable, Hashable {
    /// One row of the table.
    package struct Row: Sendable, Hashable {
        /// The call centre it is for; nil for every one.
        package var ccId: Int64?
        /// The VDN it is for; nil for every one.
        package var vdn: Int64?
        /// The access code it is for; nil for every one.
        package var innoId: Int64?
        /// The labels it gives.
        package var labels: Labels

        /// A row that gives `labels`.
        package init(ccId: Int64?, vdn: Int64?, innoId: Int64?, labels: Labels) {
            self.ccId = ccId
            self.vdn = vdn
            self.innoId = innoId
            self.labels = labels
        }

        fileprivate var idCells: Int { [ccId, vdn, innoId].count { $0 != nil } }

        fileprivate func applies(to code: AccessCode) -> Bool {
            (innoId ?? code.innoId) == code.innoId && (ccId ?? code.ccId) == code.ccId && (vdn ?? code.vdn) == code.vdn
        }
    }

    /// The names of the labels that its rows may give.
    package let labelNames: [String]
    /// The rows of each code, and with nil those of all codes; as they were given among those of equal id cells.
    private let rows: [Int64?: [Row]]

    /// The table of those rows.
    package init(labelNames: [String] = [], rows: [Row] = []) {
        self.labelNames = labelNames
        self.rows = Dictionary(grouping: rows) { $0.innoId }
    }

    /// The labels of an access code: all rows that apply give theirs, the one with more id cells wins.
    package func labels(of code: AccessCode) -> Labels {
        let applying = [rows[nil], rows[code.innoId]].flatMap { $0 ?? [] }.filter { $0.applies(to: code) }
        return applying.enumerated()
            .sorted { ($0.1.idCells, $0.0) < ($1.1.idCells, $1.0) }
            .reduce(Labels()) { $0.overlaid(with: $1.1.labels) }
    }
}
