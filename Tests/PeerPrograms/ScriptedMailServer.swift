import Synchronization

/// A mail server that answers by verb, and notes the commands; for replies that no real server gives on demand.
package final class ScriptedMailServer: Sendable {
    private final class Log: Sendable {
        let commands = Mutex<[String]>([])
    }

    private let server: ScriptedServer
    private let log: Log

    private static let usualReplies = [
        "GREETING": "220 mail.test", "EHLO": "250-mail.test\r\n250 SIZE 1000000", "DATA": "354 go",
        "MESSAGE": "250 queued as 1", "QUIT": "221 bye",
    ]

    /// Listens on a free port.
    ///
    /// `replies` maps a verb, `GREETING` or `MESSAGE` to another reply than the usual one; an empty one closes the
    /// connection.
    package init(_ replies: [String: String] = [:]) throws {
        let log = Log()
        self.log = log
        let replies = ScriptedMailServer.usualReplies.merging(replies) { _, new in new }
        server = try ScriptedServer { connection in
            func reply(to verb: String) -> Bool {
                let reply = replies[verb] ?? "250 ok"
                return !reply.isEmpty && connection.write(reply + "\r\n")
            }
            guard reply(to: "GREETING") else { return }
            while let command = connection.readLine() {
                log.commands.withLock { $0.append(command) }
                let verb = String(command.prefix { $0.isLetter })
                guard reply(to: verb) else { return }
                if verb == "DATA", replies[verb]?.hasPrefix("354") == true {
                    while let line = connection.readLine(), line != "." {}
                    guard reply(to: "MESSAGE") else { return }
                }
                if verb == "QUIT" { return }
            }
        }
    }

    /// The port on 127.0.0.1.
    package var port: Int { server.port }

    /// How many connections have been accepted so far.
    package var connectionCount: Int { server.connectionCount }

    /// The commands of all connections, in the order they came; messages are not among them.
    package var commands: [String] { log.commands.withLock { $0 } }

    /// Cuts every connection.
    package func stop() {
        server.stop()
    }
}
