/// How values are written so that they mean nothing in what they are put into.
package enum MustacheEscaping: Sendable, Hashable, CaseIterable {
    /// As they are.
    case none
    /// For HTML and XML, between tags and in quoted attributes.
    case html
    /// For the inside of a JSON string (RFC 8259 section 7).
    case json
    /// For the parts of a URL and the values of forms (RFC 3986 section 2.1).
    case url

    /// `text` in that form.
    package func apply(_ text: String) -> String {
        switch self {
        case .none: return text
        case .html: return Self.replacing(text, by: Self.html)
        case .json: return Self.replacing(text, by: Self.json)
        case .url:
            var result = ""
            for byte in text.utf8 {
                let scalar = Unicode.Scalar(byte)
                let isLetter = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                result += isLetter || "-._~".unicodeScalars.contains(scalar) ? String(scalar) : "%" + Self.hex(byte)
            }
            return result
        }
    }

    private static func replacing(_ text: String, by replacement: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let text = replacement(scalar) {
                result += text
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func html(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        default: nil
        }
    }

    private static func json(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\0"..."\u{1F}": "\\u00" + hex(UInt8(truncatingIfNeeded: scalar.value))
        default: nil
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + digits : digits
    }
}
