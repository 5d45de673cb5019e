import Testing

@testable import Delivery

struct ReplyExcerptTests {
    @Test func linesAndControlsBecomeOneLine() {
        #expect(ReplyExcerpt(hiding: []).line("a\r\nb\u{1B}[31m\tc\u{0}  d\u{202E}e\u{2028}f") == "a b[31m c d" + "e f")
    }

    @Test func longTextIsCut() {
        let line = ReplyExcerpt(hiding: []).line(String(repeating: "ab", count: 3000))
        #expect(line == String(repeating: "ab", count: 100) + "…")
    }

    @Test func bytesThatAreNoTextAreShownAsSuch() {
        #expect(ReplyExcerpt(hiding: []).line([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
    }

    @Test func longerSecretsGoFirst() {
        #expect(ReplyExcerpt(hiding: ["abc", "", "abcdef"]).line("x abcdef y abc") == "x <secret> y <secret>")
    }

    @Test func aSecretIsHiddenBeforeTheTextIsCut() {
        let text = String(repeating: "x", count: 195) + "secret-key"
        #expect(!ReplyExcerpt(hiding: ["secret-key"]).line(text).contains("secr-"))
        #expect(ReplyExcerpt(hiding: ["secret-key"]).line(text).hasSuffix("x<secr…"))
    }

    @Test(arguments: [
        "Cannot POST /services/T0000000/B1111111/XXXX",
        "no key XXXXXXXXXXXX here",
        "no key aa%2Fbbbbbb here",
        "no key aa/bbbbbb here",
        "token=YYYYYYYY refused",
        "user password12 unknown",
    ])
    func partsOfTheURLAreHidden(text: String) {
        let url =
            "https://user:password12@chat.example.com/services/T0000000/B1111111/XXXX/XXXXXXXXXXXX/aa%2Fbbbbbb?token=YYYYYYYY"
        let line = ReplyExcerpt(hiding: URLSecrets.parts(of: url)).line(text)
        #expect(line.contains("<secret>"))
        for part in ["T0000000", "B1111111", "XXXXXXXX", "YYYYYYYY", "bbbbbb", "password12"] {
            #expect(!line.contains(part))
        }
    }

    @Test func theHostIsNoSecret() {
        let parts = URLSecrets.parts(of: "https://chat.example.com/")
        #expect(ReplyExcerpt(hiding: parts).line("chat.example.com is / down") == "chat.example.com is / down")
    }
}
