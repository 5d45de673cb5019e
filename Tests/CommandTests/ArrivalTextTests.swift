import Model
import Testing

@testable import callwatch

struct ArrivalTextTests {
    private let time = Timestamp(milliseconds: 1_767_225_600_000)
    private let text = ArrivalText(isColoured: false)

    private func webhook(_ alerts: String, status: String = "firing", truncated: Int = 0) throws -> ReceivedWebhook {
        let json = """
            {"status":"\(status)","receiver":"demo","notification_reason":"first notification",
            "truncatedAlerts":\(truncated),"alerts":[\(alerts)]}
            """
        return try ReceivedWebhook(parsing: Array(json.utf8))
    }

    @Test func aWebhookShowsStatusReasonAndAlerts() throws {
        let webhook = try webhook(
            """
            {"status":"firing","labels":{"vdn":"170","alertname":"QueueBacklog","severity":"warning","innoId":"1"},
            "annotations":{"summary":"21 callers wait"},
            "values":{"longestWaitTime":140,"queueCallCount":21,"allCallCount":30}},
            {"status":"resolved","labels":{"alertname":"Group"},"annotations":{},"reason":"condition"}
            """,
            truncated: 2
        )
        #expect(
            text.block(webhook, at: time) == """
                2026-01-01T00:00:00Z webhook  FIRING, 4 alerts  first notification, to receiver demo
                  QueueBacklog [warning] firing  innoId=1 vdn=170
                    21 callers wait
                    allCallCount 30, queueCallCount 21, longestWaitTime 140
                  Group resolved (condition)
                  and 2 more

                """
        )
    }

    @Test func aMailShowsWhoAndWhat() {
        let mail = ReceivedMail(
            MailConversation.Envelope(
                sender: "a@example.com",
                recipients: ["b@example.com", "c@example.com"],
                content: Array("Subject: [FIRING:1] x\r\n\r\none\r\n\r\ntwo\r\n\r\n".utf8)
            )
        )
        #expect(
            text.block(mail, at: time) == """
                2026-01-01T00:00:00Z mail
                  From:    a@example.com
                  To:      b@example.com, c@example.com
                  Subject: [FIRING:1] x
                  | one
                  |
                  | two

                """
        )
    }

    @Test func controlCharactersDoNotReachTheTerminal() throws {
        let webhook = try webhook(
            #"{"status":"\u001b[2J","labels":{"alertname":"\u001b[31m","x":"\u0007\u009b"},"annotations":{"summary":"a\nb"}}"#,
            status: #"\u001b]0;"#
        )
        let mail = ReceivedMail(
            MailConversation.Envelope(
                sender: "\u{1B}c",
                recipients: ["\u{1B}c"],
                content: Array("Subject: \u{1B}c\r\n\r\n\u{1B}c\r\u{8}".utf8)
            )
        )
        for block in [text.block(webhook, at: time), text.block(mail, at: time)] {
            #expect(block.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        }
        #expect(text.block(webhook, at: time).split(separator: "\n").count == 3)
    }

    @Test func colourIsForTerminals() throws {
        let firing = ArrivalText(isColoured: true).block(try webhook(""), at: time)
        #expect(firing.contains("\u{1B}[31mFIRING, 0 alerts\u{1B}[0m"))
        let resolved = ArrivalText(isColoured: true).block(try webhook("", status: "resolved"), at: time)
        #expect(resolved.contains("\u{1B}[32mRESOLVED, 0 alerts\u{1B}[0m"))
    }

    @Test(arguments: [(1e300, "1e+300"), (0.5, "0.5"), (-0.0, "0"), (9_007_199_254_740_992, "9007199254740992")])
    func numbersAreShownWhole(value: Double, shown: String) throws {
        let webhook = try webhook(
            #"{"status":"firing","labels":{},"annotations":{},"values":{"queueCallCount":\#(value)}}"#
        )
        #expect(text.block(webhook, at: time).contains("    queueCallCount \(shown)\n"))
    }

    @Test func manyHiddenAlertsAreNoTrap() throws {
        #expect(text.block(try webhook("", truncated: .max), at: time).contains("and \(Int.max) more"))
        #expect(!text.block(try webhook("", truncated: .min), at: time).contains("more"))
        #expect(
            !text.block(try webhook("{\"status\":\"\",\"labels\":{},\"annotations\":{}}", truncated: .max), at: time)
                .isEmpty
        )
    }
}
