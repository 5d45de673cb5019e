import Model

extension Scenario {
    /// The scenario with as much taken out as it still `fails` without: rules, polls, series, levels, what a rule has
    /// besides its conditions, and parts of these.
    package func shrunk(while fails: (Scenario) -> Bool) -> Scenario {
        let steps: [(Scenario) -> [Scenario]] = [
            \.withoutOneRule, \.withoutOnePoll, \.withoutOneSeries, \.withoutOneRow, \.withSimplerRules,
        ]
        var smallest = self
        var isShrinking = true
        while isShrinking {
            isShrinking = false
            for step in steps {
                var index = step(smallest).count - 1
                while index >= 0 {
                    let candidates = step(smallest)
                    if index < candidates.count, fails(candidates[index]) {
                        smallest = candidates[index]
                        isShrinking = true
                    }
                    index = min(index, candidates.count) - 1
                }
            }
        }
        return smallest
    }

    private func changed(_ change: (inout Scenario) -> Void) -> Scenario {
        var scenario = self
        change(&scenario)
        return scenario
    }

    private var withoutOneRule: [Scenario] {
        guard rules.count > 1 else { return [] }
        return rules.indices.map { index in changed { $0.rules.remove(at: index) } }
    }

    private var withoutOnePoll: [Scenario] {
        polls.indices.map { index in changed { $0.polls.remove(at: index) } }
    }

    private var withoutOneSeries: [Scenario] {
        let codes = polls.reduce(into: Set<AccessCode>()) { codes, poll in
            if case .snapshot(let snapshot) = poll.result { codes.formUnion(snapshot.series) }
        }
        return codes.sorted().map { code in
            changed { scenario in
                for index in scenario.polls.indices { scenario.polls[index].leaveOut(code) }
            }
        }
    }

    private var withoutOneRow: [Scenario] {
        polls.indices.flatMap { index -> [Scenario] in
            guard case .snapshot(let snapshot) = polls[index].result else { return [] }
            return snapshot.series.map { code in changed { $0.polls[index].leaveOut(code) } }
        }
    }

    private var withSimplerRules: [Scenario] {
        rules.indices.flatMap { index in rules[index].simpler.map { rule in changed { $0.rules[index] = rule } } }
    }
}

extension Poll {
    fileprivate mutating func leaveOut(_ code: AccessCode) {
        guard case .snapshot(let snapshot) = result else { return }
        var rest = Snapshot()
        for (index, other) in snapshot.series.enumerated() where other != code {
            rest.append(other, Metric.allCases.map { snapshot.value($0, at: index) })
        }
        result = .snapshot(rest)
    }
}

extension ReferenceRule {
    /// The rules that are one step simpler than this one.
    fileprivate var simpler: [ReferenceRule] {
        var rules: [ReferenceRule] = []
        func add(_ change: (inout ReferenceRule) -> Void) {
            var rule = self
            change(&rule)
            if rule != self { rules.append(rule) }
        }
        for index in levels.indices {
            for when in Self.simpler(levels[index].when) { add { $0.levels[index].when = when } }
            for resolveWhen in levels[index].resolveWhen.map(Self.simpler) ?? [] {
                add { $0.levels[index].resolveWhen = resolveWhen }
            }
            add { $0.levels[index].resolveWhen = nil }
            add { $0.levels[index].holdFor = .zero }
            add { $0.levels[index].keepFiringFor = .zero }
            if levels.count > 1 { add { $0.levels.remove(at: index) } }
        }
        add { $0.resolveNoDataAfter = nil }
        for index in matchers.indices { add { $0.matchers.remove(at: index) } }
        for index in labels.indices { add { $0.labels.remove(at: index) } }
        return rules
    }

    private static func simpler(_ text: String) -> [String] {
        let expression = try? ReferenceParser.parse(text)
        return expression.map { $0.smaller.map(\.description) } ?? []
    }
}
