import ArgumentParser

/// Shows what a running daemon has to deliver, and steers it.
struct Deliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "What was delivered, what waits, and what could not be delivered; tries again, or gives up.",
        discussion: """
            Example:
              callwatch deliveries --state dead
              callwatch deliveries retry --receiver ops
            """,
        subcommands: [ListDeliveries.self, RetryDeliveries.self, DropDelivery.self],
        defaultSubcommand: ListDeliveries.self
    )
}

/// Lists rows of the outbox.
struct ListDeliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The deliveries, newest first.",
        discussion: """
            Example:
              callwatch deliveries list --state pending --receiver ops
            """
    )

    @Option(help: "Only those in that state: pending, delivered or dead.")
    var state: String?

    @Option(help: "Only those to that receiver.")
    var receiver: String?

    @Option(help: "How many, at most 1000.")
    var limit = 100

    @Option(help: ArgumentHelp("Only those that are older than that one.", valueName: "id"))
    var before: String?

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    func run() async throws {
        var query = [(name: "limit", value: String(limit))]
        if let state { query.append((name: "state", value: state)) }
        if let receiver { query.append((name: "receiver", value: receiver)) }
        if let before { query.append((name: "before", value: before)) }
        try Console.result(
            try await daemon.client.get(DeliveryPath.list, query: query, accepting: format.mediaType)
        )
    }
}

/// Has rows of the outbox attempted at once.
struct RetryDeliveries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Tries deliveries at once: one that waits, or a dead letter, or all dead letters of a receiver.",
        discussion: """
            A dead letter is tried for as long as max_age says, from now on, under its own identity.

            Example:
              callwatch deliveries retry 1mbk5x9p4b2zq-17
              callwatch deliveries retry --receiver ops
            """
    )

    @Argument(help: "The delivery's id.")
    var id: String?

    @Option(help: "All dead letters of that receiver, oldest first.")
    var receiver: String?

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    func validate() throws {
        guard (id == nil) != (receiver == nil) else {
            throw ValidationError("Give either the id of a delivery or --receiver.")
        }
    }

    func run() async throws {
        let path =
            if let id { DeliveryPath.retry(id) } else { DeliveryPath.retryDeadLetters(of: receiver ?? "") }
        try Console.result(try await daemon.client.post(path, accepting: format.mediaType))
    }
}

/// Gives a row of the outbox up.
struct DropDelivery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Gives up a delivery that waits, so that those behind it go out.",
        discussion: """
            It becomes a dead letter; nobody else is told in its place.

            Example:
              callwatch deliveries drop 1mbk5x9p4b2zq-17
            """
    )

    @Argument(help: "The delivery's id.")
    var id: String

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    func run() async throws {
        try Console.result(try await daemon.client.post(DeliveryPath.drop(id), accepting: format.mediaType))
    }
}
