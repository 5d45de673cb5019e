package import Model

/// Rules and polls by chance, the same for the same seed, and the way to a small failing one.
package struct Scenario: Sendable {
    /// The rules.
    package var rules: [ReferenceRule]
    /// The polls, in order of their times.
    package var polls: [Poll]
    /// How long a series may be unseen before a gap.
    package var staleness: TimeSpan

    /// Which part of the rule language the rules are written in.
    package enum Language: Sendable {
        /// What needs a single poll and a single series.
        case instant
        /// All of it: groups, windows, and calls inside calls.
        case whole
    }

    /// The access codes that are asked for, with the labels that the catalog gives them.
    package static let catalog: [AccessCode: [String: String]] = [
        AccessCode(ccId: 1, vdn: 1, innoId: 1): ["team": "red", "zone": "north"],
        AccessCode(ccId: 1, vdn: 1, innoId: 2): ["team": "blue"],
        AccessCode(ccId: 1, vdn: 2, innoId: 1): ["team": "red", "zone": "south"],
        AccessCode(ccId: 1, vdn: 2, innoId: 3): [:],
    ]

    /// The scenario of `seed`.
    package init(seed: UInt64, language: Language = .instant, ruleCount: Int = 4, pollCount: Int = 60) {
        var generator = SeededGenerator(seed: seed)
        staleness = language == .instant ? .minutes(5) : .seconds(generator.pick([300, 300, 60, 45, 30]))
        rules = (0..<ruleCount).map { Self.rule(number: $0, language, using: &generator) }
        polls = Self.polls(count: pollCount, steps: Self.steps(language, staleness), using: &generator)
    }

    private static func rule(
        number: Int,
        _ language: Language,
        using generator: inout SeededGenerator
    ) -> ReferenceRule {
        func span() -> TimeSpan { .seconds(generator.pick([0, 0, 1, 15, 30, 60])) }
        var expressions = RandomExpressions(seed: generator.next(), hasCalls: language == .whole)
        let grain = expressions.grain()
        func level(_ severity: String?) -> ReferenceRule.Level {
            let when = expressions.condition(depth: 3, grain)
            let resolveWhen = generator.chance(40) ? expressions.condition(depth: 2, grain).description : nil
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
        let levels = severities.map(level)
        return ReferenceRule(
            "R\(number)",
            group: number.isMultiple(of: 2) ? "even" : "odd",
            levels: levels,
            resolveNoDataAfter: generator.chance(50) ? .seconds(generator.pick([0, 15, 60, 400])) : nil,
            matchers: generator.pick(matchers),
            labels: generator.chance(50) ? labels(for: grain, hasValue: hasValue(levels), using: &generator) : []
        )
    }

    /// Whether `{{ value }}` stands for something in every level.
    private static func hasValue(_ levels: [ReferenceRule.Level]) -> Bool {
        levels.allSatisfy { level in (try? ReferenceParser.parse(level.when).firstComparison) != nil }
    }

    private static func labels(
        for grain: ReferenceGrain,
        hasValue: Bool,
        using generator: inout SeededGenerator
    ) -> [ReferenceRule.Label] {
        var texts = ["x", "", "{{ labels.innoId }}", "{{ labels.team }} of {{ labels.none }}"]
        if hasValue { texts.append("{{ value }}") }
        if case .group(let labels) = grain {
            let list = labels.joined(separator: ", ")
            texts += ["{{ sum(queueCallCount by (\(list))) }}", "{{ avg(longestWaitTime by (\(list))) }} waited"]
        } else {
            texts += [
                "{{ queueCallCount }}/{{ allCallCount }}", "{{ longestWaitTime }}",
                "{{ queueCallCount / allCallCount }}", "{{ longestWaitTime / 7 }}",
            ]
        }
        return [.init("team", generator.pick(texts)), .init("vdn", "v")]
    }

    /// The milliseconds that may pass between polls; gaps are rare where windows are to be covered.
    private static func steps(_ language: Language, _ staleness: TimeSpan) -> [Int64] {
        let gap = staleness.milliseconds
        let few: [Int64] = [1, 5000, 15_000, 15_000, 15_000, 30_000, gap]
        return language == .instant ? few + [gap + 1] : few + few + few + few + [gap + 1]
    }

    private static func polls(count: Int, steps: [Int64], using generator: inout SeededGenerator) -> [Poll] {
        var time = Timestamp(milliseconds: 1_700_000_000_000)
        return (0..<count).map { _ in
            time = time + .milliseconds(generator.pick(steps))
            return poll(source: generator.pick(["a", "a", "b"]), time: time, using: &generator)
        }
    }

    private static func poll(source: String, time: Timestamp, using generator: inout SeededGenerator) -> Poll {
        guard !generator.chance(8) else { return Poll(source: source, time: time, result: .failed) }
        var snapshot = Snapshot()
        var codes = catalog.keys.sorted()
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
