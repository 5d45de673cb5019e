/// Linear inequalities that are to hold together, worked off by Fourier and Motzkin's elimination.
///
/// Each step leaves a variable out and keeps what follows about the others. Steps that would make too many rows are
/// not made, so that the answer comes soon, and "they may hold together" also means that nobody found out.
struct LinearSystem {
    private static let maximumRows = 80

    private var rows: [LinearRow] = []
    /// What was left out, in order, with the rows that speak of it.
    private var eliminated: [(variable: Int, rows: [LinearRow])] = []
    /// Whether the rows can be proven not to hold together.
    private(set) var isInfeasible = false

    /// The system of those rows.
    init(_ rows: [LinearRow]) {
        for row in rows { add(row) }
        while !isInfeasible, let variable = cheapestVariable() { eliminate(variable) }
    }

    private mutating func add(_ row: LinearRow) {
        guard !row.terms.isEmpty else {
            if row.isContradiction { isInfeasible = true }
            return
        }
        if let index = rows.firstIndex(where: { $0.terms == row.terms }) {
            let known = rows[index]
            if row.least > known.least || (row.least == known.least && row.isStrict) { rows[index] = row }
        } else {
            rows.append(row)
        }
    }

    /// The variable whose elimination makes the fewest rows; nil when none is left or it makes too many.
    private func cheapestVariable() -> Int? {
        // Variables are few: finding one among them is faster than hashing it.
        var counts: [(variable: Int, above: Int, below: Int)] = []
        for row in rows {
            for term in row.terms {
                let known = counts.firstIndex { $0.variable == term.variable }
                let place = known ?? counts.count
                if known == nil { counts.append((term.variable, 0, 0)) }
                if term.factor > 0 { counts[place].above += 1 } else { counts[place].below += 1 }
            }
        }
        let cheapest = counts.min { left, right in
            (left.above * left.below, left.variable) < (right.above * right.below, right.variable)
        }
        guard let cheapest, cheapest.above * cheapest.below + rows.count <= Self.maximumRows else { return nil }
        return cheapest.variable
    }

    private mutating func eliminate(_ variable: Int) {
        let concerned = rows.filter { $0.factor(of: variable) != 0 }
        rows.removeAll { $0.factor(of: variable) != 0 }
        eliminated.append((variable, concerned))
        for above in concerned where above.factor(of: variable) > 0 {
            for below in concerned where below.factor(of: variable) < 0 {
                // A row that is left out leaves more possible than there is, never less.
                if let row = above.eliminating(variable, with: below) { add(row) }
                if isInfeasible { return }
            }
        }
    }

    /// Whole numbers for the variables that hold, as far as whole numbers do: `step` above the least possible where
    /// nothing limits a number, in the middle of what is possible where something does.
    ///
    /// To be checked by whoever asks: rows may have been left out, and rounding may have broken one.
    func solution(step: Double) -> [Int: Double]? {
        guard !isInfeasible else { return nil }
        var values: [Int: Double] = [:]
        for (variable, rows) in eliminated.reversed() {
            var (least, greatest) = (0.0, Double.infinity)
            for row in rows {
                let factor = Double(row.factor(of: variable))
                let rest = row.terms.reduce(0.0) { sum, term in
                    term.variable == variable ? sum : sum + Double(term.factor) * (values[term.variable] ?? 0)
                }
                let bound = (row.least - rest) / factor
                if factor > 0 {
                    least = max(least, row.isStrict ? bound.rounded(.down) + 1 : bound.rounded(.up))
                } else {
                    greatest = min(greatest, row.isStrict ? bound.rounded(.up) - 1 : bound.rounded(.down))
                }
            }
            guard least.isFinite else { return nil }
            let room = greatest - least
            values[variable] = least + (room.isFinite ? min(10, (max(room, 0) / 2).rounded(.down)) : step)
        }
        return values
    }
}
