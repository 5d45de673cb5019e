import Foundation
import Model
import TestSupport

@testable import Alerting

extension EngineBench {
    /// Polls every 15 seconds at which the callers of access code 1 swing between two numbers, the greater one first.
    mutating func swing(from start: Int64, count: Int, between low: Double = 0, and high: Double = 20) {
        for step in 0..<count {
            let time = start + Int64(step) * 15
            poll(time, [1: (time / 15).isMultiple(of: 2) ? high : low])
        }
    }

    /// Polls every 15 seconds at which an access code has the same number of callers.
    mutating func hold(_ code: Int64, _ calls: Double, from start: Int64, to end: Int64) {
        for time in stride(from: start, through: end, by: 15) { poll(time, [code: calls]) }
    }

    /// The alerts that began to flap or calmed down: `120 R/1 flaps`.
    var turnsInWords: [String] {
        turns.map { turn in
            "\(turn.at.testText) \(turn.key.alert)/\(turn.labels["innoId"] ?? "-") \(turn.begins ? "flaps" : "calm")"
        }
    }

    /// The alert of the rule `R` about access code 1.
    var key: AlertKey {
        AlertKey(group: "g", alert: "R", subject: .series(source: "s", code: AccessCode(ccId: 1, vdn: 1, innoId: 1)))
    }

    /// How many alerts are remembered in the store; nil when its record of the source does not speak of any.
    var storedFlapping: Int? {
        guard let entry = store[StateEntry.Key(.source, "s")],
            let record = try? entry.decoded(as: SourceRecord.self)
        else { return nil }
        return record.flapping?.count
    }
}
