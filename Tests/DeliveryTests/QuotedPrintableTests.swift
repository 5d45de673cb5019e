import Testing

@testable import Delivery

struct QuotedPrintableTests {
    private func encode(_ text: String) -> String {
        String(decoding: QuotedPrintable.encode(text), as: UTF8.self)
    }

    @Test(arguments: [
        ("", "\r\n"),
        ("plain", "plain\r\n"),
        ("a=b", "a=3Db\r\n"),
        ("über", "=C3=BCber\r\n"),
        ("space \ntab\t\nend", "space=20\r\ntab=09\r\nend\r\n"),
        ("in between\tis kept", "in between\tis kept\r\n"),
        (".\n..a", "=2E\r\n=2E.a\r\n"),
        ("\n\n", "\r\n\r\n\r\n"),
    ])
    func textIsEncoded(text: String, encoded: String) {
        #expect(encode(text) == encoded)
    }

    @Test func longLinesAreBroken() {
        #expect(encode(String(repeating: "a", count: 76)) == String(repeating: "a", count: 76) + "\r\n")
        #expect(
            encode(String(repeating: "a", count: 77)) == String(repeating: "a", count: 75) + "=\r\naa\r\n"
        )
    }

    @Test func noLineIsLongerThanAllowedOrBeginsWithADot() {
        for length in 60..<160 {
            for unit in [".", "ü", " ", "a.", "=", "日本"] {
                let encoded = encode(String(repeating: unit, count: length))
                for line in encoded.split(separator: "\r\n") {
                    #expect(line.utf8.count <= 76)
                    #expect(!line.hasPrefix("."))
                    #expect(!line.hasSuffix(" "))
                }
            }
        }
    }
}
