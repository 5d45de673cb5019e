import Model

/// The blocks in which the demo shows what arrives.
///
/// Labels and texts come from elsewhere: control characters in them, which a terminal would obey, become spaces.
struct ArrivalText: Sendable {
    /// Whether escape sequences of colour are put in.
    let isColoured: Bool

    /// The block of a webhook.
    func block(_ webhook: ReceivedWebhook, at time: Timestamp) -> String {
        let hidden = max(webhook.truncatedAlerts, 0)
        let (count, _) = webhook.alerts.count.addingReportingOverflow(hidden)
        let title = "\(webhook.status.uppercased()), \(count) \(count == 1 ? "alert" : "alerts")"
        let occasion = Self.printable("\(webhook.reason), to receiver \(webhook.receiver)")
        let ink = webhook.status == "firing" ? Ink.red : .green
        var lines = ["\(heading("webhook", at: time))  \(paint(title, ink))  \(occasion)"]
        for alert in webhook.alerts { lines += block(alert) }
        if hidden > 0 { lines.append("  and \(hidden) more") }
        return Self.text(lines)
    }

    /// The block of a mail.
    func block(_ mail: ReceivedMail, at time: Timestamp) -> String {
        let header = [
            heading("mail", at: time),
            "  From:    \(Self.printable(mail.from))",
            "  To:      \(Self.printable(mail.to.joined(separator: ", ")))",
            "  Subject: \(paint(mail.subject, .bold))",
        ]
        var body = mail.text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.printable)
        while let last = body.last, last.allSatisfy(\.isWhitespace) { body.removeLast() }
        return Self.text(header + body.map { $0.isEmpty ? "  |" : "  | \($0)" })
    }

    private func block(_ alert: ReceivedWebhook.Alert) -> [String] {
        let name = paint(alert.labels["alertname"] ?? "(no name)", .bold)
        let severity = alert.labels["severity"].map { " [\($0)]" } ?? ""
        let reason = alert.reason.map { " (\($0))" } ?? ""
        let labels = alert.labels.filter { $0.key != "alertname" && $0.key != "severity" }
            .sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value)" }
        let head = ["\(severity) \(alert.status)\(reason)"] + (labels.isEmpty ? [] : [labels.joined(separator: " ")])
        var lines = ["  " + name + Self.printable(head.joined(separator: "  "))]
        if let summary = alert.annotations["summary"] { lines.append("    " + Self.printable(summary)) }
        let values = Metric.allCases.compactMap { metric in
            alert.values?[metric.rawValue].map { "\(metric.rawValue) \(Self.number($0))" }
        }
        if !values.isEmpty { lines.append("    \(values.joined(separator: ", "))") }
        return lines
    }

    private func heading(_ kind: String, at time: Timestamp) -> String {
        paint("\(time.rfc3339) \(kind)", .bold)
    }

    private static func text(_ lines: [String]) -> String {
        lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? value.description
    }

    // MARK: Terminal

    private enum Ink: String {
        case bold = "1"
        case red = "31"
        case green = "32"
    }

    private func paint(_ text: String, _ ink: Ink) -> String {
        let text = Self.printable(text)
        return isColoured ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }

    private static func printable(_ text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
