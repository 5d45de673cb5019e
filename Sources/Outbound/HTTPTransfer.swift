import CCurl

/// One HTTP exchange.
final class HTTPTransfer: Transfer {
    private let request: HTTPRequest
    private let answer: CheckedContinuation<HTTPOutcome, Never>
    private var secrets: [String] = []

    private var headers = HTTPHeaders()
    private var headerBytes = 0
    private var isHeadComplete = false
    private var body: [UInt8] = []
    private var isOverLimit = false
    private var isHeadTooLarge = false

    init(_ request: HTTPRequest, answer: CheckedContinuation<HTTPOutcome, Never>) {
        self.request = request
        self.answer = answer
    }

    // MARK: Request

    func prepare(_ handle: EasyHandle) throws(TransferFailure) {
        try handle.setCommonOptions(timeoutMilliseconds: request.timeoutMilliseconds)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_HTTP_VERSION, ccurl_http_version_2_over_tls)
        try handle.set(request.tls)
        try setProxy(handle)
        if let credentials = request.basicAuthentication {
            secrets.append(credentials.password)
            try handle.set(CURLOPT_HTTPAUTH, ccurl_auth_basic)
            try handle.set(CURLOPT_USERNAME, credentials.username)
            try handle.set(CURLOPT_PASSWORD, credentials.password)
        }
        var lines = try headerLines()
        if let host = try setURL(handle), request.headers["Host"] == nil {
            lines.append("Host: \(host)")
        }
        try handle.set(CURLOPT_HTTPHEADER, list: lines)
        try setMethod(handle)
        if case .fail(let limit) = request.bodyLimit, request.method != "HEAD" {
            // Refuses by the announced length; the write callback refuses what is longer than announced. Zero would
            // mean no limit.
            try handle.setSize(CURLOPT_MAXFILESIZE_LARGE, max(limit, 1))
            // A long answer in few steps.
            try handle.set(CURLOPT_BUFFERSIZE, min(max(limit, Self.usualBuffer), Self.longAnswerBuffer))
        }
        try handle.check(ccurl_easy_set_header_function(handle.raw, receiveHeader, context))
        try handle.check(ccurl_easy_set_write_function(handle.raw, receiveBody, context))
    }

    /// Sets the URL; when the TLS name is another one than its host, returns the `Host` header it would have had.
    private func setURL(_ handle: EasyHandle) throws(TransferFailure) -> String? {
        guard var url = ParsedURL(request.url), let scheme = url[CURLUPART_SCHEME], let host = url[CURLUPART_HOST],
            let port = url[CURLUPART_PORT, ccurl_url_default_port], scheme == "http" || scheme == "https",
            !host.isEmpty
        else {
            throw TransferFailure(.badURL, "not an http or https URL")
        }
        secrets += url.secrets
        var hostHeader: String?
        if scheme == "https", let serverName = request.tls.serverName, serverName != host {
            // Libcurl takes SNI, the name to verify and `Host` from the URL, and connects to where it is told.
            hostHeader = url[CURLUPART_PORT].map { "\(host):\($0)" } ?? host
            guard url.set(CURLUPART_HOST, serverName) else {
                throw TransferFailure(.badRequest, "the TLS server name is no host name")
            }
            try handle.set(CURLOPT_CONNECT_TO, list: ["::\(host):\(port)"])
        }
        guard let text = url[CURLUPART_URL] else {
            throw TransferFailure(.badURL, "not an http or https URL")
        }
        try handle.set(CURLOPT_URL, text)
        return hostHeader
    }

    private func setProxy(_ handle: EasyHandle) throws(TransferFailure) {
        guard let proxy = request.proxyURL else { return }
        if let url = ParsedURL(proxy) { secrets += url.secrets }
        secrets.append(proxy)
        try handle.set(CURLOPT_PROXY, proxy)
        // The proxy's own headers answer its CONNECT, not the request.
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    }

    private func setMethod(_ handle: EasyHandle) throws(TransferFailure) {
        guard request.method.isHTTPToken else {
            throw TransferFailure(.badRequest, "the method is not an HTTP token")
        }
        if request.method == "HEAD" {
            return try handle.set(CURLOPT_NOBODY, true)
        }
        if request.body != nil || request.method == "POST" {
            let body = request.body ?? []
            try handle.set(CURLOPT_POST, true)
            try handle.setSize(CURLOPT_POSTFIELDSIZE_LARGE, body.count)
            // After the size, which tells how much to copy.
            try handle.check(
                body.withUnsafeBytes { ccurl_easy_set_pointer(handle.raw, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
            )
        }
        if request.method != "GET" || request.body != nil {
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func headerLines() throws(TransferFailure) -> [String] {
        // A name with nothing behind the colon keeps libcurl from sending its own.
        var lines = ["Expect:"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        for field in request.headers.fields {
            guard field.name.isHTTPToken, field.value.isHTTPFieldValue else {
                throw TransferFailure(.badRequest, "a header's name or value has a character that may not stand there")
            }
            switch field.name.lowercased() {
            case "content-length", "transfer-encoding", "expect", "connection":
                throw TransferFailure(.badRequest, "the header \(field.name) is set by the transport")
            default:
                let isEmpty = field.value.allSatisfy { $0 == " " || $0 == "\t" }
                lines.append(isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
            }
        }
        return lines
    }

    /// Libcurl's own buffer for what is received, and that for answers of many access codes, in bytes.
    private static let (usualBuffer, longAnswerBuffer) = (16 * 1024, 128 * 1024)

    // MARK: Response

    /// More than any server has reason to send; libcurl bounds a line, and not in all versions their sum.
    private static let headLimit = 256 * 1024

    fileprivate func receiveHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= HTTPTransfer.headLimit else {
            isHeadTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A new head: the one before was an interim answer (RFC 9110 section 15.2).
            headers = HTTPHeaders()
            isHeadComplete = false
            return true
        }
        let text = line.trimmingLineEnd
        if text.isEmpty { isHeadComplete = true }
        // What follows the body are trailers, which nobody asked for (RFC 9110 section 6.5).
        if isHeadComplete { return true }
        if text.hasPrefix(" ") || text.hasPrefix("\t") {
            headers.fold(text.trimmingBlanks)
        } else if let colon = text.firstIndex(of: ":") {
            headers.append(
                name: String(text[..<colon]),
                value: text[text.index(after: colon)...].trimmingBlanks
            )
        }
        return true
    }

    fileprivate func receiveBodyPart(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let limit =
            switch request.bodyLimit {
            case .truncate(let limit), .fail(let limit): max(limit, 0)
            }
        let room = limit - body.count
        body.append(contentsOf: bytes.prefix(room))
        isOverLimit = bytes.count > room
        return !isOverLimit
    }

    func finish(_ handle: EasyHandle, _ code: CURLcode) {
        answer.resume(returning: outcome(handle, code))
    }

    func fail(_ failure: TransferFailure) {
        answer.resume(returning: .failed(failure))
    }

    private func outcome(_ handle: EasyHandle, _ code: CURLcode) -> HTTPOutcome {
        if isHeadTooLarge {
            return .failed(TransferFailure(.tooLarge, "more than \(HTTPTransfer.headLimit) bytes of header"))
        }
        switch (code, request.bodyLimit) {
        case (CURLE_OK, _):
            return response(handle, isTruncated: false)
        case (CURLE_WRITE_ERROR, .truncate) where isOverLimit:
            return response(handle, isTruncated: true)
        case (CURLE_WRITE_ERROR, .fail(let limit)) where isOverLimit, (CURLE_FILESIZE_EXCEEDED, .fail(let limit)):
            return .failed(TransferFailure(.tooLarge, "the answer is larger than \(limit) bytes"))
        default:
            let failure = handle.failure(code, hiding: secrets)
            let proxyStatus = handle.long(CURLINFO_HTTP_CONNECTCODE)
            if failure.kind == .reset, proxyStatus >= 300 {
                return .failed(TransferFailure(.connect, "the proxy refused the connection with \(proxyStatus)"))
            }
            return .failed(failure)
        }
    }

    private func response(_ handle: EasyHandle, isTruncated: Bool) -> HTTPOutcome {
        .response(
            HTTPResponse(
                status: handle.long(CURLINFO_RESPONSE_CODE),
                headers: headers,
                body: body,
                isTruncated: isTruncated
            )
        )
    }
}

/// Libcurl's header callback, one line a call; another count than it was given ends the transfer.
private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return HTTPTransfer.from(context)?.receiveHeaderLine(line) == true ? line.count : 0
}

/// Libcurl's write callback for the response's body.
private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
    // A write of nothing is not the end of the transfer, but zero is also its error value.
    return HTTPTransfer.from(context)?.receiveBodyPart(part) == true ? part.count : refusedCount
}

/// A count that is never the one given, and not the value by which a callback pauses.
private let refusedCount = Int(UInt32.max)
