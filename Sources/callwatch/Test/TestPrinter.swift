import Diagnostics
import JSON

/// Prints how tests end, as they end.
protocol TestPrinter {
    /// One test has ended.
    mutating func print(_ result: TestResult) throws
    /// All have ended.
    mutating func end(passed: Int, failed: Int) throws
}

/// A line a test, what differs below those that failed, and a line that counts.
struct TextTestPrinter: TestPrinter {
    private let isColoured: Bool
    private var output = ResultWriter()

    init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    mutating func print(_ result: TestResult) throws {
        for line in lines(result) { try output.line(line) }
        // Somebody who watches sees the tests of each file as they end.
        if Console.isTerminal { try output.flush() }
    }

    mutating func end(passed: Int, failed: Int) throws {
        try output.line("\(passed) passed, \(failed) failed")
        try output.flush()
    }

    /// What is printed of a result.
    func lines(_ result: TestResult) -> [String] {
        let word = result.isPassed ? painted("ok  ", "32") : painted("FAIL", "31")
        var lines = ["\(word)  \(result.file): \(result.name)"]
        // The mistakes of a file are shown with their pictures, once for all files that share them.
        if case .mistaken = result.outcome { return lines }
        for complaint in result.complaints {
            lines.append("  \(complaint.place): \(complaint.message)")
            lines += complaint.difference.map { mark, text in
                let line = "\(mark) \(text)"
                switch mark {
                case "-": return "    \(painted(line, "31"))"
                case "+": return "    \(painted(line, "32"))"
                default: return "    \(line)"
                }
            }
        }
        return lines
    }

    private func painted(_ text: String, _ colour: String) -> String {
        isColoured ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
    }
}

/// One JSON object a test, in the documented form.
struct JSONTestPrinter: TestPrinter {
    private var output = ResultWriter()

    mutating func print(_ result: TestResult) throws {
        try output.line(Self.json(result))
    }

    mutating func end(passed: Int, failed: Int) throws {
        try output.flush()
    }

    static func json(_ result: TestResult) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("file", result.file)
            writer.member("line", result.line)
            writer.member("name", result.name)
            writer.member("passed", result.isPassed)
            writer.member("failures", each: result.complaints) { $0.complaint($1) }
        }
        return writer.text
    }
}

extension JSONWriter {
    fileprivate mutating func complaint(_ complaint: TestResult.Complaint) {
        object { writer in
            writer.member("file", complaint.range.file.name)
            writer.member("line", complaint.range.start.line)
            writer.member("column", complaint.range.start.column)
            writer.member("message", complaint.message)
            writer.member("difference", each: complaint.difference) { $0.string("\($1.mark) \($1.text)") }
        }
    }
}
