package import Model

/// Rules and polls by chance, the same for the same seed, and the way to a small failing one.
package struct Scenario: Sendable {
    /// The rules.
    package var rules: [ReferenceRule]
    /// The polls, in order of their times.
    package var polls: [Poll]
    /// How long a series may be unseen before a gap.
    package var staleness: TimeSpan

    /// The scenario of `seed`.
    package init(seed: UInt64, ruleCount: Int = 4, pollCount: Int = 60) {
        var generator = SeededGenerator(seed: seed)
        staleness = .minutes(5)
        rules = (0..<ruleCount).map { Self.rule(number: $0, using: &generator) }
        polls = Self.polls(count: pollCount, using: &generator)
    }

    private static func rule(number: Int, using generator: inout SeededGenerator) -> ReferenceRule {
        func span() -> TimeSpan { .seconds(generator.pick([0, 0, 1, 15, 30, 60])) }
        func level(_ severity: String?) -> ReferenceRule.Level {
            let when = RandomExpressions.condition(depth: 3, using: &generator)
            let resolveWhen =
                generator.chance(40) ? RandomExpressions.condition(depth: 2, using: &generator).description : nil
            return ReferenceRule.Level(
                severity,
                when: when.description,
                resolveWhen: resolveWhen,
                for: span(),
                keepFiringFor: span()
            )
        }
        let severities: [String?] = generator.pick([[nil], [nil], ["low"], ["low", "high"], ["low", "mid", "high"]])
        let matchers: [[String]] = [
            [], [], ["vdn=\"1\""], ["innoId=~\"1|2\"", "source!=\"b\""], ["missing=\"\""], ["innoId!~\"[23]\""],
        ]
        let texts = [
            "x", "", "{{ labels.innoId }}", "{{ queueCallCount }}/{{ allCallCount }}", "{{ longestWaitTime }}",
            "{{ value }}", "{{ queueCallCount / allCallCount }}", "{{ longestWaitTime / 7 }} at {{ labels.none }}",
        ]
        return ReferenceRule(
            "R\(number)",
            group: number.isMultiple(of: 2) ? "even" : "odd",
            levels: severities.map(level),
            resolveNoDataAfter: generator.chance(50) ? .seconds(generator.pick([0, 15, 60, 400])) : nil,
            matchers: generator.pick(matchers),
            labels: generator.chance(50) ? [.init("team", generator.pick(texts)), .init("vdn", "v")] : []
        )
    }

    private static func polls(count: Int, using generator: inout SeededGenerator) -> [Poll] {
        var time = Timestamp(milliseconds: 1_700_000_000_000)
        return (0..<count).map { _ in
            time = time + .milliseconds(generator.pick([1, 5000, 15_000, 15_000, 15_000, 30_000, 300_000, 300_001]))
            return poll(source: generator.pick(["a", "a", "b"]), time: time, using: &generator)
        }
    }

    private static func poll(source: String, time: Timestamp, using generator: inout SeededGenerator) -> Poll {
        guard !generator.chance(8) else { return Poll(source: source, time: time, result: .failed) }
        var snapshot = Snapshot()
        var codes = [(1, 1), (1, 2), (2, 1), (2, 3)].map { AccessCode(ccId: 1, vdn: $0.0, innoId: $0.1) }
        codes.shuffle(using: &generator)
        for code in codes where !generator.chance(15) {
            var counters: [Double?] = []
            for metric in Metric.allCases {
                let values: [Double] = metric == .longestWaitTime ? [0, 30, 60, 61, 125] : [0, 1, 2, 3, 5]
                counters.append(generator.chance(10) ? nil : generator.pick(values))
            }
            snapshot.append(code, counters)
        }
        return Poll(source: source, time: time, result: .snapshot(snapshot))
    }

    /// The scenario with as many rules and polls taken out as it still `fails` without.
    package func shrunk(while fails: (Scenario) -> Bool) -> Scenario {
        var smallest = self
        var isShrinking = true
        while isShrinking {
            isShrinking = false
            for index in smallest.rules.indices.reversed() where smallest.rules.count > 1 {
                var candidate = smallest
                candidate.rules.remove(at: index)
                if fails(candidate) { (smallest, isShrinking) = (candidate, true) }
            }
            for index in smallest.polls.indices.reversed() where smallest.polls.indices.contains(index) {
                var candidate = smallest
                candidate.polls.remove(at: index)
                if fails(candidate) { (smallest, isShrinking) = (candidate, true) }
            }
        }
        return smallest
    }
}

extension Scenario: CustomStringConvertible {
    /// All that matters of it, for a failing test's message.
    package var description: String {
        let ruleLines = rules.flatMap { rule in
            ["rule \(rule.alert) matchers \(rule.matchers) no data \(rule.resolveNoDataAfter?.description ?? "never")"]
                + rule.labels.map { "    label \($0.name): \($0.text)" }
                + rule.levels.map { level in
                    "    \(level.severity ?? "-") when \(level.when) for \(level.holdFor) "
                        + "resolve_when \(level.resolveWhen ?? "-") keep \(level.keepFiringFor)"
                }
        }
        let pollLines = polls.map { poll in
            guard case .snapshot(let snapshot) = poll.result else {
                return "poll \(poll.source) \(poll.time.rfc3339) failed"
            }
            let rows = snapshot.series.enumerated().map { index, code in
                let counters = Metric.allCases.map { metric in
                    snapshot.value(metric, at: index).map { String(Int($0)) } ?? "?"
                }
                return "\(code.vdn)/\(code.innoId):\(counters.joined(separator: ","))"
            }
            return "poll \(poll.source) \(poll.time.rfc3339) \(rows.joined(separator: " "))"
        }
        return (ruleLines + pollLines).joined(separator: "\n")
    }
}
