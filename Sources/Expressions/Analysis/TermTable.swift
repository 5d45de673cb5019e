import Model

/// Numbers and conditions of any number of expressions, equal ones once, with what is known of each.
///
/// Terms are made of terms before them, `let`s looked through, so that nothing here recurses. The first terms are the
/// counters, in the order of ``Metric/index``. A term is also the name of a variable in forms, rows and cells.
///
/// What is known comes from the interface's page and from the language: counters are whole numbers from 0 to 2^53, and
/// the callers in the IVR, with agents and in queues are each a part of all. That together they are no more than all is
/// promised nowhere, and not used. Sums are taken as exact where they are so for counters up to ``usualCounter``.
struct TermTable {
    /// A term's place in the table.
    typealias Index = Int

    /// What a term is, made of other terms.
    enum Key: Hashable {
        case constant(Double)
        case metric(Metric)
        case negate(Index)
        case arithmetic(Arithmetic, Index, Index)
        case compare(Comparison, Index, Index)
        case not(Index)
        case and(Index, Index)
        case or(Index, Index)
        case call(Call)

        /// What it is made of.
        var operands: [Index] {
            switch self {
            case .constant, .metric: []
            case .negate(let operand), .not(let operand): [operand]
            case .arithmetic(_, let left, let right), .compare(_, let left, let right): [left, right]
            case .and(let left, let right), .or(let left, let right): [left, right]
            case .call(let call): call.arguments
            }
        }
    }

    /// A function with what it goes over.
    struct Call: Hashable {
        var function: String
        var arguments: [Index]
        /// The labels behind `by`.
        var labels: Set<String>?
        /// The window behind `over`.
        var window: TimeSpan?
        /// The time ahead behind `in`.
        var ahead: TimeSpan?

        /// Whether it goes over nothing but its arguments.
        var isPlain: Bool { labels == nil && window == nil && ValueFunction(rawValue: function) != nil }
    }

    /// What is known of a term.
    enum Content {
        case number(Quantity)
        case condition(Meaning)
    }

    /// For which counters, and sums of one over a group or a window, arithmetic is taken as exact: no contact centre has
    /// 10^12 callers, and nobody waits 30,000 years.
    static let usualCounter = 0x1p40
    /// How many systems of inequalities one condition may have solved; beyond, nothing more is proven of it.
    private static let eliminationsPerCondition = 200

    private var places: [Key: Index] = [:]
    private var keys: [Key] = []
    private var contents: [Content] = []
    private var grains: [TermGrain] = []
    /// Whether each term is the same for a steady series.
    private var areSteady: [Bool] = []
    private var eliminations = eliminationsPerCondition

    /// A table of the counters alone.
    init() {
        for metric in Metric.allCases.sorted(by: { $0.index < $1.index }) { _ = insert(.metric(metric)) }
    }

    /// What a term is.
    func key(of term: Index) -> Key { keys[term] }

    /// What a term has one value for.
    func grain(of term: Index) -> TermGrain { grains[term] }

    /// What is known of a number, or of a condition as a number that is 0 or 1.
    func quantity(_ term: Index) -> Quantity {
        switch contents[term] {
        case .number(let quantity): quantity
        case .condition: Quantity(variable: term, in: .share, isWhole: true)
        }
    }

    /// What is known of a condition.
    func meaning(_ term: Index) -> Meaning {
        guard case .condition(let meaning) = contents[term] else {
            preconditionFailure("a number where the checker let a condition stand")
        }
        return meaning
    }

    /// Lets as much be proven of what comes next as of what came first.
    mutating func beginCondition() { eliminations = Self.eliminationsPerCondition }

    /// The term of that key, made if need be.
    mutating func insert(_ key: Key) -> Index {
        if let place = places[key] { return place }
        let index = keys.count
        let content = content(of: key, at: index)
        places[key] = index
        keys.append(key)
        contents.append(content)
        let operands = key.operands
        grains.append(grain(of: key, operands))
        areSteady.append(isSteady(key, operands))
        return index
    }

    private func grain(of key: Key, _ operands: [Index]) -> TermGrain {
        switch key {
        case .constant: .constant
        case .metric: .series
        case .call(let call) where call.labels != nil: .group(call.labels ?? [])
        default: operands.reduce(.constant) { $0.joined(with: grains[$1]) }
        }
    }

    /// Whether a term stays what it is when the series is alone and its counters have been the same all along: nothing
    /// in it goes over a group or a window.
    func isSteady(_ term: Index) -> Bool { areSteady[term] }

    private func isSteady(_ key: Key, _ operands: [Index]) -> Bool {
        if case .call(let call) = key, !call.isPlain { return false }
        return operands.allSatisfy { areSteady[$0] }
    }

    private mutating func content(of key: Key, at index: Index) -> Content {
        switch key {
        case .constant(let value): .number(Quantity(value))
        case .metric:
            .number(
                Quantity(
                    variable: index,
                    in: ValueRange(0, Metric.maximum),
                    isWhole: true,
                    magnitude: Self.usualCounter
                )
            )
        case .negate(let operand): .number(negated(quantity(operand)))
        case .arithmetic(let operation, let left, let right): .number(arithmetic(operation, left, right, at: index))
        case .call(let call): self.call(call, at: index)
        case .compare(let comparison, let left, let right): .condition(compare(comparison, left, right))
        case .not(let operand): .condition(meaning(operand).negated)
        case .and(let left, let right): .condition(conjunction(meaning(left), meaning(right)))
        case .or(let left, let right):
            .condition(conjunction(meaning(left).negated, meaning(right).negated).negated)
        }
    }

    // MARK: Conditions

    private mutating func conjunction(_ left: Meaning, _ right: Meaning) -> Meaning {
        Meaning(
            whenTrue: intersection(left.whenTrue, right.whenTrue),
            whenFalse: left.whenFalse.union(right.whenFalse)
        )
    }

    /// The worlds of both; some others may be among them.
    mutating func intersection(_ left: Region, _ right: Region) -> Region {
        var cells: [Cell] = []
        for one in left.cells {
            for other in right.cells {
                let both = one.intersection(other)
                // Neither is empty by itself.
                if areIndependent(one, other) || !isEmpty(both) { cells.append(both) }
            }
        }
        return Region(cells)
    }

    /// Whether nothing that one cell says bears on the other.
    private func areIndependent(_ one: Cell, _ other: Cell) -> Bool {
        subjects(of: one) & subjects(of: other) == 0
    }

    /// What a cell speaks of, as bits: the callers, the waiting time, and the other variables, several of which may
    /// share a bit.
    private func subjects(of cell: Cell) -> UInt64 {
        func subject(_ variable: Int) -> UInt64 {
            switch variable {
            case Metric.longestWaitTime.index: 1 << 1
            case ..<Metric.allCases.count: 1
            default: 1 << (2 + variable % 62) | (quantity(variable).facts.isEmpty ? 0 : 3)
            }
        }
        var subjects: UInt64 = 0
        for bound in cell.bounds { subjects |= subject(bound.variable) }
        for row in cell.rows { for term in row.terms { subjects |= subject(term.variable) } }
        return subjects
    }

    /// Whether a cell is proven to hold no world.
    mutating func isEmpty(_ cell: Cell) -> Bool {
        var all: ValueRange?
        var needsElimination = !cell.rows.isEmpty
        for bound in cell.bounds {
            if bound.variable < Metric.allCases.count {
                let range = bound.tightened(isWhole: true)
                if range.isEmpty { return true }
                if bound.variable == Metric.allCallCount.index {
                    all = range
                } else if let all, bound.variable != Metric.longestWaitTime.index, range.lower > all.upper {
                    return true
                }
            } else {
                let quantity = quantity(bound.variable)
                if bound.tightened(isWhole: quantity.isWhole).isEmpty { return true }
                if !quantity.facts.isEmpty { needsElimination = true }
            }
        }
        guard needsElimination, eliminations > 0 else { return false }
        eliminations -= 1
        return LinearSystem(rows(for: cell)).isInfeasible
    }

    /// All that is known in a cell as inequalities.
    func rows(for cell: Cell) -> [LinearRow] {
        var rows = cell.rows
        // Variables are few: finding one among them is faster than hashing it.
        var seen: [Int] = []
        var pending: [Int] = []
        for row in rows { for term in row.terms { pending.append(term.variable) } }
        for bound in cell.bounds { pending.append(bound.variable) }
        while let variable = pending.popLast() {
            guard !seen.contains(variable) else { continue }
            seen.append(variable)
            let quantity = quantity(variable)
            rows += quantity.facts
            for fact in quantity.facts { for term in fact.terms { pending.append(term.variable) } }
            let bound = cell.bounds.first { $0.variable == variable }
            let range = bound?.tightened(isWhole: quantity.isWhole) ?? quantity.range
            // Bounds as far away as these say nothing that a sum could not round away.
            if range.lower.magnitude < LinearForm.exactLimit {
                rows.append(
                    LinearRow(
                        [.init(variable: variable, factor: 1)],
                        least: range.lower,
                        isWhole: quantity.isWhole
                    )
                )
            }
            if range.upper.magnitude < LinearForm.exactLimit {
                rows.append(
                    LinearRow(
                        [.init(variable: variable, factor: -1)],
                        least: -range.upper,
                        isWhole: quantity.isWhole
                    )
                )
            }
        }
        let all = Metric.allCallCount.index
        if seen.contains(all) {
            for part in Metric.allCases where part.isPartOfAll && seen.contains(part.index) {
                let terms = [LinearRow.Term(variable: all, factor: 1), .init(variable: part.index, factor: -1)]
                rows.append(LinearRow(terms, least: 0, isWhole: true))
            }
        }
        return rows
    }
}

/// What a term has one value for.
enum TermGrain: Hashable {
    case constant
    case series
    case group(Set<String>)

    /// The finer of both.
    func joined(with other: TermGrain) -> TermGrain {
        switch (self, other) {
        case (.constant, _): other
        case (_, .constant): self
        case (.series, _), (_, .series): .series
        case (.group(let labels), .group(let others)): .group(labels.union(others))
        }
    }
}

extension Meaning {
    /// What is known of the opposite.
    var negated: Meaning { Meaning(whenTrue: whenFalse, whenFalse: whenTrue) }
}

extension Metric {
    /// Whether it counts some of the callers that ``Metric/allCallCount`` counts.
    var isPartOfAll: Bool {
        switch self {
        case .ivrCallCount, .agentCallCount, .queueCallCount: true
        case .allCallCount, .longestWaitTime: false
        }
    }
}
