import Testing

@testable import callwatch

struct ReceivedMailTests {
    private func mail(_ lines: String...) -> ReceivedMail {
        mail(Array(lines.joined(separator: "\r\n").utf8))
    }

    private func mail(_ content: [UInt8]) -> ReceivedMail {
        ReceivedMail(
            MailConversation.Envelope(sender: "a@example.com", recipients: ["b@example.com"], content: content)
        )
    }

    @Test func aBareMailIsShownAsItIs() {
        let mail = mail("subject:  folded", "  over lines ", "", "Text", "more")
        #expect(mail.from == "a@example.com")
        #expect(mail.to == ["b@example.com"])
        #expect(mail.subject == "folded over lines")
        #expect(mail.text == "Text\nmore")
    }

    @Test(arguments: [
        ("=?UTF-8?B?w5xiZXI=?=", "Über"),
        ("=?utf-8?q?=C3=9Cber_alles=3F?=", "Über alles?"),
        // Between two encoded words the space is dropped, also where they part a character.
        ("a =?UTF-8?B?w5w=?= =?UTF-8?B?YmVy?= b", "a Über b"),
        ("=?UTF-8?B?ww==?= =?UTF-8?B?nA==?=", "Ü"),
        ("=?ISO-8859-1?Q?=DC?=", "=?ISO-8859-1?Q?=DC?="),
        ("=?UTF-8?B?*?= =?x =??=", "=?UTF-8?B?*?= =?x =??="),
        ("=?UTF-8?Q?=ZZ=+1=?=", "=ZZ=+1="),
    ])
    func subjectsAreDecoded(value: String, subject: String) {
        #expect(mail("Subject: \(value)", "").subject == subject)
    }

    @Test func quotedPrintableIsDecoded() {
        let mail = mail(
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: Quoted-Printable",
            "",
            "=C3=9Cber=20  ",
            "a long=",
            " line =3D =zz =4"
        )
        #expect(mail.text == "Über \na long line = =zz =4\n")
    }

    @Test func base64IsDecoded() {
        let mail = mail("Content-Transfer-Encoding: base64", "", "w5xi", "ZXI=")
        #expect(mail.text == "Über")
    }

    @Test func thePlainTextOfPartsIsFound() {
        let mail = mail(
            "Content-Type: multipart/mixed;",
            " boundary=\"outer\"",
            "",
            "preamble",
            "--outer",
            "Content-Type: multipart/alternative; boundary=inner",
            "",
            "--inner",
            "Content-Type: text/html",
            "",
            "<p>no</p>",
            "--inner",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "yes",
            "--inner--",
            "--outer--",
            "epilogue"
        )
        #expect(mail.text == "yes")
    }

    @Test(arguments: [
        "Content-Type: text/html\r\n\r\n<p>x</p>", "Content-Type: multipart/mixed\r\n\r\nx",
        "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--", "Content-Type: image/png\r\n\r\n",
    ])
    func aMailWithoutPlainTextSaysSo(content: String) {
        #expect(mail(Array(content.utf8)).text == "(no plain text)")
    }

    @Test func partsAreLookedIntoToADepth() {
        func nested(_ depth: Int) -> String {
            let parts = (0..<depth).map { "Content-Type: multipart/mixed; boundary=b\($0).\r\n\r\n--b\($0).\r\n" }
            return parts.joined() + "\r\ndeep"
        }
        #expect(mail(Array(nested(4).utf8)).text == "deep")
        #expect(mail(Array(nested(5).utf8)).text == "(no plain text)")
    }

    /// No bytes stop it; what is shown does not matter.
    @Test func anythingCanBeRead() {
        let pieces: [[UInt8]] = [
            Array("Content-Type: multipart/alternative; boundary=b".utf8), Array("--b".utf8), Array("--b--".utf8),
            Array("Content-Transfer-Encoding: base64".utf8), Array("Subject: =?utf-8?b?".utf8), Array("=".utf8),
            Array("\r\n".utf8), Array("\n".utf8), [0xFF, 0x00], Array(" :".utf8), Array("?= =?".utf8), [],
        ]
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var content: [UInt8] = []
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                content += pieces[Int(state >> 33) % pieces.count]
            }
            #expect(mail(content).to == ["b@example.com"])
        }
    }
}
