import Diagnostics
import Testing
import YAML

struct ScalarTests {
    /// What stands at `k` of a mapping.
    private func value(_ text: String) throws -> Node.Scalar {
        let document = YAMLReader.read("k: " + text, name: "a.yaml")
        #expect(document.diagnostics.isEmpty)
        guard case .mapping(let mapping) = document.node, case .scalar(let scalar) = mapping["k"] else {
            throw NoScalar()
        }
        return scalar
    }

    private struct NoScalar: Error {}

    @Test(arguments: [
        ("word", "word"),
        ("170", "170"),
        ("0x1F", "0x1F"),
        ("yes", "yes"),
        ("2001-01-01", "2001-01-01"),
        ("'it''s'", "it's"),
        ("\"a\\tb\\u00e9\\x41\\U0001F600\"", "a\tb\u{E9}A\u{1F600}"),
        ("one\n  two\n\n  three", "one two\nthree"),
        ("\"one \\\n   two\"", "one two"),
        ("|\n  one\n   two\n", "one\n two\n"),
        ("|-\n  one\n  two\n\n", "one\ntwo"),
        ("|+\n  one\n\n", "one\n\n"),
        (">\n  one\n  two\n\n  three\n", "one two\nthree\n"),
        (">\r\n  one\r\n  two\r\n", "one two\n"),
        ("!!str 12", "12"),
        ("&a text", "text"),
    ])
    func textIsWhatYAMLMeans(written: String, meant: String) throws {
        let scalar = try value(written)
        #expect(scalar.text.text == meant)
        #expect(!scalar.isNoValue)
    }

    @Test(arguments: ["", "null", "~", "!!null", "&a", "!!null null", "# comment"])
    func nothingIsNoValue(written: String) throws {
        #expect(try value(written).isNoValue)
    }

    @Test(arguments: ["'null'", "\"~\"", "''", "Null", "NULL", "!!str null", "! ~", "!!str", "|\n"])
    func textThatLooksLikeNothingIsText(written: String) throws {
        #expect(try !value(written).isNoValue)
    }
}
