import ConfigFiles
import Logging
import Model
import Server

extension ServerOptions {
    /// What the configuration says of the server.
    init(_ settings: ServerSettings, linkKey: [UInt8]) {
        self.init(
            host: settings.host,
            port: settings.port,
            externalURL: settings.externalURL,
            tls: settings.tls.map { TLSFiles(certificate: $0.certFile, privateKey: $0.keyFile) },
            accounts: Accounts(
                users: settings.users.map { user in
                    Accounts.User(
                        name: user.name,
                        passwordHash: user.passwordHash.text,
                        role: Accounts.Role(user.role)
                    )
                },
                tokens: settings.tokens.map { token in
                    Accounts.Token(name: token.name, tokenHash: token.tokenHash.text, role: Accounts.Role(token.role))
                }
            ),
            linkKey: linkKey
        )
    }
}

extension Accounts.Role {
    fileprivate init(_ role: ServerSettings.Role) {
        switch role {
        case .viewer: self = .viewer
        case .operator: self = .operatorRole
        case .admin: self = .admin
        }
    }
}

extension Logger.Level {
    /// What the configuration says of the log.
    init(_ level: LogSettings.Level) {
        switch level {
        case .trace: self = .trace
        case .debug: self = .debug
        case .info: self = .info
        case .notice: self = .notice
        case .warning: self = .warning
        case .error: self = .error
        case .critical: self = .critical
        }
    }
}

extension Settings {
    /// The keys whose change `new` brings without taking it into force: they need a restart.
    func keysThatNeedARestart(to new: Settings) -> [String] {
        var keys: [String] = []
        if storage.path != new.storage.path { keys.append("storage.path") }
        if storage.retention != new.storage.retention { keys.append("storage.retention") }
        if server != new.server { keys.append("server") }
        if log != new.log { keys.append("log") }
        return keys
    }
}
