import Alerting
import Model

/// The pairs of an SLA's alert for people: a line for each, and one for each of its windows with the burn rate.
struct BurnText {
    private let rows: [(text: String, value: String)]

    /// The text of `burns`.
    init(_ burns: [ObjectiveStatus.Burn]) {
        rows = burns.flatMap { burn in
            [
                (
                    "above \(ObjectiveStatus.rate(burn.factor)) over \(burn.long.length) and \(burn.short.length)",
                    burn.isMet.map(String.init) ?? "unknown"
                ),
                ("├─ burn rate over \(burn.long.length)", burn.long.text),
                ("└─ burn rate over \(burn.short.length)", burn.short.text),
            ]
        }
    }

    /// The lines, two columns in.
    var lines: [String] {
        let column = rows.map(\.text.count).max() ?? 0
        return rows.map { row in
            "  \(row.text)\(String(repeating: " ", count: column - row.text.count + 2))\(row.value)"
        }
    }
}

extension ObjectiveStatus.Burn.Window {
    /// The burn rate, and whether it is above the factor.
    fileprivate var text: String {
        guard let rate else { return "unknown: no sample" }
        let text = ObjectiveStatus.rate(rate)
        switch isAbove {
        case true?: return "\(text), above"
        case false?: return "\(text), not above"
        case nil: return "\(text), unknown with only \(known.inWholeSeconds) of it known"
        }
    }
}
