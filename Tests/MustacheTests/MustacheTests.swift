import Diagnostics
import Mustache
import TestSupport
import Testing

/// A document and its form, and what templates make of it.
enum Case {
    static let schema = MustacheSchema.object(
        [
            "title": .text, "status": .text, "count": .number, "zero": .number, "isFiring": .flag,
            "isResolved": .flag, "labels": .table(.text), "nothing": .text, "empty": .text, "none": .list(of: .text),
            "alerts": .list(
                of: .object(["name": .text, "status": .text, "labels": .table(.text), "isLast": .flag])
            ),
        ]
    )

    static let document = MustacheValue.object(
        [
            "title": .text("A <b> & \"c\""), "status": .text("firing"), "count": .number(2.5), "zero": .number(0),
            "isFiring": .flag(true), "isResolved": .flag(false), "empty": .text(""), "none": .list([]),
            "labels": .object(["vdn": .text("170"), "a.b": .text("dotted")]),
            "alerts": .list(
                [
                    .object(["name": .text("one"), "labels": .object(["vdn": .text("1")]), "isLast": .flag(false)]),
                    .object(["name": .text("two"), "labels": .object([:]), "isLast": .flag(true)]),
                ]
            ),
        ]
    )

    static func compile(
        _ text: String,
        partials: [String: String] = [:]
    ) -> (template: MustacheTemplate?, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        var library: [String: MustacheSyntax] = [:]
        for (name, text) in partials {
            let file = SourceFile(name: "\(name).mustache", text: text)
            library[name] = MustacheSyntax(SourceText(file: file), &diagnostics)
        }
        var compiler = MustacheCompiler(schema: schema, library: library)
        let source = SourceText(file: SourceFile(name: "template", text: text))
        return (compiler.compile(source, &diagnostics), diagnostics)
    }

    static func rendered(
        _ text: String,
        partials: [String: String] = [:],
        escaping: MustacheEscaping = .none
    ) throws -> String {
        let (template, diagnostics) = compile(text, partials: partials)
        #expect(diagnostics.isEmpty, "\(DiagnosticRenderer().text(diagnostics))")
        return try #require(template).render(document, escape: escaping.apply)
    }
}

struct MustacheTests {
    @Test(arguments: [
        // Values
        ("{{status}}", "firing"), ("{{ status }}!", "firing!"), ("{{count}} {{zero}}", "2.5 0"),
        ("{{isFiring}}", "true"),
        ("{{labels.vdn}} {{labels.a.b}}", "170 dotted"), ("[{{labels.absent}}]", "[]"), ("[{{nothing}}]", "[]"),
        ("{ {status} } }}", "{ {status} } }}"), ("a{{! a comment }}b", "ab"),
        // Sections
        ("{{#isFiring}}yes{{/isFiring}}{{^isFiring}}no{{/isFiring}}", "yes"),
        ("{{#isResolved}}yes{{/isResolved}}{{^isResolved}}no{{/isResolved}}", "no"),
        ("{{#zero}}{{.}}{{/zero}}{{^zero}}none{{/zero}}", "none"), ("{{#count}}{{.}} of them{{/count}}", "2.5 of them"),
        ("{{#empty}}x{{/empty}}{{^empty}}-{{/empty}}", "-"),
        ("{{#nothing}}x{{/nothing}}{{^nothing}}-{{/nothing}}", "-"),
        ("{{#none}}x{{/none}}{{^none}}-{{/none}}", "-"),
        ("{{#alerts}}{{name}}{{^isLast}}, {{/isLast}}{{/alerts}}", "one, two"),
        ("{{#alerts}}{{labels.vdn}}{{status}} {{/alerts}}", "1firing firing "),
        ("{{#labels}}{{vdn}}{{/labels}}", "170"), ("{{#labels.vdn}}{{.}}{{/labels.vdn}}", "170"),
        ("{{#labels.absent}}x{{/labels.absent}}{{^labels.absent}}-{{/labels.absent}}", "-"),
        // Lines of their own
        ("a\n{{#isFiring}}\nb\n{{/isFiring}}\nc\n", "a\nb\nc\n"),
        ("a\r\n  {{#isFiring}}  \r\nb\r\n{{/isFiring}}\r\n", "a\r\nb\r\n"),
        ("{{#alerts}}\n- {{name}}\n{{/alerts}}\nend", "- one\n- two\nend"), ("a\n {{! x }} \nb", "a\nb"),
        ("{{#isFiring}}a{{/isFiring}}\nb", "a\nb"), ("{{status}}\n", "firing\n"), ("", ""), ("plain", "plain"),
    ])
    func templatesPrint(_ text: String, _ expected: String) throws {
        #expect(try Case.rendered(text) == expected)
    }

    @Test(arguments: [
        ("{{> one}}", ["one": "[{{status}}]"], "[firing]"),
        ("{{#alerts}}{{> one}} {{/alerts}}", ["one": "{{name}}/{{status}}"], "one/firing two/firing "),
        (
            "a\n  {{> one}}\nb", ["one": "x\n\n{{#isFiring}}\ny\n{{/isFiring}}\n{{status}}\n"],
            "a\n  x\n  \n  y\n  firing\nb"
        ),
        ("a {{> one}}\nb", ["one": "x\ny"], "a x\ny\nb"),
        ("  {{> one}}\n", ["one": "x\n {{> two}}\n", "two": "y\n"], "  x\n   y\n"),
    ])
    func namedTemplatesArePutIn(_ text: String, _ partials: [String: String], _ expected: String) throws {
        #expect(try Case.rendered(text, partials: partials) == expected)
    }

    @Test(arguments: [
        (MustacheEscaping.none, #"A <b> & "c""#), (.html, "A &lt;b&gt; &amp; &quot;c&quot;"),
        (.json, #"A <b> & \"c\""#), (.url, "A%20%3Cb%3E%20%26%20%22c%22"),
    ])
    func valuesAreEscapedUnlessTheBracesAreThree(_ escaping: MustacheEscaping, _ expected: String) throws {
        let raw = #"A <b> & "c""#
        let text = "<i>{{title}}</i>{{{title}}}{{& title}}{{> one}}"
        let result = try Case.rendered(text, partials: ["one": "{{title}}"], escaping: escaping)
        #expect(result == "<i>\(expected)</i>\(raw)\(raw)\(expected)")
    }

    @Test func jsonEscapesControlCharacters() {
        #expect(MustacheEscaping.json.apply("a\u{1}\n\\\u{1F}é") == "a\\u0001\\n\\\\\\u001Fé")
    }

    // MARK: Mistakes

    @Test(arguments: [
        ("{{title", "template-syntax", 1), ("x {{}}", "template-syntax", 3), ("{{#alerts}}", "template-syntax", 1),
        ("{{/alerts}}", "template-syntax", 1), ("{{#alerts}}{{/labels}}", "template-syntax", 15),
        ("{{=<% %>=}}", "template-syntax", 1), ("{{$block}}{{/block}}", "template-syntax", 1),
        ("{{<parent}}{{/parent}}", "template-syntax", 1), ("{{upper title}}", "template-syntax", 3),
        ("{{titel}}", "unknown-template-value", 3), ("{{#alerts}}{{nam}}{{/alerts}}", "unknown-template-value", 14),
        ("{{title.x}}", "unknown-template-value", 3), ("{{alerts.name}}", "unknown-template-value", 3),
        ("{{alerts}}", "template-not-text", 3), ("{{{labels}}}", "template-not-text", 4),
        ("{{#alerts}}{{.}}{{/alerts}}", "template-not-text", 14),
        ("{{> absent}}", "unknown-template", 5), ("{{> *name}}", "unknown-template", 5),
        ("{{ .Status }}", "go-template", 4), ("{{ end }}", "go-template", 4), ("{{ range .Alerts }}", "go-template", 4),
        (#"{{ template "x" . }}"#, "go-template", 4), ("{{ $x }}", "go-template", 4),
        ("{{- .Status -}}", "go-template", 3),
        ("{{ title | toUpper }}", "go-template", 4),
    ])
    func mistakesHaveAPlace(_ text: String, _ id: String, _ column: Int) throws {
        let (template, diagnostics) = Case.compile(text)
        #expect(template == nil)
        let first = try #require(diagnostics.first)
        #expect(first.id == id)
        #expect(first.range.start.column == column)
        #expect(MustacheDiagnostics.ids.contains(first.id))
    }

    @Test(arguments: [
        ("{{ .CommonLabels.vdn }}", "write `{{commonLabels.vdn}}`"),
        ("{{ .Alerts.Firing | len }}", "write `{{firingCount}}`"),
        ("{{ range .Alerts.Firing }}", "write `{{#firing}} ... {{/firing}}`"),
        ("{{ range .Alerts }}", "write `{{#alerts}} ... {{/alerts}}`"),
        (#"{{ if eq .Status "firing" }}"#, "write `{{#isFiring}} ... {{/isFiring}}`"),
        ("{{ if .Labels.team }}", "write `{{#labels.team}} ... {{/labels.team}}`"),
        ("{{ .ExternalURL }}", "write `{{externalURL}}`"),
        (#"{{ define "ticket" }}"#, "put it into a file of its own, `ticket.mustache`"),
    ])
    func goTemplatesGetTheirRemedy(_ text: String, _ help: String) {
        #expect(Case.compile(text).diagnostics.map(\.help) == [help])
    }

    @Test func nearestNamesAreOffered() {
        #expect(Case.compile("{{titel}}").diagnostics.first?.help == "did you mean `title`?")
        let partial = Case.compile("{{> ticked}}", partials: ["ticket": "x"])
        #expect(partial.diagnostics.first?.help == "did you mean `ticket`?")
    }

    // MARK: Hostile templates

    @Test func cyclesAreMistakes() {
        let own = Case.compile("{{> a}}", partials: ["a": "x{{> a}}"])
        #expect(own.diagnostics.map(\.label) == ["a > a"])
        let long = Case.compile("{{> a}}", partials: ["a": "{{> b}}", "b": "{{> c}}", "c": "{{> b}}"])
        #expect(long.diagnostics.map(\.label) == ["b > c > b"])
        #expect(long.template == nil)
    }

    @Test func templatesThatDoubleEachOtherAreTooLarge() {
        var partials: [String: String] = ["p0": "{{status}}"]
        for index in 1...15 { partials["p\(index)"] = String(repeating: "{{> p\(index - 1)}}", count: 8) }
        let (template, diagnostics) = Case.compile("{{> p15}}", partials: partials)
        #expect(template == nil)
        #expect(diagnostics.map(\.id) == ["template-too-large"])
    }

    @Test(arguments: [
        String(repeating: "{{#alerts}}", count: 40) + String(repeating: "{{/alerts}}", count: 40),
        String(repeating: "x", count: 70_000),
    ])
    func whatIsTooDeepOrTooLongIsRefused(_ text: String) {
        #expect(Case.compile(text).diagnostics.map(\.id) == ["template-too-large"])
    }

    @Test(.timeLimit(.minutes(1)))
    func listsInsideEachOtherEnd() throws {
        let alerts = MustacheValue.list(Array(repeating: .object(["name": .text("x")]), count: 1000))
        let document = MustacheValue.object(["alerts": alerts])
        for body in ["", "x"] {
            let text =
                String(repeating: "{{#alerts}}", count: 20) + body + String(repeating: "{{/alerts}}", count: 20)
            let template = try #require(Case.compile(text).template)
            #expect(template.render(document, limit: 1000) == String(repeating: body, count: 1000))
        }
    }

    @Test func whatIsTooLongIsCutAtACharacter() throws {
        let template = try #require(Case.compile("{{#alerts}}é{{name}}{{/alerts}}").template)
        for limit in 0...12 {
            let text = template.render(Case.document, limit: limit)
            #expect(text.utf8.count <= limit)
            #expect("éoneétwo".hasPrefix(text))
        }
        #expect(template.render(Case.document, limit: 10) == "éoneétwo")
    }

    @Test func anyTextIsReadOrRefused() {
        var generator = SeededGenerator(seed: 2011)
        let pieces = [
            "{{", "}}", "{", "}", "#", "^", "/", ">", "!", "&", "alerts", "title", ".", " ", "\n", "é", "\r\n", "$",
            "=",
        ]
        for _ in 0..<20_000 {
            let text = (0..<12).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let (template, diagnostics) = Case.compile(
                text,
                partials: ["title": "{{#alerts}}{{> alerts}}{{/alerts}}", "alerts": "{{name}}"]
            )
            #expect((template == nil) == diagnostics.hasErrors, "\(text)")
        }
    }

    @Test func allMistakesAreToldAtOnce() {
        let (template, diagnostics) = Case.compile(
            "{{}} {{titel}} {{#alerts}}{{nam}} {{/alert}} {{#count}}{{#zero}}{{stat us}}{{/count}} {{/title}} {{status"
        )
        #expect(template == nil)
        #expect(
            diagnostics.map(\.message) == [
                "this tag names nothing", "a name has no spaces", "this tag does not end",
                "the section `alerts` is still open", "the section `zero` is still open",
                "no section `title` is open here", "no value named `titel`", "no value named `nam`",
            ]
        )
    }

    /// Where a tag that may begin a section cannot be read, what stands in it would look wrong.
    @Test(arguments: ["{{ range .Alerts }}{{name}}{{ end }}", "{{$ alerts}}{{name}}{{/alerts}}"])
    func namesInSectionsThatAreMissingAreNotLookedUp(_ text: String) {
        let ids = Set(Case.compile(text).diagnostics.map(\.id))
        #expect(!ids.contains("unknown-template-value"))
        #expect(!ids.isEmpty)
    }

    @Test(arguments: [
        ("{{..vdn}}", "a name has no dots before it; a label is in its table: `{{labels.vdn}}`"),
        ("{{#alerts}}{{../title}}{{/alerts}}", "outer values have no other names inside a section: `{{title}}`"),
        ("{{..}}", "a name begins with a letter, such as `{{title}}`"),
        ("{{..name}}", "those of `alerts` have it: `{{#alerts}} ... {{/alerts}}`"),
    ])
    func dotsBeforeANameAreExplained(_ text: String, _ help: String) {
        #expect(Case.compile(text).diagnostics.map(\.help) == [help])
    }

    /// What a broken template stands in cannot be printed, and nothing else of it is wrong.
    @Test func templateThatNamesABrokenOneIsNone() {
        let (template, diagnostics) = Case.compile(
            "{{> broken}} {{titel}}",
            partials: ["broken": "{{#alerts}}{{name}}"]
        )
        #expect(template == nil)
        #expect(diagnostics.map(\.message) == ["this section does not end", "no value named `titel`"])
    }
}
