import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#endif

/// The contact centre's interface on a TCP port, as a service.
package struct SimulatorServer: Service {
    private let options: SimulatorOptions
    private let responder: SimulatorResponder
    private let tlsConfiguration: TLSConfiguration?
    private let logger: Logger
    private let onListening: @Sendable (ListenAddress) async -> Void

    /// A server that is not listening yet.
    ///
    /// Reads the recording and the certificate, if there are any; throws ``SimulatorOptionError`` for a setting that
    /// cannot be and ``SimulatorError`` for a file that cannot be used. `onListening` is given the address, with the
    /// port that the system chose where the settings have 0, as soon as connections are accepted.
    package init(
        options: SimulatorOptions,
        logger: Logger,
        clock: SimulatorClock = .system(),
        onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in }
    ) throws {
        try options.validate()
        self.options = options
        self.logger = logger
        self.onListening = onListening
        tlsConfiguration = try options.tls.map(Self.tlsConfiguration)
        let signatureCheck: SignatureCheck? =
            switch options.authentication {
            case .signed(let accessKey, let secretKey, let tolerance):
                SignatureCheck(accessKey: accessKey, secretKey: secretKey, tolerance: tolerance)
            case .none:
                nil
            }
        responder = SimulatorResponder(
            centre: try SimulatedCentre(options),
            signatureCheck: signatureCheck,
            slowness: options.slowness,
            clock: clock
        )
    }

    /// Serves until the graceful shutdown; throws ``SimulatorError`` if the address cannot be listened on.
    package func run() async throws {
        let plain = HTTPServerBuilder.http1(configuration: .init(additionalChannelHandlers: [HangUpWatch()]))
        let builder = try tlsConfiguration.map { try HTTPServerBuilder.tls(plain, tlsConfiguration: $0) } ?? plain
        let application = Application(
            responder: responder,
            server: builder,
            configuration: ApplicationConfiguration(address: .hostname(options.listen.host, port: options.listen.port)),
            onServerRunning: { channel in
                var address = options.listen
                address.port = channel.localAddress?.port ?? address.port
                await onListening(address)
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw SimulatorError.cannotListen(options.listen, reason: Self.reason(error))
        }
    }

    /// Runs a server for as long as `body` takes, then shuts it down in order: the simulator inside another process.
    package static func withServer<Result: Sendable>(
        options: SimulatorOptions,
        logger: Logger,
        clock: SimulatorClock = .system(),
        _ body: @Sendable (ListenAddress) async throws -> Result
    ) async throws -> Result {
        let (addresses, announce) = AsyncStream.makeStream(of: ListenAddress.self)
        let server = try SimulatorServer(options: options, logger: logger, clock: clock) { address in
            announce.yield(address)
        }
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { announce.finish() }
                try await group.run()
            }
            guard let address = await addresses.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            do {
                let result = try await body(address)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }

    private static func tlsConfiguration(_ files: SimulatorOptions.TLSFiles) throws -> TLSConfiguration {
        let configuration: TLSConfiguration
        do {
            configuration = .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.privateKey, format: .pem))
            )
        } catch {
            throw SimulatorError.badCertificate(
                reason: "\(files.certificate), \(files.privateKey): \(error)"
            )
        }
        do {
            // Only here are the two held against each other.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw SimulatorError.badCertificate(
                reason: "the key in \(files.privateKey) does not belong to the certificate in \(files.certificate)"
            )
        }
        return configuration
    }

    /// Why an address cannot be listened on, without the names of the system's functions.
    private static func reason(_ error: IOError) -> String {
        error.errnoCode == EADDRINUSE ? "the port is in use" : String(cString: strerror(error.errnoCode))
    }
}
