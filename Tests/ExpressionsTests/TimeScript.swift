import Diagnostics
import Expressions
import Foundation
import Model
import Testing

/// A file of cases that go over several polls, one a line: what is asked, ` => `, what is expected at each poll.
///
/// ```
/// series vdn=1,innoId=1 vdn=1,innoId=2
/// poll 0 5/60 7
/// poll 15 6 .
/// number sum(queueCallCount by vdn) => 12 ; 6
/// when queueCallCount above 5 => false true ; true unknown
/// ```
///
/// A sample is `queueCallCount`, or that and `longestWaitTime` with `/` between; `-` is unknown, `.` a series that the
/// poll did not bring. Polls are parted by ` ; `; the elements of a poll by spaces, groups in order of their labels. A
/// `series` line begins anew; `staleness` says how long a series may be unseen, `let` names an expression, `only` selects
/// the series of a VDN.
struct TimeScript {
    /// One poll of the series.
    struct Poll: Sendable {
        var time: Timestamp
        /// The counters of each series; nil for one that the poll did not bring.
        var rows: [[Double?]?]
    }

    /// One line that asks something.
    struct Case: CustomTestStringConvertible, Sendable {
        var place: String
        var kind: String
        var text: String
        var expected: String
        var series: [Labels] = []
        var polls: [Poll] = []
        var staleness = TimeSpan.minutes(5)
        var lets: [(name: String, text: String)] = []
        var selectedVDN: String?

        var testDescription: String { "\(place): \(kind) \(text)" }

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
        var state = Case(place: "", kind: "", text: "", expected: "")
        for (number, line) in fixture(name).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard let kind = words.first, !kind.hasPrefix("#") else { continue }
            let rest = words.count > 1 ? words[1] : ""
            switch kind {
            case "series":
                state = Case(place: "", kind: "", text: "", expected: "")
                state.series = rest.split(separator: " ").map { labels(String($0)) }
            case "staleness": state.staleness = TimeSpan(parsing: rest) ?? .zero
            case "only": state.selectedVDN = rest
            case "let":
                let parts = rest.components(separatedBy: " = ")
                state.lets.append((parts[0], parts.dropFirst().joined(separator: " = ")))
            case "poll":
                let parts = rest.split(separator: " ")
                let time = Timestamp(milliseconds: Int64((Double(parts[0]) ?? 0) * 1000))
                state.polls.append(Poll(time: time, rows: parts.dropFirst().map { counters(String($0)) }))
            default:
                let parts = rest.components(separatedBy: " => ")
                state.place = "\(name):\(number + 1)"
                (state.kind, state.text) = (kind, parts[0])
                state.expected = parts.dropFirst().joined(separator: " => ")
                cases.append(state)
            }
        }
        return cases
    }

    private static func labels(_ text: String) -> Labels {
        Labels(
            text.split(separator: ",").map { pair in
                let parts = pair.split(separator: "=").map(String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "")
            } + [("source", "s")]
        )
    }

    private static func counters(_ text: String) -> [Double?]? {
        guard text != "." else { return nil }
        let parts = text.split(separator: "/").map { Double($0) }
        return [nil, nil, nil, parts[0], parts.count > 1 ? parts[1] : nil]
    }
}

/// A program with the polls that it is run over.
struct TimedRun {
    let program: Program
    var elements: Elements
    var history: History
    var machine = Machine()
    var evaluation = Evaluation()
    private let staleness: TimeSpan

    init(_ program: Program, series: [Labels], staleness: TimeSpan, selects: (Int) -> Bool = { _ in true }) {
        self.program = program
        self.staleness = staleness
        elements = Elements(for: program)
        history = History(for: program)
        for (row, labels) in series.enumerated() { elements.add(labels) { _ in selects(row) } }
    }

    mutating func run(_ poll: TimeScript.Poll) {
        let (columns, seen) = Script.columns(poll.rows)
        elements.note(seen, at: poll.time, staleness: staleness)
        machine.run(program, over: columns, of: elements, history: &history, into: &evaluation)
    }
}
