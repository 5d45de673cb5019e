extension String {
    /// Whether it is a `token` of RFC 9110 section 5.6.2, as methods and header names are.
    var isHTTPToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default:
                    "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Whether it may stand as a header's value: no control character but the tab (RFC 9110 section 5.5).
    var isHTTPFieldValue: Bool {
        utf8.allSatisfy { ($0 >= 0x20 || $0 == 0x09) && $0 != 0x7F }
    }
}

extension StringProtocol {
    /// Itself without CR and LF at the end.
    var trimmingLineEnd: SubSequence {
        guard let end = lastIndex(where: { !$0.isNewline }) else { return self[startIndex..<startIndex] }
        return self[...end]
    }

    /// Itself without spaces and tabs on both sides.
    var trimmingBlanks: String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...end])
    }
}
