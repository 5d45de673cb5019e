import Model
import TestSupport
import Testing

@testable import Alerting

/// Which alerts inhibit which.
struct InhibitionIndexTests {
    private static let fast = Labels(["alertname": "Down", "severity": "critical", "vdn": "1"])
    private static let slow = Labels(["alertname": "Slow", "severity": "warning", "vdn": "1"])

    private static func rule(equal: [String] = []) -> InhibitRule {
        InhibitRule(
            sourceMatchers: [Matcher("severity", equals: "critical")],
            targetMatchers: [Matcher("severity", equals: "warning")],
            equal: equal
        )
    }

    private func index(_ rules: [InhibitRule], firing alerts: Labels...) -> InhibitionIndex {
        var index = InhibitionIndex(rules)
        for labels in alerts { index.set(labels, of: Fingerprint(of: labels)) }
        return index
    }

    @Test func sourceInhibitsWhatTheTargetSideMatches() {
        let index = index([Self.rule()], firing: Self.fast)
        let expected = [Inhibition(source: Fingerprint(of: Self.fast), rule: 0)]
        #expect(index.inhibitions(of: Self.slow) == expected)
        #expect(index.inhibitions(of: ["severity": "page"]) == [])
        #expect(index.inhibitions(of: Self.fast) == [])
    }

    @Test func inhibitionEndsWithItsSource() {
        var index = index([Self.rule()], firing: Self.fast)
        index.set(nil, of: Fingerprint(of: Self.fast))
        #expect(index.inhibitions(of: Self.slow) == [])
        #expect(index.rulesToTry(asTarget: Self.slow) == [])
    }

    @Test func sourceWhoseSeverityFallsInhibitsNoLonger() {
        var index = index([Self.rule()], firing: Self.fast)
        index.set(Self.fast.overlaid(with: [("severity", "info")]), of: Fingerprint(of: Self.fast))
        #expect(index.inhibitions(of: Self.slow) == [])
    }

    @Test(
        arguments: [
            (["vdn"], ["severity": "critical", "vdn": "1"], true),
            (["vdn"], ["severity": "critical", "vdn": "2"], false),
            (["vdn"], ["severity": "critical"], false),
            (["site"], ["severity": "critical"], true),
            (["site"], ["severity": "critical", "site": "x"], false),
            (["vdn", "site"], ["severity": "critical", "vdn": "1"], true),
        ] as [([String], Labels, Bool)]
    )
    func labelsHaveToBeEqualAndAbsentOnesAreEmpty(equal: [String], source: Labels, inhibits: Bool) {
        let index = index([Self.rule(equal: equal)], firing: source)
        #expect(index.inhibitions(of: Self.slow).isEmpty == !inhibits)
    }

    @Test func alertOfBothSidesIsInhibitedByOneSidedSourcesAlone() {
        let rule = InhibitRule(
            sourceMatchers: [Matcher("team", equals: "a")],
            targetMatchers: [Matcher("severity", equals: "warning")]
        )
        let both = Labels(["team": "a", "severity": "warning", "n": "1"])
        let other = Labels(["team": "a", "severity": "warning", "n": "2"])
        let source = Labels(["team": "a", "severity": "critical"])
        var index = index([rule], firing: both, other)
        #expect(index.inhibitions(of: both) == [])
        #expect(index.inhibitions(of: ["team": "b", "severity": "warning"]).count == 1)
        index.set(source, of: Fingerprint(of: source))
        #expect(index.inhibitions(of: both).map(\.source) == [Fingerprint(of: source)])
    }

    @Test func ruleWithoutMatchersIsAboutEveryAlertButThoseOfBothSides() {
        let rule = InhibitRule(sourceMatchers: [], targetMatchers: [Matcher("severity", equals: "warning")])
        let index = index([rule], firing: Self.fast, Self.slow)
        #expect(index.inhibitions(of: Self.slow).map(\.source) == [Fingerprint(of: Self.fast)])
    }

    // MARK: Against the naive reference

    /// Alertmanager's meaning, word for word: every rule, every alert.
    private func reference(_ rules: [InhibitRule], _ firing: [Labels], _ target: Labels) -> [Inhibition] {
        rules.enumerated().compactMap { index, rule in
            guard rule.targetMatchers.matches(target) else { return nil }
            let isTwoSided = rule.sourceMatchers.matches(target)
            let sources = firing.filter { source in
                rule.sourceMatchers.matches(source)
                    && rule.equal.allSatisfy { source[$0] ?? "" == target[$0] ?? "" }
                    && !(isTwoSided && rule.targetMatchers.matches(source))
            }
            return sources.map { Fingerprint(of: $0) }.min { $0.value < $1.value }
                .map { Inhibition(source: $0, rule: index) }
        }
    }

    @Test(arguments: Effort.blocks(short: 4, long: 40))
    func indexFindsWhatTheReferenceFinds(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            var generator = SeededGenerator(seed: seed)
            let rules = try (0..<6).map { _ in
                InhibitRule(
                    sourceMatchers: try Self.matchers(&generator),
                    targetMatchers: try Self.matchers(&generator),
                    equal: ["team", "site", "none"].filter { _ in generator.chance(40) }
                )
            }
            var index = InhibitionIndex(rules)
            var firing: [Labels] = []
            for _ in 0..<60 {
                let labels = Self.labels(&generator)
                if let place = firing.firstIndex(of: labels) {
                    firing.remove(at: place)
                    index.set(nil, of: Fingerprint(of: labels))
                } else {
                    firing.append(labels)
                    index.set(labels, of: Fingerprint(of: labels))
                }
                let target = generator.chance(50) ? labels : Self.labels(&generator)
                #expect(index.inhibitions(of: target) == reference(rules, firing, target), "seed \(seed)")
            }
        }
    }

    private static func labels(_ generator: inout SeededGenerator) -> Labels {
        var labels = Labels()
        for name in ["team", "site", "severity"] where generator.chance(70) {
            labels[name] = generator.pick(["a", "b", "c"])
        }
        return labels
    }

    private static func matchers(_ generator: inout SeededGenerator) throws -> [Matcher] {
        var matchers: [Matcher] = []
        for name in ["team", "site", "severity"] where generator.chance(45) {
            let comparison = generator.pick(Matcher.Operator.allCases)
            matchers.append(try Matcher(name, comparison, generator.pick(["a", "b", "a|c", ""])))
        }
        return matchers
    }

    // MARK: Steps

    @Test func tenThousandAlertsAreTriedAgainstFewOfAHundredRules() throws {
        let rules = try (0..<100).map { number in
            InhibitRule(
                sourceMatchers: [Matcher("alertname", equals: "Down\(number)")],
                targetMatchers: [
                    try Matcher("severity", .matches, "warning|info"), Matcher("team", equals: "team\(number)"),
                ],
                equal: ["vdn"]
            )
        }
        var index = InhibitionIndex(rules)
        var tried = 0
        func target(_ number: Int) -> Labels {
            ["alertname": "Slow", "severity": "warning", "team": "team\(number % 100)", "vdn": "\(number)"]
        }
        for number in 0..<10_000 {
            let labels = target(number)
            tried += index.rulesToTry(asSource: labels).count
            index.set(labels, of: Fingerprint(of: labels))
            // While nothing inhibits, nothing is looked for.
            tried += index.rulesToTry(asTarget: labels).count
        }
        #expect(tried == 0)
        let source: Labels = ["alertname": "Down7", "severity": "critical", "vdn": "207"]
        tried += index.rulesToTry(asSource: source).count
        index.set(source, of: Fingerprint(of: source))
        for number in 0..<10_000 { tried += index.rulesToTry(asTarget: target(number)).count }
        // The source tries its own rule, and each alert of the rule's team that one rule.
        #expect(tried == 101)
        #expect((0..<10_000).filter { !index.inhibitions(of: target($0)).isEmpty } == [207])
    }
}
