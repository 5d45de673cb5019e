import Alerting
import ConfigFiles
import Diagnostics
import Expressions
import Model
import Testing

struct RuleFilesTests {
    private func load(_ text: String) -> Loaded<RuleSet> {
        RuleFiles.load(["a.rules.yaml"], files: MemoryFiles(["a.rules.yaml": text]).access)
    }

    private func rule(_ text: String) throws -> Rule {
        let loaded = load("groups:\n  - name: g\n    rules:\n      - \(text)\n")
        #expect(loaded.diagnostics.isEmpty, "\(DiagnosticRenderer().text(loaded.diagnostics))")
        return try #require(loaded.value?.rules.first)
    }

    @Test func whatIsNotWrittenHasItsDefault() throws {
        let rule = try rule("{ alert: A, when: queueCallCount above 20 }")
        #expect(rule.group == "g")
        #expect(rule.alert == "A")
        #expect(rule.matchers.isEmpty)
        #expect(rule.labels.isEmpty)
        #expect(rule.annotations.isEmpty)
        #expect(!rule.hasLevels)
        #expect(rule.levels.map(\.timing) == [LevelTiming()])
        #expect(rule.levels[0].resolveWhen == nil)
    }

    @Test func timesOfTheRuleAreTheDefaultsOfItsLevels() throws {
        let rule = try rule(
            """
            { alert: A, for: 1m, keep_firing_for: 2m, resolve_no_data_after: 0, resolve_when: queueCallCount below 5,
                      levels: [{ severity: low, when: queueCallCount above 10 },
                       { severity: high, when: queueCallCount above 20, for: 0, keep_firing_for: 3m,
                         resolve_when: queueCallCount below 15 }] }
            """
        )
        #expect(rule.levels.map(\.severity) == ["low", "high"])
        #expect(
            rule.levels.map(\.timing) == [
                LevelTiming(holdFor: .minutes(1), keepFiringFor: .minutes(2), resolveNoDataAfter: .zero),
                LevelTiming(holdFor: .zero, keepFiringFor: .minutes(3), resolveNoDataAfter: .zero),
            ]
        )
        #expect(
            rule.levels.map { $0.resolveWhen?.source.text } == ["queueCallCount below 5", "queueCallCount below 15"]
        )
    }

    @Test(arguments: [
        (
            "{ alert: A, when: queueCallCount above 2, levels: [{ severity: low, when: queueCallCount above 1 }] }",
            "conflicting-keys 51"
        ),
        (
            "{ alert: A, levels: [{ severity: low, when: queueCallCount above 1 }], when: queueCallCount above 2 }",
            "conflicting-keys 80"
        ),
        ("{ alert: A, levels: [{ severity: low }] }", "missing-key 32"),
        ("{ alert: A, levels: [{ when: queueCallCount above 1 }] }", "missing-key 32"),
        (
            "{ alert: A, levels: [{ severity: low, when: queueCallCount above 1, resolve_no_data_after: 1m }] }",
            "unknown-key 77"
        ),
        ("{ alert: A, severity: low, when: queueCallCount above 1 }", "unknown-key 21"),
        ("{ alert: A, when: queueCallCount above 1, for: 0, keep_firing_for: 5 }", "duration-without-unit 76"),
    ])
    func aRuleIsOneConditionOrItsLevels(_ rule: String, _ expected: String) {
        let loaded = load("groups:\n  - name: g\n    rules:\n      - \(rule)\n")
        #expect(loaded.diagnostics.map { "\($0.id) \($0.range.start.column)" } == [expected])
    }

    @Test func aGroupHasRules() {
        let loaded = load("groups: [{ name: g, rules: [] }, { name: h }]")
        #expect(
            loaded.diagnostics.map { "\($0.id) \($0.range.start.column)" } == ["empty-list 28", "missing-key 36"]
        )
    }

    @Test func conditionsAndTextsOfARuleAreAboutTheSame() {
        let loaded = load(
            """
            groups:
              - name: g
                labels: { queue: "{{ queueCallCount }}" }
                rules:
                  - alert: A
                    resolve_when: queueCallCount below 5
                    when: sum(queueCallCount by vdn) above 5
                  - alert: B
                    when: sum(queueCallCount by vdn) above 5
                    annotations:
                      whole: "{{ sum(queueCallCount by ()) }}"
                      team: "{{ sum(queueCallCount by (vdn, team)) }}"
                  - alert: C
                    when: max(queueCallCount by team) above 5
                  - alert: D
                    levels:
                      - { severity: low, when: queueCallCount above 5 }
                      - { severity: high, when: max(queueCallCount by team) above 5 }
            """
        )
        #expect(
            loaded.diagnostics.map { "\($0.id) \($0.range.start.line):\($0.range.start.column)" } == [
                "grain-mismatch 3:26", "grain-mismatch 7:15", "grain-mismatch 12:21", "grain-mismatch 18:37",
            ]
        )
        #expect(loaded.value == nil)
    }

    @Test func matchersAndLabelsOfTheGroupComeFirst() throws {
        let loaded = load(
            """
            groups:
              - name: g
                matchers: [vdn="170"]
                labels: { team: voice, severity: info }
                rules:
                  - { alert: A, when: queueCallCount above 1, matchers: ['name!=""'], labels: { team: "", site: x } }
                  - alert: B
                    levels: [{ severity: high, when: queueCallCount above 2 }]
            """
        )
        let rules = try #require(loaded.value?.rules)
        #expect(rules[0].matchers.map(\.description) == [#"vdn="170""#, #"name!="""#])
        #expect(rules[0].labels.map(\.name) == ["team", "severity", "team", "site"])
        #expect(rules[1].labels.map(\.name) == ["team"])
    }

    @Test func aKeyWithNoValueIsAsIfAbsent() throws {
        let rule = try rule("{ alert: A, when: queueCallCount above 1, for: , levels: ~, labels: null, matchers: }")
        #expect(rule.levels[0].timing.holdFor == .zero)
    }

    @Test func foldersGiveTheirRuleFilesByName() throws {
        func file(_ group: String) -> String {
            "groups: [{ name: \(group), labels: { team: \(group) }, rules: [{ alert: A, when: queueCallCount above 1 }] }]"
        }
        let memory = MemoryFiles([
            "rules/b.rules.yaml": file("b"), "rules/a.rules.yaml": file("a"), "rules/callwatch.yaml": "x",
            "rules/deep/d.rules.yaml": "x", "z.yaml": file("z"),
        ])
        let loaded = RuleFiles.load(["z.yaml", "rules", "rules/a.rules.yaml"], files: memory.access)
        #expect(loaded.diagnostics.isEmpty)
        #expect(loaded.value?.rules.map(\.group) == ["z", "a", "b"])
        #expect(loaded.folders == ["rules"])
        #expect(Set(loaded.files).isSuperset(of: ["rules/a.rules.yaml", "rules/b.rules.yaml", "z.yaml"]))
    }

    @Test func mistakesAreFoundBesideMissingKeys() {
        let loaded = load("groups: [{ rules: [{ when: queueCalls above 1 }, { alert: A, labels: { alertname: x } }] }]")
        #expect(loaded.value == nil)
        #expect(
            loaded.diagnostics.map(\.id) == [
                "missing-key", "missing-key", "unknown-metric", "missing-key", "reserved-label",
            ]
        )
    }

    @Test(arguments: ["", "# nothing", "groups:", "groups: []", "---\n", "slas: []", "groups: []\nslas:"])
    func aFileWithoutGroupsIsAMistakeAtItsFirstCharacter(_ text: String) throws {
        let loaded = load(text)
        #expect(loaded.diagnostics.map(\.id) == ["no-groups"])
        #expect(loaded.diagnostics.first?.range.start == SourcePosition(line: 1, column: 1))
    }

    @Test func slasStandBehindTheGroupsOfTheirFileWhereverTheyAreWritten() throws {
        let loaded = load(
            """
            slas:
              - { name: S, good: longestWaitTime at most 60s, objective: 95%, window: 30d }
              - { name: T, good: longestWaitTime at most 60s, by: [], objective: 99.9%, window: 1h }
            groups:
              - name: g
                rules: [{ alert: A, when: queueCallCount above 20 }]
            """
        )
        #expect(loaded.diagnostics.map(\.id) == [])
        let rules = try #require(loaded.value?.rules)
        #expect(rules.map { "\($0.group)/\($0.alert)" } == ["g/A", "slas/S", "slas/T"])
        #expect(rules.map { $0.levels.map(\.severity) } == [[nil], ["warning", "critical"], ["warning", "critical"]])
        #expect(rules.map { $0.objective?.percent } == [nil, 95, 99.9])
    }

    @Test func aFileOfSLAsAloneIsARuleFile() {
        let loaded = load("slas: [{ name: S, good: longestWaitTime at most 60s, objective: 95%, window: 30d }]")
        #expect(loaded.diagnostics.map(\.id) == [])
        #expect(loaded.value?.rules.count == 1)
    }
}
