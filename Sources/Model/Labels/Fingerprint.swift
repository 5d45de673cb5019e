/// The identity of a label set: 64-bit FNV-1a over its sorted pairs, each `name` 0xFF `value` 0xFF.
///
/// Prometheus and Alertmanager make theirs the same way.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    /// The hash.
    package let value: UInt64

    /// The fingerprint of `labels`.
    package init(of labels: Labels) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for pair in labels.pairs {
            pair.name.utf8.forEach(add)
            add(0xFF)
            pair.value.utf8.forEach(add)
            add(0xFF)
        }
        value = hash
    }

    /// The fingerprint with that hash.
    package init(value: UInt64) {
        self.value = value
    }

    /// The hash as 16 hex digits.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Fingerprint: Codable {
    // A bare number: stored state has many of them.

    package init(from decoder: any Decoder) throws {
        self.init(value: try decoder.singleValueContainer().decode(UInt64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
