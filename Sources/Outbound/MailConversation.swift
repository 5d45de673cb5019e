/// What was said on a mail connection during one submission, as far as it tells who refused what.
///
/// Libcurl's result code does not say which command was refused; the commands and replies that pass by do.
struct MailConversation {
    /// The command that the next reply answers.
    private enum Step {
        case greeting
        case startTLS
        case authentication
        case sender
        case recipient
        case data
        case quit
    }

    private var step = Step.greeting
    private var lines: [Substring] = []
    private var lastCode = 0
    private var refusedStep: Step?

    /// The last whole reply to anything but QUIT.
    private(set) var lastReply: MailReply?

    /// Whether the last command was refused.
    var isRefused: Bool { refusedStep != nil }

    /// Whether goodbye has been said last.
    var isEnding: Bool { step == .quit }

    /// Who refused; nil when nobody did, or STARTTLS was, which is trouble with TLS and not with the mail.
    var rejection: (stage: MailStage, reply: MailReply)? {
        guard let refusedStep, let lastReply else { return nil }
        // The server wants a login it was not given (RFC 4954 section 6).
        if lastReply.code == 530 || lastReply.code == 538 { return (.authentication, lastReply) }
        return switch refusedStep {
        case .greeting: (.connect, lastReply)
        case .authentication: (.authentication, lastReply)
        case .sender: (.sender, lastReply)
        case .recipient: (.recipient, lastReply)
        case .data: (.data, lastReply)
        case .startTLS, .quit: nil
        }
    }

    /// Takes note of a command on its way to the server.
    mutating func sent(_ command: String) {
        // After 334 the client sends base64, which may look like a command.
        guard lastCode != 334 else { return }
        let verb = command.prefix { $0.isASCII && $0.isLetter }.uppercased()
        switch verb {
        case "EHLO", "HELO": step = .greeting
        case "STARTTLS": step = .startTLS
        case "AUTH": step = .authentication
        case "MAIL": step = .sender
        case "RCPT": step = .recipient
        case "DATA": step = .data
        case "QUIT": step = .quit
        default: return
        }
    }

    /// Takes note of one line of the server's.
    mutating func received(_ line: String) {
        guard step != .quit else { return }
        let line = line.trimmingLineEnd
        guard line.utf8.prefix(3).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let code = Int(line.prefix(3)), code >= 100
        else { return }
        // An endless reply is cut; what is told of it is for a log.
        if lines.count < 20 { lines.append(line.dropFirst(4).prefix(500)) }
        guard !line.dropFirst(3).hasPrefix("-") else { return }
        lastCode = code
        lastReply = MailReply(code: code, text: lines.joined(separator: "\n"))
        lines.removeAll()
        refusedStep = code >= 400 ? step : nil
    }
}
