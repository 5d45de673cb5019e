extension MailSubmission {
    /// Throws why it cannot be sent as it stands.
    func check() throws(TransferFailure) {
        guard (1...65_535).contains(port), !host.isEmpty else {
            throw TransferFailure(.badRequest, "the mail server's host or port is none")
        }
        guard !hello.isEmpty, hello.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
            throw TransferFailure(.badRequest, "the name for EHLO is no host name")
        }
        guard sender.isEmpty || sender.isMailAddress, recipient.isMailAddress else {
            throw TransferFailure(.badRequest, "a mail address is not of the ASCII form local@domain")
        }
        guard message.hasOnlyWholeLineEnds else {
            throw TransferFailure(.badRequest, "the message has a line end that is not CRLF")
        }
        if authentication != nil, security == .none, !isLoopback {
            throw TransferFailure(.badRequest, "a password is sent in clear text to a loopback host only")
        }
    }

    private var isLoopback: Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" { return true }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false)
        return bytes.count == 4 && bytes.first == "127" && bytes.allSatisfy { UInt8($0) != nil }
    }
}

extension String {
    /// Whether it can stand in an SMTP command as it is: ASCII, nothing that ends the path or the line.
    fileprivate var isMailAddress: Bool {
        guard let at = utf8.lastIndex(of: UInt8(ascii: "@")), at != utf8.startIndex,
            utf8.index(after: at) != utf8.endIndex
        else { return false }
        return utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}

extension [UInt8] {
    /// Whether each CR is followed by an LF, and each LF preceded by a CR.
    fileprivate var hasOnlyWholeLineEnds: Bool {
        var previous: UInt8 = 0
        for byte in self {
            if (byte == 0x0A) != (previous == 0x0D) { return false }
            previous = byte
        }
        return previous != 0x0D
    }
}
