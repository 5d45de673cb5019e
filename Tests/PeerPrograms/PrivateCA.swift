/// A certificate authority of a test's own, made by the `openssl` program.
package final class PrivateCA: Sendable {
    /// A certificate and its key, as PEM files.
    package struct Identity: Sendable {
        /// The certificate.
        package let certificateFile: String
        /// The private key, without a passphrase.
        package let keyFile: String
        /// `sha256//` and the base64 hash of the public key.
        package let pin: String
    }

    private let folder: TemporaryFolder

    /// Whether the `openssl` program is there.
    package static var isAvailable: Bool { Program.find("openssl") != nil }

    /// Makes the authority's key and certificate in a folder that goes with it.
    package init() throws {
        folder = try TemporaryFolder("private-ca")
        try Program.run(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
                + ["-subj", "/CN=Private test authority", "-keyout", folder.file("ca.key"), "-out", caFile]
        )
    }

    /// The authority's own certificate.
    package var caFile: String { folder.file("ca.pem") }

    /// Issues a certificate for alternative names such as `DNS:localhost` and `IP:127.0.0.1`.
    package func issue(_ name: String, alternativeNames: [String]) throws -> Identity {
        let key = folder.file("\(name).key")
        let request = folder.file("\(name).csr")
        let certificate = folder.file("\(name).pem")
        try folder.write("subjectAltName=\(alternativeNames.joined(separator: ","))\n", to: "\(name).ext")
        try Program.run(
            "openssl",
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)"]
                + ["-keyout", key, "-out", request]
        )
        try Program.run(
            "openssl",
            ["x509", "-req", "-in", request, "-CA", caFile, "-CAkey", folder.file("ca.key"), "-CAcreateserial"]
                + ["-days", "2", "-extfile", folder.file("\(name).ext"), "-out", certificate]
        )
        let pin = try Program.run(
            "sh",
            [
                "-c",
                "openssl x509 -in '\(certificate)' -pubkey -noout | openssl pkey -pubin -outform der"
                    + " | openssl dgst -sha256 -binary | openssl base64",
            ]
        )
        return Identity(
            certificateFile: certificate,
            keyFile: key,
            pin: "sha256//" + pin.filter { !$0.isWhitespace }
        )
    }
}
