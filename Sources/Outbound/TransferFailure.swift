/// Why a transfer came to no answer.
///
/// The message is for logs and for people: it never holds a URL's path, query or credentials.
package struct TransferFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it was.
    package enum Kind: String, Hashable, Sendable {
        /// The host name did not resolve, or no connection came about.
        case connect
        /// No trusted TLS session came about: certificate, name, pin, or a server without STARTTLS.
        case tls
        /// The transfer's whole time was over.
        case timeout
        /// The connection broke while sending or receiving.
        case reset
        /// The answer was larger than the caller allows.
        case tooLarge
        /// What the server sent is not the protocol that was asked for.
        case malformed
        /// The URL is none, or not one of `http` and `https`.
        case badURL
        /// The request or submission cannot be sent as it stands.
        case badRequest
        /// The task was cancelled, or the transport shut down.
        case cancelled
        /// This machine is out of memory or descriptors, or libcurl reports what no other kind covers.
        case local
    }

    /// What a caller decides by.
    package let kind: Kind
    /// What a person reads.
    package let message: String

    /// A failure with its text, which the caller has freed of secrets.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The kind and the message, for a log.
    package var description: String { "\(kind.rawValue): \(message)" }

    static let cancelled = TransferFailure(.cancelled, "the transfer was cancelled")
}
