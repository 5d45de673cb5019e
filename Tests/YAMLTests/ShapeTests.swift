import Diagnostics
import Testing
import YAML

struct ShapeTests {
    private func read<Value>(_ yaml: String, _ shape: Shape<Value>) -> (value: Value?, diagnostics: [Diagnostic]) {
        let document = YAMLReader.read(yaml, name: "a.yaml")
        var diagnostics = document.diagnostics
        let value = document.node.flatMap { shape.read($0, as: "it", into: &diagnostics) }
        return (value, diagnostics)
    }

    @Test func everyKindOfValueIsRead() throws {
        let yaml = """
            rules:
              - alert: A
                when: >
                  a above
                  b
                port: 8080
                severity: critical
                active: true
                labels: { team: voice, empty: "", absent: , none: ~ }
                codes: 7
                for: 5m
                targets: [1, 2]
            """
        let (file, diagnostics) = read(yaml, SampleFile.shape)
        #expect(diagnostics.isEmpty)
        let rule = try #require(file?.rules.first)
        #expect(rule.name.value == "A")
        #expect(rule.name.range.start == SourcePosition(line: 2, column: 12))
        #expect(rule.condition?.text == "a above b\n")
        #expect(rule.port == 8080)
        #expect(rule.severity == .critical)
        #expect(rule.isActive == true)
        #expect(rule.labels.map(\.name.value) == ["team", "empty"])
        #expect(rule.labels.map(\.value.value) == ["voice", ""])
        #expect(rule.codes == [7])
        #expect(rule.hold == 5)
        #expect(rule.targets == [1, 2])
    }

    @Test func keyWithoutValueIsAsIfAbsent() {
        let (file, diagnostics) = read("rules:\n  - { alert: A, when: x, port: , active: null }", SampleFile.shape)
        #expect(diagnostics.isEmpty)
        #expect(file?.rules.first?.port == nil)
    }

    @Test func readingGoesOnAfterAMistake() {
        let (file, diagnostics) = read("rules: [{ when: x }, { alert: B, when: y, port: z }]", SampleFile.shape)
        #expect(diagnostics.map(\.id) == ["missing-key", "invalid-value"])
        #expect(file?.rules.map(\.name.value) == ["B"])
    }

    @Test(arguments: ["+5", "0x10", "1.0", "1e3", "", "'-'", "9223372036854775808", "\u{661}"])
    func onlyDecimalDigitsAreAWholeNumber(written: String) {
        let (value, diagnostics) = read("[\(written)]", .list(of: Shape<Int>.integer()))
        #expect(value?.isEmpty ?? true)
        #expect(diagnostics.count == (written.isEmpty ? 0 : 1))
    }

    @Test func wholeNumbersReachFromEndToEnd() {
        let (value, diagnostics) = read("[9223372036854775807, -9223372036854775808, 007]", .list(of: .integer()))
        #expect(diagnostics.isEmpty)
        #expect(value == [.max, .min, 7])
    }

    @Test(arguments: [
        (#"{ alert: A, when: "x (a, b)", for: 5m }"#, []),
        ("{ alert: A, when: x, port }", []),
        ("{ alert: A, when: f(x, y) }", ["unknown-key"]),
        ("{ alert: A, when: f(x, port), for: 5m }", ["unknown-key"]),
        ("{ alert: A, when: x, two words }", ["unknown-key"]),
    ])
    func textCutByACommaIsOneMistake(rule: String, ids: [String]) {
        #expect(read("rules: [\(rule)]", SampleFile.shape).diagnostics.map(\.id) == ids)
    }

    @Test func whatIsReportedOnceIsPassedOverAfterwards() {
        let ids = read("rules:\n  - *none\n  - { <<: x, for: 5m }\n  - { alert: *none, when: y }", SampleFile.shape)
            .diagnostics.map(\.id)
        #expect(ids.sorted() == ["merge-key", "unknown-alias", "unknown-alias"])
    }

    @Test func noMessageRepeatsATextThatCameFromElsewhere() throws {
        guard case .mapping(let mapping) = YAMLReader.read("k: ${env:X}", name: "a").node,
            case .scalar(let scalar) = mapping["k"]
        else {
            Issue.record("no scalar")
            return
        }
        let node = Node.scalar(scalar.substituting("s3cret"))
        var diagnostics: [Diagnostic] = []
        _ = Shape<Int>.integer().read(node, as: "`k`", into: &diagnostics)
        _ = Shape<Bool>.bool.read(node, as: "`k`", into: &diagnostics)
        _ = Shape<SampleFile.Severity>.word.read(node, as: "`k`", into: &diagnostics)
        _ = Shape<[Int]>.list(of: .integer()).read(node, as: "`k`", into: &diagnostics)
        _ = SampleFile.shape.read(node, as: "`k`", into: &diagnostics)
        #expect(diagnostics.count == 5)
        #expect(!DiagnosticRenderer().text(diagnostics).contains("s3cret"))
        #expect(Shape<SourceText>.text.read(node, as: "`k`", into: &diagnostics)?.text == "s3cret")
    }
}
