/// How the other side of a TLS connection is trusted.
///
/// TLS below 1.2 is never spoken.
package struct TLSOptions: Hashable, Sendable {
    /// The oldest protocol version to agree to.
    package enum Version: Hashable, Sendable {
        /// TLS 1.2, RFC 5246.
        case tls12
        /// TLS 1.3, RFC 8446.
        case tls13
    }

    /// A PEM file of authorities that replaces the system's store; nil is the system's store.
    package var caFile: String?
    /// The name sent in SNI and looked for in the certificate, in place of the host connected to.
    package var serverName: String?
    /// `sha256//` and the base64 hash of the public key, several joined by `;`, or a file that holds the key.
    ///
    /// Checked besides the chain, and alone with `insecureSkipVerify`.
    package var pinnedPublicKey: String?
    /// Trusts any chain and any name.
    package var insecureSkipVerify: Bool
    /// A PEM file with the certificate shown to a server that asks for one.
    package var clientCertificateFile: String?
    /// The private key of `clientCertificateFile`; nil when that file holds it too.
    package var clientKeyFile: String?
    /// What a server has to speak at least.
    package var minimumVersion: Version

    /// The system's store, the host's own name and TLS 1.2, but for what is given.
    package init(
        caFile: String? = nil,
        serverName: String? = nil,
        pinnedPublicKey: String? = nil,
        insecureSkipVerify: Bool = false,
        clientCertificateFile: String? = nil,
        clientKeyFile: String? = nil,
        minimumVersion: Version = .tls12
    ) {
        self.caFile = caFile
        self.serverName = serverName
        self.pinnedPublicKey = pinnedPublicKey
        self.insecureSkipVerify = insecureSkipVerify
        self.clientCertificateFile = clientCertificateFile
        self.clientKeyFile = clientKeyFile
        self.minimumVersion = minimumVersion
    }
}
