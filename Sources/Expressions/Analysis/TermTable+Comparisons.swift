import Model

/// Where comparisons hold.
extension TermTable {
    mutating func compare(_ comparison: Comparison, _ left: Index, _ right: Index) -> Meaning {
        guard !quantity(left).isNeverKnown, !quantity(right).isNeverKnown else {
            // It does not fail either, but whoever reads `not` of it is not to read that this holds.
            return Meaning(whenTrue: .nowhere, whenFalse: .everywhere)
        }
        return Meaning(
            whenTrue: region(where: comparison, left, right),
            whenFalse: region(where: comparison.opposite, left, right)
        )
    }

    private mutating func region(where comparison: Comparison, _ left: Index, _ right: Index) -> Region {
        let (first, second) = (quantity(left), quantity(right))
        guard left != right else { return comparison.holdsForEqual ? .everywhere : .nowhere }
        guard comparison.isPossible(first.range, second.range) else { return .nowhere }
        var cells: [Cell]
        var isBare = true
        if let variable = first.form.soleVariable, let constant = second.constant {
            cells = self.cells(where: variable, comparison, constant)
        } else if let variable = second.form.soleVariable, let constant = first.constant {
            cells = self.cells(where: variable, comparison.mirrored, constant)
        } else {
            isBare = false
            var known = Cell.universe
            if let variable = first.form.soleVariable {
                known = known.intersection(bound(of: variable, comparison, second.range))
            }
            if let variable = second.form.soleVariable {
                known = known.intersection(bound(of: variable, comparison.mirrored, first.range))
            }
            guard let difference = first.form + -second.form else { return Region([known]) }
            cells = self.cells(where: difference, comparison).map { known.intersection($0) }
        }
        if !isBare || cells.contains(where: mayBeEmpty) { cells.removeAll { isEmpty($0) } }
        return Region(cells)
    }

    /// Whether a bound that leaves some values of a variable can still be beyond what is known of it.
    private func mayBeEmpty(_ cell: Cell) -> Bool {
        cell.bounds.contains { bound in
            let quantity = quantity(bound.variable)
            guard let quotient = quantity.quotient else { return !quantity.facts.isEmpty }
            // All that is known of a quotient of two variables is in its range.
            return quotient.dividend.soleVariable == nil || quotient.divisor.soleVariable == nil
        }
    }

    /// Where a variable compares so to some number of a range.
    private func bound(of variable: Int, _ comparison: Comparison, _ range: ValueRange) -> Cell {
        switch comparison {
        case .above, .atLeast: cells(where: variable, comparison, range.lower).first ?? .universe
        case .below, .atMost: cells(where: variable, comparison, range.upper).first ?? .universe
        case .equal:
            Cell(variable, in: range)
        case .notEqual: .universe
        }
    }

    /// Where a variable compares to a number.
    private func cells(where variable: Int, _ comparison: Comparison, _ constant: Double) -> [Cell] {
        let quantity = quantity(variable)
        var range = quantity.range
        var holes: [Double] = []
        switch comparison {
        case .above: range.lower = max(range.lower, constant.nextUp)
        case .atLeast: range.lower = max(range.lower, constant)
        case .below: range.upper = min(range.upper, constant.nextDown)
        case .atMost: range.upper = min(range.upper, constant)
        case .equal: range = ValueRange(max(range.lower, constant), min(range.upper, constant))
        case .notEqual: holes = [constant]
        }
        if quantity.isWhole {
            range.lower = range.lower.rounded(.up)
            range.upper = range.upper.rounded(.down)
        }
        let cell = Cell(variable, in: range, holes: holes)
        guard !range.isEmpty else { return [] }
        guard let quotient = quantity.quotient else { return [cell] }
        return cells(where: quotient, comparison, constant).map { cell.intersection($0) }
    }

    /// Where a quotient compares to a number, said of dividend and divisor.
    private func cells(
        where quotient: Quantity.Quotient,
        _ comparison: Comparison,
        _ constant: Double
    ) -> [Cell] {
        let leastDivisor =
            quotient.isDivisorWhole ? quotient.divisor + LinearForm(-1) : quotient.divisor
        var known = Cell.universe
        if let leastDivisor, let row = LinearRow(leastDivisor, isStrict: false) { known = cell(of: row) }
        // The quotient is rounded once more than the product that stands for it.
        let product = constant == 0 ? LinearForm(0) : quotient.divisor.times(constant)
        guard comparison != .notEqual, let product, var difference = quotient.dividend + -product else {
            return [known]
        }
        difference.error += 2 * difference.magnitude * LinearForm.rounding
        return cells(where: difference, comparison).map { known.intersection($0) }
    }

    /// Where a sum compares to 0.
    private func cells(where form: LinearForm, _ comparison: Comparison) -> [Cell] {
        guard !form.terms.isEmpty else {
            let error = form.error
            let isPossible = comparison.isPossible(
                ValueRange(form.constant - error, form.constant + error),
                ValueRange(0)
            )
            return isPossible ? [.universe] : []
        }
        func side(_ form: LinearForm, isStrict: Bool) -> Cell {
            LinearRow(form, isStrict: isStrict).map { cell(of: $0) } ?? .universe
        }
        return switch comparison {
        case .above: [side(form, isStrict: true)]
        case .atLeast: [side(form, isStrict: false)]
        case .below: [side(-form, isStrict: true)]
        case .atMost: [side(-form, isStrict: false)]
        case .equal: [side(form, isStrict: false).intersection(side(-form, isStrict: false))]
        case .notEqual: [side(form, isStrict: true), side(-form, isStrict: true)]
        }
    }

    /// Where a row holds: a row about one variable is a bound.
    private func cell(of row: LinearRow) -> Cell {
        guard row.terms.count == 1, let term = row.terms.first else { return Cell(row) }
        var range = quantity(term.variable).range
        // What factors have in common was divided out, so that one alone is 1 or -1.
        if term.factor > 0 {
            range.lower = max(range.lower, row.isStrict ? row.least.nextUp : row.least)
        } else {
            range.upper = min(range.upper, row.isStrict ? (-row.least).nextDown : -row.least)
        }
        return Cell(term.variable, in: range)
    }
}

extension Comparison {
    /// What holds exactly where this one does not.
    var opposite: Comparison {
        switch self {
        case .above: .atMost
        case .atLeast: .below
        case .below: .atLeast
        case .atMost: .above
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }

    /// The same comparison with its sides changed.
    var mirrored: Comparison {
        switch self {
        case .above: .below
        case .atLeast: .atMost
        case .below: .above
        case .atMost: .atLeast
        case .equal, .notEqual: self
        }
    }

    /// Whether it holds between equal numbers.
    var holdsForEqual: Bool {
        switch self {
        case .atLeast, .atMost, .equal: true
        case .above, .below, .notEqual: false
        }
    }

    /// Whether some numbers of these ranges compare so.
    func isPossible(_ left: ValueRange, _ right: ValueRange) -> Bool {
        switch self {
        case .above: left.upper > right.lower
        case .atLeast: left.upper >= right.lower
        case .below: left.lower < right.upper
        case .atMost: left.lower <= right.upper
        case .equal: left.lower <= right.upper && right.lower <= left.upper
        case .notEqual: !(left.lower == left.upper && left == right)
        }
    }
}
