/// The server's side of one SMTP connection (RFC 5321): lines in, replies and mails out, no socket.
///
/// It takes every sender and recipient, and knows neither TLS nor logins: it is for a sink on the loopback.
struct MailConversation {
    /// A mail that was taken.
    struct Envelope: Equatable {
        /// The address of `MAIL FROM`, empty for the null sender.
        let sender: String
        /// The addresses of `RCPT TO`.
        let recipients: [String]
        /// What came after `DATA`, dots undone, lines ended by CRLF.
        let content: [UInt8]
    }

    /// What follows from a line.
    struct Step: Equatable {
        /// What to send back, without the line end; nothing within a mail's content.
        var reply: String?
        /// The mail that the line completed.
        var mail: Envelope?
        /// Whether the connection ends after the reply.
        var isLast = false
    }

    /// The longest content of a mail, in bytes.
    static let largestMail = 1 << 20
    /// The most recipients of one mail; RFC 5321 section 4.5.3.1.8 asks for no fewer.
    static let mostRecipients = 100
    /// What the server says first.
    static let greeting = "220 callwatch demo, printing mail"

    private enum Phase {
        case commands
        case content
    }

    private var phase = Phase.commands
    private var isGreeted = false
    private var sender: String?
    private var recipients: [String] = []
    private var content: [UInt8] = []
    private var isTooLarge = false

    /// Takes one line as it came, without its line end.
    mutating func receive(_ line: some Collection<UInt8>) -> Step {
        switch phase {
        case .commands: command(String(decoding: line, as: UTF8.self))
        case .content: contentLine(line)
        }
    }

    // MARK: Commands

    private mutating func command(_ line: String) -> Step {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let argument = parts.count > 1 ? parts[1] : ""
        switch parts.first?.uppercased() {
        case "HELO":
            reset(greeted: true)
            return Step(reply: "250 localhost")
        case "EHLO":
            reset(greeted: true)
            return Step(reply: "250-localhost\r\n250-8BITMIME\r\n250 SIZE \(Self.largestMail)")
        case "MAIL": return mail(argument)
        case "RCPT": return recipient(argument)
        case "DATA": return data()
        case "RSET":
            reset(greeted: isGreeted)
            return Step(reply: "250 Forgotten")
        case "NOOP": return Step(reply: "250 OK")
        case "VRFY": return Step(reply: "252 Everybody is taken here")
        case "QUIT": return Step(reply: "221 Bye", isLast: true)
        default: return Step(reply: "500 Not a command of this server")
        }
    }

    private mutating func mail(_ argument: Substring) -> Step {
        guard isGreeted else { return Step(reply: "503 Say EHLO first") }
        guard sender == nil else { return Step(reply: "503 One mail at a time") }
        guard let (address, parameters) = Self.path(argument, after: "FROM:") else {
            return Step(reply: "501 Write MAIL FROM:<address>")
        }
        for parameter in parameters.split(separator: " ") {
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.first?.uppercased() == "SIZE", pair.count == 2 else { continue }
            // A number that fits no Int is too large as well.
            guard let size = Int(pair[1]), size <= Self.largestMail else { return Step(reply: Self.tooLarge) }
        }
        sender = address
        return Step(reply: "250 OK")
    }

    private mutating func recipient(_ argument: Substring) -> Step {
        guard sender != nil else { return Step(reply: "503 Say MAIL first") }
        guard let (address, _) = Self.path(argument, after: "TO:"), !address.isEmpty else {
            return Step(reply: "501 Write RCPT TO:<address>")
        }
        guard recipients.count < Self.mostRecipients else { return Step(reply: "452 Too many recipients") }
        recipients.append(address)
        return Step(reply: "250 OK")
    }

    private mutating func data() -> Step {
        guard sender != nil, !recipients.isEmpty else { return Step(reply: "503 Say MAIL and RCPT first") }
        phase = .content
        return Step(reply: "354 End with a dot on a line by itself")
    }

    /// The address between angle brackets and the parameters behind it.
    private static func path(_ argument: Substring, after keyword: String) -> (address: String, parameters: Substring)?
    {
        guard argument.prefix(keyword.count).uppercased() == keyword else { return nil }
        let rest = argument.dropFirst(keyword.count).drop { $0 == " " }
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        return (String(rest[rest.index(after: rest.startIndex)..<end]), rest[rest.index(after: end)...])
    }

    // MARK: Content

    private mutating func contentLine(_ line: some Collection<UInt8>) -> Step {
        let dot = UInt8(ascii: ".")
        if line.count == 1, line.first == dot { return end() }
        // RFC 5321 section 4.5.2: the sender has put a dot before each line that begins with one.
        let text = line.first == dot ? line.dropFirst() : line.dropFirst(0)
        isTooLarge = isTooLarge || content.count + text.count + 2 > Self.largestMail
        if isTooLarge {
            content = []
        } else {
            content += text
            content += [0x0D, 0x0A]
        }
        return Step()
    }

    private mutating func end() -> Step {
        defer { reset(greeted: true) }
        guard !isTooLarge, let sender else { return Step(reply: Self.tooLarge) }
        return Step(
            reply: "250 Printed",
            mail: Envelope(sender: sender, recipients: recipients, content: content)
        )
    }

    private mutating func reset(greeted: Bool) {
        self = MailConversation()
        isGreeted = greeted
    }

    private static let tooLarge = "552 The mail has more than \(largestMail) bytes"
}
