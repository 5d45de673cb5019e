import Testing

@testable import Outbound

struct MailConversationTests {
    @Test func base64AnswerIsNotTakenForACommand() {
        var conversation = MailConversation()
        conversation.sent("AUTH LOGIN\r\n")
        conversation.received("334 VXNlcm5hbWU6\r\n")
        conversation.sent("QUIT\r\n")
        conversation.received("535 no\r\n")
        #expect(conversation.rejection?.stage == .authentication)
        #expect(conversation.lastReply == MailReply(code: 535, text: "no"))
    }

    @Test func refusalOfEHLOIsForgottenOnceHELOIsTaken() {
        var conversation = MailConversation()
        conversation.sent("EHLO a\r\n")
        conversation.received("502 what?\r\n")
        #expect(conversation.isRefused)
        conversation.sent("HELO a\r\n")
        conversation.received("250 hello\r\n")
        #expect(!conversation.isRefused)
        #expect(conversation.rejection == nil)
    }

    @Test func replyToQuitChangesNothing() {
        var conversation = MailConversation()
        conversation.sent("RCPT TO:<a@b>\r\n")
        conversation.received("450 busy\r\n")
        conversation.sent("QUIT\r\n")
        conversation.received("221 bye\r\n")
        #expect(conversation.rejection?.reply == MailReply(code: 450, text: "busy"))
    }

    @Test(arguments: ["", "\r\n", "2\r\n", "abc\r\n", "-12 x\r\n", "٣٣٣ x\r\n", "099 x\r\n"])
    func lineThatIsNoReplyIsPassedOver(line: String) {
        var conversation = MailConversation()
        conversation.received(line)
        #expect(conversation.lastReply == nil)
    }
}
