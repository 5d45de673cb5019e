import JSON
import Testing

/// What is JSON by the letter of RFC 8259, and what only looks like it.
struct JSONSyntaxTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "12", "-1.50", "1e9", "1E+9", "0.1e-7", "123456789012345678901234567890",
        #""""#, #""\u00e9\n\/\"""#, "{}", "[]", " [ ] ", #"{"a":{"b":[1,2,{"c":null}]},"a":1}"#, "\t\r\n1\n",
        #"[[[]],{},{"":""}]"#, #""ü 😀""#,
    ])
    func documentsAreTaken(_ text: String) {
        #expect(JSONSyntax.mistake(in: text.utf8) == nil)
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("[1,]", 3), ("[,1]", 1), (#"{"a":1,}"#, 7), ("{,}", 1), ("[1 2]", 3), ("{} {}", 3),
        ("{1:2}", 1), (#"{"a" 1}"#, 5), (#"{"a":}"#, 5), ("[1", 2), ("{", 1), (#""a"#, 2), ("'a'", 0), ("tru", 0),
        ("True", 0), ("nullx", 4), ("01", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1e", 2), ("-", 1), ("0x10", 1),
        ("NaN", 0), ("Infinity", 0), (#""\x""#, 2), (#""\u12G4""#, 5), ("\"a\nb\"", 2), ("// a\n1", 0),
        ("[1] // a", 4), ("]", 0), ("[}", 1), ("\u{FEFF}{}", 0),
    ])
    func everythingElseIsAMistakeAtItsPlace(_ text: String, _ offset: Int) {
        #expect(JSONSyntax.mistake(in: text.utf8)?.offset == offset)
    }

    @Test func bytesThatAreNoTextAreAMistake() {
        #expect(JSONSyntax.mistake(in: [0x22, 0xFF, 0x22])?.reason == "it is not UTF-8")
    }

    @Test func depthHasALimit() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        #expect(JSONSyntax.mistake(in: nested(JSONSyntax.greatestDepth)) == nil)
        #expect(JSONSyntax.mistake(in: nested(JSONSyntax.greatestDepth + 1)) != nil)
        #expect(JSONSyntax.mistake(in: Array(repeating: UInt8(ascii: "["), count: 1_000_000)) != nil)
    }
}
