import ArgumentParser
import JSON
import Model

/// Answers for an incident.
struct Ack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledges an incident: nobody else is paged for it.",
        discussion: """
            It holds until the incident is over, the policy's ack_timeout ends it, or --snooze does.

            Example:
              callwatch ack INC-7 --as ana
              callwatch ack INC-7 --as ana --snooze 30m --note "the trunk is being rebooted"
            """
    )

    @Argument(help: "The incident's name, such as INC-7.")
    var incident: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Who answers.", valueName: "person"))
    var person: String?

    @Option(help: ArgumentHelp("Only for that long; then it comes back.", valueName: "duration"))
    var snooze: String?

    @Option(help: ArgumentHelp("What the log is to say besides.", valueName: "text"))
    var note: String?

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    func validate() throws {
        if incident.isEmpty { throw ValidationError("An incident's name is not empty.") }
        if let snooze, (TimeSpan(parsing: snooze) ?? .zero) <= .zero {
            throw ValidationError("--snooze is a duration such as 30m.")
        }
    }

    func run() async throws {
        var body = JSONWriter()
        body.object { body in
            if let person { body.member("as", person) }
            if let snooze { body.member("duration", snooze) }
            if let note { body.member("note", note) }
        }
        try Console.result(
            try await daemon.client.post(
                "/api/callwatch/v1/incidents/\(incident.percentEncoded)/ack",
                body.text,
                accepting: format.mediaType
            )
        )
    }
}
