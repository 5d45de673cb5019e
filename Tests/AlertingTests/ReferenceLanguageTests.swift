import Model
import TestSupport
import Testing

/// The naive reference itself, against values computed by hand.
struct ReferenceLanguageTests {
    /// Polls written as `0 5=1 6=2; 15 5=? 6=4; 30 !`.
    ///
    /// At second 0 one caller waits at access code 5 and two at 6, at 15 an unknown number at 5, at 30 the poll fails.
    /// Codes up to 9 are of VDN 1, up to 19 of VDN 2. The first waits for as many seconds; there are ten callers in all.
    private static func polls(_ script: String) throws -> [Poll] {
        try script.split(separator: ";").map { step in
            let words = step.split(separator: " ")
            let time = Timestamp.at(try #require(Int64(words[0])))
            if words.dropFirst().first == "!" { return .failed(at: time) }
            var snapshot = Snapshot()
            for word in words.dropFirst() {
                let parts = word.split(separator: "=")
                let innoId = try #require(Int64(parts[0]))
                let value = Double(parts[1])
                let code = AccessCode(ccId: 1, vdn: innoId / 10 + 1, innoId: innoId)
                snapshot.append(code, [10, 0, 0, value, value])
            }
            return Poll(source: "s", time: time, result: .snapshot(snapshot))
        }
    }

    private static func values(_ expression: String, _ script: String) throws -> String {
        try ReferenceEngine.values(
            of: expression,
            polls: polls(script),
            staleness: .seconds(60),
            labels: { code in code.innoId == 5 ? [:] : ["team": code.innoId.isMultiple(of: 2) ? "red" : "blue"] }
        )
    }

    @Test(arguments: [
        ("queueCallCount + 2 * -allCallCount", "0 5=1", "5:-19"),
        ("queueCallCount - 1 - 1", "0 5=1", "5:-1"),
        ("queueCallCount / agentCallCount", "0 5=1", "5:unknown"),
        ("queueCallCount * 1e308 * 10", "0 5=1", "5:unknown"),
        ("abs(queueCallCount - 4)", "0 5=1 6=5", "5:3 6:1"),
        ("min(queueCallCount, 3)", "0 5=1 6=? 7=4", "5:1 6:unknown 7:3"),
        ("queueCallCount above 10%", "0 5=0 6=1", "5:false 6:true"),
        ("longestWaitTime is 1m30s", "0 5=90", "5:true"),
        ("longestWaitTime at least 1500ms", "0 5=1 6=2", "5:false 6:true"),
        ("queueCallCount above 1 or allCallCount above 1", "0 5=?", "5:true"),
        ("queueCallCount above 1 and allCallCount above 10", "0 5=?", "5:false"),
        ("not queueCallCount is not 1", "0 5=1 6=? 8=2", "5:true 6:unknown 8:false"),
        ("queueCallCount above 1e+0", "0 5=2", "5:true"),
    ])
    func singleValues(expression: String, script: String, expected: String) throws {
        #expect(try Self.values(expression, script) == expected)
    }

    @Test(arguments: [
        ("sum(queueCallCount by vdn)", "0 5=1 6=2 15=4", "1:3 2:4"),
        ("avg(queueCallCount by vdn)", "0 5=1 6=2 7=? 15=?", "1:1.5 2:unknown"),
        ("min(queueCallCount by ())", "0 5=3 15=2", ":2"),
        ("max(queueCallCount by source)", "0 5=3 15=2", ":3"),
        ("stddev(queueCallCount by vdn)", "0 5=1 6=5", "1:2"),
        ("quantile(0.5, queueCallCount by vdn)", "0 5=1 6=2 7=5 8=9", "1:3.5"),
        ("quantile(90%, queueCallCount by vdn)", "0 5=0 6=10", "1:9"),
        ("quantile(1, queueCallCount by vdn)", "0 5=7 6=3", "1:7"),
        // An absent label is an empty one.
        ("sum(queueCallCount by team)", "0 5=1 6=2 8=4 15=8", ":1 blue:8 red:6"),
        ("count(queueCallCount above 1 by vdn)", "0 5=1 6=2 7=? 8=3 15=?", "1:2 2:unknown"),
        ("any(queueCallCount above 1 by vdn)", "0 5=1 6=? 15=2 16=?", "1:unknown 2:true"),
        ("all(queueCallCount above 1 by vdn)", "0 5=1 6=? 15=2 16=?", "1:false 2:unknown"),
        // Groups of groups: each counts once.
        ("avg(sum(queueCallCount by (team, vdn)) by vdn)", "0 6=2 8=4 7=10", "1:8"),
        ("count(sum(queueCallCount by (team, vdn)) above 5 by ())", "0 6=2 8=4 7=5 16=9", ":2"),
        // Spread to the members, and to finer groups.
        ("queueCallCount / sum(queueCallCount by vdn)", "0 5=1 6=3 15=0", "15:unknown 5:0.25 6:0.75"),
        (
            "max(queueCallCount by (vdn, team)) - max(queueCallCount by vdn)", "0 6=2 7=5 15=1",
            "blue,1:0 blue,2:0 red,1:-3"
        ),
        // A group with no member that was delivered is not seen, and neither is a constant then.
        ("sum(queueCallCount by vdn) above 0 or 1 is 1", "0 5=1 15=2; 15 5=1", "1:true 2:unknown"),
        ("max(queueCallCount by vdn) is 1 or allCallCount is 10", "0 5=1 6=1; 15 6=1", "5:unknown 6:true"),
        // A member is unknown while it was seen within the last staleness, and then is none.
        ("all(queueCallCount above 1 by vdn)", "0 5=2 6=2; 60 5=2", "1:unknown"),
        ("all(queueCallCount above 1 by vdn)", "0 5=2 6=2; 61 5=2", "1:true"),
        ("count(1 is 1 by vdn)", "0 5=2 6=2; 15 5=2", "1:1"),
    ])
    func valuesOfGroups(expression: String, script: String, expected: String) throws {
        #expect(try Self.values(expression, script) == expected)
    }

    @Test(arguments: [
        ("avg(queueCallCount over 30s)", "0 5=1; 15 5=2; 30 5=6", "5:3"),
        // The window is closed, and covered from its very beginning on.
        ("sum(queueCallCount over 30s)", "0 5=100; 15 5=1; 30 5=2; 45 5=3", "5:6"),
        ("sum(queueCallCount over 30001ms)", "0 5=1; 15 5=2; 30 5=3", "5:unknown"),
        ("sum(queueCallCount over 30s)", "0 5=?; 15 5=2; 30 5=3", "5:5"),
        ("sum(queueCallCount over 30s)", "0 5=?; 15 5=?; 30 5=?", "5:unknown"),
        ("min(queueCallCount over 15s)", "0 5=3; 15 5=2", "5:2"),
        ("max(queueCallCount over 15s)", "0 5=3; 15 5=2", "5:3"),
        ("stddev(queueCallCount over 15s)", "0 5=1; 15 5=5", "5:2"),
        ("quantile(25%, queueCallCount over 45s)", "0 5=4; 15 5=1; 30 5=2; 45 5=3", "5:1.75"),
        ("count(queueCallCount above 1 over 45s)", "0 5=1; 15 5=2; 30 5=?; 45 5=3", "5:2"),
        ("share(queueCallCount above 1 over 45s)", "0 5=1; 15 5=2; 30 5=?; 40 5=3; 45 5=0", "5:0.5"),
        ("share(queueCallCount above 1 over 15s)", "0 5=?; 15 5=?", "5:unknown"),
        ("change(queueCallCount over 30s)", "0 5=9; 15 5=?; 30 5=4", "5:-5"),
        ("change(queueCallCount over 30s)", "0 5=?; 15 5=?; 30 5=4", "5:0"),
        ("slope(queueCallCount over 20s)", "0 5=1; 10 5=2; 20 5=6", "5:0.25"),
        ("slope(queueCallCount over 20s)", "0 5=?; 10 5=?; 20 5=6", "5:unknown"),
        // The line through the known samples 2 and 6, ten seconds apart, read 10 s after the last of them.
        ("forecast(queueCallCount over 20s in 10s)", "0 5=?; 10 5=2; 20 5=6", "5:10"),
        ("forecast(queueCallCount over 20s in 10s)", "0 5=2; 10 5=4; 20 5=?", "5:8"),
        // What is not delivered is no sample; what the poll lacks is unknown, windows included.
        ("count(allCallCount is 10 over 30s)", "0 5=1; 15 6=1; 30 5=1", "5:2 6:unknown"),
        ("sum(queueCallCount over 15s)", "0 5=1; 15 6=1", "5:unknown 6:unknown"),
        ("sum(queueCallCount over 30s)", "0 5=1; 15 !; 30 5=1", "5:2"),
        ("sum(queueCallCount over 15s)", "0 5=1; 15 !", "5:unknown"),
        ("count(1 is 1 over 30s)", "0 5=1; 15 5=?; 30 5=1", "5:3"),
        // Exactly the staleness is no gap; after one the windows begin anew.
        ("sum(queueCallCount over 1m)", "0 5=1; 60 5=2", "5:3"),
        ("sum(queueCallCount over 15s)", "0 5=1; 61 5=2", "5:unknown"),
        ("sum(queueCallCount over 15s)", "0 5=1; 61 5=2; 76 5=3", "5:5"),
        // The element's own age counts: the group is as old as its first member.
        ("sum(sum(queueCallCount by vdn) over 30s)", "0 5=1; 15 5=1 6=2; 30 5=1 6=2", "1:7"),
        ("sum(sum(queueCallCount over 30s) by vdn)", "0 5=1; 15 5=1 6=2; 30 5=1 6=2", "1:3"),
        ("avg(sum(queueCallCount by vdn) over 1m)", "0 5=1; 60 6=2; 61 5=3", "1:2.5"),
        // A window of windows: the inner one is known from its own beginning on.
        ("sum(sum(queueCallCount over 15s) over 30s)", "0 5=1; 15 5=2; 30 5=4", "5:9"),
        // Of each series' part of its group's callers, over the polls at which the series was seen.
        (
            "max(queueCallCount / sum(queueCallCount by vdn) over 30s)", "0 5=1 6=1; 15 5=3 6=1; 30 5=0 6=1",
            "5:0.75 6:1"
        ),
    ])
    func valuesOverTime(expression: String, script: String, expected: String) throws {
        #expect(try Self.values(expression, script) == expected)
    }

    @Test(arguments: [
        ("previous(queueCallCount)", "0 5=1", "5:unknown"),
        ("previous(queueCallCount)", "0 5=1; 15 5=2", "5:1"),
        ("previous(queueCallCount)", "0 5=?; 15 5=2", "5:unknown"),
        ("previous(queueCallCount)", "0 5=1; 15 6=1; 30 5=2", "5:1 6:unknown"),
        ("previous(queueCallCount)", "0 5=1; 15 !; 60 5=2", "5:1"),
        ("previous(queueCallCount)", "0 5=1; 61 5=2", "5:unknown"),
        ("previous(previous(queueCallCount))", "0 5=1; 15 5=2; 30 5=3", "5:1"),
        ("previous(sum(queueCallCount by vdn))", "0 5=1 6=2; 15 6=7", "1:3"),
        ("queueCallCount - previous(queueCallCount) above 0", "0 5=1; 15 5=2", "5:true"),
        ("sum(queueCallCount - previous(queueCallCount) over 30s)", "0 5=1; 15 5=4; 30 5=6", "5:5"),
        ("previous(sum(queueCallCount over 15s))", "0 5=1; 15 5=2; 30 5=3", "5:3"),
    ])
    func valuesOfThePollBefore(expression: String, script: String, expected: String) throws {
        #expect(try Self.values(expression, script) == expected)
    }

    /// `STATE at SECOND` of each transition.
    private static func life(_ rule: ReferenceRule, _ script: String) throws -> [String] {
        let outcome = try ReferenceEngine.run(rules: [rule], polls: polls(script), staleness: .seconds(60))
        return outcome.transitions.map { line in
            let group = line.labels.filter { $0.key != "alertname" }.sorted { $0.key < $1.key }
            let pairs = group.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            return
                "\(Int(line.at.testSeconds)) \(line.from)-\(line.to) \(pairs) \(line.values == nil ? "group" : "series")"
        }
    }

    @Test func alertOfAGroupHasItsLabelsAndItsOwnLife() throws {
        let rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10", for: .seconds(30))
        let script = "0 5=6 6=5 15=1; 15 6=11; 30 5=11; 45 5=1 6=1"
        #expect(
            try Self.life(rule, script) == [
                "0 inactive-pending source=s,vdn=1 group", "30 pending-firing source=s,vdn=1 group",
                "45 firing-inactive source=s,vdn=1 group",
            ]
        )
    }

    @Test func groupHasAGapOnlyWhenNoMemberWasSeen() throws {
        let rule = ReferenceRule("R", when: "sum(queueCallCount by vdn) above 10", for: .seconds(70))
        #expect(
            try Self.life(rule, "0 5=11; 50 6=11; 100 5=11") == [
                "0 inactive-pending source=s,vdn=1 group", "100 pending-firing source=s,vdn=1 group",
            ]
        )
        // Pending again from the first sample after the gap on, without a transition.
        #expect(
            try Self.life(rule, "0 5=11; 61 6=11; 100 5=11; 131 5=11") == [
                "0 inactive-pending source=s,vdn=1 group", "131 pending-firing source=s,vdn=1 group",
            ]
        )
    }

    @Test func ruleSeesOnlyTheMembersThatItsMatchersLeave() throws {
        let rule = ReferenceRule(
            "R",
            when: "sum(queueCallCount by ()) above 10",
            matchers: ["innoId=~\"5|6\"", "vdn=1"]
        )
        #expect(try Self.life(rule, "0 5=6 7=9 15=9; 15 5=6 6=5") == ["15 inactive-firing source=s group"])
    }
}
