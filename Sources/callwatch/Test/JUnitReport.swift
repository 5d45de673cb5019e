/// The results of tests in JUnit's XML, which continuous integration reads: a suite a file, a case a test.
struct JUnitReport {
    private let results: [TestResult]

    init(_ results: [TestResult]) {
        self.results = results
    }

    /// The document.
    var xml: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"callwatch\" \(Self.totals(results))>")
        for (file, results) in suites {
            lines.append("  <testsuite name=\(Self.quoted(file)) \(Self.totals(results))>")
            for result in results { lines += Self.testCase(result) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The results by file, in the order in which the files come.
    private var suites: [(file: String, results: [TestResult])] {
        var suites: [(file: String, results: [TestResult])] = []
        for result in results {
            if suites.last?.file == result.file {
                suites[suites.count - 1].results.append(result)
            } else {
                suites.append((result.file, [result]))
            }
        }
        return suites
    }

    private static func totals(_ results: [TestResult]) -> String {
        let failures = results.count { if case .failed = $0.outcome { true } else { false } }
        let errors = results.count { if case .mistaken = $0.outcome { true } else { false } }
        let time = seconds(results.reduce(.zero) { $0 + $1.duration })
        return "tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(time)\""
    }

    private static func testCase(_ result: TestResult) -> [String] {
        let file = quoted(result.file)
        let start = "    <testcase name=\(quoted(result.name)) classname=\(file) file=\(file) line=\"\(result.line)\""
        let timed = "\(start) time=\"\(seconds(result.duration))\""
        guard !result.isPassed else { return ["\(timed)/>"] }
        let word = if case .mistaken = result.outcome { "error" } else { "failure" }
        // One for each place: some readers show the first of several only.
        let message = result.complaints.map(\.message).joined(separator: "; ")
        let text = result.complaints.map { complaint in
            ([complaint.place + ": " + complaint.message] + complaint.difference.map { "  \($0.mark) \($0.text)" })
                .joined(separator: "\n")
        }
        return [
            "\(timed)>",
            "      <\(word) message=\(quoted(message))>\(escaped(text.joined(separator: "\n")))</\(word)>",
            "    </testcase>",
        ]
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let thousandths = String(attoseconds / 1_000_000_000_000_000)
        return "\(seconds).\(String(repeating: "0", count: max(0, 3 - thousandths.count)))\(thousandths)"
    }

    private static func quoted(_ text: String) -> String {
        // In an attribute a line end or tab as such would be read as a space.
        "\"\(escaped(text, breaks: ["\n": "&#10;", "\r": "&#13;", "\t": "&#9;"]))\""
    }

    /// The text with what means something in XML escaped, and what may not stand there at all replaced.
    private static func escaped(_ text: String, breaks: [Unicode.Scalar: String] = ["\r": "&#13;"]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\r", "\t": result += breaks[scalar] ?? String(scalar)
            // XML 1.0, production 2.
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
