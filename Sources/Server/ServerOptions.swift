/// Where the API listens, and who may use it.
package struct ServerOptions: Sendable {
    /// The certificate and key of HTTPS.
    package struct TLSFiles: Sendable, Hashable {
        /// PEM, the server's certificate first.
        package var certificate: String
        /// PEM.
        package var privateKey: String

        /// The files of a certificate and its key.
        package init(certificate: String, privateKey: String) {
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// The address to listen on.
    package var host: String
    /// The port; 0 for any free one.
    package var port: Int
    /// Where links lead (`external_url`); nil for the listen address.
    package var externalURL: String?
    /// HTTPS instead of HTTP.
    package var tls: TLSFiles?
    /// Who may use it; without any, only this machine may, and as an administrator.
    package var accounts: Accounts
    /// The key of the links with which incidents are answered; without one no link is valid.
    package var linkKey: [UInt8]

    /// Options of a server.
    package init(
        host: String,
        port: Int,
        externalURL: String? = nil,
        tls: TLSFiles? = nil,
        accounts: Accounts = Accounts(),
        linkKey: [UInt8] = []
    ) {
        self.linkKey = linkKey
        self.host = host
        self.port = port
        self.externalURL = externalURL
        self.tls = tls
        self.accounts = accounts
    }
}

/// Why the API cannot be served.
package enum ServerError: Error, Hashable, CustomStringConvertible {
    /// The address cannot be listened on.
    case cannotListen(host: String, port: Int, reason: String)
    /// The certificate or its key cannot be used.
    case badCertificate(reason: String)

    /// One line for people.
    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason); `server.listen` names another address"
        case .badCertificate(let reason): "cannot serve HTTPS: \(reason)"
        }
    }
}
