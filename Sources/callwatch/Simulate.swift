import ArgumentParser
import Daemon
import FoundationEssentials
import Logging
import ServiceLifecycle
import Simulator
import UnixSignals

/// A server that speaks the contact centre's interface, in the foreground.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve a contact centre that does not exist, over the interface of a real one.",
        discussion: """
            Calls arrive, go through the menus, queue, are answered by a finite number of agents or give up, on a \
            daily profile; the same seed gives the same day. With --polls it serves a recording instead, over and \
            over. SIGTERM and SIGINT end it.

            Kinds of faults: slow, hang, reset, 401, 500, 429, malformed, truncated, code=CODE, missing, strings, \
            negative; the rate is the share of the answers to strike, from 0 to 1.

            Example:
              callwatch simulate --vdn 170,171 --codes 1-40 --speed 10
              callwatch simulate --polls polls.jsonl.gz --fault slow=0.1 --fault 500=0.05
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "host:port"))
    var listen = "127.0.0.1:28080"

    @Option(help: ArgumentHelp("The certificate (PEM, leaf first) to speak HTTPS with.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("The key that names the client. (default: demo)", valueName: "key"))
    var accessKey: String?

    @Option(help: ArgumentHelp("The key that requests are signed with. (default: demo-secret)", valueName: "key"))
    var secretKey: String?

    @Flag(help: "Let everybody in, whatever the signature.")
    var noAuth = false

    @Option(help: ArgumentHelp("The call centre's number. (default: 1)", valueName: "number"))
    var ccId: Int?

    @Option(help: ArgumentHelp("The VDNs, as in 170,171. (default: 170)", valueName: "numbers"))
    var vdn: String?

    @Option(help: ArgumentHelp("The access codes of every VDN, as in 1-12,20. (default: 1-12)", valueName: "numbers"))
    var codes: String?

    @Option(help: ArgumentHelp("What callers and faults are drawn from.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Seconds of the simulated time in a real one.", valueName: "factor"))
    var speed = 1.0

    @Option(help: ArgumentHelp("Serve these recorded polls instead; - is standard input.", valueName: "file"))
    var polls: String?

    @Option(help: ArgumentHelp("Something that goes wrong, and how often; repeatable.", valueName: "kind=rate"))
    var fault: [String] = []

    func validate() throws {
        if polls != nil {
            let given = [("--cc-id", ccId != nil), ("--vdn", vdn != nil), ("--codes", codes != nil)]
            if let flag = given.first(where: { $0.1 })?.0 {
                throw ValidationError("\(flag) does not go with --polls: the recording says whose calls it has.")
            }
        }
        if noAuth, let flag = accessKey != nil ? "--access-key" : secretKey != nil ? "--secret-key" : nil {
            throw ValidationError("\(flag) does not go with --no-auth: no key is asked for.")
        }
        if (tlsCert == nil) != (tlsKey == nil) {
            let missing = tlsCert == nil ? "--tls-cert" : "--tls-key"
            throw ValidationError("\(missing) is missing: HTTPS takes both --tls-cert and --tls-key.")
        }
        do {
            _ = try options()
        } catch {
            throw ValidationError(error.description)
        }
    }

    func run() async throws {
        let logger = Logger(label: "callwatch.simulate") { _ in ConsoleLog(form: .text, level: .notice) }
        do {
            let options = try options()
            let scheme = options.tls == nil ? "http" : "https"
            let server = try SimulatorServer(options: options, logger: logger) { address in
                Console.message("listening on \(scheme)://\(address)")
            }
            var configuration = ServiceGroupConfiguration(
                services: [server],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
            configuration.maximumGracefulShutdownDuration = .seconds(3)
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as SimulatorOptionError {
            throw ValidationError(error.description)
        } catch {
            Console.message("error: \(description(of: error))")
            throw status(of: error)
        }
    }

    // MARK: Options

    private func options() throws(SimulatorOptionError) -> SimulatorOptions {
        var options = SimulatorOptions()
        options.listen = try ListenAddress(parsing: listen)
        if let tlsCert, let tlsKey {
            options.tls = SimulatorOptions.TLSFiles(certificate: tlsCert, privateKey: tlsKey)
        }
        options.authentication =
            noAuth ? .none : .signed(accessKey: accessKey ?? "demo", secretKey: secretKey ?? "demo-secret")
        if let polls {
            options.content = .recording(path: polls)
        } else {
            options.content = .model(
                ccId: ccId ?? 1,
                vdns: try SimulatorOptions.numbers(parsing: vdn ?? "170", flag: "--vdn"),
                innoIds: try SimulatorOptions.numbers(parsing: codes ?? "1-12", flag: "--codes")
            )
        }
        options.seed = seed
        options.speed = speed
        var faults: [Fault] = []
        for text in fault { faults.append(try Fault(parsing: text)) }
        options.faults = faults
        return options
    }

    // MARK: Failures

    private func description(of error: any Error) -> String {
        switch error {
        case SimulatorError.cannotListen: "\(error); choose another address with --listen"
        case let error as SimulatorError: error.description
        // A name that does not resolve, for one.
        default: "cannot listen on \(listen): \(error); choose another address with --listen"
        }
    }

    private func status(of error: any Error) -> ExitCode {
        switch error {
        case SimulatorError.badLine, SimulatorError.emptyRecording: ExitStatus.fault
        case SimulatorError.badCertificate: areTLSFilesReadable ? ExitStatus.fault : ExitStatus.world
        default: ExitStatus.world
        }
    }

    private var areTLSFilesReadable: Bool {
        [tlsCert, tlsKey].compactMap(\.self).allSatisfy { FileManager.default.isReadableFile(atPath: $0) }
    }
}
