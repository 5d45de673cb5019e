import ArgumentParser
import Daemon

/// The daemon, in the foreground.
struct Run: AsyncParsableCommand {
    static let defaultConfiguration = "rules/callwatch.yaml"

    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Poll, evaluate, alert and notify, until SIGTERM or SIGINT.",
        discussion: """
            SIGHUP reads the configuration anew, all of it or nothing. A second SIGTERM or SIGINT ends at once.

            Example:
              callwatch run --config rules/callwatch.yaml
            """
    )

    @Option(help: "The configuration file; - is standard input.")
    var config = Self.defaultConfiguration

    @Flag(help: "Reload when the files change.")
    var watch = false

    func run() async throws {
        do {
            let files = StandardInput.files(for: [config])
            try await Daemon(Daemon.Options(configuration: config, watchesFiles: watch, files: files)).run()
        } catch {
            throw error.report()
        }
    }
}
