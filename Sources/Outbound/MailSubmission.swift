/// One message for one recipient, handed to a mail server by SMTP (RFC 5321, RFC 6409).
///
/// A submission has exactly one envelope recipient, so that each is settled by itself; several go one after
/// another over the same connection, which is kept. Mail never goes through a proxy.
package struct MailSubmission: Sendable {
    /// How the connection is protected; none of them falls back to another.
    package enum Security: Hashable, Sendable {
        /// STARTTLS, without which nothing is sent (RFC 3207).
        case startTLS
        /// TLS from the first byte on (RFC 8314).
        case implicit
        /// Clear text; with it, authentication is refused unless the host is loopback.
        case none
    }

    /// The server's name or address, an IPv6 address without brackets.
    package var host: String
    /// The server's port.
    package var port: Int
    /// How the connection is protected.
    package var security: Security
    /// How the server is trusted.
    package var tls: TLSOptions
    /// The name told in EHLO.
    package var hello: String
    /// Sent by AUTH PLAIN or LOGIN, whichever the server offers.
    ///
    /// A server that offers no AUTH at all is given the mail without; it is for the server to refuse that.
    package var authentication: Credentials?
    /// The envelope's sender, ASCII; empty for the null sender.
    package var sender: String
    /// The envelope's recipient, ASCII.
    package var recipient: String
    /// The message as it is to arrive, lines ended by CRLF.
    ///
    /// Leading dots are doubled on the wire by libcurl, not by the caller. A CR or LF that stands alone is refused:
    /// servers disagree about what it means, which lets one message become two.
    package var message: [UInt8]
    /// The time for the whole submission, from the call on.
    package var timeoutMilliseconds: Int

    /// A submission by STARTTLS, if nothing else is said.
    package init(
        host: String,
        port: Int,
        security: Security = .startTLS,
        tls: TLSOptions = TLSOptions(),
        hello: String,
        authentication: Credentials? = nil,
        sender: String,
        recipient: String,
        message: [UInt8],
        timeoutMilliseconds: Int
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.tls = tls
        self.hello = hello
        self.authentication = authentication
        self.sender = sender
        self.recipient = recipient
        self.message = message
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// What became of a submission.
package enum MailOutcome: Hashable, Sendable {
    /// The server took the message over; the reply often names its queue's id.
    case delivered(MailReply)
    /// The server refused, in its own words.
    case rejected(MailStage, MailReply)
    /// There was no final reply; the server may or may not have taken the message.
    case failed(TransferFailure)
}

/// The step of a submission that a reply answers.
package enum MailStage: String, Hashable, Sendable {
    /// The greeting and EHLO.
    case connect
    /// AUTH, or any step refused for want of it.
    case authentication
    /// MAIL FROM.
    case sender
    /// RCPT TO.
    case recipient
    /// DATA, and the message itself.
    case data
}

/// A mail server's reply (RFC 5321 section 4.2).
package struct MailReply: Hashable, Sendable {
    /// The three digits, 100 at least.
    package var code: Int
    /// The text of its lines, without the codes, joined by line feeds.
    package var text: String

    /// A reply of a code and a text.
    package init(code: Int, text: String) {
        self.code = code
        self.text = text
    }

    /// Whether the same submission will be refused again: 5yz, not 4yz.
    package var isPermanent: Bool { code >= 500 }
}
