import ConfigFiles
import Diagnostics
import Testing

/// A configuration of one text, with a rule file beside it.
struct ConfigurationCase {
    static let rules = "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]"
    static let routes = "route: { receiver: ops }\nreceivers: [{ name: ops }]\n"

    var memory: MemoryFiles

    /// `text` with a route and a receiver of its own.
    init(_ text: String, files: [String: String] = [:], environment: [String: String] = [:]) {
        self.init(whole: Self.routes + text, files: files, environment: environment)
    }

    init(whole text: String, files: [String: String] = [:], environment: [String: String] = [:]) {
        let always = ["etc/callwatch.yaml": text, "etc/a.rules.yaml": Self.rules, "etc/polls.jsonl": ""]
        let all = files.merging(always) { own, _ in own }
        memory = MemoryFiles(all, environment: environment)
    }

    func load() -> Loaded<Settings> {
        ConfigurationFiles.load("etc/callwatch.yaml", files: memory.access)
    }

    /// The settings, which must have no mistakes.
    func settings(sourceLocation: SourceLocation = #_sourceLocation) throws -> Settings {
        let loaded = load()
        let text = DiagnosticRenderer().text(loaded.diagnostics)
        #expect(loaded.diagnostics.isEmpty, "\(text)", sourceLocation: sourceLocation)
        return try #require(loaded.value, sourceLocation: sourceLocation)
    }

    var ids: [String] { load().diagnostics.map(\.id) }
}
