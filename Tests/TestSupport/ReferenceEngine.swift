package import Model

/// What rules make of polls, one sentence of the rule language's reference at a time: dictionaries, optionals, no
/// cleverness, and no code in common with the engine that it judges.
package struct ReferenceEngine {
    /// What comes of a run.
    package struct Outcome: Sendable {
        /// The transitions in the order in which `replay` prints them.
        package var transitions: [ReferenceTransition] = []
        /// For each alert the first poll at which a decision hung on the last bits of a number that may be computed in
        /// another order: what comes from it is not determined.
        package var doubtfulFrom: [String: Timestamp] = [:]

        /// Those of `lines`, the reference's or another's, that are determined.
        package func determined(_ lines: [ReferenceTransition]) -> [ReferenceTransition] {
            lines.filter { line in doubtfulFrom[line.alert].map { line.at < $0 } ?? true }
        }
    }

    private enum State: String {
        case inactive
        case pending
        case firing
    }

    private struct Level {
        var state = State.inactive
        var activeAt: Timestamp?
        var firedAt: Timestamp?
        var keepFiringSince: Timestamp?
        var unknownSince: Timestamp?
    }

    private struct Instance {
        var levels: [Level]
        var labels: [String: String] = [:]
        var activeAt: Timestamp?
        var startsAt: Timestamp?
    }

    /// One rule over one source.
    private struct Watch {
        let rule: CompiledRule
        let grain: ReferenceGrain
        var evaluation: ReferenceEvaluation
        var instances: [ReferenceElement: Instance] = [:]
        /// The labels of the series that the rule sees, nil for the others: they stay the same.
        var seen: [AccessCode: [String: String]?] = [:]
    }

    private let rules: [CompiledRule]
    private let staleness: TimeSpan
    private let labelsOf: (String, AccessCode) -> [String: String]
    private var watches: [String: [Watch]] = [:]

    /// What `rules` make of `polls`.
    ///
    /// `labels` gives what a source and its catalog add to the labels of an access code.
    package static func run(
        rules: [ReferenceRule],
        polls: [Poll],
        staleness: TimeSpan = .minutes(5),
        labels: @escaping (String, AccessCode) -> [String: String] = { _, _ in [:] }
    ) throws -> Outcome {
        var engine = ReferenceEngine(
            rules: try rules.map(CompiledRule.init),
            staleness: staleness,
            labelsOf: labels
        )
        var outcome = Outcome()
        for poll in polls {
            outcome.transitions += try engine.apply(poll)
            for watch in engine.watches.values.joined() where watch.evaluation.isDoubtful {
                let alert = watch.rule.alert
                outcome.doubtfulFrom[alert] = min(poll.time, outcome.doubtfulFrom[alert] ?? poll.time)
            }
        }
        return outcome
    }

    private mutating func apply(_ poll: Poll) throws -> [ReferenceTransition] {
        var rows: [AccessCode: [Double?]] = [:]
        if case .snapshot(let snapshot) = poll.result {
            for (index, code) in snapshot.series.enumerated() {
                rows[code] = Metric.allCases.map { snapshot.value($0, at: index) }
            }
        }
        var watches =
            try self.watches[poll.source]
            ?? rules.map { rule in
                let history = try rule.history(staleness: staleness)
                return Watch(rule: rule, grain: rule.grain, evaluation: ReferenceEvaluation(history))
            }
        var lines: [ReferenceTransition] = []
        for index in watches.indices {
            let seen = rows.compactMap { code, row in
                seenLabels(of: code, from: poll.source, &watches[index]).map { (code: code, labels: $0, row: row) }
            }
            watches[index].evaluation.append(seen, at: poll.time)
            lines += try Self.apply(&watches[index], at: poll.time)
        }
        self.watches[poll.source] = watches
        return lines
    }

    private func seenLabels(of code: AccessCode, from source: String, _ watch: inout Watch) -> [String: String]? {
        if let known = watch.seen[code] { return known }
        var labels = labelsOf(source, code).filter { !$0.value.isEmpty }
        labels["ccId"] = String(code.ccId)
        labels["vdn"] = String(code.vdn)
        labels["innoId"] = String(code.innoId)
        labels["source"] = source
        let seen = watch.rule.sees(labels) ? labels : nil
        watch.seen[code] = .some(seen)
        return seen
    }

    private static func apply(_ watch: inout Watch, at time: Timestamp) throws -> [ReferenceTransition] {
        // The elements come in the order of their own labels, which decides between equal labels of alerts.
        var lines: [(place: Int, line: ReferenceTransition)] = []
        for element in watch.evaluation.history.elements[watch.grain, default: []] {
            if let line = try apply(element, &watch, at: time) { lines.append((lines.count, line)) }
        }
        return lines.sorted { left, right in
            left.line.labels == right.line.labels
                ? left.place < right.place : ReferenceHistory.precedes(left.line.labels, right.line.labels)
        }
        .map(\.line)
    }

    private static func apply(
        _ element: ReferenceElement,
        _ watch: inout Watch,
        at time: Timestamp
    ) throws -> ReferenceTransition? {
        let rule = watch.rule
        let before = watch.instances[element] ?? Instance(levels: rule.levels.map { _ in Level() })
        var after = before
        var endings: [String] = []
        if watch.evaluation.history.isAfterGap(element, at: time) {
            for index in after.levels.indices {
                after.levels[index].keepFiringSince = nil
                if after.levels[index].state == .pending { after.levels[index].state = .inactive }
            }
            if state(after) == .inactive { after.activeAt = time }
        }
        for index in after.levels.indices {
            let level = rule.levels[index]
            let when = watch.evaluation.truth(level.when, of: element, at: time)
            var end = when.map { !$0 }
            if let resolveWhen = level.resolveWhen {
                end = watch.evaluation.truth(resolveWhen, of: element, at: time)
            }
            if let ending = advance(&after.levels[index], level, when, end, rule.resolveNoDataAfter, time) {
                endings.append(ending)
            }
        }
        let (from, to) = (state(before), state(after))
        if from == .inactive, to != .inactive {
            after.activeAt = time
            after.startsAt = nil
            let shown = shownLevel(after)
            after.labels = try rule.labels(of: element, at: time, shown: shown, in: &watch.evaluation)
        }
        if from != .firing, to == .firing { after.startsAt = time }
        watch.instances[element] = after
        let severity = (before: severity(before, rule), after: severity(after, rule))
        guard from != to || (to == .firing && severity.before != severity.after) else { return nil }
        let endsFiring = from == .firing && to != .firing
        return ReferenceTransition(
            at: time,
            group: rule.group,
            alert: rule.alert,
            labels: after.labels,
            from: from.rawValue,
            to: to.rawValue,
            severity: endsFiring ? severity.before : severity.after,
            activeAt: (to == .inactive ? before.activeAt : after.activeAt) ?? time,
            startsAt: after.startsAt,
            reason: endsFiring && endings.allSatisfy { $0 == "no_data" } ? "no_data" : nil,
            values: values(of: element, watch.evaluation.history, at: time)
        )
    }

    /// The counters known at that poll; none for a group.
    private static func values(
        of element: ReferenceElement,
        _ history: ReferenceHistory,
        at time: Timestamp
    ) -> [Metric: Double]? {
        guard case .series = element else { return nil }
        guard let row = history.sample(of: element, at: time)?.row else { return [:] }
        return Dictionary(zip(Metric.allCases, row).compactMap { metric, value in value.map { (metric, $0) } }) { $1 }
    }

    /// One row of the table; gives why the level ended, if it did.
    private static func advance(
        _ level: inout Level,
        _ rule: CompiledRule.Level,
        _ when: Bool?,
        _ end: Bool?,
        _ resolveNoDataAfter: TimeSpan?,
        _ time: Timestamp
    ) -> String? {
        if end == nil {
            if level.unknownSince == nil { level.unknownSince = time }
        } else {
            level.unknownSince = nil
        }
        switch level.state {
        case .inactive:
            guard when == true else { return nil }
            level.activeAt = time
            level.state = .pending
            if rule.holdFor == .zero {
                level.state = .firing
                level.firedAt = time
            }
            return nil
        case .pending:
            if when == false { level.state = .inactive }
            if when == true, let activeAt = level.activeAt, time - activeAt >= rule.holdFor {
                level.state = .firing
                level.firedAt = time
            }
            return nil
        case .firing:
            if end == false { level.keepFiringSince = nil }
            if end == true {
                if level.keepFiringSince == nil { level.keepFiringSince = time }
                if let since = level.keepFiringSince, time - since >= rule.keepFiringFor {
                    level.state = .inactive
                    level.keepFiringSince = nil
                    return "condition"
                }
            }
            if end == nil, let limit = resolveNoDataAfter, let unknown = level.unknownSince, let fired = level.firedAt,
                time - max(unknown, fired) >= limit
            {
                level.state = .inactive
                level.keepFiringSince = nil
                return "no_data"
            }
            return nil
        }
    }

    private static func state(_ instance: Instance) -> State {
        let states = instance.levels.map(\.state)
        if states.contains(.firing) { return .firing }
        return states.contains(.pending) ? .pending : .inactive
    }

    private static func shownLevel(_ instance: Instance) -> Int {
        instance.levels.lastIndex { $0.state == .firing } ?? instance.levels.firstIndex { $0.state == .pending } ?? 0
    }

    private static func severity(_ instance: Instance, _ rule: CompiledRule) -> String? {
        instance.levels.lastIndex { $0.state == .firing }.flatMap { rule.levels[$0].severity }
    }
}
