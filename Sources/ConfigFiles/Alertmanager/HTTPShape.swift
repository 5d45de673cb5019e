import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == HTTPSettings {
    /// `http_config`, with Alertmanager's keys.
    static func http(_ files: FileReader) -> Shape {
        .mapping("`http_config`") { reader in
            let basicAuth = reader.optional("basic_auth", .basicAuth(files))
            let authorization = reader.optional("authorization", .authorization(files))
            let bearer = reader.secret("bearer_token", files)
            let headers = reader.optional("http_headers", .headers(files))
            let tls = reader.optional("tls_config", .tls(files))
            let proxy = reader.optional("proxy_url", .proxy)
            excludeCredentials(&reader)
            refuseOthers(&reader)
            return HTTPSettings(
                basicAuth: basicAuth,
                authorization: authorization ?? bearer.map { HTTPSettings.Authorization(credentials: $0) },
                headers: headers ?? [],
                tls: tls ?? TLSSettings(),
                proxyURL: proxy
            )
        }
    }

    private static func excludeCredentials(_ reader: inout MappingReader) {
        let keys = ["basic_auth", "authorization", "bearer_token", "bearer_token_file"]
        let given = keys.filter { reader.key($0) != nil }
        for key in given.dropFirst() where Set([given[0], key]) != ["bearer_token", "bearer_token_file"] {
            reader.exclude(given[0], key)
        }
    }

    /// What Alertmanager knows and this version does not do.
    private static func refuseOthers(_ reader: inout MappingReader) {
        reader.refuseContent(of: "oauth2", help: "use `authorization` with credentials")
        reader.refuseContent(
            of: "no_proxy",
            help: "the environment variable `no_proxy` holds where no proxy is set here"
        )
        reader.refuseContent(of: "proxy_connect_header", help: nil)
        if reader.optional("follow_redirects", .bool) == true, let key = reader.key("follow_redirects") {
            reader.report(.redirectsNotFollowed(at: key.range))
        }
        let unwanted = [
            ("enable_http2", false, "the version of HTTP is agreed on with the server"),
            ("proxy_from_environment", false, "without `proxy_url` the environment's proxy is used"),
        ]
        for (key, value, help) in unwanted where reader.optional(key, .bool) == value {
            if let place = reader.key(key) { reader.report(.settingNotAvailable(place, "\(value)", help: help)) }
        }
    }
}

extension Shape where Value == HTTPSettings.BasicAuth {
    fileprivate static func basicAuth(_ files: FileReader) -> Shape {
        .mapping("`basic_auth`") { reader in
            let own = reader.optional("username", .name)
            let fromFile = reader.optional("username_file", .textOfFile(files))
            reader.exclude("username", "username_file")
            let username = own?.text ?? fromFile
            if reader.key("username") == nil, reader.key("username_file") == nil { reader.reportMissing("username") }
            let password = reader.secret("password", files)
            if !reader.hasSecret("password") { reader.reportMissing("password") }
            guard let username, let password else { return nil }
            return HTTPSettings.BasicAuth(username: username, password: password)
        }
    }
}

extension Shape where Value == HTTPSettings.Authorization {
    fileprivate static func authorization(_ files: FileReader) -> Shape {
        .mapping("`authorization`") { reader in
            let type = reader.optional("type", .headerName)
            let credentials = reader.secret("credentials", files)
            if !reader.hasSecret("credentials") { reader.reportMissing("credentials") }
            return credentials.map { HTTPSettings.Authorization(type: type?.text ?? "Bearer", credentials: $0) }
        }
    }
}

extension Shape where Value == Name {
    /// A token of RFC 9110 section 5.6.2, as names of headers and schemes are.
    static var headerName: Shape {
        .scalar("a word") { scalar, _, diagnostics in
            guard HeaderName.isToken(scalar.text.text) else {
                diagnostics.append(.badHeaderName(scalar))
                return nil
            }
            return Name(scalar)
        }
    }
}

/// Names of headers.
enum HeaderName {
    /// Headers of a request that are made here.
    static let ofRequests: Set<String> = [
        "authorization", "connection", "content-encoding", "content-length", "content-type", "expect", "host",
        "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
    ]
    /// Headers of a mail that are made here.
    static let ofMails: Set<String> = [
        "auto-submitted", "bcc", "cc", "content-transfer-encoding", "content-type", "date", "in-reply-to",
        "message-id", "mime-version", "references",
    ]

    /// Whether `text` has only characters that a name may have.
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether `text` can be the value of a header: no line end, no control character.
    static func isValue(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }
    }
}

extension Shape where Value == [HTTPSettings.Header] {
    /// `http_headers`: names with their `values`, `secrets` and `files`.
    fileprivate static func headers(_ files: FileReader) -> Shape {
        let table = Shape<[TableEntry<[Located<String>]>]>.table(of: .headerValues(files))
        return Shape("headers", example: "{ X-Team: { values: [voice] } }") { node, subject, diagnostics in
            guard let entries = table.read(node, as: subject, into: &diagnostics) else { return nil }
            return entries.flatMap { entry -> [HTTPSettings.Header] in
                let isUsable = HeaderName.check(entry.key, reserved: HeaderName.ofRequests, &diagnostics)
                let values = entry.value.filter { HeaderName.check($0, &diagnostics) }
                guard isUsable else { return [] }
                return values.map { HTTPSettings.Header(name: entry.name.value, value: Secret($0.value)) }
            }
        }
    }
}

extension HeaderName {
    /// Whether a header of that name may be given; otherwise why not is added to `diagnostics`.
    static func check(_ name: Node.Scalar, reserved: Set<String>, _ diagnostics: inout [Diagnostic]) -> Bool {
        guard isToken(name.text.text) else {
            diagnostics.append(.badHeaderName(name))
            return false
        }
        guard !reserved.contains(name.text.text.lowercased()) else {
            diagnostics.append(.reservedHeader(name))
            return false
        }
        return true
    }

    /// Whether a header may have that value; otherwise why not is added to `diagnostics`.
    static func check(_ value: Located<String>, _ diagnostics: inout [Diagnostic]) -> Bool {
        if isValue(value.value) { return true }
        diagnostics.append(.badHeaderValue(at: value.range))
        return false
    }
}

extension Shape where Value == [Located<String>] {
    fileprivate static func headerValues(_ files: FileReader) -> Shape {
        .mapping("a header") { reader in
            let values = reader.optional("values", .list(of: .string)) ?? []
            let secrets = reader.optional("secrets", .list(of: .string)) ?? []
            let contents = reader.optional("files", .list(of: Shape<String>.textOfFile(files).located)) ?? []
            return values + secrets + contents
        }
    }
}
