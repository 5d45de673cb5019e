import ArgumentParser
import Daemon
import Model
import Reports

/// Lists silences.
struct SilenceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the silences that hold, or will.",
        discussion: """
            Matchers, which stand before the options, are held against what the silences' own matchers want.

            Example:
              callwatch silence list team=voice
              callwatch silence list --within 2h
              callwatch silence expire $(callwatch silence list --created-by maria --quiet)
            """,
        aliases: ["query"]
    )

    @OptionGroup
    var matchers: MatcherArguments

    @Flag(help: "Those that have ended, instead.")
    var expired = false

    @Option(help: ArgumentHelp("Those that end in this time; with --expired, that ended in it.", valueName: "duration"))
    var within: TimeSpan?

    @Option(help: ArgumentHelp("Those that this author made.", valueName: "name"))
    var createdBy: String?

    @Flag(name: [.short, .long], help: "The ids alone, one a line.")
    var quiet = false

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text, or json as the API gives it.")
    var format = OutputFormat.text

    func validate() throws {
        if quiet, format == .json { throw ValidationError("--quiet goes with --format text.") }
    }

    func run() async throws {
        var query = try matchers.query()
        query.append((name: "expired", value: expired ? "true" : "false"))
        if expired { query += [(name: "active", value: "false"), (name: "pending", value: "false")] }
        if let createdBy { query.append((name: "createdBy", value: createdBy)) }
        if let within {
            let now = SteadyClock.systemTime()
            let limit = expired ? now - within : now + within
            query.append((name: expired ? "endsAfter" : "endsBefore", value: limit.rfc3339))
        }
        let client = daemon.client
        let answer = try await client.get("/api/v2/silences", query: query)
        guard format == .text else { return try Console.result(answer) }
        let silences = try client.decode([ShownSilence].self, from: answer)
        guard !quiet else {
            let lines = silences.map { $0.id.withoutControlCharacters }
            return lines.isEmpty ? () : try Console.result(lines.joined(separator: "\n"))
        }
        var table = TextTable(ShownSilence.titles)
        for silence in silences { table.add(silence.row) }
        guard !table.isEmpty else { return Console.message("no silence") }
        try Console.result(table.text)
    }
}
