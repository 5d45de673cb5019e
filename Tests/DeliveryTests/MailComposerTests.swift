import Alerting
import Delivery
import Model
import Testing

@Suite(.enabled(if: MailReader.isAvailable, "python3 reads the mails back, and is not installed"))
struct MailComposerTests {
    private func message(
        _ notification: GroupNotification = Sample.notification(),
        settings: EmailSettings = Sample.email(),
        threadID: String? = nil
    ) -> [UInt8] {
        let delivery = Sample.delivery(
            of: notification,
            threadID: threadID,
            integration: "email[0]",
            recipient: "ops@example.com"
        )
        return MailComposer(settings: settings, externalURL: Sample.externalURL).message(delivery)
    }

    private func read(_ message: [UInt8]) throws -> MailReader.Mail {
        try #require(try MailReader.read([message]).first)
    }

    @Test func mailHasItsHeaders() throws {
        let mail = try read(message(threadID: "first"))
        #expect(
            mail.names == [
                "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
                "MIME-Version", "Content-Type",
            ]
        )
        #expect(mail.from == ["callwatch@example.com"])
        #expect(mail.to == ["ops@example.com", "lead@example.com"])
        #expect(mail.subject == "[FIRING:1] QueueBacklog 170 (critical)")
        #expect(mail.headers["date"] == "Tue, 07 Oct 2014 07:49:23 +0000")
        #expect(mail.headers["message-id"] == "<6f9619ff-8b86-4d01-b42d-00cf4fc964ff@example.com>")
        #expect(mail.headers["in-reply-to"] == "<first@example.com>")
        #expect(mail.headers["references"] == "<first@example.com>")
        #expect(mail.headers["auto-submitted"] == "auto-generated")
        #expect(mail.types == ["multipart/alternative", "text/plain", "text/html"])
        #expect(mail.defects == [])
    }

    @Test func theFirstMailOfAThreadRefersToNone() throws {
        let mail = try read(message())
        #expect(mail.headers["in-reply-to"] == nil)
        #expect(mail.headers["references"] == nil)
    }

    @Test func textReadsWell() throws {
        #expect(
            try read(message()).text == """
                1 alert firing, 1 resolved
                alertname=QueueBacklog, vdn=170

                FIRING (1)

                * QueueBacklog [critical]
                21 callers wait at Sales
                Since: Tue, 07 Oct 2014 07:45:00 UTC
                Values: queueCallCount 21, longestWaitTime 2m 20s
                Labels: innoId=3, name=Sales, vdn=170
                runbook_url: https://wiki.example.com/backlog
                https://callwatch.example.com/?alert=00abcdef01234567

                RESOLVED (1)

                * QueueBacklog [critical]
                nobody waits at Support
                Began: Tue, 07 Oct 2014 07:40:00 UTC
                Ended: Tue, 07 Oct 2014 07:48:45 UTC, after 8m 45s
                Why: no data came for it any more; nobody knows whether the trouble is over
                Labels: innoId=4, name=Support, vdn=170
                https://callwatch.example.com/?alert=1122334455667788

                -- 
                some alerts resolved, to ops
                https://callwatch.example.com
                """
        )
    }

    @Test func htmlSaysTheSameAndLoadsNothing() throws {
        let html = try read(message()).html
        for words in [
            "1 alert firing, 1 resolved", "FIRING (1)", "21 callers wait at Sales", "longestWaitTime 2m 20s",
            "RESOLVED (1)", "after 8m 45s", "nobody knows whether the trouble is over", "some alerts resolved, to ops",
        ] {
            #expect(html.text.contains(words))
        }
        #expect(
            html.links == [
                "https://wiki.example.com/backlog",
                "https://callwatch.example.com/?alert=00abcdef01234567",
                "https://callwatch.example.com/?alert=1122334455667788",
                "https://callwatch.example.com",
            ]
        )
    }

    @Test(arguments: ["javascript:alert(1)", "https://a b", #"https://a"onclick="x"#, "data:text/html,x"])
    func whatIsNoWebAddressIsNoLink(value: String) throws {
        var alert = Sample.backlog
        alert.annotations = ["link": value]
        let mail = try read(message(Sample.notification([alert])))
        #expect(mail.html.links.count == 2)
        #expect(mail.html.text.contains(value))
    }

    @Test func markupInValuesStaysText() throws {
        var alert = Sample.backlog
        alert.labels["name"] = "<img src=x onerror=alert(1)>&amp;'\""
        alert.annotations = ["summary": "</p><script>x</script>\nsecond & third"]
        let mail = try read(message(Sample.notification([alert])))
        #expect(!mail.html.tags.contains("script"))
        #expect(!mail.html.tags.contains("img"))
        #expect(mail.html.text.contains("</p><script>x</script>\nsecond & third"))
        #expect(mail.html.text.contains("name=<img src=x onerror=alert(1)>&amp;'\""))
    }

    @Test func manyAlertsAreCountedNotListed() throws {
        let alerts = Array(repeating: Sample.backlog, count: 120) + Array(repeating: Sample.ended, count: 7)
        let mail = try read(message(Sample.notification(alerts)))
        #expect(mail.subject.hasPrefix("[FIRING:120] "))
        #expect(mail.text.hasPrefix("120 alerts firing, 7 resolved\n"))
        #expect(mail.text.split(separator: "\n").count { $0.hasPrefix("* ") } == 100)
        #expect(mail.text.contains("and 20 more\n"))
        #expect(mail.text.contains("RESOLVED (7)\n\nand 7 more\n"))
        #expect(mail.html.text.contains("and 20 more"))
    }

    @Test func configuredHeadersAreAddedOrReplace() throws {
        let settings = Sample.email(
            fromHeader: #""Wächter, Nacht" <callwatch@example.com>"#,
            headers: [
                .init(name: "subject", value: Secret("Störung\r\nBcc: all@example.com")),
                .init(name: "X-Team", value: Secret("voice")),
                .init(name: "Reply-To", value: Secret("Jörg <joerg@example.com>, desk@example.com")),
                .init(name: "Message-ID", value: Secret("<fixed@example.com>")),
                .init(name: "Content-Type", value: Secret("text/plain")),
            ]
        )
        let mail = try read(message(settings: settings))
        #expect(mail.subject == "Störung Bcc: all@example.com")
        #expect(mail.headers["bcc"] == nil)
        #expect(mail.headers["x-team"] == "voice")
        #expect(mail.headers["reply-to"] == "Jörg <joerg@example.com>, desk@example.com")
        #expect(mail.headers["message-id"] == "<6f9619ff-8b86-4d01-b42d-00cf4fc964ff@example.com>")
        #expect(mail.types == ["multipart/alternative", "text/plain", "text/html"])
        #expect(mail.from == ["callwatch@example.com"])
        #expect(mail.fromName == "Wächter, Nacht")
        #expect(mail.defects == [])
    }

    @Test(arguments: [
        ("callwatch@example.com", ""),
        ("Callwatch <callwatch@example.com>", "Callwatch"),
        ("Call Watch <callwatch@example.com>", "Call Watch"),
        (#""Call \"W\" Watch" <callwatch@example.com>"#, #"Call "W" Watch"#),
        ("Call. Watch <callwatch@example.com>", "Call. Watch"),
        ("=?UTF-8?B?eA==?= <callwatch@example.com>", "=?UTF-8?B?eA==?="),
        ("通话监控 <callwatch@example.com>", "通话监控"),
        (String(repeating: "很长的名字", count: 20) + " <callwatch@example.com>", String(repeating: "很长的名字", count: 20)),
        ("ü", ""),
        ("X <not an address>", ""),
    ])
    func senderKeepsItsName(written: String, name: String) throws {
        let mail = try read(message(settings: Sample.email(fromHeader: written)))
        #expect(mail.from == ["callwatch@example.com"])
        #expect(mail.fromName == name)
        #expect(mail.defects == [])
    }

    @Test func addressesThatCannotStandInAHeaderAreLeftOut() throws {
        let settings = Sample.email(to: ["ops@example.com", "müller@example.com", "a@b\r\nBcc: c@example.com"])
        #expect(try read(message(settings: settings)).to == ["ops@example.com"])
        #expect(try read(message(settings: Sample.email(to: ["müller@example.com"]))).to == [])
    }

    @Test func manyRecipientsAreFolded() throws {
        let recipients = (0..<60).map { "person-number-\($0)@department-\($0).example.com" }
        let message = message(settings: Sample.email(to: recipients))
        #expect(try read(message).to == recipients)
        #expect(longestLine(message) <= 76)
    }

    private static let subjects: [(group: Labels, alerts: [Labels], subject: String)] = [
        (["alertname": "A"], [["alertname": "A", "b": "c", "a": "d"]], "[FIRING:1] A (d c)"),
        (["alertname": "A", "a": "x"], [["alertname": "A", "a": "x"]], "[FIRING:1] A x"),
        ([:], [["alertname": "A", "a": "x"]], "[FIRING:1] (A x)"),
        ([:], [["alertname": "A"], ["alertname": "B"]], "[FIRING:2]"),
    ]

    @Test(arguments: subjects)
    func subjectIsAlertmanagers(group: Labels, alerts: [Labels], subject: String) throws {
        var notification = Sample.notification(
            alerts.map { labels in
                var alert = Sample.backlog
                alert.labels = labels
                return alert
            }
        )
        notification.groupLabels = group
        #expect(try read(message(notification)).subject == subject)
    }

    @Test func mailSaysWhichAlertsFlap() throws {
        var flapping = Sample.ended
        flapping.isFlapping = true
        let mixed = try read(message(Sample.notification([Sample.backlog, flapping])))
        #expect(mixed.subject.hasPrefix("[FIRING:1] [FLAPPING:1] QueueBacklog 170 "))
        #expect(mixed.text.ranges(of: "Flapping: it fires and ends too often").count == 1)
        let ended = try read(message(Sample.notification([flapping])))
        #expect(ended.subject == "[RESOLVED] [FLAPPING:1] QueueBacklog 170 (4 Support critical)")
    }

    @Test func resolvedSubjectHasNoCount() throws {
        let mail = try read(message(Sample.notification([Sample.ended])))
        #expect(mail.subject == "[RESOLVED] QueueBacklog 170 (4 Support critical)")
        #expect(mail.text.hasPrefix("1 alert resolved\n"))
    }

    @Test func equalDeliveriesAreEqualMails() {
        #expect(message() == message())
    }

    // MARK: Nasty values

    /// What may stand in a label, and what a reader is to see of it in one line.
    private static let pieces: [(raw: String, seen: String)] = [
        ("plain", "plain"), (" ", " "), ("  ", "  "), ("=?UTF-8?Q?x?=", "=?UTF-8?Q?x?="), ("=?", "=?"),
        ("\r\nBcc: evil@example.com", " Bcc: evil@example.com"), ("\rX", " X"), ("\nY", " Y"),
        ("\r\n\r\n.\r\nQUIT", "  . QUIT"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"), ("e\u{301}", "e\u{301}"), ("客户服务热线", "客户服务热线"),
        ("שלום עולם", "שלום עולם"), ("مرحبا", "مرحبا"), ("\u{202E}abc", "abc"), ("\u{0}\u{1B}[31m", "[31m"),
        ("\u{2028}z", " z"), ("\u{85}z", " z"), ("\t|", " |"), ("\"quoted\" \\ back", "\"quoted\" \\ back"),
        (String(repeating: "x", count: 500), String(repeating: "x", count: 500)),
        ("Z" + String(repeating: "\u{300}", count: 60), "Z" + String(repeating: "\u{300}", count: 60)),
        ("--=_6f9619ff", "--=_6f9619ff"), (".", "."), ("<b>&", "<b>&"), ("a,b;c:d@e", "a,b;c:d@e"),
    ]

    @Test func nastyValuesReadBackAsTheyAre() throws {
        var random = SplitMix(state: 20_141_007)
        var messages: [[UInt8]] = []
        var expected: [(subject: String, summary: String)] = []
        for _ in 0..<300 {
            let chosen = (0..<Int.random(in: 1...9, using: &random)).compactMap { _ in
                Self.pieces.randomElement(using: &random)
            }
            // What ends a piece must not join what begins the next.
            let raw = chosen.map(\.raw).joined(separator: "_")
            let seen = chosen.map(\.seen).joined(separator: "_")
            var alert = Sample.backlog
            alert.labels = ["alertname": "A", "n": raw]
            alert.annotations = ["summary": raw]
            var notification = Sample.notification([alert])
            notification.groupLabels = ["alertname": "A"]
            messages.append(message(notification))
            expected.append(("[FIRING:1] A (\(seen))", seen))
        }
        let mails = try MailReader.read(messages)
        #expect(mails.count == messages.count)
        for (index, mail) in mails.enumerated() {
            #expect(mail.subject.unicodeScalars.elementsEqual(expected[index].subject.unicodeScalars))
            let lines = mail.text.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
            #expect(lines.withoutSpaces.contains(expected[index].summary.withoutSpaces))
            #expect(mail.html.text.withoutSpaces.contains(expected[index].summary.withoutSpaces))
            #expect(mail.to == ["ops@example.com", "lead@example.com"])
            #expect(mail.headers["bcc"] == nil)
            #expect(mail.names.count == 8)
            #expect(mail.types == ["multipart/alternative", "text/plain", "text/html"])
            #expect(mail.defects == [])
        }
        for message in messages {
            #expect(message.allSatisfy { $0 < 0x80 && $0 != 0 })
            #expect(hasOnlyWholeLineEnds(message))
            #expect(longestLine(message) <= 76)
        }
    }

    private func longestLine(_ message: [UInt8]) -> Int {
        message.split(separator: 0x0A).map { $0.count - 1 }.max() ?? 0
    }

    private func hasOnlyWholeLineEnds(_ message: [UInt8]) -> Bool {
        let returns = message.indices.filter { message[$0] == 0x0D }
        let feeds = message.indices.filter { message[$0] == 0x0A }
        return returns.map { $0 + 1 } == feeds
    }
}

/// A repeatable source of chance (Steele, Lea, Flood: SplitMix).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension String {
    fileprivate var withoutSpaces: String { filter { !$0.isWhitespace } }
}
