/// The encoding quoted-printable (RFC 2045 section 6.7), read.
enum QuotedPrintableText {
    /// The bytes that lines stand for; what is no encoding stays as it is.
    static func decode(_ lines: some Collection<ArraySlice<UInt8>>) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines {
            var rest = line
            while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
            let isSoftBreak = rest.last == UInt8(ascii: "=")
            result += bytes(isSoftBreak ? rest.dropLast() : rest)
            if !isSoftBreak { result.append(0x0A) }
        }
        return result
    }

    /// `text` with each `=XX` as the byte it stands for.
    static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "="), let decoded = hexadecimal(rest.prefix(2)) {
                result.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        // `UInt8(_:radix:)` would take a sign too.
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
