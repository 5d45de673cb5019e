import HTTPTypes
import Hummingbird

/// Keeps pages of other sites, opened in a browser on this machine, from using the API.
///
/// Without users the loopback address alone would protect it, but a browser reaches that too: such a request betrays
/// itself by the name it was sent to, by its origin, or by a content type that needs no leave of ours.
struct OriginGuard: Sendable {
    /// The hosts, with port, that the API is known by.
    let hosts: Set<String>
    /// Whether there are users or tokens.
    let hasAccounts: Bool

    /// Why a request is refused; nil when it is not.
    ///
    /// One that `needsBody` has to say of what type that is; another only where a page may have sent it.
    func refusal(of request: Request, needsBody: Bool) -> String? {
        let origin = request.headers[HTTPField.Name.origin]
        let isForeign = origin.map { !isOurs($0) } ?? false
        let changes = request.method == .post || request.method == .delete
        if hasAccounts { return changes && isForeign ? Self.foreign : nil }
        guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
            return "the Host of the request is none of ours: \(hosts.sorted().joined(separator: ", "))"
        }
        // A browser asks first before it sends a DELETE to another site, and is not told yes.
        if request.method == .delete { return isForeign ? Self.foreign : nil }
        guard request.method == .post else { return nil }
        if !needsBody, origin == nil { return nil }
        let type = request.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        return type == "application/json" ? nil : "a POST needs the Content-Type application/json"
    }

    static let foreign = "the request comes from a page of another site"

    func isOurs(_ origin: String) -> Bool {
        Self.authority(of: origin).map(hosts.contains) ?? false
    }
}

extension OriginGuard {
    /// The guard of a server that listens on `host` and `port` and is known to people by `externalURL`.
    init(host: String, port: Int, externalURL: String?, hasAccounts: Bool) {
        // People write `localhost` without a port, too; another site's page cannot, for its name is another.
        var hosts: Set<String> = ["localhost"]
        let address = host.contains(":") ? "[\(host)]" : host
        for name in [address, "localhost"] {
            hosts.insert("\(name):\(port)".lowercased())
            if port == 80 || port == 443 { hosts.insert(name.lowercased()) }
        }
        if let authority = externalURL.flatMap(Self.authority) { hosts.insert(authority) }
        self.init(hosts: hosts, hasAccounts: hasAccounts)
    }

    /// Host and port of a URL, as they stand in it.
    private static func authority(of url: String) -> String? {
        let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return nil }
        return parts[2].prefix { $0 != "/" }.lowercased()
    }
}

extension HTTPField.Name {
    static var origin: HTTPField.Name { HTTPField.Name("Origin") ?? .referer }
}
