import Alerting
import Model

/// The colour of a stretch of an alert's life.
enum Tone: Int, CaseIterable {
    case pending
    case information
    case warning
    case critical

    /// The colour of a severity; one that is not known is as bad as any.
    init(severity: String?) {
        switch severity?.lowercased() {
        case "info", "information", "informational", "notice", "low": self = .information
        case "warning", "warn", "minor", "medium", "ticket": self = .warning
        default: self = .critical
        }
    }

    /// Its class in the style sheet.
    var name: String {
        switch self {
        case .pending: "pending"
        case .information: "info"
        case .warning: "warning"
        case .critical: "critical"
        }
    }
}

extension AlertStretch {
    /// Its colour, for an alert of these labels.
    func tone(_ labels: Labels) -> Tone {
        state == .firing ? Tone(severity: severity ?? labels["severity"]) : .pending
    }

    /// What it is, in a word: its severity while it fires.
    func word(_ labels: Labels) -> String {
        state == .firing ? severity ?? labels["severity"] ?? "firing" : "pending"
    }
}
