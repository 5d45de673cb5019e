import Alerting
import Model

extension Explanation.Level {
    /// What the level waits for.
    func outlook(_ explanation: Explanation) -> [String] {
        guard let time = explanation.poll?.at else { return [] }
        var lines = clocks.map { $0.text(at: time) }
        switch state.state {
        case .inactive:
            if truth == true, explanation.isOutsideHours {
                lines.append("It holds, and would count if the rule's hours included the poll.")
            } else {
                lines.append("It fires once \(beginning).")
            }
        case .pending:
            lines.append("It is inactive again at the first poll at which the condition is false.")
        case .firing:
            if state.keepFiringSince == nil {
                let wait =
                    timing.keepFiringFor == .zero ? "" : ", and has for \(timing.keepFiringFor) (keep_firing_for)"
                lines.append("It resolves once \(end)\(wait).")
            }
            if state.unknownSince != nil, timing.resolveNoDataAfter == nil {
                let since = state.unknownSince.map { " since \($0.rfc3339)" } ?? ""
                lines.append("Its end is unknown\(since); without resolve_no_data_after it fires on.")
            }
        }
        if truth == nil, state.state != .firing { lines.append("What is unknown changes nothing.") }
        return lines
    }

    /// What makes it fire.
    private var beginning: String {
        switch basis {
        case .conditions:
            timing.holdFor == .zero ? "the condition is true" : "the condition has held for \(timing.holdFor) (for)"
        case .burns: "a pair is met: the burn rates over both its windows are above its factor"
        }
    }

    /// What ends it.
    private var end: String {
        switch basis {
        case .conditions(_, nil): "the condition is false"
        case .conditions: "the end condition holds"
        case .burns: "no pair is met any more"
        }
    }
}

extension Explanation.Clock {
    /// What the clock is, how much of it is left at `time`, and what follows.
    fileprivate func text(at time: Timestamp) -> String {
        let left = left(at: time)
        let rest =
            left == .zero ? "has run since \(until.rfc3339)" : "\(left.inWholeSeconds) left, until \(until.rfc3339)"
        let consequence =
            switch kind {
            case .holdFor: "it fires at the first poll from then on at which the condition is true"
            case .keepFiringFor: "it resolves at the first poll from then on at which its end holds"
            case .resolveNoDataAfter: "it resolves at the first poll from then on at which its end is still unknown"
            }
        return "\(kind.rawValue): \(span), running since \(since.rfc3339): \(rest); \(consequence)."
    }
}
