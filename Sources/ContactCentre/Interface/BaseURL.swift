import FoundationEssentials

/// The contact centre's address, split so that what is signed is what is sent.
struct BaseURL: Sendable {
    /// The URL without a slash at its end.
    let text: String
    /// The header `Host` as curl would send it: with the port unless it is the scheme's own.
    let host: String
    /// The path as it is sent, without a slash at its end.
    let path: String
    /// The scheme in lower case.
    let scheme: String

    /// The address that `text` is; nil when it is no plain `http` or `https` URL.
    ///
    /// Users, queries and fragments have no place in it, nor segments `.` and `..`, which would be taken out unsigned.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let name = parts.percentEncodedHost, !name.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
            parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { return nil }
        let path = parts.percentEncodedPath
        guard !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else { return nil }

        let port = parts.port.flatMap { $0 == (scheme == "http" ? 80 : 443) ? nil : ":\($0)" } ?? ""
        self.scheme = scheme
        host = name + port
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
        self.text = scheme + "://" + host + self.path
    }
}
