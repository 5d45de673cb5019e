import Diagnostics

/// A place in a file's bytes that moves forward and always knows its line and column.
struct SourceCursor {
    private let bytes: [UInt8]
    private var offset: Int
    /// The line and column of the place.
    private(set) var position: SourcePosition
    /// The characters since the last break that libyaml reads, or since the cursor was made.
    private(set) var column = 0

    /// A cursor at the byte `offset` of valid UTF-8, which is the first byte of a character or the end.
    init(bytes: [UInt8], offset: Int, position: SourcePosition) {
        self.bytes = bytes
        self.offset = offset
        self.position = position
    }

    /// The character here; nil at the end.
    var scalar: Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let lead = bytes[offset]
        let width = Self.width(of: lead)
        guard width > 1 else { return Unicode.Scalar(lead) }
        var value = UInt32(lead) & (0b0111_1111 >> UInt32(width))
        for index in offset + 1..<min(offset + width, bytes.count) {
            value = value << 6 | UInt32(bytes[index] & 0b0011_1111)
        }
        return Unicode.Scalar(value)
    }

    /// The character after the one here.
    var following: Unicode.Scalar? {
        var next = self
        next.advance()
        return next.scalar
    }

    /// Whether a space or a tab is here.
    var isAtBlank: Bool { scalar == " " || scalar == "\t" }

    /// Whether a line break of YAML 1.1 is here, which libyaml reads.
    var isAtBreak: Bool { scalar.map(Self.isBreak) ?? false }

    /// Whether `scalar` ends a line for libyaml.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// One character onward, a CRLF counting as one; nothing at the end.
    mutating func advance() {
        guard offset < bytes.count else { return }
        column = isAtBreak ? 0 : column + 1
        let byte = bytes[offset]
        offset = min(offset + Self.width(of: byte), bytes.count)
        let isPair = byte == UInt8(ascii: "\r") && offset < bytes.count && bytes[offset] == UInt8(ascii: "\n")
        if isPair { offset += 1 }
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            position = SourcePosition(line: position.line + 1, column: 1)
        } else {
            position.column += 1
        }
    }

    /// Onward over as many characters as satisfy `condition`.
    mutating func advance(while condition: (Unicode.Scalar) -> Bool) {
        while let scalar, condition(scalar) { advance() }
    }

    /// The number of bytes of a character whose first byte is `lead`.
    static func width(of lead: UInt8) -> Int {
        switch lead {
        case 0b1111_0000...: 4
        case 0b1110_0000...: 3
        case 0b1100_0000...: 2
        default: 1
        }
    }
}
