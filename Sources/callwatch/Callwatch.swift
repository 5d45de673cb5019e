import ArgumentParser
import Daemon

/// The program: one subcommand for each thing it does.
///
/// Each says its own name: to make one of the type's takes the parser as long as a small file takes to be checked.
@main
struct Callwatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callwatch",
        abstract: "Tells people within seconds when callers of a contact centre wait too long.",
        discussion: """
            Exit status: 0 done and good, 1 the input or the check is at fault, 2 wrong usage, 3 the world failed.

            Example:
              callwatch demo
              callwatch run --config rules/callwatch.yaml
            """,
        version: Product.version,
        subcommands: [
            Run.self, Check.self, TestCommand.self, ReplayCommand.self, Explain.self, Alerts.self, SilenceCommand.self,
            Ack.self, Deliveries.self, Simulate.self, Demo.self, HashPassword.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            // The parser's own status for wrong usage is 64.
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Console.message(fullMessage(for: error))
            exit(withError: ExitStatus.usage)
        }
    }
}
