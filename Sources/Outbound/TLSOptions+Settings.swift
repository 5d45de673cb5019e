package import Model

extension TLSOptions {
    /// The options that `settings` ask for.
    package init(_ settings: TLSSettings) {
        self.init(
            caFile: settings.caFile,
            serverName: settings.serverName,
            pinnedPublicKey: settings.pinnedPublicKey,
            insecureSkipVerify: settings.insecureSkipVerify,
            clientCertificateFile: settings.certFile,
            clientKeyFile: settings.keyFile
        )
    }
}
