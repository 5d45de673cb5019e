package import Alerting
package import Diagnostics
import Model
import YAML

/// Rule files, read and checked together.
///
/// The keys are described in `Documentation/RuleLanguage.md`.
package enum RuleFiles {
    /// How the names of rule files in a folder end.
    package static let suffix = ".rules.yaml"

    /// The rules of `paths`, which are files, or folders of `*.rules.yaml`; in that order, a folder's by name.
    ///
    /// Without `intervals` no configuration says what the names of time intervals mean: they are not checked, and no
    /// rule has hours.
    package static func load(
        _ paths: [String],
        intervals: TimeIntervalTable? = nil,
        files access: FileAccess
    ) -> Loaded<RuleSet> {
        read(paths, intervals: intervals, files: access) { RuleSet($0) }
    }

    /// Everything there is to say about `paths`, in order; without what only running the rules needs.
    package static func check(_ paths: [String], files access: FileAccess) -> [Diagnostic] {
        read(paths, intervals: nil, files: access) { $0 }.diagnostics
    }

    private static func read<Value>(
        _ paths: [String],
        intervals: TimeIntervalTable?,
        files access: FileAccess,
        make: ([Rule]) -> Value
    ) -> Loaded<Value> {
        let reader = FileReader(access)
        var diagnostics: [Diagnostic] = []
        let files = paths.flatMap { filesInFolder($0, reader, &diagnostics) ?? [RuleFile(path: $0)] }
        let rules = compile(files, intervals: intervals, reader, &diagnostics).rules
        return Loaded(diagnostics.hasErrors ? nil : make(rules), diagnostics, reader: reader)
    }

    /// A rule file and where it is asked for; nil for the command line.
    struct RuleFile {
        var path: String
        var place: Node.Scalar?
    }

    /// The rules of `files`, each file read once, with what they ask of the sources; `intervals` is nil when none are
    /// known.
    static func compile(
        _ files: [RuleFile],
        intervals: TimeIntervalTable?,
        _ reader: FileReader,
        _ diagnostics: inout [Diagnostic]
    ) -> (rules: [Rule], demands: [RuleDemand]) {
        var compiler = RuleCompiler(intervals: intervals)
        var seen: Set<String> = []
        for file in files where seen.insert(file.path).inserted {
            switch reader.read(file.path) {
            case .success(let bytes): compiler.add(content(of: bytes, name: file.path, &diagnostics))
            case .failure(let problem):
                let place = file.place?.range ?? SourceFile(name: file.path, text: "").start
                diagnostics.append(.unreadableFile(file.path, in: file.place, problem, at: place))
            }
        }
        compiler.finish()
        diagnostics += compiler.diagnostics
        return (compiler.rules, compiler.demands)
    }

    /// The rule files in a folder; nil when `path` is none.
    private static func filesInFolder(
        _ path: String,
        _ reader: FileReader,
        _ diagnostics: inout [Diagnostic]
    ) -> [RuleFile]? {
        guard case .failure(.folder) = reader.read(path) else { return nil }
        let start = SourceFile(name: path, text: "").start
        switch reader.entries(of: path) {
        case .failure(let problem):
            diagnostics.append(.unreadableFile(path, in: nil, problem, at: start))
            return []
        case .success(let entries):
            let names = entries.filter { !$0.isFolder && $0.name.hasSuffix(suffix) }.map(\.name)
            if names.isEmpty { diagnostics.append(.noMatch("*" + suffix, at: start)) }
            return names.map { RuleFile(path: FilePath.join(path, $0)) }
        }
    }

    private static func content(of bytes: [UInt8], name: String, _ diagnostics: inout [Diagnostic]) -> WrittenRuleFile {
        let document = YAMLReader.read(bytes: bytes, name: name)
        diagnostics += document.diagnostics
        guard let node = document.node, !node.isNoValue else {
            if document.diagnostics.isEmpty { diagnostics.append(.noGroups(at: document.file.start)) }
            return WrittenRuleFile()
        }
        if lacksContent(node) { diagnostics.append(.noGroups(at: document.file.start)) }
        return Shape.ruleFile.read(node, as: "a rule file", into: &diagnostics) ?? WrittenRuleFile()
    }

    /// Whether there is a mapping with neither `groups` nor `slas` in it, or with empty lists of them.
    private static func lacksContent(_ node: Node) -> Bool {
        guard case .mapping(let mapping) = node else { return false }
        return !mapping.isIncomplete && isEmpty(mapping["groups"]) && isEmpty(mapping["slas"])
    }

    private static func isEmpty(_ list: Node?) -> Bool {
        switch list {
        case nil: true
        case .scalar(let scalar): scalar.isNoValue
        case .sequence(let items): items.items.isEmpty
        case .mapping, .unreadable: false
        }
    }
}
