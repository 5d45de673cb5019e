/// A mail as a person reads it: who, to whom, about what, and its text.
///
/// Reads what mail programs write (RFC 5322, RFC 2045 to 2047) as far as showing it takes; what it cannot read is shown
/// as it came.
struct ReceivedMail: Sendable, Equatable {
    /// The header's author, else the envelope's.
    let from: String
    /// Whom the envelope is for.
    let to: [String]
    /// The subject, decoded.
    let subject: String
    /// The plain text, decoded, lines ended by LF.
    let text: String

    /// Parts inside parts are looked into this deep.
    private static let deepest = 4

    /// Reads the mail out of what came over the connection.
    init(_ envelope: MailConversation.Envelope) {
        let entity = MailEntity(envelope.content[...])
        from = entity.header("From").map(EncodedWord.decode) ?? envelope.sender
        to = envelope.recipients
        subject = entity.header("Subject").map(EncodedWord.decode) ?? ""
        text = Self.plainText(of: entity, depth: 0) ?? "(no plain text)"
    }

    private static func plainText(of entity: MailEntity, depth: Int) -> String? {
        let type = entity.mediaType
        if type == "text/plain" { return entity.text }
        guard type.hasPrefix("multipart/"), depth < deepest else { return nil }
        for part in entity.parts {
            if let text = plainText(of: part, depth: depth + 1) { return text }
        }
        return nil
    }
}
