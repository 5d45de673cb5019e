import Diagnostics
import Model
import YAML

extension Shape where Value == ServerSettings {
    /// The section `server`.
    static func server(_ files: FileReader) -> Shape {
        .mapping("`server`") { reader in
            let listen = reader.optional(
                "listen",
                Shape<HostAndPort>.hostAndPort(0...65_535, example: "127.0.0.1:9095", isHostNeeded: false).located
            )
            let externalURL = reader.optional("external_url", .externalURL)
            let tls = reader.optional("tls", .serverTLS(files))
            let users = reader.optional("users", .list(of: .user)) ?? []
            let tokens = reader.optional("tokens", .list(of: .token)) ?? []
            reportDuplicates(users.map(\.name), "users", &reader)
            reportDuplicates(tokens.map(\.name), "tokens", &reader)
            if let listen, !isLoopback(listen.value.host), users.isEmpty, tokens.isEmpty {
                reader.report(.openListen(at: listen.range))
            }
            return ServerSettings(
                host: listen?.value.host ?? defaultHost,
                port: listen?.value.port ?? defaultPort,
                externalURL: externalURL,
                tls: tls,
                users: users.compactMap(\.entry),
                tokens: tokens.compactMap(\.entry)
            )
        }
    }

    /// The settings of a configuration without `server`.
    static var defaultServer: ServerSettings {
        ServerSettings(host: defaultHost, port: defaultPort, externalURL: nil, tls: nil, users: [], tokens: [])
    }

    private static var defaultHost: String { "127.0.0.1" }
    private static var defaultPort: Int { 9095 }

    private static func reportDuplicates(_ names: [Name?], _ key: String, _ reader: inout MappingReader) {
        var seen: [String: Name] = [:]
        for case let name? in names {
            if let first = seen[name.text] {
                reader.report(.duplicateUser(name, in: key, first: first))
            } else {
                seen[name.text] = name
            }
        }
    }
}

/// An entry of `users` or `tokens` as it is written; what is missing has been reported.
private struct Written<Entry> {
    var name: Name?
    var entry: Entry?
}

extension Shape where Value == Name {
    /// The name of somebody who comes with a password.
    fileprivate static var userName: Shape {
        .scalar("a name") { scalar, subject, diagnostics in
            let isName = !scalar.text.text.unicodeScalars.contains {
                $0 == ":" || $0.properties.generalCategory == .control
            }
            guard isName else {
                diagnostics.append(.badUserName(at: scalar.range))
                return nil
            }
            return name.read(.scalar(scalar), as: subject, into: &diagnostics)
        }
    }
}

extension Shape where Value == Written<ServerSettings.User> {
    fileprivate static var user: Shape {
        .mapping("a user") { reader in
            let name = reader.required("name", .userName)
            let hash = reader.required("password_hash", .passwordHash)
            let role = reader.required("role", Shape<ServerSettings.Role>.word)
            guard let name, let hash, let role else { return Written(name: name) }
            return Written(name: name, entry: .init(name: name.text, passwordHash: hash, role: role))
        }
    }
}

extension Shape where Value == Written<ServerSettings.Token> {
    fileprivate static var token: Shape {
        .mapping("a token") { reader in
            let name = reader.required("name", .name)
            let hash = reader.required("token_hash", .tokenHash)
            let role = reader.required("role", Shape<ServerSettings.Role>.word)
            guard let name, let hash, let role else { return Written(name: name) }
            return Written(name: name, entry: .init(name: name.text, tokenHash: hash, role: role))
        }
    }
}

extension Shape where Value == Secret {
    /// Forms of crypt(3) that withstand guessing: bcrypt, yescrypt, gost-yescrypt, scrypt, SHA-512, SHA-256.
    private static var strongForms: [String] {
        ["$2a$", "$2b$", "$2y$", "$y$", "$gy$", "$7$", "$6$", "$5$"]
    }

    /// A password's hash in a form of crypt(3).
    fileprivate static var passwordHash: Shape {
        .scalar("a password's hash") { scalar, _, diagnostics in
            let text = scalar.text.text
            let isHash = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            guard isHash, let form = strongForms.first(where: text.hasPrefix), text.count > form.count + 20,
                !form.hasPrefix("$2") || isBcrypt(text)
            else {
                diagnostics.append(.badPasswordHash(at: scalar.range))
                return nil
            }
            return Secret(text)
        }
    }

    /// `$2b$12$`, then 53 characters of salt and hash.
    private static func isBcrypt(_ text: String) -> Bool {
        let parts = text.dropFirst().split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].count == 2, let cost = UInt8(parts[1]) else { return false }
        return (4...31).contains(cost) && parts[2].utf8.count == 53
    }

    /// The SHA-256 of a token in hexadecimal digits.
    fileprivate static var tokenHash: Shape {
        .scalar("a token's hash") { scalar, _, diagnostics in
            let text = scalar.text.text
            guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                diagnostics.append(.badTokenHash(at: scalar.range))
                return nil
            }
            return Secret(text.lowercased())
        }
    }
}

extension Shape where Value == ServerSettings.TLS {
    fileprivate static func serverTLS(_ files: FileReader) -> Shape {
        .mapping("`tls`") { reader in
            let certFile = reader.required("cert_file", .pemFile(.certificate, files))
            let keyFile = reader.required("key_file", .pemFile(.privateKey, files))
            guard let certFile, let keyFile else { return nil }
            return ServerSettings.TLS(certFile: certFile, keyFile: keyFile)
        }
    }
}

extension Shape where Value == String {
    /// The URL that people reach the server at, without a slash at its end.
    fileprivate static var externalURL: Shape {
        .scalar("a URL", example: "https://callwatch.example.com") { scalar, subject, diagnostics in
            let shape = Shape<WebAddress>.url(schemes: ["https", "http"])
            guard let address = shape.read(.scalar(scalar), as: subject, into: &diagnostics) else { return nil }
            guard !address.hasExtras else {
                diagnostics.append(.badURL(subject, .extras, at: scalar.range))
                return nil
            }
            return address.withoutTrailingSlash
        }
    }
}
