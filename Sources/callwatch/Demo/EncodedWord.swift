import FoundationEssentials

/// Text of other scripts in a header (RFC 2047), read.
enum EncodedWord {
    /// `value` with its encoded words of UTF-8 and ASCII decoded, the space between two of them dropped.
    static func decode(_ value: String) -> String {
        var result: [UInt8] = []
        var wasEncoded = false
        for word in value.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            let decoded = bytes(word)
            if !result.isEmpty, decoded == nil || !wasEncoded { result.append(0x20) }
            // Joined as bytes: careless writers split a character between two words.
            result += decoded ?? Array(word.utf8)
            wasEncoded = decoded != nil
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func bytes(_ word: Substring) -> [UInt8]? {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        guard
            parts.count == 5, parts[0] == "=", parts[4] == "=",
            ["utf-8", "us-ascii"].contains(parts[1].lowercased())
        else { return nil }
        switch parts[2].lowercased() {
        case "b": return Data(base64Encoded: String(parts[3])).map { Array($0) }
        case "q": return QuotedPrintableText.bytes(Array(parts[3].replacing("_", with: " ").utf8)[...])
        default: return nil
        }
    }
}
