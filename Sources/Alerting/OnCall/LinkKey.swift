/// The key of the links with which incidents are answered: made at the first start, and kept in the store.
package struct LinkKey: Sendable, Hashable {
    private static let entryKey = StateEntry.Key(.linkKey, "link_key")
    private static let length = 32

    /// The key itself, as long as a code of HMAC-SHA256.
    package let bytes: [UInt8]

    /// A new key, out of the system's random numbers.
    package static func random() -> LinkKey {
        LinkKey(bytes: (0..<length).map { _ in UInt8.random(in: .min ... .max) })
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The key among what is stored; nil in a store that has none yet.
    package init?(in entries: [StateEntry]) throws(StateError) {
        guard let entry = entries.first(where: { $0.key == Self.entryKey }) else { return nil }
        let record = try entry.decoded(as: Record.self)
        guard record.bytes.count == Self.length else {
            throw StateError(entry: Self.entryKey, message: "it has \(record.bytes.count) bytes and not \(Self.length)")
        }
        bytes = record.bytes
    }

    /// The key as it is stored.
    package var entry: StateEntry { StateEntry(.linkKey, "link_key", Record(bytes: bytes)) }

    private struct Record: Codable, Sendable {
        var bytes: [UInt8]
    }
}
