import Alerting
import Diagnostics
import Model
import YAML

/// A mail server as one place of the files describes it; others may fill in what is absent.
struct WrittenMailServer {
    /// How the connection is made private, as far as it is said.
    enum Privacy {
        /// This way, whatever the port.
        case fixed(SMTPSettings.Security)
        /// Alertmanager's `require_tls`: from the first byte on port 465, else with STARTTLS or in clear.
        case startTLS(isRequired: Bool)
    }

    var smarthost: HostAndPort?
    var from: MailAddress?
    var hello: String?
    var username: String?
    var password: Secret?
    var privacy: Privacy?
    var tls: TLSSettings?
    var timeout: TimeSpan?
    /// The keys that are given, by what they set.
    var keys: [String: Node.Scalar] = [:]

    /// This description, and that of `other` where this one says nothing.
    func over(_ other: WrittenMailServer) -> WrittenMailServer {
        WrittenMailServer(
            smarthost: smarthost ?? other.smarthost,
            from: from ?? other.from,
            hello: hello ?? other.hello,
            username: username ?? other.username,
            password: password ?? other.password,
            privacy: privacy ?? other.privacy,
            tls: tls ?? other.tls,
            timeout: timeout ?? other.timeout,
            keys: keys.merging(other.keys) { own, _ in own }
        )
    }

    /// What is given here and in `other`, each with both keys.
    func repetitions(of other: WrittenMailServer) -> [(again: Node.Scalar, first: Node.Scalar)] {
        keys.compactMap { name, key in other.keys[name].map { (again: key, first: $0) } }
    }

    /// The settings, with Alertmanager's defaults; what is missing or wrong is reported at `place`.
    func settings(at place: SourceRange, _ diagnostics: inout [Diagnostic]) -> (MailAddress, SMTPSettings)? {
        if keys["smarthost"] == nil { diagnostics.append(.missingMailSetting("smarthost", at: place)) }
        if keys["from"] == nil { diagnostics.append(.missingMailSetting("from", at: place)) }
        if let key = keys["auth_username"], keys["auth_password"] == nil {
            diagnostics.append(.incompleteLogin(missing: "auth_password", at: key.range))
        }
        if let key = keys["auth_password"], keys["auth_username"] == nil {
            diagnostics.append(.incompleteLogin(missing: "auth_username", at: key.range))
        }
        guard let smarthost, let from else { return nil }
        if username != nil, security(port: smarthost.port) == .clear, !isLoopback(smarthost.host) {
            diagnostics.append(.loginInClear(at: (keys["tls"] ?? keys["auth_username"])?.range ?? place))
        }
        let settings = SMTPSettings(
            host: smarthost.host,
            port: smarthost.port,
            hello: hello ?? "localhost",
            username: username,
            password: password,
            security: security(port: smarthost.port),
            tls: tls ?? TLSSettings(),
            timeout: timeout ?? .seconds(30)
        )
        return (from, settings)
    }

    private func security(port: Int) -> SMTPSettings.Security {
        switch privacy ?? .startTLS(isRequired: true) {
        case .fixed(let security): security
        case .startTLS where port == 465: .implicit
        case .startTLS(let isRequired): isRequired ? .startTLS : .clear
        }
    }
}

extension MappingReader {
    /// The keys of a mail server, each with `prefix` before it.
    ///
    /// - Parameters:
    ///   - hasOwnKeys: whether `tls` and `timeout` are among them.
    ///   - hasAlertmanagerKeys: whether Alertmanager's words for TLS are among them.
    mutating func mailServer(
        prefix: String = "",
        hasOwnKeys: Bool,
        hasAlertmanagerKeys: Bool,
        _ files: FileReader
    ) -> WrittenMailServer {
        var server = WrittenMailServer()
        server.smarthost = optional("\(prefix)smarthost", .hostAndPort(1...65_535, example: "mail.example.com:587"))
        server.from = optional("\(prefix)from", .mailAddress)
        server.hello = optional("\(prefix)hello", .hostName)
        server.username = optional("\(prefix)auth_username", .name)?.text
        server.password = secret("\(prefix)auth_password", files)
        server.tls = optional("\(prefix)tls_config", .tls(files))
        let help = "mail servers are logged in to with a name and a password"
        for key in ["auth_secret", "auth_secret_file", "auth_identity"] {
            refuseContent(of: "\(prefix)\(key)", help: help)
        }
        if hasOwnKeys {
            server.timeout = optional("\(prefix)timeout", .positiveDuration)
            server.privacy = optional("\(prefix)tls", Shape<SMTPSettings.Security>.word).map { .fixed($0) }
        }
        if hasAlertmanagerKeys {
            let privacy = alertmanagerPrivacy(prefix)
            for key in ["require_tls", "force_implicit_tls"] where hasOwnKeys {
                exclude("\(prefix)tls", "\(prefix)\(key)")
            }
            server.privacy = server.privacy ?? privacy
        }
        let names = ["smarthost", "from", "hello", "auth_username", "auth_password", "tls_config", "timeout", "tls"]
        let otherNames = [
            ("auth_password_file", "auth_password"), ("require_tls", "tls"), ("force_implicit_tls", "tls"),
        ]
        for (written, name) in names.map({ ($0, $0) }) + otherNames where server.keys[name] == nil {
            server.keys[name] = key("\(prefix)\(written)")
        }
        return server
    }

    private mutating func alertmanagerPrivacy(_ prefix: String) -> WrittenMailServer.Privacy? {
        let isRequired = optional("\(prefix)require_tls", .bool)
        switch optional("\(prefix)force_implicit_tls", .bool) {
        case true: return .fixed(.implicit)
        case false: return .fixed(isRequired == false ? .clear : .startTLS)
        case nil: return isRequired.map { .startTLS(isRequired: $0) }
        }
    }
}

extension Shape where Value == WrittenMailServer {
    /// The section `smtp`.
    static func smtp(_ files: FileReader) -> Shape {
        .mapping("`smtp`") { reader in reader.mailServer(hasOwnKeys: true, hasAlertmanagerKeys: false, files) }
    }
}

extension Shape where Value == String {
    /// The name of a host.
    static var hostName: Shape {
        .parsed("the name of a host", example: "callwatch.example.com") { text in
            let isName = text.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:[]".contains($0)) }
            return isName && !text.text.isEmpty ? text.text : nil
        }
    }
}
