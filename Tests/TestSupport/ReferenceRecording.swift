// Full Foundation for JSONSerialization, which is not what the product reads answers with.
import Foundation
package import Model

/// A recording read sentence by sentence of its description, with Foundation.
package enum ReferenceRecording {
    /// A line that is none of a recording.
    package struct BadLine: Error, CustomStringConvertible {
        /// The line.
        package let description: String
    }

    /// The polls of a recording's text, over `source`.
    package static func polls(_ text: String, source: String) throws -> [Poll] {
        var polls: [Poll] = []
        var time: Timestamp?
        var targets: [Target] = []
        for line in text.split(separator: "\n") {
            let target = try target(line)
            if let time, time != target.time { polls.append(poll(targets, source: source, at: time)) }
            if time != target.time { targets = [] }
            time = target.time
            targets.append(target)
        }
        if let time { polls.append(poll(targets, source: source, at: time)) }
        return polls
    }

    /// One answer: its time, and the counters of its codes unless it was not delivered.
    private struct Target {
        let time: Timestamp
        let rows: [(code: AccessCode, counters: [Double?])]?
    }

    private static func target(_ line: Substring) throws -> Target {
        let bad = BadLine(description: String(line))
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let text = object["timestamp"] as? String,
            let ccId = whole(object["ccId"]),
            let vdn = whole(object["vdn"])
        else { throw bad }
        let date = try Date(text, strategy: .iso8601)
        let time = Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
        if object["error"] is String { return Target(time: time, rows: nil) }
        guard let resultCode = object["resultCode"] as? String else { throw bad }
        guard resultCode == "0100000" else { return Target(time: time, rows: nil) }
        guard let answers = object["resultDesc"] as? [[String: Any]] else { throw bad }
        let rows = answers.compactMap { answer in
            whole(answer["innoId"]).map { innoId in
                (
                    code: AccessCode(ccId: ccId, vdn: vdn, innoId: innoId),
                    counters: Metric.allCases.map { metric in whole(answer[metric.rawValue]).map(Double.init) }
                )
            }
        }
        return Target(time: time, rows: rows)
    }

    /// A whole number from 0 to 2^53, written as a number or as a string that is one.
    private static func whole(_ value: Any?) -> Int64? {
        var value = value
        if let text = value as? String, text.trimmingCharacters(in: .whitespacesAndNewlines) == text {
            value = (try? JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? [Any])?.first
        }
        // A number that is `c`, a char, to Foundation stands for `true` or `false`.
        guard let number = value as? NSNumber, String(cString: number.objCType) != "c",
            let exact = Int64(exactly: number), (0...Int64(Metric.maximum)).contains(exact)
        else { return nil }
        return exact
    }

    private static func poll(_ targets: [Target], source: String, at time: Timestamp) -> Poll {
        let delivered = targets.compactMap(\.rows)
        guard !delivered.isEmpty else { return Poll(source: source, time: time, result: .failed) }
        let rows = Dictionary(delivered.joined().map { ($0.code, $0.counters) }) { _, last in last }
        var snapshot = Snapshot()
        for (code, counters) in rows { snapshot.append(code, counters) }
        return Poll(source: source, time: time, result: .snapshot(snapshot))
    }
}
