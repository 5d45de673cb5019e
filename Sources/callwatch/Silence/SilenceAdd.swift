import ArgumentParser
import Daemon
import FoundationEssentials
import JSON
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Makes a silence.
struct SilenceAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a silence, and print its id.",
        discussion: """
            The matchers stand before the options. Without --start it begins now; it lasts for --duration, or until \
            --end. With --interval it silences in the times of that name in the configuration alone.

            Example:
              callwatch silence add LongWait team=voice --duration 2h --comment "new menu is tried out"
              callwatch silence add 'team=~"voice|sales"' --duration 30d --interval nights --comment "nobody is in"
              callwatch silence add team=voice --comment "what would it hold back?" --dry-run
            """
    )

    @OptionGroup
    var matchers: MatcherArguments

    @Option(name: [.short, .long], help: "Why: for those who wonder where an alert stayed.")
    var comment: String

    @Option(name: [.short, .long], help: ArgumentHelp("Who asks; you, unless it is given.", valueName: "name"))
    var author: String?

    @Option(name: [.short, .long], help: "How long, from its start: 30m, 2h, 5d.")
    var duration: TimeSpan?

    @Option(help: ArgumentHelp("When it begins (RFC 3339); now, unless it is given.", valueName: "time"))
    var start: Timestamp?

    @Option(help: ArgumentHelp("When it ends (RFC 3339), instead of --duration.", valueName: "time"))
    var end: Timestamp?

    @Option(help: ArgumentHelp("Silence at the times of this time interval alone.", valueName: "name"))
    var interval: String?

    @Option(help: ArgumentHelp("A further note for programs; repeatable.", valueName: "name=text"))
    var annotation: [String] = []

    @Flag(help: "Make nothing: print how many alerts that fire it would hold back, and which.")
    var dryRun = false

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text, or json as the API gives it.")
    var format = OutputFormat.text

    /// amtool's.
    private static let usualDuration = TimeSpan.hours(1)

    func validate() throws {
        guard !matchers.matchers.isEmpty else { throw ValidationError("Say what is to be quiet: LABEL=VALUE.") }
        if duration != nil, end != nil { throw ValidationError("Give either --duration or --end.") }
        guard !comment.allSatisfy(\.isWhitespace) else { throw ValidationError("--comment says why: it is not empty.") }
        if let author, author.allSatisfy(\.isWhitespace) { throw ValidationError("--author is not empty.") }
        if let duration, duration <= .zero { throw ValidationError("--duration is more than 0.") }
        for note in annotation where !note.dropFirst().contains("=") {
            throw ValidationError("`\(note)` is no NAME=TEXT.")
        }
    }

    func run() async throws {
        let document = try document(at: SteadyClock.systemTime())
        let client = daemon.client
        let answer = try await client.post("/api/v2/silences", document)
        guard format == .text else { return try Console.result(answer) }
        guard dryRun else {
            return try Console.result(try client.decode(Made.self, from: answer).silenceID)
        }
        try Console.result(try client.decode(Preview.self, from: answer).text)
    }

    private struct Made: Decodable {
        var silenceID: String
    }

    private struct Preview: Decodable {
        var alertCount: Int
        var alerts: [[String: String]]
        var holdsFrom: String?
        var holdsNow: Bool

        var text: String {
            let subject = alertCount == 1 ? "1 alert that fires" : "\(alertCount) alerts that fire"
            guard let holdsFrom else {
                return "nothing would be held back: the time interval does not come between start and end"
            }
            let title =
                holdsNow
                ? "\(subject) would be held back"
                : "nothing would be held back before \(holdsFrom); then \(subject) now, if still so"
            let others = alertCount - alerts.count
            let lines = alerts.map { "  \(Labels($0))" } + (others > 0 ? ["  and \(others) more"] : [])
            return ([title] + lines).map(\.withoutControlCharacters).joined(separator: "\n")
        }
    }

    private func document(at now: Timestamp) throws -> String {
        let start = start ?? now
        let end = end ?? start + (duration ?? Self.usualDuration)
        let matchers = try matchers.parsed()
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("matchers", each: matchers) { Self.write($1, to: &$0) }
            writer.member("startsAt", start.rfc3339)
            writer.member("endsAt", end.rfc3339)
            writer.member("createdBy", author ?? Self.user)
            writer.member("comment", comment)
            writer.member("annotations") { writer in
                writer.object { writer in
                    for note in annotation {
                        let parts = note.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                        writer.member(String(parts[0]), parts.dropFirst().joined())
                    }
                }
            }
            if let interval { writer.member("interval", interval) }
            if dryRun { writer.member("dryRun", true) }
        }
        return writer.text
    }

    private static func write(_ matcher: Matcher, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", matcher.name)
            writer.member("value", matcher.value)
            writer.member("isRegex", matcher.comparison == .matches || matcher.comparison == .matchesNot)
            writer.member("isEqual", matcher.comparison == .equal || matcher.comparison == .matches)
        }
    }

    /// Who runs the command.
    private static var user: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "user \(getuid())" }
        return String(cString: name)
    }
}
