import FoundationEssentials

/// Finds its way through one JSON text (RFC 8259) without making values of it.
///
/// What a recording holds is passed on as it was recorded, odd counters included, so values stay ranges of the text.
struct JSONScanner {
    /// What makes a text no JSON, with the byte at which it shows.
    struct SyntaxError: Error, Equatable {
        let offset: Int
    }

    private static let deepest = 64

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The one value that the text holds, checked to its last byte.
    mutating func document() throws(SyntaxError) -> ArraySlice<UInt8> {
        let value = try value(depth: 0)
        skipBlanks()
        guard position == bytes.endIndex else { throw failure }
        return value
    }

    /// The members of an object that was checked before, in their order; nothing if the text is no object.
    static func members(of value: ArraySlice<UInt8>) -> [(name: String, value: ArraySlice<UInt8>)]? {
        guard value.first == UInt8(ascii: "{") else { return nil }
        var scanner = JSONScanner(value)
        var members: [(name: String, value: ArraySlice<UInt8>)] = []
        do {
            try scanner.object(depth: 0) { name, value in
                members.append((text(name) ?? "", value))
            }
        } catch {
            return nil
        }
        return members
    }

    /// The elements of an array that was checked before; nothing if the text is no array.
    static func elements(of value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        guard value.first == UInt8(ascii: "[") else { return nil }
        var scanner = JSONScanner(value)
        var elements: [ArraySlice<UInt8>] = []
        do {
            try scanner.array(depth: 0) { elements.append($0) }
        } catch {
            return nil
        }
        return elements
    }

    /// The text of a string value, quotes included in `value`; nothing if it is no string.
    static func text(_ value: ArraySlice<UInt8>) -> String? {
        guard value.count >= 2, value.first == UInt8(ascii: "\"") else { return nil }
        let inside = value.dropFirst().dropLast()
        guard inside.contains(UInt8(ascii: "\\")) else { return String(validating: inside, as: UTF8.self) }
        return try? JSONDecoder().decode(String.self, from: Data(value))
    }

    /// The whole number that a value is: a JSON number, or a string that is one, whatever way it is written.
    static func wholeNumber(_ value: ArraySlice<UInt8>) -> Int? {
        let digits = value.first == UInt8(ascii: "\"") ? value.dropFirst().dropLast() : value
        var scanner = JSONScanner(digits)
        guard
            let first = digits.first, first == UInt8(ascii: "-") || isDigit(first),
            (try? scanner.number()) != nil, scanner.position == digits.endIndex,
            let text = String(validating: digits, as: UTF8.self)
        else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    private var failure: SyntaxError { SyntaxError(offset: position - bytes.startIndex) }

    private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func value(depth: Int) throws(SyntaxError) -> ArraySlice<UInt8> {
        guard depth < Self.deepest else { throw failure }
        skipBlanks()
        let start = position
        switch current {
        case UInt8(ascii: "{"): try object(depth: depth) { _, _ in }
        case UInt8(ascii: "["): try array(depth: depth) { _ in }
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
        return bytes[start..<position]
    }

    private mutating func object(
        depth: Int,
        _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void
    ) throws(SyntaxError) {
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipBlanks()
            let start = position
            try string()
            let name = bytes[start..<position]
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw failure }
            body(name, try value(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure }
    }

    private mutating func array(depth: Int, _ body: (ArraySlice<UInt8>) -> Void) throws(SyntaxError) {
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return }
        repeat {
            body(try value(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure }
    }

    private mutating func string() throws(SyntaxError) {
        guard take(UInt8(ascii: "\"")) else { throw failure }
        while let byte = current, byte >= 0x20 {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape()
            default: break
            }
        }
        throw failure
    }

    private mutating func escape() throws(SyntaxError) {
        switch current {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard let digit = current, Character(Unicode.Scalar(digit)).isHexDigit else { throw failure }
                position += 1
            }
        case .some(let byte) where "\"\\/bfnrt".utf8.contains(byte):
            position += 1
        default:
            throw failure
        }
    }

    private mutating func number() throws(SyntaxError) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
    }

    private mutating func digits() throws(SyntaxError) {
        guard let first = current, Self.isDigit(first) else { throw failure }
        while let byte = current, Self.isDigit(byte) { position += 1 }
    }

    private mutating func word(_ word: StaticString) throws(SyntaxError) {
        for byte in word.description.utf8 {
            guard take(byte) else { throw failure }
        }
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
