import Alerting
import Logging
import PeerPrograms
import Server
import ServiceLifecycle
import Testing

/// A server that runs for as long as a test needs it.
enum TestServer {
    /// Runs a server on a free port of the loopback for as long as `body` takes.
    static func run(
        _ operations: any Operations,
        externalURL: String? = nil,
        accounts: Accounts = Accounts(),
        linkKey: [UInt8] = [],
        _ body: @escaping @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        let options = ServerOptions(
            host: "127.0.0.1",
            port: 0,
            externalURL: externalURL,
            accounts: accounts,
            linkKey: linkKey
        )
        try await run(options, operations) { url in
            try await body(#require(url.split(separator: ":").last.flatMap { Int($0) }))
        }
    }

    /// Runs a server with those options for as long as `body` takes.
    static func run(
        _ options: ServerOptions,
        _ operations: any Operations,
        _ body: @escaping @Sendable (_ url: String) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let urls = Journal<String>()
        let server = try APIServer(options: options, operations: operations, logger: logger) { urls.append($0) }
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                // A server that cannot listen never says where.
                defer { urls.finish() }
                try await group.run()
            }
            tasks.addTask {
                let url = try await urls.wait(for: "the server's address") { !$0.isEmpty }[0]
                do {
                    try await body(url)
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }
}
