import Testing

@testable import callwatch

struct MailConversationTests {
    /// The replies to lines, one after the other, and the mails that came of them.
    private func converse(_ lines: [String]) -> (replies: [String], mails: [MailConversation.Envelope]) {
        var conversation = MailConversation()
        let steps = lines.map { conversation.receive(Array($0.utf8)) }
        return (steps.compactMap { $0.reply.map { String($0.prefix(3)) } }, steps.compactMap(\.mail))
    }

    private let opening = ["EHLO here", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"]

    @Test func takesAMailAndUndoesTheDots() {
        let (replies, mails) = converse(opening + ["Subject: x", "", "..", "...y", "z", "."])
        #expect(replies == ["250", "250", "250", "354", "250"])
        #expect(
            mails == [
                MailConversation.Envelope(
                    sender: "a@example.com",
                    recipients: ["b@example.com"],
                    content: Array("Subject: x\r\n\r\n.\r\n..y\r\nz\r\n".utf8)
                )
            ]
        )
    }

    @Test func theNextMailBeginsAnew() {
        let first = opening + ["one", "."]
        let second = ["MAIL FROM:<>", "RCPT TO:<c@example.com>", "DATA", "two", "."]
        let mails = converse(first + second).mails
        #expect(mails.map(\.sender) == ["a@example.com", ""])
        #expect(mails.map(\.recipients) == [["b@example.com"], ["c@example.com"]])
        #expect(mails.last?.content == Array("two\r\n".utf8))
    }

    @Test(arguments: [
        (["MAIL FROM:<a@example.com>"], "503"),
        (["EHLO x", "RCPT TO:<a@example.com>"], "503"),
        (["EHLO x", "DATA"], "503"),
        (["EHLO x", "MAIL FROM:<a@example.com>", "DATA"], "503"),
        (["EHLO x", "MAIL FROM:<a@example.com>", "MAIL FROM:<a@example.com>"], "503"),
        (["EHLO x", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "RSET", "DATA"], "503"),
        (["EHLO x", "MAIL a@example.com"], "501"),
        (["EHLO x", "MAIL FROM:<a@example.com"], "501"),
        (["EHLO x", "MAIL FROM:<a@example.com>", "RCPT TO:<>"], "501"),
        (["EHLO x", "MAIL FROM:<a@example.com> SIZE=1048577"], "552"),
        (["EHLO x", "MAIL FROM:<a@example.com> SIZE=99999999999999999999"], "552"),
        (["EHLO x", "MAIL FROM:<a@example.com> BODY=8BITMIME SIZE=1048576"], "250"),
        (["ehlo x", "mail from: <a@example.com>"], "250"),
        (["NOOP"], "250"), (["VRFY a"], "252"), (["HELO x"], "250"), (["STARTTLS"], "500"), ([""], "500"),
        (["\u{0}\u{FFFD}"], "500"),
    ])
    func answersByTheStandard(lines: [String], code: String) {
        #expect(converse(lines).replies.last == code)
        #expect(converse(lines).mails.isEmpty)
    }

    @Test func quitEndsTheConnection() {
        var conversation = MailConversation()
        #expect(conversation.receive(Array("QUIT".utf8)) == MailConversation.Step(reply: "221 Bye", isLast: true))
    }

    @Test func aMailThatIsTooLargeIsRefusedAndForgotten() {
        let line = String(repeating: "x", count: 1022)
        let most = MailConversation.largestMail / 1024
        #expect(converse(opening + Array(repeating: line, count: most) + ["."]).mails.count == 1)
        let (replies, mails) = converse(opening + Array(repeating: line, count: most) + ["", ".", "DATA"])
        #expect(replies.suffix(2) == ["552", "503"])
        #expect(mails.isEmpty)
    }

    @Test func recipientsAreLimited() {
        let recipients = Array(repeating: "RCPT TO:<b@example.com>", count: MailConversation.mostRecipients)
        let replies = converse(["EHLO x", "MAIL FROM:<a@example.com>"] + recipients + recipients.prefix(1)).replies
        #expect(replies.suffix(2) == ["250", "452"])
    }
}
