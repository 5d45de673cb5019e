import ArgumentParser
import Daemon
import Logging
import Model
import ServiceLifecycle
import Simulator

/// The whole product on one machine with nothing else.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the whole product on this machine, with nothing else.",
        discussion: """
            Starts the contact-centre simulator in the middle of a rush, a web server and a mail server that print \
            what arrives, and the daemon on the shipped rules. Everything listens on 127.0.0.1 only, on free ports; \
            what it writes is gone when it ends. Ctrl-C ends it, a second one at once.

            Rules count real time. The simulated day goes --speed times as fast, and with it longestWaitTime: at 4, \
            somebody who has waited for 2 minutes joined the queue 30 seconds ago.

            Example:
              callwatch demo
              callwatch demo --rules rules --seed 7 --for 2m
            """
    )

    @Option(
        help: ArgumentHelp(
            "A folder of *.rules.yaml files. (default: rules, or the folder that came with the program)",
            valueName: "dir"
        )
    )
    var rules: String?

    @Option(help: ArgumentHelp("What callers are drawn from.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Seconds of the simulated time in a real one.", valueName: "factor"))
    var speed = 4.0

    @Option(name: .customLong("for"), help: ArgumentHelp("End after so long, such as 2m.", valueName: "duration"))
    var length: TimeSpan?

    func validate() throws {
        if let length, length <= .zero { throw ValidationError("--for must be above 0.") }
    }

    func run() async throws {
        let folder: RuleFolder
        let scratch: ScratchFolder
        do {
            folder = try RuleFolder.find(rules)
            scratch = try ScratchFolder()
        } catch {
            Console.message("error: \(error)")
            throw ExitStatus.world
        }
        defer { scratch.remove() }
        let performance = DemoPerformance(rules: folder, scratch: scratch, seed: seed, speed: speed, length: length)
        do {
            try await performance.run()
        } catch let error as SimulatorOptionError {
            throw ValidationError(error.description)
        } catch let error as DaemonError {
            throw error.report()
        } catch {
            Console.message("error: \(error)")
            throw ExitStatus.world
        }
    }
}
