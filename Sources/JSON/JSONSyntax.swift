/// Checks whether bytes are one JSON text, by the letter of RFC 8259.
///
/// Foundation's decoder takes more, such as a comma before a closing bracket, which the next reader refuses.
package struct JSONSyntax {
    /// Why bytes are no JSON text.
    package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        /// How many bytes stand before the place.
        package let offset: Int
        /// What is wrong there.
        package let reason: String

        package var description: String { "\(reason), behind \(offset) bytes" }
    }

    /// How many objects and arrays may stand inside each other.
    package static let greatestDepth = 512

    private let bytes: [UInt8]
    private var position = 0
    /// The brackets that are to close what is open, the innermost last.
    private var closings: [UInt8] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first mistake in `bytes`; nil when they are one JSON text.
    package static func mistake(in bytes: some Sequence<UInt8>) -> Mistake? {
        let bytes = Array(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return Mistake(offset: 0, reason: "it is not UTF-8")
        }
        var syntax = JSONSyntax(bytes)
        do {
            try syntax.document()
            return nil
        } catch {
            return error
        }
    }

    private mutating func document() throws(Mistake) {
        repeat { try value() } while try goesOn()
        skipSpace()
        guard next == nil else { throw mistake("nothing may stand behind the end") }
    }

    /// Reads what begins here: a whole value, or an object or array up to its first value.
    private mutating func value() throws(Mistake) {
        while true {
            skipSpace()
            switch next {
            case UInt8(ascii: "{"):
                try open(UInt8(ascii: "}"))
                if close() { return }
                try name()
            case UInt8(ascii: "["):
                try open(UInt8(ascii: "]"))
                if close() { return }
            case UInt8(ascii: "\""): return try string()
            case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
            default: return try literal()
            }
        }
    }

    /// Reads what stands between a value's end and the next value; false when the last bracket is closed.
    private mutating func goesOn() throws(Mistake) -> Bool {
        while let closing = closings.last {
            if close() { continue }
            guard next == UInt8(ascii: ",") else {
                throw mistake("a comma or `\(Character(Unicode.Scalar(closing)))` has to stand here")
            }
            position += 1
            if closing == UInt8(ascii: "}") { try name() }
            return true
        }
        return false
    }

    private mutating func open(_ closing: UInt8) throws(Mistake) {
        guard closings.count < Self.greatestDepth else {
            throw mistake("more than \(Self.greatestDepth) objects and arrays stand inside each other")
        }
        position += 1
        closings.append(closing)
    }

    /// Whether the innermost object or array ends here, which it then has.
    private mutating func close() -> Bool {
        skipSpace()
        guard let closing = closings.last, next == closing else { return false }
        position += 1
        closings.removeLast()
        return true
    }

    private mutating func name() throws(Mistake) {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw mistake("the name of a member in quotes has to stand here") }
        try string()
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw mistake("a colon has to stand here") }
        position += 1
    }

    private mutating func string() throws(Mistake) {
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"):
                position += 1
                try escape()
            case 0..<0x20: throw mistake("a line end or control character in a text has to be escaped")
            default: position += 1
            }
        }
        throw mistake("a text does not end")
    }

    private mutating func escape() throws(Mistake) {
        guard let byte = next, "\"\\/bfnrtu".utf8.contains(byte) else { throw mistake("there is no such escape") }
        position += 1
        guard byte == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else {
                throw mistake(#"`\u` needs four hexadecimal digits"#)
            }
            position += 1
        }
    }

    private mutating func number() throws(Mistake) {
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(Mistake) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw mistake("a digit has to stand here") }
    }

    private mutating func literal() throws(Mistake) {
        for literal in ["true", "false", "null"] where bytes[position...].starts(with: literal.utf8) {
            position += literal.utf8.count
            return
        }
        throw mistake("a value has to stand here")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func mistake(_ reason: String) -> Mistake { Mistake(offset: position, reason: reason) }
}
