import ArgumentParser
import Model

/// Silences of a running daemon: one subcommand for each thing that is done with them.
struct SilenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Keep alerts of a running daemon from being told for some time.",
        discussion: """
            Example:
              callwatch silence add team=voice 'innoId=~"3017.*"' --duration 2h --comment "new menu" --dry-run
              callwatch silence list
              callwatch silence expire 0f5c2a52-6f0e-8c1d-9c58-3d1d6f1b9f57
            """,
        subcommands: [SilenceAdd.self, SilenceList.self, SilenceExpire.self]
    )
}

/// A silence, as far as people are shown of it.
struct ShownSilence: Decodable {
    struct Status: Decodable {
        var state: String
    }

    struct Matcher: Decodable {
        var name: String
        var value: String
        var isRegex: Bool
        var isEqual: Bool?
    }

    var id: String
    var status: Status
    var matchers: [Matcher]
    var startsAt: String
    var endsAt: String
    var createdBy: String
    var comment: String
    var interval: String?

    /// The titles of ``row``.
    static let titles = ["ID", "STATE", "MATCHERS", "STARTS AT", "ENDS AT", "BY", "COMMENT"]

    /// What a table says of it.
    var row: [String] {
        let matchers = matchers.map { matcher in
            let comparison =
                switch (matcher.isRegex, matcher.isEqual ?? true) {
                case (false, true): "="
                case (false, false): "!="
                case (true, true): "=~"
                case (true, false): "!~"
                }
            return "\(matcher.name)\(comparison)\"\(matcher.value.escapedForMatcher)\""
        }
        let during = interval.map { " during \($0)" } ?? ""
        return [
            id, status.state, matchers.joined(separator: " ") + during, Self.short(startsAt), Self.short(endsAt),
            createdBy, comment,
        ]
    }

    /// A time without the milliseconds that the API always has.
    static func short(_ time: String) -> String { time.replacing(".000Z", with: "Z") }
}
