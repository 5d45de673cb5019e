import ArgumentParser

/// Ends silences.
struct SilenceExpire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire",
        abstract: "End silences; what fires on is told at once.",
        discussion: """
            Ends them in the order given, up to the first that there is not. One that has ended stays as it is.

            Example:
              callwatch silence expire 0f5c2a52-6f0e-8c1d-9c58-3d1d6f1b9f57
            """
    )

    @Argument(help: "The ids of silences.")
    var id: [String]

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    func validate() throws {
        if id.contains(where: \.isEmpty) { throw ValidationError("An id is not empty.") }
    }

    func run() async throws {
        let client = daemon.client
        var refusal: ExitCode?
        for id in self.id {
            do {
                try await client.delete("/api/v2/silence/\(id.percentEncoded)")
            } catch let code as ExitCode where code == ExitStatus.fault {
                // It has been said; the others end all the same.
                refusal = code
            }
        }
        if let refusal { throw refusal }
    }
}
