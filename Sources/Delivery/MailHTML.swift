import Alerting

/// The HTML part of a mail.
///
/// Every style stands at its element and nothing is loaded from anywhere, since readers drop style sheets and block
/// what is remote. No background and no text colour is set but the badges', so that both a light and a dark reader show
/// it in their own colours.
enum MailHTML {
    /// The page of `content`, titled `subject`.
    static func render(_ content: MailContent, subject: String) -> String {
        let group = content.group.isEmpty ? "" : "\n<p dir=\"auto\" style=\"margin:0\">\(escape(content.group))</p>"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>\(escape(subject))</title>
            </head>
            <body style="margin:0;padding:16px;font:16px/1.45 -apple-system,'Segoe UI',Roboto,Arial,sans-serif">
            <div style="max-width:640px;margin:0 auto;overflow-wrap:anywhere">
            <h1 style="margin:0;font-size:20px">\(escape(content.headline))</h1>\(group)\(render(content.incidents))
            \(content.sections.map(render).joined(separator: "\n"))
            <p style="margin:24px 0 0;font-size:13px;opacity:.75">\(escape(content.occasion))<br>
            \(link(content.home, content.home))</p>
            </div>
            </body>
            </html>
            """
    }

    private static func render(_ incidents: [MailContent.Fact]) -> String {
        guard !incidents.isEmpty else { return "" }
        return """

            <table role="presentation" style="margin:12px 0 0;border-collapse:collapse;font-size:14px">
            \(incidents.map(render).joined(separator: "\n"))
            </table>
            """
    }

    private static func render(_ section: MailContent.Section) -> String {
        let color = color(of: section.status)
        let more = section.hidden > 0 ? "\n<p style=\"margin:0\">and \(section.hidden) more</p>" : ""
        return """
            <h2 style="margin:20px 0 8px;font-size:14px">\
            <span style="padding:3px 8px;border-radius:4px;background:\(color);color:#fff">\
            \(section.status.rawValue.uppercased()) (\(section.count))</span></h2>
            \(section.entries.map(render).joined(separator: "\n"))\(more)
            """
    }

    private static func render(_ entry: MailContent.Entry) -> String {
        let name = escape(entry.title) + (entry.severity.map { " · \(escape($0))" } ?? "")
        // What is wrong comes first: it is all that some will read on a phone.
        let heading = entry.summary.map { text in
            """
            <div dir="auto" style="font-weight:bold">\(escapeLines(text))</div>
            <div dir="auto" style="font-size:14px;opacity:.75">\(name)</div>
            """
        }
        let description = entry.description.map { text in
            "\n<p dir=\"auto\" style=\"margin:4px 0\">\(escapeLines(text))</p>"
        }
        return """
            <div style="margin:0 0 20px;padding:0 0 0 12px;border-left:4px solid \(entry.tone.hexadecimal)">
            \(heading ?? "<div dir=\"auto\" style=\"font-weight:bold\">\(name)</div>")\(description ?? "")
            <table role="presentation" style="border-collapse:collapse;font-size:14px">
            \(entry.facts.map(render).joined(separator: "\n"))
            </table>
            <p style="margin:4px 0 0;font-size:14px">\(link(entry.page, "Open in Callwatch"))</p>
            </div>
            """
    }

    private static func render(_ fact: MailContent.Fact) -> String {
        let value = fact.link.map { link($0, $0) } ?? escapeLines(fact.value)
        return """
            <tr><td style="padding:1px 12px 1px 0;vertical-align:top;overflow-wrap:break-word;opacity:.75">\
            \(escape(fact.name))</td>
            <td dir="auto" style="padding:1px 0;vertical-align:top">\(value)</td></tr>
            """
    }

    /// Colours on which white text and beside which any background can be read.
    private static func color(of status: GroupNotification.Status) -> String {
        switch status {
        case .firing: "#d93025"
        case .resolved: "#188038"
        }
    }

    private static func link(_ url: String, _ text: String) -> String {
        "<a href=\"\(escape(url))\">\(escape(text))</a>"
    }

    private static func escapeLines(_ text: String) -> String {
        text.withPlainLineEnds.split(separator: "\n", omittingEmptySubsequences: false)
            .map { escape(String($0)) }
            .joined(separator: "<br>\n")
    }

    private static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.onOneLine.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
