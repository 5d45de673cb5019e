import CSimdJSON
import TestSupport
import Testing

// The decoder is not of the package's surface; through it every document is a test of its own.
@testable import ContactCentre

/// Answers with random changes, read by the decoder and by a reader that makes objects.
struct AnswerMutationTests {
    /// The ids and the whole-number counters of an answer.
    private typealias Reading = [Int64: [Double?]]

    private static let names = ["allCallCount", "ivrCallCount", "agentCallCount", "queueCallCount", "longestWaitTime"]
    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "1", "-", ".", "e", "5", " ", "\n", "null", "true", "21",
        "\"7\"",
        "\"innoId\":", "\"queueCallCount\":", "\u{FFFD}", "\\u0041", "{}", "[]", "1.5", "{\"innoId\":3},",
    ].map { Array($0.utf8) }

    @Test(arguments: Effort.blocks(short: 4, long: 16) as Range<UInt64>)
    func decoderAgreesWithAReaderThatMakesObjects(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let decoder = AnswerDecoder()
        var objects = 0
        for _ in 0..<4000 {
            var bytes = Self.answer(using: &generator)
            for _ in 0..<Int.random(in: 0...3, using: &generator) { Self.change(&bytes, using: &generator) }
            let reading = Self.decoded(bytes, with: decoder)
            let reference = Self.reference(bytes)
            if reference != nil { objects += 1 }
            guard reading == reference else {
                Issue.record(
                    "seed \(seed): \(String(decoding: bytes, as: UTF8.self))\n\(String(describing: reading))\n\(String(describing: reference))"
                )
                return
            }
        }
        #expect(objects > 500, "most answers were no JSON; the comparison says little")
    }

    private static func answer(using generator: inout SeededGenerator) -> [UInt8] {
        let values = ["0", "1", "21", "4096", "\"3\"", "null", "-1", "1.5", "\"x\"", "9007199254740992", "true", "[2]"]
        let objects = (1...3).map { id in
            // As most servers write them, all of them in order, or as nobody does.
            let isUsual = Bool.random(using: &generator)
            let members = (isUsual ? names[...] : names.shuffled(using: &generator).prefix(3)).map { name in
                let isNumber = isUsual && Int.random(in: 0..<10, using: &generator) > 0
                let number = "\(Int.random(in: 0...500, using: &generator))"
                return "\"\(name)\":\(isNumber ? number : values.randomElement(using: &generator) ?? "0")"
            }
            return "{\"innoId\":\(id),\(members.joined(separator: ","))}"
        }
        return Array(
            "{\"resultCode\":\"0100000\",\"resultDesc\":[\(objects.joined(separator: ","))],\"x\":{\"y\":[1]}}".utf8
        )
    }

    private static func change(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let place = Int.random(in: 0..<max(1, bytes.count), using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...4, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
        case 2: bytes.replaceSubrange(place..<end, with: pieces.randomElement(using: &generator) ?? [])
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default: bytes.removeLast(Int.random(in: 0...min(3, bytes.count), using: &generator))
        }
    }

    private static func decoded(_ bytes: [UInt8], with decoder: AnswerDecoder) -> Reading? {
        bytes.withUnsafeBytes { bytes in
            decoder.decode(bytes, as: csimdjson_calls) { document in
                guard document.problem == nil else { return nil }
                var reading: Reading = [:]
                for row in document.calls {
                    let values = row.counters
                    let all = [values.0, values.1, values.2, values.3, values.4]
                    reading[row.id] = all.enumerated().map { row.known >> UInt8($0) & 1 == 1 ? $1 : nil }
                }
                return reading
            }
        }
    }

    /// Nil for what is no JSON object.
    private static func reference(_ bytes: [UInt8]) -> Reading? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = NaiveJSON(text)
        guard case .object(let object) = reader.document() else { return nil }
        guard case .array(let elements) = object["resultDesc"] else { return [:] }
        var reading: Reading = [:]
        for case .object(let element) in elements {
            guard let id = number(element["innoId"]) else { continue }
            reading[Int64(id)] = names.map { number(element[$0]) }
        }
        return reading
    }

    private static func number(_ value: NaiveJSON.Value?) -> Double? {
        switch value {
        case .number(let text): return counter(text)
        case .string(let text):
            var reader = NaiveJSON(text)
            guard case .number(let number) = reader.document(), number == text else { return nil }
            return counter(text)
        default: return nil
        }
    }

    /// The value of a number by moving its point through its digits.
    private static func counter(_ text: String) -> Double? {
        let parts = text.lowercased().split(separator: "e")
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let whole = String(mantissa[0])
        var digits = whole + (mantissa.count > 1 ? mantissa[1] : "")
        guard digits.contains(where: { $0 != "0" }) else { return 0 }
        guard !text.hasPrefix("-"), let exponent = parts.count > 1 ? Int(parts[1]) : 0, abs(exponent) < 1000 else {
            return nil
        }
        let point = whole.count + exponent
        if point < 0 { digits = String(repeating: "0", count: -point) + digits }
        if point > digits.count { digits += String(repeating: "0", count: point - digits.count) }
        guard digits.dropFirst(max(0, point)).allSatisfy({ $0 == "0" }) else { return nil }
        guard let value = Int64(digits.prefix(max(0, point))), value <= 9_007_199_254_740_992 else { return nil }
        return Double(value)
    }
}

/// A JSON reader that is slow and plain: one function a rule of RFC 8259.
private struct NaiveJSON {
    indirect enum Value {
        case object([String: Value])
        case array([Value])
        case string(String)
        /// A number as it is written.
        case number(String)
        case literal
    }

    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    /// The value that is the whole text, white space aside; nil when it is none.
    mutating func document() -> Value? {
        guard let value = value() else { return nil }
        return rest.isEmpty ? value : nil
    }

    private mutating func value() -> Value? {
        skipSpace()
        defer { skipSpace() }
        switch rest.first {
        case "{": return object()
        case "[": return array()
        case "\"": return string().map(Value.string)
        case "t": return take("true") ? .literal : nil
        case "f": return take("false") ? .literal : nil
        case "n": return take("null") ? .literal : nil
        default: return number()
        }
    }

    private mutating func object() -> Value? {
        var members: [String: Value] = [:]
        guard take("{") else { return nil }
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard let name = string() else { return nil }
            skipSpace()
            guard take(":"), let value = value() else { return nil }
            members[name] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array() -> Value? {
        var elements: [Value] = []
        guard take("[") else { return nil }
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            guard let value = value() else { return nil }
            elements.append(value)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func string() -> String? {
        var text = String.UnicodeScalarView()
        guard take("\"") else { return nil }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(text)
            case "\\":
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            case let other where other.value < 0x20: return nil
            case let other: text.append(other)
            }
        }
        return nil
    }

    /// Pairs of surrogates do not come up here, so half of one is all that there can be.
    private mutating func escape() -> Unicode.Scalar? {
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        guard let kind = rest.popFirst() else { return nil }
        guard kind == "u" else { return plain[kind] }
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        rest = rest.dropFirst(4)
        return UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init)
    }

    private mutating func number() -> Value? {
        let start = rest
        _ = take("-")
        guard take("0") || takeDigits() else { return nil }
        if take("."), !takeDigits() { return nil }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard takeDigits() else { return nil }
        }
        return .number(String(start.prefix(start.count - rest.count)))
    }

    private mutating func takeDigits() -> Bool {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(digits.count)
        return !digits.isEmpty
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func skipSpace() {
        rest = rest.drop { [" ", "\t", "\n", "\r"].contains($0) }
    }
}
