/// One HTTP request.
///
/// It is sent as it stands: redirects are not followed, no cookie is kept, nothing is compressed. Libcurl adds
/// `Host` and `Accept: */*` unless they are given, and the body's length.
package struct HTTPRequest: Sendable {
    /// What happens with a response body that is larger than the caller wants to hold.
    package enum BodyLimit: Hashable, Sendable {
        /// Keeps that many bytes, ends the transfer, and gives the response with `isTruncated`.
        case truncate(at: Int)
        /// Ends the transfer with `.tooLarge`.
        case fail(over: Int)
    }

    /// The method, a token in the case given.
    package var method: String
    /// An `http` or `https` URL; a user and password in it are sent as Basic authentication.
    package var url: String
    /// The headers to send.
    ///
    /// A name or value that could break out of its line is refused, and so is what frames the body.
    package var headers: HTTPHeaders
    /// The body; nil sends none, which for `POST` is one of no bytes.
    package var body: [UInt8]?
    /// The time for the whole exchange, from the call on, name resolution and connecting included.
    package var timeoutMilliseconds: Int
    /// How much of the response's body is held.
    package var bodyLimit: BodyLimit
    /// How an `https` server is trusted.
    package var tls: TLSOptions
    /// The proxy's URL; nil takes it from the environment as curl does, an empty string is none.
    package var proxyURL: String?
    /// Sent as Basic authentication (RFC 7617).
    package var basicAuthentication: Credentials?

    /// A request with the time and size it may take, which have no defaults.
    package init(
        method: String = "GET",
        url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        timeoutMilliseconds: Int,
        bodyLimit: BodyLimit,
        tls: TLSOptions = TLSOptions(),
        proxyURL: String? = nil,
        basicAuthentication: Credentials? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.bodyLimit = bodyLimit
        self.tls = tls
        self.proxyURL = proxyURL
        self.basicAuthentication = basicAuthentication
    }
}

/// What a server answered.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code, of whatever class.
    package var status: Int
    /// The headers of the final answer, without interim answers and trailers.
    package var headers: HTTPHeaders
    /// The body, as far as the request's limit.
    package var body: [UInt8]
    /// Whether there was more of the body than the request's limit.
    package var isTruncated: Bool

    /// An answer, as a test's peer would give it.
    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], isTruncated: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isTruncated = isTruncated
    }
}

/// What became of a request.
package enum HTTPOutcome: Hashable, Sendable {
    /// The server answered, with whatever status.
    case response(HTTPResponse)
    /// There was no whole answer.
    case failed(TransferFailure)
}
