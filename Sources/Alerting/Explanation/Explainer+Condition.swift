import Expressions
import Model

extension Explainer {
    /// The levels of a rule for one element, with every part of their conditions.
    func levels(
        of index: Int,
        _ source: SourceState,
        row: Int,
        _ instance: AlertInstance
    ) -> [Explanation.Level] {
        let rule = engine.configuration.rules.rules[index]
        if let place = engine.configuration.rules.objectiveOfRule[index] {
            return burnLevels(of: index, place, source, row: row, instance)
        }
        let conditions = rule.levels.flatMap { [$0.when] + [$0.resolveWhen].compactMap(\.self) }
        let dissection = dissection(of: index, conditions, source, row: row)
        let labels = source.elements.labels(of: row, grain: engine.configuration.rules.grains[index])
        var condition = 0
        return rule.levels.enumerated().map { place, level in
            let when = dissection.tree(of: condition, for: labels)
            condition += 1
            var resolveWhen: ExpressionTree?
            if level.resolveWhen != nil {
                resolveWhen = dissection.tree(of: condition, for: labels)
                condition += 1
            }
            return Explanation.Level(
                level,
                instance.levels[place],
                basis: .conditions(when: when, resolveWhen: resolveWhen)
            )
        }
    }

    /// Conditions of a rule over the polls of a source that matter to them, for one element.
    func dissection(of index: Int, _ conditions: [Condition], _ source: SourceState, row: Int) -> Dissection {
        let rules = engine.configuration.rules
        var dissection = Dissection(conditions, staleness: engine.configuration.staleness)
        let element = source.elements.labels(of: row, grain: rules.grains[index])
        let rows = rowsThatMatter(to: element, dissection, of: index, source, row: row)
        for row in rows {
            let labels = source.elements.labels(of: row, grain: .series)
            dissection.add(labels, lastSeen: source.elements.lastSeen(row, grain: .series))
        }
        guard let newest = source.record.lastGoodAt else { return dissection }
        let places = Dictionary(rows.enumerated().map { (source.table.codes[$1], $0) }) { first, _ in first }
        var last: Timestamp?
        if let reach = dissection.reach {
            for poll in polls[source.profile.name] ?? [] where poll.time >= newest - reach && poll.time <= newest {
                let (columns, seen) = Self.align(poll.snapshot, places)
                dissection.apply(columns, seen: seen, at: poll.time)
                last = poll.time
            }
        }
        if last != newest {
            let (columns, seen) = Self.newestPoll(of: source, at: newest, rows)
            dissection.apply(columns, seen: seen, at: newest)
        }
        if source.record.lastPollAt != newest { dissection.applyFailedPoll() }
        return dissection
    }

    /// The series that decide what is found for an element: itself, or all that its groups may have.
    private func rowsThatMatter(
        to element: Labels,
        _ dissection: Dissection,
        of index: Int,
        _ source: SourceState,
        row: Int
    ) -> [Int] {
        guard let names = dissection.labelsInCommon else { return [row] }
        let selection = engine.configuration.rules.selectionOfRule[index].map { source.selections[$0] }
        let common = element.only(names)
        return (0..<source.table.count).filter { row in
            selection.map { $0[row] } ?? true
                && source.elements.labels(of: row, grain: .series).only(names) == common
        }
    }

    /// The counters that a snapshot has of some series, each at its place.
    private static func align(
        _ snapshot: Snapshot,
        _ places: [AccessCode: Int]
    ) -> (columns: [Column], seen: Bitmap) {
        var columns = Metric.allCases.map { _ in Column(count: places.count) }
        var seen = Bitmap(count: places.count)
        for (index, code) in snapshot.series.enumerated() {
            guard let place = places[code] else { continue }
            seen[place] = true
            for metric in columns.indices { columns[metric][place] = snapshot.columns[metric][index] }
        }
        return (columns, seen)
    }

    /// The same of the newest good poll, as the source has it.
    private static func newestPoll(
        of source: SourceState,
        at time: Timestamp,
        _ rows: [Int]
    ) -> (columns: [Column], seen: Bitmap) {
        var columns = Metric.allCases.map { _ in Column(count: rows.count) }
        var seen = Bitmap(count: rows.count)
        for (place, row) in rows.enumerated() where source.elements.lastSeen(row, grain: .series) == time {
            seen[place] = true
            for metric in columns.indices { columns[metric][place] = source.columns[metric][row] }
        }
        return (columns, seen)
    }
}

extension Explanation.Level {
    /// A level of a rule with the clocks that run.
    init(_ level: Rule.Level, _ state: LevelState, basis: Explanation.Basis) {
        self.init(
            severity: level.severity,
            timing: level.timing,
            state: state,
            basis: basis,
            clocks: state.clocks(level.timing)
        )
    }
}

extension LevelState {
    /// The clocks that run.
    fileprivate func clocks(_ timing: LevelTiming) -> [Explanation.Clock] {
        switch state {
        case .inactive: return []
        case .pending:
            return activeAt.map { [Explanation.Clock(kind: .holdFor, since: $0, span: timing.holdFor)] } ?? []
        case .firing:
            var clocks: [Explanation.Clock] = []
            if let keepFiringSince {
                clocks.append(
                    Explanation.Clock(kind: .keepFiringFor, since: keepFiringSince, span: timing.keepFiringFor)
                )
            }
            if let unknownSince, let limit = timing.resolveNoDataAfter {
                clocks.append(Explanation.Clock(kind: .resolveNoDataAfter, since: unknownSince, span: limit))
            }
            return clocks
        }
    }
}
