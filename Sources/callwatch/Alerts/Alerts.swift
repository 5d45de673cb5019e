import ArgumentParser
import Model
import Reports

/// The alerts of a running daemon.
struct Alerts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The alerts of a running daemon that fire.",
        discussion: """
            Without a flag, those that are told: neither silenced, inhibited nor muted. A flag asks for others \
            instead, several for all of them.

            Example:
              callwatch alerts team=voice
              callwatch alerts LongWait --active --silenced --format json
            """
    )

    @OptionGroup
    var matchers: MatcherArguments

    @Flag(name: [.short, .long], help: "Those that are told.")
    var active = false

    @Flag(name: [.short, .long], help: "Those that are silenced.")
    var silenced = false

    @Flag(name: [.short, .long], help: "Those that others inhibit.")
    var inhibited = false

    @Flag(name: [.short, .long], help: "Those that a time interval mutes.")
    var muted = false

    @Option(name: [.short, .long], help: "Those of the receivers whose whole name matches this pattern (RE2).")
    var receiver: String?

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text, or json as the API gives it.")
    var format = OutputFormat.text

    func run() async throws {
        let isDefault = !(active || silenced || inhibited || muted)
        var query = try matchers.query()
        let flags = [
            ("active", active || isDefault), ("silenced", silenced), ("inhibited", inhibited), ("muted", muted),
        ]
        query += flags.map { (name: $0.0, value: $0.1 ? "true" : "false") }
        if let receiver { query.append((name: "receiver", value: receiver)) }
        let client = daemon.client
        let answer = try await client.get("/api/v2/alerts", query: query)
        guard format == .text else { return try Console.result(answer) }
        var table = TextTable(["SINCE", "STATE", "ALERT", "LABELS", "SUMMARY"])
        for alert in try client.decode([ShownAlert].self, from: answer) { table.add(alert.row) }
        guard !table.isEmpty else { return Console.message("no alert") }
        try Console.result(table.text)
    }

    /// An alert, as far as people are shown of it.
    private struct ShownAlert: Decodable {
        struct Status: Decodable {
            var silencedBy: [String]
            var inhibitedBy: [String]
            var mutedBy: [String]
        }

        var labels: [String: String]
        var annotations: [String: String]
        var startsAt: String
        var status: Status

        var row: [String] {
            let states = [
                (status.silencedBy, "silenced"), (status.inhibitedBy, "inhibited"), (status.mutedBy, "muted"),
            ].filter { !$0.0.isEmpty }.map(\.1)
            return [
                ShownSilence.short(startsAt), states.isEmpty ? "active" : states.joined(separator: ", "),
                labels["alertname"] ?? "", "\(Labels(labels).without("alertname"))", annotations["summary"] ?? "",
            ]
        }
    }
}
