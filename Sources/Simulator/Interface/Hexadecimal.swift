/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    static let uppercase = Array("0123456789ABCDEF".utf8)
    private static let lowercase = Array("0123456789abcdef".utf8)

    /// Two lower-case digits for each byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [lowercase[Int($0 >> 4)], lowercase[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The bytes that pairs of lower-case digits stand for; nothing for any other text.
    static func bytes(lowercase text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[position]), let low = value(digits[position + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        lowercase.firstIndex(of: digit).map { UInt8($0) }
    }
}
