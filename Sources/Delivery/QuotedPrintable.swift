/// The encoding quoted-printable (RFC 2045 section 6.7).
enum QuotedPrintable {
    /// `text`, whose lines end in line feeds, in lines of at most 76 characters that end in CRLF.
    ///
    /// No line begins with a dot, which careless mail servers take for their own.
    static func encode(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            var length = 0
            for index in line.indices {
                let isLast = line.index(after: index) == line.endIndex
                let token = token(line[index], isLast: isLast, isFirst: length == 0)
                // One place is kept for the `=` of a soft line break, unless the line ends here anyway.
                if length + token.count > (isLast ? 76 : 75) {
                    result += [0x3D, 0x0D, 0x0A]
                    length = 0
                    let moved = Self.token(line[index], isLast: isLast, isFirst: true)
                    result += moved
                    length += moved.count
                } else {
                    result += token
                    length += token.count
                }
            }
            result += [0x0D, 0x0A]
        }
        return result
    }

    private static func token(_ byte: UInt8, isLast: Bool, isFirst: Bool) -> [UInt8] {
        switch byte {
        case 0x2E where isFirst: break
        case 0x20, 0x09: if !isLast { return [byte] }
        case 0x3D: break
        case 0x21...0x7E: return [byte]
        default: break
        }
        return [0x3D, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
