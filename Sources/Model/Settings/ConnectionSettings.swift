/// How a TLS peer is checked (`tls_config`).
package struct TLSSettings: Sendable, Hashable {
    /// A PEM file of authorities that replaces the system's store.
    package var caFile: String?
    /// The name to ask for and to find in the certificate, instead of the URL's host.
    package var serverName: String?
    /// The pin of the peer's public key, `sha256//BASE64`; checked besides the chain.
    package var pinnedPublicKey: String?
    /// Whether neither chain nor name are checked; a pin still is.
    package var insecureSkipVerify: Bool
    /// A PEM file with the client's certificate.
    package var certFile: String?
    /// A PEM file with the client's key.
    package var keyFile: String?

    /// Settings; the defaults verify against the system's store.
    package init(
        caFile: String? = nil,
        serverName: String? = nil,
        pinnedPublicKey: String? = nil,
        insecureSkipVerify: Bool = false,
        certFile: String? = nil,
        keyFile: String? = nil
    ) {
        self.caFile = caFile
        self.serverName = serverName
        self.pinnedPublicKey = pinnedPublicKey
        self.insecureSkipVerify = insecureSkipVerify
        self.certFile = certFile
        self.keyFile = keyFile
    }
}
