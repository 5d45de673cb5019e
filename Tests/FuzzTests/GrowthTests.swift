import ConfigFiles
import Diagnostics
import Expressions
import Model
import TestSupport
import Testing

/// No input takes time above linear (or n log n) in its size, whatever is repeated in it.
@Suite(.serialized)
struct GrowthTests {
    /// The size of the larger input, where the family may be as large.
    private static let largest = Effort.isLong ? 512 << 10 : 16 << 10

    @Test(arguments: GrowthFamily.all)
    func workIsLinear(_ family: GrowthFamily) {
        let size = min(family.largest, Self.largest) / Growth.factor
        let growth = Growth(size: size, make: family.input) { Self.read($0, family.door) }
        let text = "\(Growth.factor) times the input takes \(growth.ratio) times the work, \(growth.seconds) s in all"
        #expect(growth.isLinear, "\(text)")
    }

    /// The measure itself tells quadratic work from linear work.
    @Test func quadraticWorkIsFound() {
        func growth(_ work: @escaping (Int) -> Int) -> Growth {
            Growth(size: 250, make: { [UInt8](repeating: 1, count: $0) }) { input in
                var sum = 0
                for place in 0..<input.count { sum &+= work(place) }
                withExtendedLifetime(sum) {}
            }
        }
        #expect(!growth { place in (0..<place).reduce(0, &+) }.isLinear)
        #expect(growth { _ in (0..<500).reduce(0, &+) }.isLinear)
    }

    private static func read(_ bytes: [UInt8], _ door: GrowthFamily.Door) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch door {
        case .rules:
            show(RuleFiles.load(["a.rules.yaml"], files: FileBundle(files: ["a.rules.yaml": bytes]).access).diagnostics)
        case .configuration:
            let rules = "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]"
            let files = ["callwatch.yaml": bytes, "a.rules.yaml": Array(rules.utf8)]
            show(ConfigurationFiles.load("callwatch.yaml", files: FileBundle(files: files).access).diagnostics)
        case .catalog:
            let rules = "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]"
            let configuration =
                "route: { receiver: ops }\nreceivers: [{ name: ops }]\nsources: [{ name: s, recording: '-', catalog: a.csv }]"
            let files = [
                "callwatch.yaml": Array(configuration.utf8), "a.rules.yaml": Array(rules.utf8), "a.csv": bytes,
            ]
            show(ConfigurationFiles.load("callwatch.yaml", files: FileBundle(files: files).access).diagnostics)
        case .tests:
            let rules = "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]"
            let files = ["a.test.yaml": bytes, "a.rules.yaml": Array(rules.utf8)]
            let read = TestFiles.load(["a.test.yaml"], files: FileBundle(files: files).access)
            for file in read {
                show(file.diagnostics)
                for test in file.tests { _ = test.run() }
            }
        case .expression:
            let source = SourceText(file: SourceFile(name: "rule", text: text))
            var diagnostics: [Diagnostic] = []
            let scope = Scope()
            if let condition = Condition.compile(source, in: scope, diagnostics: &diagnostics) {
                var builder = ProgramBuilder()
                _ = builder.add(condition)
                _ = builder.build()
            }
            _ = Template.compile(source, in: scope, hasValue: true, diagnostics: &diagnostics)
            show(diagnostics)
        case .matcher:
            guard let matcher = try? Matcher(parsing: text) else { return }
            _ = matcher.matches(value: text)
        }
    }

    private static func show(_ diagnostics: [Diagnostic]) {
        _ = DiagnosticRenderer().text(diagnostics)
        _ = DiagnosticRenderer().json(diagnostics)
    }
}
