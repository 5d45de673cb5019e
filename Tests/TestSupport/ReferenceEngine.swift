package import Model

/// What rules make of polls, one sentence of the rule language's reference at a time: dictionaries, optionals, no
/// cleverness, and no code in common with the engine that it judges.
///
/// It knows the language of single polls (no `by`, no `over`, no `previous`) and the whole life of an alert.
package struct ReferenceEngine {
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

    private struct Element: Hashable {
        var rule: Int
        var source: String
        var code: AccessCode
    }

    private let rules: [CompiledRule]
    private let staleness: TimeSpan
    private let labelsOf: (String, AccessCode) -> [String: String]
    private var instances: [Element: Instance] = [:]
    private var lastSample: [String: [AccessCode: Timestamp]] = [:]
    /// The labels of each element that its rule sees, nil for the others: they stay the same.
    private var grains: [Element: [String: String]?] = [:]

    /// The transitions that `rules` make of `polls`, in the order in which `replay` prints them.
    ///
    /// `labels` gives what a source and its catalog add to the labels of an access code.
    package static func transitions(
        rules: [ReferenceRule],
        polls: [Poll],
        staleness: TimeSpan = .minutes(5),
        labels: @escaping (String, AccessCode) -> [String: String] = { _, _ in [:] }
    ) throws -> [ReferenceTransition] {
        var engine = ReferenceEngine(
            rules: try rules.map(CompiledRule.init),
            staleness: staleness,
            labelsOf: labels
        )
        return polls.flatMap { engine.apply($0) }
    }

    private mutating func apply(_ poll: Poll) -> [ReferenceTransition] {
        var rows: [AccessCode: ReferenceExpression.Row] = [:]
        if case .snapshot(let snapshot) = poll.result {
            for (index, code) in snapshot.series.enumerated() {
                var row: ReferenceExpression.Row = [:]
                for metric in Metric.allCases { row[metric] = snapshot.value(metric, at: index) }
                rows[code] = row
            }
        }
        let known = Set(rows.keys).union((lastSample[poll.source] ?? [:]).keys)
        var lines: [ReferenceTransition] = []
        for rule in rules.indices {
            var ofRule: [(line: ReferenceTransition, grain: [String: String])] = []
            for code in known {
                let element = Element(rule: rule, source: poll.source, code: code)
                guard let grain = seenGrain(element) else { continue }
                if let line = apply(element, grain, rows[code], at: poll.time) { ofRule.append((line, grain)) }
            }
            lines += ofRule.sorted { left, right in
                left.line.labels == right.line.labels
                    ? Self.precedes(left.grain, right.grain) : Self.precedes(left.line.labels, right.line.labels)
            }
            .map(\.line)
        }
        for code in rows.keys { lastSample[poll.source, default: [:]][code] = poll.time }
        return lines
    }

    private static func precedes(_ left: [String: String], _ right: [String: String]) -> Bool {
        func scalars(_ labels: [String: String]) -> [[UInt32]] {
            labels.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
                .flatMap { [$0.key, $0.value] }
                .map { $0.unicodeScalars.map(\.value) }
        }
        return scalars(left).lexicographicallyPrecedes(scalars(right)) { $0.lexicographicallyPrecedes($1) }
    }

    private mutating func seenGrain(_ element: Element) -> [String: String]? {
        if let known = grains[element] { return known }
        let labels = grain(element.source, element.code)
        let grain = rules[element.rule].sees(labels) ? labels : nil
        grains[element] = .some(grain)
        return grain
    }

    private func grain(_ source: String, _ code: AccessCode) -> [String: String] {
        var labels = labelsOf(source, code).filter { !$0.value.isEmpty }
        labels["ccId"] = String(code.ccId)
        labels["vdn"] = String(code.vdn)
        labels["innoId"] = String(code.innoId)
        labels["source"] = source
        return labels
    }

    private mutating func apply(
        _ element: Element,
        _ grain: [String: String],
        _ row: ReferenceExpression.Row?,
        at time: Timestamp
    ) -> ReferenceTransition? {
        let rule = rules[element.rule]
        let before = instances[element] ?? Instance(levels: rule.levels.map { _ in Level() })
        var after = before
        var endings: [String] = []
        var isGap = false
        if row != nil, let last = lastSample[element.source]?[element.code] { isGap = time - last > staleness }
        if isGap {
            for index in after.levels.indices {
                after.levels[index].keepFiringSince = nil
                if after.levels[index].state == .pending { after.levels[index].state = .inactive }
            }
            if Self.state(after) == .inactive { after.activeAt = time }
        }
        for index in after.levels.indices {
            let level = rule.levels[index]
            let when = level.when.truth(row)
            let end = level.resolveWhen.map { $0.truth(row) } ?? when.map { !$0 }
            if let ending = Self.advance(&after.levels[index], level, when, end, rule.resolveNoDataAfter, time) {
                endings.append(ending)
            }
        }
        let (from, to) = (Self.state(before), Self.state(after))
        if from == .inactive, to != .inactive {
            after.activeAt = time
            after.startsAt = nil
            after.labels = rule.labels(grain, row, shown: Self.shownLevel(after))
        }
        if from != .firing, to == .firing { after.startsAt = time }
        defer { instances[element] = after }
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
            values: row ?? [:]
        )
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

    private func severity(_ instance: Instance, _ rule: CompiledRule) -> String? {
        instance.levels.lastIndex { $0.state == .firing }.flatMap { rule.levels[$0].severity }
    }
}
