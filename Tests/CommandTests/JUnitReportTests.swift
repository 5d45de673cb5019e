import ConfigFiles
import Testing

@testable import callwatch

struct JUnitReportTests {
    private func result(name: String, expecting text: String) throws -> TestResult {
        let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let files = [
            "a.rules.yaml": "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]",
            "a.test.yaml": """
            rule_files: [a.rules.yaml]
            tests:
              - name: "\(name)"
                alert_rule_test: [{ alertname: A, exp_alerts: [{ exp_labels: { a: "\(quoted)" } }] }]
            """,
        ]
        let access = FileAccess(
            read: { path in files[path].map { .success(Array($0.utf8)) } ?? .failure(.absent) },
            probe: { path in files[path] == nil ? .absent : nil },
            entries: { _ in .failure(.absent) },
            environment: { _ in nil }
        )
        let file = try #require(TestFiles.load(["a.test.yaml"], files: access).first)
        return TestResult(running: try #require(file.tests.first), of: file)
    }

    @Test func whatMeansSomethingInXMLIsEscaped() throws {
        let xml = JUnitReport([try result(name: #"<a> & \"b\"\nc\td\u0001\uFFFE"#, expecting: "]]>")]).xml
        #expect(
            xml.contains(#"<testcase name="&lt;a&gt; &amp; &quot;b&quot;&#10;c&#9;d\#u{FFFD}\#u{FFFD}" classname="#)
        )
        #expect(xml.contains("  - a=&quot;]]&gt;&quot;\n"))
    }

    @Test func suitesCountTheirCases() throws {
        let failed = try result(name: "one", expecting: "x")
        let mistaken = TestResult(mistaken: TestFiles.load(["b.test.yaml"], files: .nothing)[0])
        let lines = JUnitReport([failed, failed, mistaken]).xml.split(separator: "\n")
        #expect(lines[0] == #"<?xml version="1.0" encoding="UTF-8"?>"#)
        #expect(lines[1].hasPrefix(#"<testsuites name="callwatch" tests="3" failures="2" errors="1" time=""#))
        #expect(lines[2].hasPrefix(#"  <testsuite name="a.test.yaml" tests="2" failures="2" errors="0" time=""#))
        let suite = #"  <testsuite name="b.test.yaml" tests="1" failures="0" errors="1" time="0.000">"#
        let place = try #require(lines.firstIndex { $0 == suite })
        #expect(
            lines[(place + 1)...].joined(separator: "\n") == """
                    <testcase name="the file has mistakes" classname="b.test.yaml" file="b.test.yaml" line="1" time="0.000">
                      <error message="no file `b.test.yaml`">b.test.yaml:1:1: no file `b.test.yaml`</error>
                    </testcase>
                  </testsuite>
                </testsuites>
                """
        )
    }

    @Test func theReportOfNothingIsEmpty() {
        #expect(
            JUnitReport([]).xml == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="callwatch" tests="0" failures="0" errors="0" time="0.000">
                </testsuites>

                """
        )
    }
}

extension FileAccess {
    /// Files that do not exist.
    fileprivate static let nothing = FileAccess(
        read: { _ in .failure(.absent) },
        probe: { _ in .absent },
        entries: { _ in .failure(.absent) },
        environment: { _ in nil }
    )
}
