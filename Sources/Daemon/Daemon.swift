import Alerting
package import ConfigFiles
import Delivery
import Diagnostics
import Logging
import Model
import Outbound
import Server
import ServiceLifecycle
package import Storage
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// The whole program behind `callwatch run`: reads its files, opens its store, and keeps its services going.
package struct Daemon: Sendable {
    /// What a daemon is started with; the defaults are those of `callwatch run`.
    package struct Options: Sendable {
        /// The configuration file.
        package var configuration: String
        /// Whether a change of the files is a reload.
        package var watchesFiles: Bool
        /// Where files and environment come from.
        package var files: FileAccess
        /// How the store is opened.
        package var store: StoreOptions
        /// Whether signals of the process end and reload it; a test that runs it in its own process says no.
        package var handlesSignals: Bool
        /// Called with the API's URL once it listens.
        package var onListening: @Sendable (_ url: String) async -> Void

        /// Options for the configuration at that path.
        package init(
            configuration: String,
            watchesFiles: Bool = false,
            files: FileAccess = .disk,
            store: StoreOptions = StoreOptions(),
            handlesSignals: Bool = true,
            onListening: @escaping @Sendable (_ url: String) async -> Void = { _ in }
        ) {
            self.configuration = configuration
            self.watchesFiles = watchesFiles
            self.files = files
            self.store = store
            self.handlesSignals = handlesSignals
            self.onListening = onListening
        }
    }

    private let options: Options

    /// A daemon that does not run yet.
    package init(_ options: Options) {
        self.options = options
    }

    /// Runs until a signal or the cancellation of the task ends it in order; throws why it cannot run.
    ///
    /// One straight line on purpose: what is made first is ended last.
    package func run() async throws(DaemonError) {
        let load: @Sendable () -> Loaded<Settings> = { [options] in
            ConfigurationFiles.load(options.configuration, files: options.files)
        }
        let loaded = load()
        guard let settings = loaded.value else { throw .mistakes(loaded.diagnostics) }
        let logger = Self.logger(settings.log)

        let store = try Self.open(settings.storage.path, options.store)
        defer { Self.close(store, logger) }
        let (entries, polls) = try Self.state(of: store)
        let linkKey = try Self.linkKey(in: entries, store)
        let transport = try Self.transport()

        let telemetry = Telemetry()
        let clock = SteadyClock(notBefore: AlertEngine.lastEvent(in: entries))
        telemetry.expect(
            sources: settings.sources.map(\.name),
            receivers: Array(settings.alerting.receivers.values)
        )
        telemetry.noteReload(succeeded: true, at: clock.now())
        let (fatalErrors, fatal) = AsyncStream<StorageError>.makeStream()
        let (outboxChanges, deadlineChanges) = (Signal(), Signal())
        let viewChanges = ViewChanges()
        let engine = try Engine.restored(
            from: entries,
            polls: polls,
            in: store,
            configuration: settings.alerting,
            wiring: Engine.Wiring(
                clock: clock,
                telemetry: telemetry,
                outboxChanges: outboxChanges,
                deadlineChanges: deadlineChanges,
                viewChanges: viewChanges,
                onFatalError: { fatal.yield($0) }
            )
        )

        let (sources, sourcesChange) = AsyncStream<[SourceSettings]>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (addresses, address) = AsyncStream<String>.makeStream()
        let (targets, target) = AsyncStream<[OutgoingHeartbeat]>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let reloader = Reloader(
            load: load,
            loaded: loaded,
            settings: settings,
            engine: engine,
            telemetry: telemetry,
            clock: clock,
            sources: sourcesChange,
            heartbeats: target,
            logger: logger
        )
        let operations = DaemonOperations(
            engine: engine,
            store: store,
            telemetry: telemetry,
            clock: clock,
            reloader: reloader,
            viewChanges: viewChanges,
            logger: logger
        )
        let poller = Poller(
            engine: engine,
            transport: transport,
            clock: clock,
            telemetry: telemetry,
            logger: logger,
            sources: sources,
            started: { await operations.noteStart() }
        )
        let timer = DeadlineTimer(engine: engine, clock: clock, changes: deadlineChanges, logger: logger)
        let sender = DeliverySender(transport: transport, version: Product.version, linkKey: linkKey)
        let worker = DeliveryWorker(
            engine: engine,
            store: store,
            clock: clock,
            telemetry: telemetry,
            changes: outboxChanges,
            externalURL: settings.server.externalURL,
            addresses: addresses,
            logger: logger
        ) { delivery, receivers, externalURL, now in
            await sender.attempt(delivery, with: receivers, externalURL: externalURL, now: now)
        }
        let server = try Self.server(
            ServerOptions(settings.server, linkKey: linkKey),
            operations: operations,
            logger: logger
        ) { [options] url in
            ConsoleLog.writeToStandardError("listening on \(url)\n")
            // Whoever starts the daemon reads the address off the first line.
            Self.log(loaded.diagnostics, logger)
            await options.onListening(url)
            // Nothing is polled or sent before it is certain that everything this daemon needs is there.
            address.yield(url)
            sourcesChange.yield(settings.sources)
            target.yield(settings.heartbeats)
        }
        var services: [any Service] = [
            ShutdownWatch(operations: operations, handlesSignals: options.handlesSignals),
            server,
            StoreGuard(errors: fatalErrors),
            worker,
            timer,
            poller,
            HeartbeatSender(
                engine: engine,
                transport: transport,
                telemetry: telemetry,
                logger: logger,
                targets: targets
            ),
            Retention(store: store, clock: clock, keeps: settings.storage.retention, logger: logger),
            Checkpointer(store: store, logger: logger),
            reloader,
        ]
        if options.handlesSignals {
            let hangups = await UnixSignalsSequence(trapping: .sighup)
            services.append(HangupListener(reloader: reloader, hangups: hangups))
        }
        if options.watchesFiles { services.append(FileWatch(reloader: reloader)) }
        try await Self.run(services, endsOnSignals: options.handlesSignals)
        await transport.shutdown()
    }

    /// Keeps the services going until one fails or a signal comes; then ends them in reverse order.
    private static func run(_ services: [any Service], endsOnSignals: Bool) async throws(DaemonError) {
        // What the group says of its services' lives is of no use to those who run the program.
        let logger = Logger(label: "callwatch.services", factory: { _ in SwiftLogNoOpLogHandler() })
        var configuration = ServiceGroupConfiguration(services: services, logger: logger)
        configuration.gracefulShutdownSignals = endsOnSignals ? [.sigterm, .sigint] : []
        configuration.maximumGracefulShutdownDuration = .milliseconds(4500)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as DaemonError {
            throw error
        } catch let error as ServerError {
            throw .world(error.description)
        } catch is CancellationError {
            return
        } catch {
            throw .world("\(error)")
        }
    }

    private static func logger(_ settings: LogSettings) -> Logger {
        let form = settings.format ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let handler = ConsoleLog(form: form == .text ? .text : .json, level: Logger.Level(settings.level))
        return Logger(label: "callwatch", factory: { _ in handler })
    }

    private static func log(_ warnings: [Diagnostic], _ logger: Logger) {
        for warning in warnings {
            let place = "\(warning.range.file.name):\(warning.range.start.line):\(warning.range.start.column)"
            logger.warning("\(warning.message)", metadata: ["id": "\(warning.id)", "place": "\(place)"])
        }
    }

    private static func open(_ path: String, _ options: StoreOptions) throws(DaemonError) -> AlertStore {
        do {
            return try AlertStore.open(at: path, options: options)
        } catch {
            throw .world(error.description)
        }
    }

    private static func close(_ store: AlertStore, _ logger: Logger) {
        do {
            try store.close()
        } catch {
            logger.error("store was not closed in order", metadata: ["reason": "\(error)"])
        }
    }

    private static func state(
        of store: AlertStore
    ) throws(DaemonError) -> (entries: [StateEntry], polls: [StoredPoll]) {
        do {
            return (try store.load(), try store.loadPolls())
        } catch {
            throw .world(error.description)
        }
    }

    /// The key of the links with which incidents are answered; a store without one gets one.
    private static func linkKey(in entries: [StateEntry], _ store: AlertStore) throws(DaemonError) -> [UInt8] {
        do {
            if let key = try LinkKey(in: entries) { return key.bytes }
            let key = LinkKey.random()
            try store.commit([.put(key.entry)])
            return key.bytes
        } catch let error as StorageError {
            throw .world(error.description)
        } catch let error as StateError {
            throw .world(error.description)
        } catch {
            throw .world("\(error)")
        }
    }

    private static func transport() throws(DaemonError) -> Transport {
        do {
            return try Transport()
        } catch {
            throw .world(error.description)
        }
    }

    private static func server(
        _ options: ServerOptions,
        operations: DaemonOperations,
        logger: Logger,
        onListening: @escaping @Sendable (String) async -> Void
    ) throws(DaemonError) -> APIServer {
        // That it listens is said in our own words, and first.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        do {
            return try APIServer(
                options: options,
                operations: operations,
                logger: quiet,
                onListening: onListening
            )
        } catch {
            throw .world(error.description)
        }
    }
}
