package import Alerting
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

/// The API over HTTP or HTTPS, as a service.
package struct APIServer: Service {
    private let options: ServerOptions
    private let operations: any Operations
    private let tlsConfiguration: TLSConfiguration?
    private let onListening: @Sendable (_ url: String) async -> Void
    private let logger: Logger

    /// A server that is not listening yet.
    ///
    /// `onListening` is given the URL, with the port that the system chose where the options have 0, as soon as
    /// connections are accepted.
    package init(
        options: ServerOptions,
        operations: any Operations,
        logger: Logger,
        onListening: @escaping @Sendable (_ url: String) async -> Void = { _ in }
    ) throws(ServerError) {
        self.options = options
        self.operations = operations
        self.logger = logger
        self.onListening = onListening
        tlsConfiguration = try options.tls.map(Self.configuration)
    }

    /// Serves until the graceful shutdown; throws ``ServerError`` if the address cannot be listened on.
    package func run() async throws {
        let builder: HTTPServerBuilder = try tlsConfiguration.map { try .tls(tlsConfiguration: $0) } ?? .http1()
        let feed = PageFeed(operations: operations)
        let application = Application(
            responder: APIResponder(operations: operations, options: options, feed: feed, formTokens: FormTokens()),
            server: builder,
            configuration: ApplicationConfiguration(address: .hostname(options.host, port: options.port)),
            onServerRunning: { channel in
                await onListening(url(port: channel.localAddress?.port ?? options.port))
            },
            logger: logger
        )
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await feed.run() }
                // Nobody can read the feed any more when the application is over, or never listened.
                defer { group.cancelAll() }
                try await application.run()
            }
        } catch let error as IOError {
            throw ServerError.cannotListen(host: options.host, port: options.port, reason: Self.reason(error))
        }
    }

    private func url(port: Int) -> String {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        return "\(tlsConfiguration == nil ? "http" : "https")://\(host):\(port)"
    }

    private static func configuration(_ files: ServerOptions.TLSFiles) throws(ServerError) -> TLSConfiguration {
        let configuration: TLSConfiguration
        do {
            configuration = .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: files.privateKey, format: .pem))
            )
        } catch {
            throw .badCertificate(reason: "\(files.certificate), \(files.privateKey): \(error)")
        }
        do {
            // Only here are the two held against each other.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .badCertificate(
                reason: "the key in `\(files.privateKey)` does not belong to the certificate in `\(files.certificate)`"
            )
        }
        return configuration
    }

    /// Why an address cannot be listened on, without the names of the system's functions.
    private static func reason(_ error: IOError) -> String {
        error.errnoCode == EADDRINUSE ? "the port is in use" : String(cString: strerror(error.errnoCode))
    }
}
