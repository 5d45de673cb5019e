import Daemon
import Logging
import Model
import ServiceLifecycle
import Simulator
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// One run of the demo: the simulator, the two sinks and the daemon between them, in one process.
struct DemoPerformance: Sendable {
    /// 09:04, in the middle of the first rush: the queue of access code 1 is long, and grows for four minutes more.
    private static let timeOfDay = Duration.seconds(9 * 3600 + 4 * 60)

    let rules: RuleFolder
    let scratch: ScratchFolder
    let seed: UInt64
    let speed: Double
    /// After how long it ends by itself.
    let length: TimeSpan?

    /// Runs until a signal comes, the time is over or a part fails.
    func run() async throws {
        let logger = Logger(label: "callwatch.demo") { _ in ConsoleLog(form: .text, level: .warning) }
        let (failures, failure) = AsyncStream<ResultWriter.Failure>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let screen = DemoScreen { failure.yield($0) }
        let simulator = Announcement()
        let webhooks = Announcement()
        let mail = Announcement()

        // What is started first is ended last: the sinks outlive the daemon that sends to them, and somebody who has no
        // patience is heard to the end.
        let services: [any Service] = [
            DemoAbort(scratch: scratch),
            try SimulatorServer(options: simulatorOptions, logger: logger) { simulator.tell($0) },
            WebhookSink(logger: logger, onListening: { webhooks.tell($0) }, show: { screen.show($0) }),
            MailSink(onListening: { mail.tell($0) }, show: { screen.show($0) }),
            DemoDaemon(screen: screen, performance: self, simulator: simulator, webhooks: webhooks, mail: mail),
            DemoEnd(after: length, failures: failures),
        ]
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: service,
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup
                )
            },
            // A terminal that is closed sends SIGHUP.
            gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: Logger(label: "callwatch.services") { _ in SwiftLogNoOpLogHandler() }
        )
        // The daemon takes up to 5 s for itself.
        configuration.maximumGracefulShutdownDuration = .seconds(6)
        try await ServiceGroup(configuration: configuration).run()
    }

    private var simulatorOptions: SimulatorOptions {
        var options = SimulatorOptions()
        options.listen.port = 0
        options.content = .model(timeOfDay: Self.timeOfDay)
        options.seed = seed
        options.speed = speed
        return options
    }

    /// What the demo says at its start.
    func introduction(daemon: String, _ configuration: DemoConfiguration) -> String {
        let count = rules.files.count
        return """
            Callwatch demo: a contact centre that does not exist, watched for real.

              page       \(daemon)/ shows what burns, and why
              daemon     \(daemon)/metrics and \(daemon)/-/ready answer
              rules      \(rules.path) (\(count) \(count == 1 ? "file" : "files"))
              simulator  http://\(configuration.simulator), seed \(seed), \(speed.formattedFactor) times as fast as real time
              webhooks   http://\(configuration.webhooks)/, printed below
              mail       \(configuration.mail), printed below

            It is a few minutes past nine there, and many more people call than usual. The first notification comes
            within a minute, as a webhook and as a mail; others follow, and again when an alert is over.
            \(ending)

            """
    }

    private var ending: String {
        length.map { "This ends after \($0), or with Ctrl-C; nothing of it is kept." }
            ?? "Ctrl-C ends it; nothing of it is kept."
    }
}

/// The daemon, once everything it talks to is there.
private struct DemoDaemon: Service {
    let screen: DemoScreen
    let performance: DemoPerformance
    let simulator: Announcement
    let webhooks: Announcement
    let mail: Announcement

    func run() async throws {
        guard
            let simulator = await simulator.address, let webhooks = await webhooks.address,
            let mail = await mail.address
        else { return }
        let configuration = DemoConfiguration(
            rules: performance.rules,
            simulator: simulator,
            webhooks: webhooks,
            mail: mail
        )
        let file = try performance.scratch.write(configuration.yaml, to: "callwatch.yaml")
        let options = Daemon.Options(configuration: file, handlesSignals: false) { [screen, performance] url in
            screen.show(performance.introduction(daemon: url, configuration))
        }
        try await Daemon(options).run()
    }
}

/// Ends the demo when its time is over, or when nobody can see it any more.
private struct DemoEnd: Service {
    let after: TimeSpan?
    let failures: AsyncStream<ResultWriter.Failure>

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await failure in failures.cancelOnGracefulShutdown() { throw failure }
            }
            if let after {
                group.addTask {
                    // Cut short when the demo ends otherwise.
                    try? await Task.sleep(for: .milliseconds(after.milliseconds))
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// Ends the demo at once at a second signal.
private struct DemoAbort: Service {
    let scratch: ScratchFolder

    func run() async {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        var isEnding = false
        for await signal in signals.cancelOnGracefulShutdown() {
            guard isEnding else {
                // The services' group has heard it, too.
                isEnding = true
                continue
            }
            scratch.remove()
            // 128 and the signal's number is what shells show for a process that a signal ended.
            _exit(128 + signal.rawValue)
        }
    }
}

/// Where a part of the demo listens, for those who wait to hear it.
private struct Announcement: Sendable {
    private let addresses: AsyncStream<ListenAddress>
    private let continuation: AsyncStream<ListenAddress>.Continuation

    init() {
        (addresses, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    func tell(_ address: ListenAddress) {
        continuation.yield(address)
    }

    /// The address once it is known; nil when the demo ends before.
    var address: ListenAddress? {
        get async { await addresses.cancelOnGracefulShutdown().first { _ in true } }
    }
}

extension Double {
    /// Without a fraction where there is none.
    fileprivate var formattedFactor: String {
        Int(exactly: self).map(String.init) ?? description
    }
}
