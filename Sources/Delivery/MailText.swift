import Alerting

/// The plain part of a mail.
enum MailText {
    /// The text of `content`, lines ended by line feeds.
    static func render(_ content: MailContent) -> String {
        var lines = [content.headline]
        if !content.group.isEmpty { lines.append(content.group.onOneLine) }
        if !content.incidents.isEmpty { lines.append("") }
        lines += content.incidents.map { "\($0.name): \($0.value)" }
        for section in content.sections {
            lines += ["", "\(section.status.rawValue.uppercased()) (\(section.count))"]
            for entry in section.entries { lines += [""] + render(entry) }
            if section.hidden > 0 { lines += ["", "and \(section.hidden) more"] }
        }
        // The line that mail readers know as the start of a signature.
        lines += ["", "-- ", content.occasion.onOneLine, content.home]
        return lines.joined(separator: "\n").withPlainLineEnds
    }

    private static func render(_ entry: MailContent.Entry) -> [String] {
        let severity = entry.severity.map { " [\($0)]" } ?? ""
        return ["* " + (entry.title + severity).onOneLine] + [entry.summary, entry.description].compactMap(\.self)
            + entry.facts.map { "\($0.name): \($0.value)" } + [entry.page]
    }
}
