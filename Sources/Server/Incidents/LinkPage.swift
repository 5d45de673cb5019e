import Alerting
import Model

/// The pages that links of incidents lead to: no script, no style, nothing from elsewhere.
enum LinkPage {
    /// What the link would do, and the button that does it.
    static func question(_ link: IncidentLink, _ lines: [IncidentLinkAnswer.Line]) -> String {
        let isOpen = lines.contains { $0.state == .triggered || $0.state == .acknowledged }
        guard isOpen else { return page("Nothing is left to be done.", list(lines)) }
        let button = "<form method=\"post\"><button>\(label(of: link))</button></form>"
        return page("\(label(of: link))?", list(lines) + button)
    }

    /// What was done.
    static func done(_ link: IncidentLink, _ lines: [IncidentLinkAnswer.Line]) -> String {
        let isDone = lines.contains { $0.state == .acknowledged }
        return page(isDone ? "Done, \(link.person)." : "Nothing is left to be done.", list(lines))
    }

    /// Why nothing was done.
    static func refused(_ reason: String) -> String { page(reason, "") }

    private static func label(of link: IncidentLink) -> String {
        switch link.action {
        case .acknowledge: "Acknowledge"
        case .snooze: "Snooze for \(IncidentLink.snooze)"
        }
    }

    private static func list(_ lines: [IncidentLinkAnswer.Line]) -> String {
        let items = lines.map { line in
            "<li>\(line.id), \(line.state?.rawValue ?? "over long ago"): \(escaped(line.summary))</li>"
        }
        return "<ul>\(items.joined())</ul>"
    }

    private static func page(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title)) · Callwatch</title>
        </head>
        <body>
        <h1>\(escaped(title))</h1>
        \(body)
        </body>
        </html>

        """
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
