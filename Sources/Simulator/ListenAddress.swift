/// A host and a TCP port to listen on, or that is listened on.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// A name or an address, an IPv6 address without its brackets.
    package var host: String
    /// The port; 0 asks the system for any free one.
    package var port: Int

    /// A host and a port from 0 to 65535.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` as `--listen` takes it, an IPv6 address in brackets.
    package init(parsing text: String) throws(SimulatorOptionError) {
        guard
            let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            let host = Self.host(text[..<colon])
        else {
            throw SimulatorOptionError(
                flag: "--listen",
                value: text,
                problem: "is not HOST:PORT",
                remedy: "write an address and a port from 0 to 65535, as in 127.0.0.1:28080 or [::1]:0"
            )
        }
        self.init(host: host, port: Int(port))
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 {
            return String(text.dropFirst().dropLast())
        }
        return text.isEmpty || text.contains { ":[]".contains($0) } ? nil : String(text)
    }

    /// `HOST:PORT`, as a URL has it.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
