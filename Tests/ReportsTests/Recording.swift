import Alerting
import Model
import TestSupport

@testable import Reports

/// Polls of access codes of call centre 1, VDN 1, one a minute.
///
/// A code's script has one character a poll: a digit is how many callers wait, `#` is 99, `-` a code that is not
/// delivered. The callers in the IVR follow a second script, so that two rules can be given a say of their own.
struct Recording {
    var polls: [Poll] = []

    init(_ queues: [Int64: String], ivr: String = "", every interval: TimeSpan = .minutes(1)) {
        for index in 0..<(queues.values.map(\.count).max() ?? 0) {
            var snapshot = Snapshot()
            for (code, script) in queues.sorted(by: { $0.key < $1.key }) {
                guard let queue = Self.value(script, index) else { continue }
                let counters = [200, Self.value(ivr, index) ?? 0, 0, queue, queue * 10]
                snapshot.append(AccessCode(ccId: 1, vdn: 1, innoId: code), counters)
            }
            polls.append(Poll(source: "s", time: .at(0) + interval * Int64(index), result: .snapshot(snapshot)))
        }
    }

    private static func value(_ script: String, _ index: Int) -> Double? {
        guard index < script.count else { return nil }
        switch script[script.index(script.startIndex, offsetBy: index)] {
        case "#": return 99
        case "-": return nil
        case let digit: return digit.wholeNumberValue.map(Double.init) ?? 0
        }
    }

    /// What becomes of the polls under `configuration`.
    func record(_ configuration: AlertConfiguration, isDrawn: Bool = true) -> ReplayRecord {
        var record = ReplayRecord(configuration, isDrawn: isDrawn)
        var replay = Replay(configuration, from: polls.first?.time ?? .at(0))
        for poll in polls { record.note(poll, replay.apply(poll)) }
        record.objectives = replay.objectives
        return record
    }

    /// What becomes of the polls under one rule.
    func record(_ rule: ReferenceRule, labels: Labels = [:]) throws -> ReplayRecord {
        record(try .of([rule], sources: [SourceProfile(name: "s", labels: labels)]))
    }
}

extension ReferenceRule {
    /// `R` fires when more than 10 callers wait.
    static let backlog = ReferenceRule("R", when: "queueCallCount above 10")
}
