import Diagnostics
import Expressions
import Foundation
import Model
import Testing

/// A file of cases, one a line: what is asked, ` => `, what is expected for every row.
///
/// ```
/// columns allCallCount queueCallCount
/// row 30 21
/// row 30 -
/// row unseen
/// let share = queueCallCount / allCallCount
/// when share above 50% => true unknown unknown
/// number queueCallCount * 2 => 42 unknown unknown
/// print {{ share }} => 70% ; unknown ; unknown
/// error when share above 2m => unit-mismatch 7
/// ```
///
/// A `columns` line begins anew, without rows and `let`s. `#` begins a comment line.
struct Script {
    /// One line that asks something.
    struct Case: CustomTestStringConvertible, Sendable {
        var place: String
        var kind: String
        var text: String
        var expected: String
        var rows: [Reading]
        var snapshot: (columns: [Column], seen: Bitmap)
        var lets: [(name: String, text: String)]

        var testDescription: String { "\(place): \(kind) \(text)" }

        /// The names that the case's expression may use.
        func scope() -> Scope {
            var diagnostics: [Diagnostic] = []
            let scope = Scope(lets: lets.map { located($0.name, $0.text) }, diagnostics: &diagnostics)
            #expect(diagnostics == [], "\(place): the lets are right")
            return scope
        }
    }

    /// All cases of the file `name` among the fixtures.
    static func cases(in name: String) -> [Case] {
        var cases: [Case] = []
        var metrics: [Metric] = []
        var rows: [[Double?]?] = []
        var lets: [(name: String, text: String)] = []
        for (number, line) in fixture(name).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let place = "\(name):\(number + 1)"
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard let kind = words.first, !kind.hasPrefix("#") else { continue }
            let rest = words.count > 1 ? words[1] : ""
            switch kind {
            case "columns":
                metrics = rest.split(separator: " ").compactMap { Metric(rawValue: String($0)) }
                (rows, lets) = ([], [])
            case "row" where rest == "unseen": rows.append(nil)
            case "row":
                var counters = [Double?](repeating: nil, count: Metric.allCases.count)
                for (metric, word) in zip(metrics, rest.split(separator: " ")) {
                    counters[metric.index] = Double(String(word))
                }
                rows.append(counters)
            case "let":
                let parts = rest.components(separatedBy: " = ")
                lets.append((parts[0], parts.dropFirst().joined(separator: " = ")))
            default:
                let parts = rest.components(separatedBy: " => ")
                cases.append(
                    Case(
                        place: place,
                        kind: kind,
                        text: parts[0],
                        expected: parts.dropFirst().joined(separator: " => "),
                        rows: rows.map { $0.map { Reading($0) } ?? .unseen },
                        snapshot: columns(rows),
                        lets: lets
                    )
                )
            }
        }
        return cases
    }

    /// Rows as the columns of a poll; nil is a row that was not seen.
    static func columns(_ rows: [[Double?]?]) -> (columns: [Column], seen: Bitmap) {
        var columns = Metric.allCases.map { _ in Column() }
        var seen = Bitmap(count: 0)
        for row in rows {
            seen.append(row != nil)
            // What an earlier poll may have left in a row that this one does not have.
            for index in columns.indices { columns[index].append(row.map { $0[index] } ?? 7) }
        }
        return (columns, seen)
    }
}

/// The folder of the fixtures.
let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

/// The text of a fixture.
func fixture(_ name: String) -> String {
    do {
        return try String(contentsOf: fixtures.appending(path: name), encoding: .utf8)
    } catch {
        Issue.record("\(name): \(error)")
        return ""
    }
}

/// A text as the only line of a file.
func source(_ text: String) -> SourceText { SourceText(file: SourceFile(name: "rule", text: text)) }

/// A `let` of that name.
func located(_ name: String, _ text: String) -> (name: Located<String>, text: SourceText) {
    (Located(name, at: SourceFile(name: "let \(name)", text: name).start), source(text))
}
