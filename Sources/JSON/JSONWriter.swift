/// Text of one JSON document (RFC 8259), written front to back with its keys in the order of the calls.
///
/// Foundation's encoder either sorts keys or leaves their order to chance; the documented output forms have an order
/// that people read, and the same input must give the same bytes.
package struct JSONWriter: Sendable {
    /// The UTF-8 written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty document.
    package init() {}

    /// The document as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An object whose members `body` writes with ``member(_:_:)`` and its typed forms.
    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        open(0x7B)
        body(&self)
        close(0x7D)
    }

    /// An array whose elements `body` writes, one value a call.
    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        open(0x5B)
        body(&self)
        close(0x5D)
    }

    /// One member of the object being written; `value` writes exactly one value.
    package mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
        separate()
        quote(name)
        bytes.append(0x3A)
        needsComma = false
        value(&self)
        needsComma = true
    }

    /// A member whose value is text, or `null` for none.
    package mutating func member(_ name: String, _ value: String?) {
        member(name) { writer in
            if let value { writer.string(value) } else { writer.null() }
        }
    }

    /// A member whose value is a whole number.
    package mutating func member(_ name: String, _ value: Int) {
        member(name) { $0.integer(Int64(value)) }
    }

    /// A member whose value is true or false.
    package mutating func member(_ name: String, _ value: Bool) {
        member(name) { $0.bool(value) }
    }

    /// A member whose value is an array; `element` writes exactly one value for each of `elements`.
    package mutating func member<Elements: Sequence>(
        _ name: String,
        each elements: Elements,
        _ element: (inout JSONWriter, Elements.Element) -> Void
    ) {
        member(name) { writer in
            writer.array { writer in
                for value in elements { element(&writer, value) }
            }
        }
    }

    /// A text value.
    package mutating func string(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    /// A whole number.
    package mutating func integer(_ value: Int64) {
        raw(String(value))
    }

    /// A number: whole ones up to 2^53 without a fraction, others as the shortest text that reads back the same.
    ///
    /// JSON has no text for infinities and NaN; they become `null`.
    package mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        if value.magnitude <= 0x1p53, Double(Int64(value)) == value {
            integer(Int64(value))
        } else {
            raw(value.description)
        }
    }

    /// The value `true` or `false`.
    package mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// The value `null`.
    package mutating func null() {
        raw("null")
    }

    /// A value that is JSON text already.
    package mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(0x22)
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0x22)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
            case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
            case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
            case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20:
                bytes.append(contentsOf: Array("\\u00".utf8))
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
