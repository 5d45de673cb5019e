package import Alerting
import Model
import Mustache

/// Writes the mail of a delivery: text and HTML, as the wire wants it (RFC 5322, RFC 2045 to 2047).
///
/// The same delivery gives the same bytes at every attempt. Lines end in CRLF, have at most 76 characters wherever they
/// can be broken, and hold ASCII only.
package struct MailComposer: Sendable {
    private let settings: EmailSettings
    private let externalURL: ExternalURL

    /// A composer of an integration's mails, whose links begin with `externalURL`.
    package init(settings: EmailSettings, externalURL: String) {
        self.settings = settings
        self.externalURL = ExternalURL(externalURL)
    }

    /// Header fields, in lower case, that are always the composer's own, whatever the configuration's `headers` say:
    /// others would break the body's form, or the thread.
    package static let ownHeaders: Set<String> = [
        "content-transfer-encoding", "content-type", "date", "in-reply-to", "message-id", "mime-version", "references",
    ]

    /// The whole message of `delivery`.
    package func message(_ delivery: Delivery) -> [UInt8] {
        let parts = parts(about: delivery.notification)
        // It has characters that neither quoted-printable nor base64 can give (RFC 2045 section 6.7).
        let boundary = "=_" + Self.identifier(delivery.messageID).prefix(60)
        var message = Array(headers(delivery, subject: parts.subject, boundary: boundary).utf8)
        message += part("text/plain", parts.text, boundary: boundary)
        message += part("text/html", parts.html, boundary: boundary)
        message += Array("--\(boundary)--\r\n".utf8)
        return message
    }

    /// What a mail says, before it is as the wire wants it.
    struct Parts {
        /// The subject.
        var subject: String
        /// The plain part.
        var text: String
        /// The HTML part.
        var html: String
    }

    /// What the mail about `notification` says; a text of the configuration that turns out empty gives way to the usual
    /// one.
    func parts(about notification: GroupNotification) -> Parts {
        let content = MailContent(notification, externalURL: externalURL)
        let texts = MessageTexts(notification, externalURL: externalURL, showing: MailContent.shownAlerts)
        func own(_ text: MessageText?, escape: MustacheEscaping) -> String? {
            let result = text.map { texts.text($0, limit: Self.partLimit, escape: escape.apply) }
            return result?.allSatisfy(\.isWhitespace) ?? true ? nil : result
        }
        let subject =
            own(settings.subject, escape: .none) ?? configured("Subject")?.value.text
            ?? MailSubject.text(notification)
        return Parts(
            subject: subject,
            text: own(settings.text, escape: .none)?.withPlainLineEnds ?? MailText.render(content),
            html: own(settings.html, escape: .html) ?? MailHTML.render(content, subject: subject)
        )
    }

    /// The longest part made of a text of the configuration, in bytes.
    private static let partLimit = 1 << 20

    // MARK: Header

    private func headers(_ delivery: Delivery, subject: String, boundary: String) -> String {
        var result = MailHeader.mailboxes("From", configuredMailboxes("From") ?? [sender])
        result += MailHeader.mailboxes("To", configuredMailboxes("To") ?? settings.to.map { Mailbox(address: $0) })
        result += MailHeader.unstructured("Subject", subject)
        result += MailHeader.folded("Date", delivery.createdAt.mailDate.split(separator: " ").map(String.init))
        result += MailHeader.folded("Message-ID", [reference(delivery.messageID)])
        if let thread = delivery.threadID {
            result += MailHeader.folded("In-Reply-To", [reference(thread)])
            result += MailHeader.folded("References", [reference(thread)])
        }
        if configured("Auto-Submitted") == nil {
            result += MailHeader.folded("Auto-Submitted", ["auto-generated"])
        }
        for header in settings.headers where !Self.placedHeaders.contains(header.name.lowercased()) {
            result += further(header)
        }
        result += MailHeader.folded("MIME-Version", ["1.0"])
        result += MailHeader.folded("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""])
        return result + "\r\n"
    }

    private static let placedHeaders = ownHeaders.union(["from", "to", "subject"])
    private static let mailboxHeaders: Set<String> = ["bcc", "cc", "reply-to", "sender"]

    private func further(_ header: HTTPSettings.Header) -> String {
        guard Self.mailboxHeaders.contains(header.name.lowercased()) else {
            return MailHeader.unstructured(header.name, header.value.text)
        }
        return MailHeader.mailboxes(header.name, Mailbox.list(parsing: header.value.text))
    }

    private func configured(_ name: String) -> HTTPSettings.Header? {
        settings.headers.first { $0.name.lowercased() == name.lowercased() }
    }

    private func configuredMailboxes(_ name: String) -> [Mailbox]? {
        configured(name).map { Mailbox.list(parsing: $0.value.text) }
            .flatMap { list in list.contains { $0.headerTokens != nil } ? list : nil }
    }

    /// The author: as written, else the bare address.
    private var sender: Mailbox {
        let written = Mailbox(parsing: settings.fromHeader)
        return written.headerTokens == nil ? Mailbox(address: settings.from) : written
    }

    private func reference(_ id: String) -> String {
        let from = Mailbox(address: settings.from)
        let host = from.headerTokens == nil ? nil : from.domain
        return "<\(Self.identifier(id))@\(host ?? "localhost")>"
    }

    /// `id` with a hyphen for whatever may not stand in a message identifier or boundary.
    private static func identifier(_ id: String) -> String {
        let isKept = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-")
        }
        return String(id.map { isKept($0) ? $0 : "-" })
    }

    // MARK: Body

    private func part(_ type: String, _ text: String, boundary: String) -> [UInt8] {
        let head =
            "--\(boundary)\r\n" + MailHeader.folded("Content-Type", ["\(type);", "charset=utf-8"])
            + MailHeader.folded("Content-Transfer-Encoding", ["quoted-printable"]) + "\r\n"
        return Array(head.utf8) + QuotedPrintable.encode(text)
    }
}
