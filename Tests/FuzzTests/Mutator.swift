import TestSupport

/// Changes inputs by chance: bytes, words, numbers, lines, nesting, and pieces of other inputs.
struct Mutator {
    /// The largest input that is made.
    static let maximumSize = 20_000

    /// What UTF-8 does not allow: stray and missing continuations, overlong forms, surrogates, beyond U+10FFFF.
    private static let brokenUTF8: [[UInt8]] = [
        [0x80], [0xFF], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98],
        [0xF4, 0x90, 0x80, 0x80],
    ]
    /// Characters that are rare, wide, invisible, or line ends to some.
    private static let characters = [
        "é", "e\u{301}", "😀", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{200B}", "\u{2028}", "\u{FEFF}", "\u{10FFFF}",
        "\r", "\r\n", "\n", "\t", "\u{1B}[31m",
    ].map { Array($0.utf8) }
    /// Numbers at the edges of what holds them.
    private static let numbers = [
        "0", "-0", "1", "-1", "00", "127", "128", "255", "256", "32768", "65535", "65536", "2147483647", "2147483648",
        "4294967296", "9007199254740991", "9007199254740992", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e308", "1e309", "-1e309", "1e-400",
        "0.1", "1e5", "1.", ".5", "0x10", "1_000", "NaN", "inf", "99999999999999999999999999999999999999",
    ].map { Array($0.utf8) }
    private static let brackets: [(open: String, close: String)] = [
        ("(", ")"), ("[", "]"), ("{", "}"), ("\"", "\""), ("'", "'"), ("{{", "}}"), ("not ", ""), ("-", ""),
        ("abs(", ")"), ("(?:", ")"), ("- ", ""), ("${env:", "}"),
    ]

    private let words: [[UInt8]]

    init(words: [String]) { self.words = words.map { Array($0.utf8) } }

    /// `input` with a few changes; `others` are where pieces come from.
    func mutated(_ input: [UInt8], others: [[UInt8]], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = input
        for _ in 0..<(1 << Int.random(in: 0...3, using: &generator)) {
            change(&bytes, others, &generator)
            if bytes.count > Self.maximumSize { bytes.removeSubrange(Self.maximumSize...) }
        }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], _ others: [[UInt8]], _ generator: inout SeededGenerator) {
        let stretch = stretch(of: bytes, &generator)
        switch Int.random(in: 0..<16, using: &generator) {
        case 0:
            guard let place = bytes.indices.randomElement(using: &generator) else { return }
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: stretch.lowerBound)
        case 2: bytes.removeSubrange(stretch)
        case 3: bytes.removeSubrange(stretch.lowerBound...)
        case 4: bytes.insert(contentsOf: generator.pick(Self.brokenUTF8), at: stretch.lowerBound)
        case 5: bytes.insert(contentsOf: generator.pick(Self.characters), at: stretch.lowerBound)
        case 6, 7: if !words.isEmpty { bytes.insert(contentsOf: generator.pick(words), at: stretch.lowerBound) }
        case 8, 9:
            if !words.isEmpty { bytes.replaceSubrange(word(in: bytes, &generator), with: generator.pick(words)) }
        case 10: bytes.replaceSubrange(digits(in: bytes, &generator), with: generator.pick(Self.numbers))
        case 11: repeatStretch(stretch, of: &bytes, &generator)
        case 12: splice(&bytes, others, &generator)
        case 13: nest(stretch, of: &bytes, &generator)
        default: changeLines(&bytes, &generator)
        }
    }

    /// A place with a few bytes behind it; more in a case out of four.
    private func stretch(of bytes: [UInt8], _ generator: inout SeededGenerator) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let length = Int.random(in: 0...(generator.chance(25) ? 200 : 8), using: &generator)
        return start..<min(bytes.count, start + length)
    }

    /// The letters and digits round a place.
    private func word(in bytes: [UInt8], _ generator: inout SeededGenerator) -> Range<Int> {
        run(in: bytes, at: Int.random(in: 0...bytes.count, using: &generator)) { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                true
            default: byte >= 0x80
            }
        }
    }

    /// The digits of a number behind a place, or at the end where there is none.
    private func digits(in bytes: [UInt8], _ generator: inout SeededGenerator) -> Range<Int> {
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let place = Int.random(in: 0...bytes.count, using: &generator)
        return run(in: bytes, at: bytes[place...].firstIndex(where: isDigit) ?? bytes.count, of: isDigit)
    }

    /// The bytes round a place that are so.
    private func run(in bytes: [UInt8], at place: Int, of isWanted: (UInt8) -> Bool) -> Range<Int> {
        let start = bytes[..<place].lastIndex { !isWanted($0) }.map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex { !isWanted($0) } ?? bytes.count
        return start..<end
    }

    private func repeatStretch(_ stretch: Range<Int>, of bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let count = generator.pick([1, 2, 10, 200])
        let room = max(0, Self.maximumSize - bytes.count) / max(1, stretch.count)
        let piece = bytes[stretch]
        bytes.insert(
            contentsOf: repeatElement(piece, count: min(count, room)).joined(),
            at: stretch.lowerBound
        )
    }

    private func splice(_ bytes: inout [UInt8], _ others: [[UInt8]], _ generator: inout SeededGenerator) {
        guard let other = others.randomElement(using: &generator) else { return }
        let piece = other[stretch(of: other, &generator)]
        bytes.replaceSubrange(stretch(of: bytes, &generator), with: piece)
    }

    private func nest(_ stretch: Range<Int>, of bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let (open, close) = generator.pick(Self.brackets)
        let depth = generator.pick([1, 1, 2, 101, 202])
        bytes.insert(contentsOf: String(repeating: close, count: depth).utf8, at: stretch.upperBound)
        bytes.insert(contentsOf: String(repeating: open, count: depth).utf8, at: stretch.lowerBound)
    }

    private func changeLines(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = Int.random(in: lines.indices, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: Int.random(in: lines.indices, using: &generator))
        case 2: lines.swapAt(line, Int.random(in: lines.indices, using: &generator))
        case 3: lines[line] = ArraySlice("  ".utf8) + lines[line]
        default: lines[line] = lines[line].drop { $0 == UInt8(ascii: " ") }
        }
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
}
