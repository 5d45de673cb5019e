package import Alerting
package import Model
package import YAML

/// All that a configuration says, checked and with every default filled in.
package struct Settings: Sendable {
    /// What becomes an alert and who is told.
    package var alerting: AlertConfiguration
    /// Where polls come from, in the order of the files.
    package var sources: [SourceSettings]
    /// Where the state is kept.
    package var storage: StorageSettings
    /// How the API and the page are served.
    package var server: ServerSettings
    /// What is logged, and how.
    package var log: LogSettings
    /// Where heartbeats are sent.
    package var heartbeats: [OutgoingHeartbeat]
    /// The configuration files as they were read, the main one first; secrets in them are not masked.
    package var documents: [YAMLDocument]
    /// The part that Alertmanager has as well, as YAML for its tools; secrets are masked.
    package var alertmanagerPart: String
    /// The time intervals that rules may name.
    package let intervals: TimeIntervalTable
    /// Where the nodes of the routing tree stand.
    package let routePlaces: RoutePlaces
}

/// Where the state is kept (`storage`).
package struct StorageSettings: Sendable, Hashable {
    /// The path of the database.
    package var path: String
    /// How long history is kept.
    package var retention: TimeSpan
}

/// How the API and the page are served (`server`).
package struct ServerSettings: Sendable, Hashable {
    /// What somebody may do; each may do what those before it may.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// May read.
        case viewer
        /// May also silence, acknowledge, and post alerts and events.
        case `operator`
        /// May do everything.
        case admin
    }

    /// Somebody who comes with a password (Basic).
    package struct User: Sendable, Hashable {
        /// The user's name.
        package var name: String
        /// The password's hash in a form of crypt(3).
        package var passwordHash: Secret
        /// What the user may do.
        package var role: Role
    }

    /// A program that comes with a token (Bearer).
    package struct Token: Sendable, Hashable {
        /// The token's name.
        package var name: String
        /// The SHA-256 of the token, 64 hexadecimal digits in lower case.
        package var tokenHash: Secret
        /// What the bearer may do.
        package var role: Role
    }

    /// The certificate that is shown to clients.
    package struct TLS: Sendable, Hashable {
        /// A PEM file with the certificate and its chain.
        package var certFile: String
        /// A PEM file with its key.
        package var keyFile: String
    }

    /// The host to listen on, an address or a name; empty for all addresses.
    package var host: String
    /// The port to listen on; 0 for any free one.
    package var port: Int
    /// The URL that links begin with, without a slash at its end; nil for `http://` and the address listened on.
    package var externalURL: String?
    /// The certificate; nil for plain HTTP.
    package var tls: TLS?
    /// Who may come with a password.
    package var users: [User]
    /// Who may come with a token.
    package var tokens: [Token]
}

/// What is logged, and how (`log`).
package struct LogSettings: Sendable, Hashable {
    /// How much a record must matter to be written.
    package enum Level: String, Sendable, Hashable, CaseIterable {
        /// Every step.
        case trace
        /// What helps to find a mistake.
        case debug
        /// What happens.
        case info
        /// What happens and is not usual.
        case notice
        /// What may be a mistake.
        case warning
        /// What went wrong.
        case error
        /// What needs somebody at once.
        case critical
    }

    /// The form of a record.
    package enum Format: String, Sendable, Hashable, CaseIterable {
        /// One line for people.
        case text
        /// One JSON object a line.
        case json
    }

    /// The least level that is written.
    package var level: Level
    /// The form; nil for text on a terminal and JSON elsewhere.
    package var format: Format?
}
