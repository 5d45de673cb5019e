/// Some of the worlds that a condition speaks of: bounds of single numbers, and inequalities between several.
///
/// A cell holds at least the worlds it stands for, never fewer: what proves that it holds none is a proof.
struct Cell: Sendable {
    /// The values that one variable may have.
    struct Bound: Sendable {
        var variable: Int
        var range: ValueRange
        /// Values in the range that it may not have; some may have been left out.
        var holes: [Double] = []
    }

    private static let maximumRows = 8
    private static let maximumHoles = 8

    /// In order of their variables.
    private(set) var bounds: [Bound] = []
    private(set) var rows: [LinearRow] = []

    /// Every world.
    static let universe = Cell()

    /// The worlds where a variable has a value in `range`, without `holes`.
    init(_ variable: Int, in range: ValueRange, holes: [Double] = []) {
        bounds = [Bound(variable: variable, range: range, holes: holes)]
    }

    /// The worlds where `row` holds.
    init(_ row: LinearRow) { rows = [row] }

    private init() {}

    /// The values that a variable may have; nil when nothing is said of it.
    func range(of variable: Int) -> ValueRange? { bounds.first { $0.variable == variable }?.range }

    /// The worlds of both cells; some others may be among them.
    func intersection(_ other: Cell) -> Cell {
        var result = Cell()
        result.bounds.reserveCapacity(bounds.count + other.bounds.count)
        var (first, second) = (0, 0)
        while first < bounds.count || second < other.bounds.count {
            if second == other.bounds.count
                || (first < bounds.count && bounds[first].variable < other.bounds[second].variable)
            {
                result.bounds.append(bounds[first])
                first += 1
            } else if first == bounds.count || other.bounds[second].variable < bounds[first].variable {
                result.bounds.append(other.bounds[second])
                second += 1
            } else {
                result.bounds.append(bounds[first].intersection(other.bounds[second], Self.maximumHoles))
                first += 1
                second += 1
            }
        }
        result.rows = rows
        for row in other.rows where result.rows.count < Self.maximumRows && !result.rows.contains(row) {
            result.rows.append(row)
        }
        return result
    }

    /// The smallest cell of bounds alone that holds both.
    func hull(_ other: Cell) -> Cell {
        var result = Cell()
        for bound in bounds {
            guard let others = other.range(of: bound.variable) else { continue }
            let range = ValueRange(min(bound.range.lower, others.lower), max(bound.range.upper, others.upper))
            result.bounds.append(Bound(variable: bound.variable, range: range))
        }
        return result
    }

    /// Whether all its worlds may lie in `other`, as bounds soon tell; what only inequalities tell, they may.
    ///
    /// Variables below `counters` are independent of all but inequalities and the one numbered `whole`.
    func mayLie(in other: Cell, counters: Int, whole: Int) -> Bool {
        let isBoxOfCounters = rows.isEmpty && bounds.allSatisfy { $0.variable < counters }
        return other.bounds.allSatisfy { bound in
            guard bound.variable != whole else { return true }
            guard let mine = range(of: bound.variable) else {
                return bound.variable >= counters || !isBoxOfCounters
            }
            return (mine.lower >= bound.range.lower && mine.upper <= bound.range.upper)
                || (bound.variable < counters && !isBoxOfCounters)
        }
    }
}

extension Cell.Bound {
    fileprivate func intersection(_ other: Cell.Bound, _ maximumHoles: Int) -> Cell.Bound {
        var result = self
        result.range = ValueRange(max(range.lower, other.range.lower), min(range.upper, other.range.upper))
        for hole in other.holes where result.holes.count < maximumHoles && !result.holes.contains(hole) {
            result.holes.append(hole)
        }
        return result
    }

    /// The range without holes at its ends; the numbers of a whole variable are one apart.
    func tightened(isWhole: Bool) -> ValueRange {
        var range = range
        guard !holes.isEmpty else { return range }
        while holes.contains(range.lower), !range.isEmpty {
            range.lower = isWhole ? max(range.lower + 1, range.lower.nextUp) : range.lower.nextUp
        }
        while holes.contains(range.upper), !range.isEmpty {
            range.upper = isWhole ? min(range.upper - 1, range.upper.nextDown) : range.upper.nextDown
        }
        return range
    }
}
