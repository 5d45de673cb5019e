import ArgumentParser
import FoundationEssentials
import Outbound

#if canImport(Glibc)
    import Glibc
#endif

/// Where a running daemon is, for the commands that ask it.
struct DaemonAddress: ParsableArguments {
    /// Where `run` listens unless it is told otherwise.
    private static let usual = "http://127.0.0.1:9095"

    @Option(
        help: ArgumentHelp(
            "A running daemon's address; else CALLWATCH_URL, else \(usual). CALLWATCH_TOKEN is its token.",
            valueName: "url"
        )
    )
    var url: String?

    /// A client of the daemon at that address.
    var client: DaemonClient { DaemonClient(url: address.text, token: Self.environment("CALLWATCH_TOKEN")) }

    /// The address, and what gives it.
    private var address: (text: String, origin: String) {
        if let url { return (url, "--url") }
        return Self.environment("CALLWATCH_URL").map { ($0, "CALLWATCH_URL") } ?? (Self.usual, "")
    }

    func validate() throws {
        let (text, origin) = address
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()) else {
            throw ValidationError("\(origin) is no URL, which begins with http:// or https://: `\(text)`.")
        }
        guard parts.host?.isEmpty == false else { throw ValidationError("\(origin) names no host: `\(text)`.") }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The API of a running daemon.
struct DaemonClient {
    private static let timeoutMilliseconds = 30_000
    private static let mostBytes = 64 << 20

    private let url: String
    private let token: String?

    /// The API below `url`; without a `token` nothing is proven.
    init(url: String, token: String?) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.token = token
    }

    /// What the daemon answers to a GET; the end of the command when it refuses, or cannot be reached.
    func get(
        _ path: String,
        query: [(name: String, value: String)] = [],
        accepting type: String = "application/json"
    ) async throws -> String {
        try await send("GET", path, query: query, accepting: type)
    }

    /// What the daemon answers to a JSON document, an empty object unless another is given; the end of the command when
    /// it refuses, or cannot be reached.
    func post(
        _ path: String,
        _ document: String = "{}",
        accepting type: String = "application/json"
    ) async throws -> String {
        try await send("POST", path, body: document, accepting: type)
    }

    /// Has the daemon do away with what is at a path; the end of the command when it refuses, or cannot be reached.
    func delete(_ path: String) async throws {
        _ = try await send("DELETE", path)
    }

    private func send(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: String? = nil,
        accepting type: String = "application/json"
    ) async throws -> String {
        let transport: Transport
        do {
            transport = try Transport()
        } catch {
            throw fail("\(error)", ExitStatus.world)
        }
        let parameters = query.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
        var headers: [HTTPHeaders.Field] = [HTTPHeaders.Field(name: "Accept", value: type)]
        if let token { headers.append(HTTPHeaders.Field(name: "Authorization", value: "Bearer \(token)")) }
        // Without it the daemon takes a POST for one that a page of another site had a browser make.
        if body != nil { headers.append(HTTPHeaders.Field(name: "Content-Type", value: "application/json")) }
        let outcome = await transport.send(
            HTTPRequest(
                method: method,
                url: "\(url)\(path)\(parameters.isEmpty ? "" : "?")\(parameters)",
                headers: HTTPHeaders(headers),
                body: body.map { Array($0.utf8) },
                timeoutMilliseconds: Self.timeoutMilliseconds,
                bodyLimit: .fail(over: Self.mostBytes)
            )
        )
        await transport.shutdown()
        switch outcome {
        case .failed(let failure): throw fail("cannot ask the daemon: \(failure.message)", ExitStatus.world)
        case .response(let response):
            let text = String(decoding: response.body, as: UTF8.self)
            guard response.status == 200 else { throw refusal(response.status, text) }
            return text
        }
    }

    /// The end of the command with the daemon's own words, which Alertmanager's paths put into a bare JSON text.
    private func refusal(_ status: Int, _ text: String) -> ExitCode {
        let words: String
        do {
            words = try JSONDecoder().decode(String.self, from: Data(text.utf8))
        } catch {
            words = text
        }
        return fail(words.isEmpty ? "status \(status)" : words, ExitStatus.fault)
    }

    /// What an answer says; the end of the command when it is none of Callwatch's.
    func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw fail("the answer of \(url) is none of Callwatch's API", ExitStatus.fault)
        }
    }

    private func fail(_ reason: String, _ status: ExitCode) -> ExitCode {
        Console.message("error: \(reason)")
        return status
    }
}

extension String {
    /// The text as a query's value: what is not unreserved (RFC 3986 section 2.3) as `%XX`.
    var percentEncoded: String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return utf8.reduce(into: "") { text, byte in
            if unreserved.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}
