import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing
import YAML

struct IncludeTests {
    @Test func listsAreJoinedAndPathsAreRelativeToTheFileThatNamesThem() throws {
        let settings = try ConfigurationCase(
            whole: """
                include: [teams/*/*.yaml]
                rule_files: ["*.rules.yaml"]
                route: { receiver: ops, routes: [{ receiver: ops }] }
                receivers: [{ name: ops }]
                storage: { retention: 1d }
                """,
            files: [
                "etc/teams/voice/a.yaml": """
                rule_files: ["*.rules.yml"]
                include: [../../callwatch.yaml]
                receivers: [{ name: voice }]
                route: { routes: [{ receiver: voice }] }
                storage: { path: own.db }
                sources: [{ name: v, recording: polls.jsonl }]
                """,
                "etc/teams/voice/v.rules.yml":
                    "groups: [{ name: v, rules: [{ alert: V, when: ivrCallCount above 1 }] }]",
                "etc/teams/voice/polls.jsonl": "",
                "etc/teams/chat/b.yaml": "receivers: [{ name: chat }]",
                "etc/teams/chat/.hidden.yaml": "nonsense: 1",
            ]
        ).settings()
        #expect(settings.alerting.rules.rules.map(\.alert) == ["A", "V"])
        #expect(settings.alerting.receivers.keys.sorted() == ["chat", "ops", "voice"])
        #expect(settings.alerting.route.routes.map(\.receiver) == ["ops", "voice"])
        #expect(settings.storage.path == "etc/teams/voice/own.db")
        #expect(settings.storage.retention == .days(1))
        #expect(settings.sources.map(\.origin) == [.recording(path: "etc/teams/voice/polls.jsonl")])
        #expect(
            settings.documents.map(\.file.name) == [
                "etc/callwatch.yaml", "etc/teams/chat/b.yaml", "etc/teams/voice/a.yaml",
            ]
        )
    }

    @Test func aValueGivenTwiceShowsBothPlaces() throws {
        let loaded = ConfigurationCase("staleness: 5m\ninclude: [b.yaml]", files: ["etc/b.yaml": "\nstaleness: 5m"])
            .load()
        let diagnostic = try #require(loaded.diagnostics.first)
        #expect(loaded.diagnostics.map(\.id) == ["given-twice"])
        #expect(diagnostic.range.file.name == "etc/b.yaml")
        #expect(diagnostic.range.start == .init(line: 2, column: 1))
        #expect(diagnostic.related.map(\.range.start) == [.init(line: 3, column: 1)])
    }

    @Test func whatWasReadAndLookedThroughIsKnownEvenWithMistakes() {
        let loaded = ConfigurationCase(
            "include: [teams/*.yaml]\nstaleness: x\nsources: [{ name: s, recording: '-', catalog: codes.csv }]"
        ).load()
        #expect(loaded.value == nil)
        #expect(loaded.files == ["etc/a.rules.yaml", "etc/callwatch.yaml", "etc/codes.csv"])
        #expect(loaded.folders == ["etc", "etc/teams"])
    }

    @Test func aConfigurationThatIsNotThereIsAMistake() {
        let loaded = ConfigurationFiles.load("none.yaml", files: MemoryFiles().access)
        #expect(loaded.diagnostics.map(\.id) == ["missing-file"])
        #expect(loaded.diagnostics.first?.range.file.name == "none.yaml")
    }

    @Test(arguments: [
        ("*.yaml", ["a.yaml", "b.yaml"]), ("?.yaml", ["a.yaml", "b.yaml"]), ("[b-z].yaml", ["b.yaml"]),
        ("[!a].yaml", ["b.yaml"]), ("*/*.yaml", ["d/c.yaml"]), ("d/*", ["d/c.yaml"]), ("d/c*c.yaml", []),
        ("/x/*.yaml", ["/x/y.yaml"]), (".*.yaml", [".h.yaml"]), ("*a*m*l", ["a.yaml", "b.yaml"]),
    ])
    func patternsMatchNamesByPart(_ pattern: String, _ expected: [String]) {
        let files = ["a.yaml", "b.yaml", "d/c.yaml", "/x/y.yaml", ".h.yaml", "e.yml"].map { ($0, "staleness: 1s") }
        var memory = MemoryFiles(Dictionary(uniqueKeysWithValues: files))
        memory.files["callwatch.yml"] = "include: ['\(pattern)']\nroute: { receiver: ops }\nreceivers: [{ name: ops }]"
        let loaded = ConfigurationFiles.load("callwatch.yml", files: memory.access)
        let read = Set(loaded.files).subtracting(["callwatch.yml"])
        #expect(read == Set(expected))
    }
}
