import CCurl

/// One mail submission, which has been checked.
final class MailTransfer: Transfer {
    private let submission: MailSubmission
    private let connections: MailConnections
    private let answer: CheckedContinuation<MailOutcome, Never>
    private var isSharing = false
    private var sentBytes = 0
    private var conversation = MailConversation()

    init(_ submission: MailSubmission, connections: MailConnections, answer: CheckedContinuation<MailOutcome, Never>) {
        self.submission = submission
        self.connections = connections
        self.answer = answer
    }

    // MARK: Submission

    func prepare(_ handle: EasyHandle) throws(TransferFailure) {
        try handle.setCommonOptions(timeoutMilliseconds: submission.timeoutMilliseconds)
        try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, responseSeconds)
        try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_USE_SSL, submission.security == .startTLS ? ccurl_use_ssl_all : ccurl_use_ssl_none)
        try handle.set(submission.tls)
        try setURL(handle)
        if let credentials = submission.authentication {
            try handle.set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            try handle.set(CURLOPT_USERNAME, credentials.username)
            try handle.set(CURLOPT_PASSWORD, credentials.password)
        }
        try handle.set(CURLOPT_MAIL_FROM, submission.sender)
        try handle.set(CURLOPT_MAIL_RCPT, list: [submission.recipient])
        try handle.set(CURLOPT_UPLOAD, true)
        try handle.setSize(CURLOPT_INFILESIZE_LARGE, submission.message.count)
        try handle.check(ccurl_easy_set_read_function(handle.raw, readMessage, context))
        try handle.check(ccurl_easy_set_debug_function(handle.raw, overhearConversation, context))
        try handle.set(CURLOPT_VERBOSE, true)
        try connections.watch(handle)
        let profile = MailConnections.Profile(
            security: submission.security,
            tls: submission.tls,
            hello: submission.hello
        )
        isSharing = connections.share(profile)
        if !isSharing {
            try handle.set(CURLOPT_FRESH_CONNECT, true)
            try handle.set(CURLOPT_FORBID_REUSE, true)
        }
    }

    /// No shorter than the whole time, which is to be the only limit; without it libcurl waits two minutes for a reply.
    private var responseSeconds: Int {
        min(max(submission.timeoutMilliseconds, 0), Int(Int32.max)) / 1000 + 1
    }

    private func setURL(_ handle: EasyHandle) throws(TransferFailure) {
        let scheme = submission.security == .implicit ? "smtps" : "smtp"
        let host = submission.host.contains(":") ? "[\(submission.host)]" : submission.host
        guard var url = ParsedURL("\(scheme)://localhost:\(submission.port)"), url.set(CURLUPART_HOST, host),
            // Libcurl takes the name for EHLO from the path.
            url.set(CURLUPART_PATH, "/\(submission.hello)", flags: ccurl_url_encode)
        else {
            throw TransferFailure(.badRequest, "the mail server's host, port or the name for EHLO is none")
        }
        if submission.security != .none, let serverName = submission.tls.serverName, serverName != host {
            guard url.set(CURLUPART_HOST, serverName) else {
                throw TransferFailure(.badRequest, "the TLS server name is no host name")
            }
            try handle.set(CURLOPT_CONNECT_TO, list: ["::\(host):\(submission.port)"])
        }
        try handle.set(CURLOPT_URL, url[CURLUPART_URL])
    }

    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = submission.message.dropFirst(sentBytes).prefix(buffer.count)
        buffer.copyBytes(from: part)
        sentBytes += part.count
        return part.count
    }

    // MARK: Outcome

    fileprivate func overhear(_ handle: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ text: String) {
        switch kind {
        case CURLINFO_HEADER_OUT:
            conversation.sent(text)
            guard let handle else { return }
            // Nobody needs the reply to QUIT, and libcurl holds the thread up for it.
            ccurl_easy_set_long(
                handle,
                CURLOPT_SERVER_RESPONSE_TIMEOUT,
                conversation.isEnding ? 1 : responseSeconds
            )
        case CURLINFO_HEADER_IN:
            for line in text.split(whereSeparator: \.isNewline) { conversation.received(String(line)) }
        default:
            return
        }
    }

    func finish(_ handle: EasyHandle, _ code: CURLcode) {
        if isSharing { connections.release() }
        if code == CURLE_OK, let reply = conversation.lastReply, !conversation.isRefused {
            answer.resume(returning: .delivered(reply))
        } else if let (stage, reply) = conversation.rejection {
            answer.resume(returning: .rejected(stage, reply))
        } else {
            answer.resume(returning: .failed(failure(handle, code)))
        }
    }

    func fail(_ failure: TransferFailure) {
        if isSharing { connections.release() }
        answer.resume(returning: .failed(failure))
    }

    private func failure(_ handle: EasyHandle, _ code: CURLcode) -> TransferFailure {
        switch code {
        case CURLE_OK:
            TransferFailure(.malformed, "the mail server's last reply is missing")
        case CURLE_LOGIN_DENIED:
            TransferFailure(.malformed, "the mail server offers no way to log in that can be used")
        default:
            handle.failure(code, hiding: [submission.authentication?.password ?? ""])
        }
    }
}

/// Libcurl's read callback for the message.
private func readMessage(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
    return MailTransfer.from(context)?.read(into: buffer) ?? 0
}

/// Libcurl's debug callback: the lines of the conversation in both directions.
private func overhearConversation(
    _ handle: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT else { return 0 }
    let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    MailTransfer.from(context)?.overhear(handle, kind, text)
    return 0
}
