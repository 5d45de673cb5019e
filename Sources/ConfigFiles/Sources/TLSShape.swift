import Diagnostics
import FoundationEssentials
import Model
import YAML

extension Shape where Value == TLSSettings {
    /// `tls_config`, with Alertmanager's keys and the pin.
    static func tls(_ files: FileReader) -> Shape {
        .mapping("`tls_config`") { reader in
            let caFile = reader.optional("ca_file", .pemFile(.certificate, files))
            let certFile = reader.optional("cert_file", .pemFile(.certificate, files))
            let keyFile = reader.optional("key_file", .pemFile(.privateKey, files))
            let serverName = reader.optional("server_name", .name)
            let pin = reader.optional("pinned_public_key", .pin)
            let skips = reader.optional("insecure_skip_verify", .bool)
            if reader.optional("min_version", Shape<TLSVersion>.word) == .tls13, let key = reader.key("min_version") {
                reader.report(.settingNotAvailable(key, "TLS13", help: "connections use TLS 1.2 or later"))
            }
            for key in ["ca", "cert", "key"] {
                reader.refuseContent(of: key, help: "put the text into a file and name it with `\(key)_file`")
            }
            reader.refuseContent(of: "max_version", help: "connections use TLS 1.2 or later")
            for (one, other) in [("cert_file", "key_file"), ("key_file", "cert_file")]
            where reader.key(one) != nil && reader.key(other) == nil {
                reader.reportMissing(other, help: "a client's certificate and its key go together")
            }
            return TLSSettings(
                caFile: caFile,
                serverName: serverName?.text,
                pinnedPublicKey: pin,
                insecureSkipVerify: skips ?? false,
                certFile: certFile,
                keyFile: keyFile
            )
        }
    }
}

/// The words of `min_version`.
private enum TLSVersion: String, CaseIterable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"
}

extension Shape where Value == String {
    /// The SHA-256 of a public key in the notation of curl.
    fileprivate static var pin: Shape {
        .parsed("the pin of a public key: `sha256//` and its SHA-256 in base64") { text in
            let prefix = "sha256//"
            let pins = text.text.split(separator: ";", omittingEmptySubsequences: false)
            let isPin = pins.allSatisfy { pin in
                pin.hasPrefix(prefix) && Data(base64Encoded: String(pin.dropFirst(prefix.count)))?.count == 32
            }
            return isPin ? text.text : nil
        }
    }
}
