import Model
import Testing

struct LabelsTests {
    @Test func emptyLabelsAreNone() {
        let labels: Labels = ["a": "", "b": "x"]
        #expect(labels == ["b": "x"])
        #expect(labels["a"] == nil)
        #expect(labels.overlaid(with: [("b", "")]).isEmpty)
    }

    @Test func labelsAreSortedAsUnicodeScalars() {
        let labels: Labels = ["b": "1", "a": "2", "\u{E9}": "3", "B": "4"]
        #expect(labels.pairs.map(\.name) == ["B", "a", "b", "\u{E9}"])
        #expect(labels.description == "{B=\"4\", a=\"2\", b=\"1\", \u{E9}=\"3\"}")
    }

    @Test func laterLabelsWin() {
        let labels: Labels = ["team": "voice", "vdn": "170"]
        #expect(labels.overlaid(with: ["team": "chat"]) == ["team": "chat", "vdn": "170"])
        #expect(labels.common(with: ["team": "voice", "vdn": "171"]) == ["team": "voice"])
        #expect(labels.only(["vdn", "x"]) == ["vdn": "170"])
    }

    /// The expected figures were computed apart from this code, with FNV-1a's published constants.
    @Test(
        arguments: [
            ([], "cbf29ce484222325"),
            ([("alertname", "A")], "d2c6efc389df0927"),
            ([("vdn", "170"), ("alertname", "QueueBacklog"), ("team", "\u{E9}")], "2c112498ac8f68d9"),
        ] as [([(String, String)], String)]
    )
    func fingerprintIsFNV1aOverSeparatedPairs(pairs: [(String, String)], expected: String) {
        #expect(Fingerprint(of: Labels(pairs)).description == expected)
    }

    @Test func fingerprintSeparatesNamesFromValues() {
        #expect(Fingerprint(of: ["a": "bc"]) != Fingerprint(of: ["ab": "c"]))
        #expect(Fingerprint(value: 0xAB).description == "00000000000000ab")
    }

    @Test(arguments: [
        (#"team="voice""#, true), (#"team=voice"#, true), (#" team =~ "vo.*" "#, true), (#"team=~"oic""#, false),
        (#"team=~"voi|ice""#, false), (#"team=~"chat|voice""#, true), (#"team!~"voi|ice""#, true),
        (#"team!="voice""#, false), (#"team!~"chat|mail""#, true), (#"missing="""#, true), (#"missing=~".+""#, false),
        (#"vdn=170"#, true), (#"note="a\"b\\c\nd""#, true),
    ])
    func matchersMatch(text: String, expected: Bool) throws {
        let labels: Labels = ["team": "voice", "vdn": "170", "note": "a\"b\\c\nd"]
        #expect(try Matcher(parsing: text).matches(labels) == expected)
    }

    @Test(arguments: [
        ("", 0..<0), ("team", 4..<4), ("team>x", 6..<6), (#"team="x"#, 5..<6), (#"team="x" y"#, 9..<10),
        (#"team=~"(""#, 6..<9), (#"t="\q""#, 3..<5), ("=x", 0..<1),
    ])
    func mistakesInMatchersHaveAPlace(text: String, offsets: Range<Int>) {
        do {
            _ = try Matcher(parsing: text)
            Issue.record("\(text) was taken for a matcher")
        } catch {
            #expect(error.offsets == offsets)
        }
    }

    @Test func hostilePatternsEndInTime() throws {
        let pattern = try Pattern("(?:(a+)+b)")
        #expect(!pattern.matches(String(repeating: "a", count: 100_000) + "c"))
        #expect(throws: Pattern.Mistake.self) { try Pattern(#"(a)\1"#) }
    }

    @Test(
        arguments: [
            (String(repeating: "a", count: 4096), true), (String(repeating: "é", count: 4097), false),
            ((0..<1000).map { String(100_000 + $0 * 899) }.joined(separator: "|"), true),
            ("(?:ab){1,900}", true), ("(?:abcdefghij){1,900}", false), (#"\pL{1,99}"#, false),
        ]
    )
    func patternsThatTakeLongAreRefused(text: String, isTaken: Bool) throws {
        do {
            let pattern = try Pattern(text)
            #expect(isTaken)
            _ = pattern.matches(String(repeating: "a", count: 10_000))
        } catch {
            #expect(!isTaken)
            #expect(error.isTooLarge)
        }
    }

    @Test func labelsOverOthersWin() {
        let labels: Labels = ["b": "1", "d": "2", "f": "3"]
        #expect(
            labels.overlaid(with: ["a": "x", "d": "y", "g": "z"]) == ["a": "x", "b": "1", "d": "y", "f": "3", "g": "z"]
        )
        #expect(labels.overlaid(with: [:] as Labels) == labels)
        #expect(Labels().overlaid(with: labels) == labels)
        #expect(labels.overlaid(with: ["z": "1"]) == ["b": "1", "d": "2", "f": "3", "z": "1"])
    }
}
