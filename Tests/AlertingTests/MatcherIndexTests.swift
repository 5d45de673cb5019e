import Model
import TestSupport
import Testing

@testable import Alerting

/// Lists of matchers, found by labels.
struct MatcherIndexTests {
    @Test func elementsSpreadOverTheirMostSelectiveLabels() {
        var index = MatcherIndex<Int>()
        for number in 0..<10_000 {
            index.insert(number, [Matcher("alertname", equals: "Backlog"), Matcher("innoId", equals: "\(number)")])
        }
        // The first may stand under the name that all share.
        let found = index.candidates(for: ["alertname": "Backlog", "innoId": "77", "vdn": "1"])
        #expect(found.contains(77) && found.count <= 2)
        #expect(index.candidates(for: ["alertname": "Other", "innoId": "none"]).isEmpty)
    }

    @Test func matchersThatAnAbsentLabelSatisfiesAreFoundByEveryLabels() throws {
        var index = MatcherIndex<Int>()
        index.insert(1, [])
        index.insert(2, [Matcher("team", equals: "")])
        index.insert(3, [try Matcher("team", .notEqual, "a")])
        index.insert(4, [try Matcher("team", .matches, "a")])
        #expect(index.candidates(for: [:]).sorted() == [1, 2, 3, 4])
    }

    @Test(arguments: Effort.blocks(short: 2, long: 20))
    func noElementThatMatchesIsMissed(block: UInt64) throws {
        for seed in block * 10..<(block + 1) * 10 {
            var generator = SeededGenerator(seed: seed)
            var index = MatcherIndex<Int>()
            var kept: [Int: [Matcher]] = [:]
            for step in 0..<200 {
                if generator.chance(30), let element = kept.keys.min() {
                    index.remove(element)
                    kept[element] = nil
                } else {
                    let matchers = try ["a", "b"].filter { _ in generator.chance(60) }.map { name in
                        try Matcher(name, generator.pick([.equal, .equal, .matches]), generator.pick(["1", "2", ""]))
                    }
                    index.insert(step, matchers)
                    kept[step] = matchers
                }
                let labels = Labels(["a": generator.pick(["1", "2", ""]), "b": generator.pick(["1", "2", ""])])
                let candidates = index.candidates(for: labels)
                #expect(Set(candidates).count == candidates.count, "seed \(seed)")
                #expect(Set(candidates).isSubset(of: kept.keys), "seed \(seed)")
                for (element, matchers) in kept where matchers.matches(labels) {
                    #expect(candidates.contains(element), "seed \(seed)")
                }
            }
            for element in kept.keys { index.remove(element) }
            #expect(index.candidates(for: ["a": "1", "b": "1"]).isEmpty, "seed \(seed)")
        }
    }
}
