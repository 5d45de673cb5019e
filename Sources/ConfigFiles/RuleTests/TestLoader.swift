import Alerting
import Diagnostics
import Model
import YAML

/// Reads test files one after the other, and what they name once.
struct TestLoader {
    private let access: FileAccess
    private let files: FileReader
    private var ruleFiles: [BasisKey: (rules: [Rule], diagnostics: [Diagnostic])] = [:]
    private var configurations: [String: Loaded<Settings>] = [:]
    private var bases: [BasisKey: TestBasis] = [:]

    /// What the rules and the routing of tests come from.
    private struct BasisKey: Hashable {
        var configuration: String?
        var ruleFiles: [String]?
    }

    init(_ access: FileAccess) {
        self.access = access
        files = FileReader(access)
    }

    /// The tests of the file at `path`.
    mutating func load(_ path: String) -> TestFile {
        let bytes: [UInt8]
        switch files.read(path) {
        case .success(let content): bytes = content
        case .failure(let problem):
            let place = SourceFile(name: path, text: "").start
            let mistake = Diagnostic.unreadableFile(path, in: nil, problem, at: place)
            return TestFile(path: path, tests: [], diagnostics: [mistake])
        }
        let document = YAMLReader.read(bytes: bytes, name: path)
        var diagnostics = document.diagnostics
        var tests: [RuleTest] = []
        let isEmpty = document.node?.isNoValue ?? diagnostics.isEmpty
        // What an empty file lacks is what an empty mapping lacks.
        let nothing = Node.mapping(Node.Mapping([], isFlow: false, at: document.file.start))
        if let node = isEmpty ? nothing : document.node,
            let written = Shape.testFile.read(node, as: "a test file", into: &diagnostics)
        {
            tests = self.tests(of: written, &diagnostics)
        }
        return TestFile(
            path: path,
            tests: diagnostics.hasErrors ? [] : tests,
            diagnostics: diagnostics.inOrder()
        )
    }

    private mutating func tests(of written: WrittenTestFile, _ diagnostics: inout [Diagnostic]) -> [RuleTest] {
        let basis = basis(written.configFile, written.ruleFiles, &diagnostics)
        check(written.groupOrder, basis, &diagnostics)
        return written.tests.enumerated().compactMap { index, test in
            var reloads: [RuleTest.Reload<TestBasis>] = []
            for event in test.events {
                guard case .reload(let named) = event.action else { continue }
                let after = self.basis(after: named, written, &diagnostics)
                if let after { reloads.append(RuleTest.Reload(at: event.at.value, to: after)) }
            }
            var reader = RuleTestReader(file: written, basis: basis, reloads: reloads)
            let test = reader.test(test, number: index + 1)
            diagnostics += reader.diagnostics
            return test
        }
    }

    private func check(_ order: [Name], _ basis: TestBasis?, _ diagnostics: inout [Diagnostic]) {
        var seen: [String: Name] = [:]
        let groups = basis?.groups
        for name in order {
            if let first = seen[name.text] {
                diagnostics.append(.repeatedGroup(name, first: first))
                continue
            }
            seen[name.text] = name
            guard let groups, !groups.contains(name.text) else { continue }
            diagnostics.append(.unknownGroup(name, known: groups))
        }
    }

    // MARK: What tests run on

    /// What a reload leads to: another configuration where there is one, else other rule files.
    private mutating func basis(
        after named: [Node.Scalar],
        _ file: WrittenTestFile,
        _ diagnostics: inout [Diagnostic]
    ) -> TestBasis? {
        guard let first = named.first else { return basis(file.configFile, file.ruleFiles, &diagnostics) }
        guard file.configFile != nil else { return basis(nil, named, &diagnostics) }
        if named.count > 1 { diagnostics.append(.severalConfigurations(at: named[1].range)) }
        return basis(first, file.ruleFiles, &diagnostics)
    }

    /// The rules of `ruleFiles`, or of the configuration where none are named; nil when there are mistakes in them.
    private mutating func basis(
        _ configFile: Node.Scalar?,
        _ ruleFiles: [Node.Scalar]?,
        _ diagnostics: inout [Diagnostic]
    ) -> TestBasis? {
        var found: [Diagnostic] = []
        let path = configFile.map { FilePath.resolve($0.text.text, at: $0.range) }
        let settings = path.flatMap { configuration($0, at: configFile, &found) }
        let paths = ruleFiles.map { self.paths($0, &found) }
        let key = BasisKey(configuration: path, ruleFiles: paths)
        let rules = paths.map { self.rules(of: $0, key, settings?.intervals, &found) }
        diagnostics += found
        guard !found.hasErrors, path == nil || settings != nil else { return nil }
        if let known = bases[key] { return known }
        let basis = TestBasis(
            rules: rules ?? settings?.alerting.rules.rules ?? [],
            configuration: settings?.alerting
        )
        bases[key] = basis
        return basis
    }

    private mutating func configuration(
        _ path: String,
        at place: Node.Scalar?,
        _ diagnostics: inout [Diagnostic]
    ) -> Settings? {
        if let place, case .failure(let problem) = files.read(path) {
            diagnostics.append(.unreadableFile(path, in: place, problem, at: place.range))
            return nil
        }
        let loaded = configurations[path] ?? ConfigurationFiles.load(path, files: access)
        configurations[path] = loaded
        diagnostics += loaded.diagnostics
        return loaded.value
    }

    /// The files that are named, those that cannot be read left out.
    private func paths(_ names: [Node.Scalar], _ diagnostics: inout [Diagnostic]) -> [String] {
        var seen: Set<String> = []
        return names.flatMap { name in
            files.files(named: name, &diagnostics).filter { path in
                if case .failure(let problem) = files.read(path) {
                    diagnostics.append(.unreadableFile(path, in: name, problem, at: name.range))
                    return false
                }
                return seen.insert(path).inserted
            }
        }
    }

    /// The rules of the files at `paths`, with the hours that the configuration's intervals give them, if there is one.
    private mutating func rules(
        of paths: [String],
        _ key: BasisKey,
        _ intervals: TimeIntervalTable?,
        _ diagnostics: inout [Diagnostic]
    ) -> [Rule] {
        if let known = ruleFiles[key] {
            diagnostics += known.diagnostics
            return known.rules
        }
        var found: [Diagnostic] = []
        let named = paths.map { RuleFiles.RuleFile(path: $0) }
        let rules = RuleFiles.compile(named, intervals: intervals, files, &found).rules
        ruleFiles[key] = (rules, found)
        diagnostics += found
        return rules
    }
}
