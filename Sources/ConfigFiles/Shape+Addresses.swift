import Diagnostics
import FoundationEssentials
import Model
import YAML

/// A URL that was taken apart.
struct WebAddress {
    let text: String
    let scheme: String
    let host: String
    let path: String
    /// Whether it has a user, a query or a fragment.
    let hasExtras: Bool

    /// Why `text` is no URL of one of `schemes`, or the URL.
    static func parse(_ text: String, schemes: [String]) -> Result<WebAddress, Reason> {
        guard let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
            return .failure(.notAnURL)
        }
        guard let scheme = parts.scheme?.lowercased(), schemes.contains(scheme) else {
            return .failure(.scheme(schemes))
        }
        guard let host = parts.percentEncodedHost, !host.isEmpty else { return .failure(.noHost) }
        guard parts.port.map({ (1...65_535).contains($0) }) ?? true else { return .failure(.badPort) }
        return .success(
            WebAddress(
                text: text,
                scheme: scheme,
                host: host,
                path: parts.percentEncodedPath,
                hasExtras: parts.user != nil || parts.query != nil || parts.fragment != nil
            )
        )
    }

    enum Reason: Error {
        case notAnURL
        case scheme([String])
        case noHost
        case badPort
        case extras
    }

    /// The URL without slashes at its end.
    var withoutTrailingSlash: String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}

/// A host and a port: `mail.example.com:587`, `[::1]:9095`.
struct HostAndPort {
    let host: String
    let port: Int

    /// The address that `text` is, with a port of `ports`; an IPv6 address stands in brackets.
    init?(_ text: String, ports: ClosedRange<Int>) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        var host = text[..<colon]
        guard !digits.isEmpty, digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let port = Int(digits), ports.contains(port)
        else { return nil }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard !host.isEmpty, host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) }) else { return nil }
        } else {
            guard host.allSatisfy({ !":/[]@?#".contains($0) && !$0.isWhitespace }) else { return nil }
        }
        self.host = String(host)
        self.port = port
    }
}

/// Whether only this machine can reach a host of that name, as far as the name tells.
func isLoopback(_ host: String) -> Bool {
    let name = host.lowercased().trimmingBrackets
    if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}

extension Shape where Value == WebAddress {
    /// An `http` or `https` URL; a warning for one that goes in clear to another machine.
    static var webAddress: Shape {
        url(schemes: ["https", "http"]) { address, scalar, diagnostics in
            if address.scheme == "http", !isLoopback(address.host) {
                diagnostics.append(.clearText(at: scalar.range))
            }
        }
    }

    /// The same without a user, a query or a fragment.
    static var baseAddress: Shape {
        .scalar("a URL", example: "https://cc-cms.example.com:28080") { scalar, subject, diagnostics in
            guard let address = webAddress.read(.scalar(scalar), as: subject, into: &diagnostics) else { return nil }
            guard !address.hasExtras else {
                diagnostics.append(.badURL(subject, .extras, at: scalar.range))
                return nil
            }
            return address
        }
    }

    /// A URL of one of `schemes`.
    static func url(
        schemes: [String],
        check: @escaping (WebAddress, Node.Scalar, inout [Diagnostic]) -> Void = { _, _, _ in }
    ) -> Shape {
        .scalar("a URL", example: "\(schemes.first ?? "https")://example.com") { scalar, subject, diagnostics in
            switch WebAddress.parse(scalar.text.text, schemes: schemes) {
            case .failure(let reason):
                diagnostics.append(.badURL(subject, reason, at: scalar.range))
                return nil
            case .success(let address):
                check(address, scalar, &diagnostics)
                return address
            }
        }
    }
}

extension Shape where Value == Secret {
    /// The URL of a proxy; secret, since it may have a password.
    static var proxy: Shape {
        Shape<WebAddress>.url(schemes: ["http", "https", "socks4", "socks4a", "socks5", "socks5h"])
            .map { Secret($0.text) }
    }
}

extension Shape where Value == HostAndPort {
    /// A host with a port of `ports`.
    static func hostAndPort(_ ports: ClosedRange<Int>, example: String, isHostNeeded: Bool = true) -> Shape {
        .parsed("a host and a port", example: example) { text in
            HostAndPort(text.text, ports: ports).flatMap { isHostNeeded && $0.host.isEmpty ? nil : $0 }
        }
    }
}

extension Shape where Value == String {
    /// The path of a file that must be there and hold a PEM block of a kind, as seen from the file in which it stands.
    static func pemFile(_ kind: PEMKind, _ reader: FileReader) -> Shape {
        .scalar("a path") { scalar, _, diagnostics in
            let path = FilePath.resolve(scalar.text.text, at: scalar.range)
            switch reader.read(path) {
            case .failure(let problem):
                diagnostics.append(.unreadableFile(path, in: scalar, problem, at: scalar.range))
                return nil
            case .success(let bytes):
                guard kind.isIn(bytes) else {
                    diagnostics.append(.badPEMFile(path, in: scalar, kind))
                    return nil
                }
                return path
            }
        }
    }

    /// The path of a file to be written, in a folder that must be there, as seen from the file in which it stands.
    static func fileToWrite(_ reader: FileReader) -> Shape {
        .scalar("a path") { scalar, subject, diagnostics in
            guard let path = path.read(.scalar(scalar), as: subject, into: &diagnostics) else { return nil }
            let folder = FilePath.folder(of: path)
            switch (reader.probe(path), reader.probe(folder.isEmpty ? "." : folder)) {
            case (.folder, _):
                diagnostics.append(.unreadableFile(path, in: scalar, .folder, at: scalar.range))
                return nil
            case (.absent, .absent):
                diagnostics.append(.missingFolder(folder, in: scalar))
                return nil
            default: return path
            }
        }
    }

    /// The path of a file that may come to be, as seen from the file in which it stands.
    static var path: Shape {
        .scalar("a path") { scalar, subject, diagnostics in
            guard !scalar.text.text.isEmpty else {
                diagnostics.append(.emptyText(subject, at: scalar.range))
                return nil
            }
            return FilePath.resolve(scalar.text.text, at: scalar.range)
        }
    }

    /// The text of a file, one line end at its end cut off: secrets that Alertmanager reads from `..._file`.
    static func textOfFile(_ reader: FileReader) -> Shape {
        .scalar("a path") { scalar, subject, diagnostics in
            let path = FilePath.resolve(scalar.text.text, at: scalar.range)
            switch reader.text(path) {
            case .success(let text): return text
            case .failure(let problem):
                diagnostics.append(.unreadableFile(path, in: scalar, problem, at: scalar.range))
                return nil
            }
        }
    }
}

extension MappingReader {
    /// A secret that stands at `key`, or in the file that `key` with `_file` behind it names.
    mutating func secret(_ key: String, _ files: FileReader) -> Secret? {
        let fileKey = "\(key)_file"
        let own = optional(key, .secret)
        let fromFile = optional(fileKey, .textOfFile(files))
        exclude(key, fileKey)
        return own ?? fromFile.map(Secret.init)
    }

    /// Whether `key` or its `_file` has a value, good or bad.
    func hasSecret(_ key: String) -> Bool {
        self.key(key) != nil || self.key("\(key)_file") != nil
    }
}

extension Shape where Value == WebAddress {
    /// The URL that stands in a file.
    fileprivate static func addressInFile(_ files: FileReader) -> Shape {
        .scalar("a path") { scalar, subject, diagnostics in
            let text = Shape<String>.textOfFile(files).read(.scalar(scalar), as: subject, into: &diagnostics)
            return text.flatMap { webAddress.read(.scalar(scalar.substituting($0)), as: subject, into: &diagnostics) }
        }
    }
}

extension MappingReader {
    /// A URL that stands at `key`, or in the file that `key` with `_file` behind it names.
    mutating func address(_ key: String, _ files: FileReader) -> WebAddress? {
        let own = optional(key, Shape<WebAddress>.webAddress)
        let fromFile = optional("\(key)_file", .addressInFile(files))
        exclude(key, "\(key)_file")
        return own ?? fromFile
    }

    /// `timeout` of a receiver; Alertmanager's 0, which leaves it to the sender how long to wait, is as if absent.
    mutating func requestTimeout() -> TimeSpan? {
        optional("timeout", .duration()).flatMap { $0 == .zero ? nil : $0 }
    }
}
