import Alerting
import Model

/// How loud an alert is: the colour of its message.
enum Tone: Int, Comparable {
    case resolved
    case information
    case warning
    case alarm

    /// The tone of an alert by its status and its label `severity`; an unknown severity is an alarm.
    init(_ alert: NotifiedAlert) {
        guard alert.status == .firing else {
            self = .resolved
            return
        }
        switch alert.labels["severity"]?.lowercased() {
        case "info", "information", "notice", "none": self = .information
        case "warning", "warn", "minor": self = .warning
        default: self = .alarm
        }
    }

    static func < (left: Tone, right: Tone) -> Bool { left.rawValue < right.rawValue }

    /// A sign that every chat shows in its colour.
    var mark: String {
        switch self {
        case .resolved: "🟢"
        case .information: "🔵"
        case .warning: "🟠"
        case .alarm: "🔴"
        }
    }

    /// Red, green and blue in eight bits each.
    var color: Int {
        switch self {
        case .resolved: 0x18_8038
        case .information: 0x1A_73E8
        case .warning: 0xE3_7400
        case .alarm: 0xD9_3025
        }
    }

    /// The colour as in a style sheet: `#d93025`.
    var hexadecimal: String {
        let digits = String(color, radix: 16)
        return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
