import Model

/// What a replay remembers of each alert's past, for explanations: the newest lines of what the daemon's store has.
struct AlertPast: Sendable {
    private var history: [Fingerprint: [HistoryEntry]] = [:]
    private var deliveries: [Fingerprint: [Delivery]] = [:]

    /// Takes over what an event's effects say of alerts.
    mutating func note(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .record(let entry):
                guard let fingerprint = entry.fingerprint else { continue }
                Self.append(entry, to: &history[fingerprint, default: []])
            case .settle(let delivery):
                for fingerprint in Set(delivery.notification.alerts.map(\.fingerprint)) {
                    Self.append(delivery, to: &deliveries[fingerprint, default: []])
                }
            case .put, .remove, .enqueue, .requeue, .keep, .forgetPolls: continue
            }
        }
    }

    private static func append<Line>(_ line: Line, to lines: inout [Line]) {
        if lines.count == Explanation.mostLines { lines.removeFirst() }
        lines.append(line)
    }

    /// The explanation with its alert's past, newest first.
    func completing(_ explanation: Explanation) -> Explanation {
        var result = explanation
        result.history = (history[explanation.fingerprint] ?? []).reversed()
        result.deliveries = (deliveries[explanation.fingerprint] ?? []).reversed()
        return result
    }
}
